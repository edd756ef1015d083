"""The contract's "Assessment" computed a second time, with fractions and loops, sharing no code with the product."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

Row = dict[str, Any]  # cells as text, "" where empty
Scheme = dict[str, Any]


def exact(text: Any) -> Fraction | None:
    text = str(text).replace(",", "")
    if not text:
        return None
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def half_up(number: Fraction) -> Decimal:
    whole = floor(abs(number) * 10**4 + Fraction(1, 2))
    return Decimal(whole if number >= 0 else -whole) / 10**4


def quotient(above: Fraction | None, below: Fraction | None) -> Fraction | None:
    return None if above is None or below is None or below <= 0 else above / below


def raw(item: Row, row: Row) -> Fraction | None:
    """Points before limits, None for 不可计."""
    shape, actual, target = item["shape"], exact(row.get("actual", "")), exact(row.get("target", ""))
    weight = exact(item.get("weight", "")) or Fraction(0)
    if shape == "ratio":
        less = item.get("direction") == "less"
        part = quotient(target, actual) if less else quotient(actual, target)
        return None if part is None else weight * part
    if shape == "mix":
        total = Fraction(0)
        for part in item["parts"]:
            ratio = quotient(exact(row.get(part["actual"], "")), exact(row.get(part["target"], "")))
            if ratio is None:
                return None
            total += exact(part["share"]) * ratio
        return weight * total
    if shape == "deduct":
        left = Fraction(1)
        for matter in str(row.get("matters", "")).split(";"):
            words = [word for word in matter.split("+") if word]
            left -= max((exact(item["shares"][word]) for word in words), default=Fraction(0))
        return weight * max(Fraction(0), left)
    return None if actual is None else from_actual(item, actual, target, weight)


def from_actual(item: Row, actual: Fraction, target: Fraction | None, weight: Fraction) -> Fraction | None:
    """The shapes that start from what was reached."""
    if item["shape"] == "quota":
        return None if target is None else weight - exact(item["each"]) * max(Fraction(0), target - actual)
    if item["shape"] == "standard":
        ratio = quotient(actual, exact(item["standard"]))
        return None if ratio is None else exact(item["points_at_standard"]) * ratio
    if "floor_at" in item and actual < exact(item["floor_at"]):
        return Fraction(0)
    base = exact(item["base"])
    full = floor(abs(actual - base) / (exact(item["every"]) * base))
    return exact(item["base_points"]) + (full if actual >= base else -full)


def points(item: Row, row: Row | None) -> Fraction:
    value = None if row is None else raw(item, row)
    if value is None:
        return Fraction(0)
    if "max" in item:
        value = min(value, exact(item["max"]))
    return max(value, exact(item["min"])) if "min" in item else value


def assess(rows: list[Row], scheme: Scheme) -> list[Row]:
    """OUT without ``formula``."""
    found: list[Row] = []
    for name in dict.fromkeys(row["object"] for row in rows):
        mine = [row for row in rows if row["object"] == name]
        by_item = {row["item"]: row for row in mine}
        values = {item["item"]: points(item, by_item.get(item["item"])) for item in scheme["items"]}
        bonus, deduction = (
            sum((exact(row.get(k, "")) or 0 for row in mine), Fraction(0)) for k in ("bonus", "deduction")
        )
        score = half_up(sum(values.values(), Fraction(0)) + bonus - deduction)
        out = {"object": name, "group": mine[0]["group"], **{key: half_up(value) for key, value in values.items()}}
        found.append(out | {"bonus": half_up(bonus), "deduction": half_up(deduction), "score": score})
    for out in found:
        out["rank"] = 1 + sum(other["group"] == out["group"] and other["score"] > out["score"] for other in found)
    return found
