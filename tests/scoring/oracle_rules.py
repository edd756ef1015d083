"""The oracle's further words: conditions, yardsticks, bands, seats, points by kind; fractions and loops as well."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Row = dict[str, Any]


def exact(number: Any) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(str(number))


def admits(where: Row | None, told: Callable[[str], Any]) -> bool:
    """Whether all conditions hold of what ``told`` says of a column."""
    for name, wanted in (where or {}).items():
        if name == "any":
            if not any(admits(part, told) for part in wanted):
                return False
        elif name == "all":
            if not all(admits(part, told) for part in wanted):
                return False
        elif not _holds(told(name), wanted):
            return False
    return True


def _holds(have: Any, wanted: Any) -> bool:
    if have is None:
        return False
    if not isinstance(wanted, dict):
        wanted = {"in": [wanted]}
    if "has" in wanted:
        among = [wanted["has"]] if isinstance(wanted["has"], str) else wanted["has"]
        return any(label in have.split(";") for label in among)
    if not isinstance(have, str | bool):
        have = exact(have)
    meant = exact if isinstance(have, Fraction) else (lambda value: value)
    if "in" in wanted and have not in [meant(value) for value in wanted["in"]]:
        return False
    return not (("min" in wanted and have < meant(wanted["min"])) or ("max" in wanted and have > meant(wanted["max"])))


def measured(yard: Row, pairs: list[tuple[Fraction, Fraction] | None]) -> Fraction | None:
    there = [pair for pair in pairs if pair is not None]
    if not there:
        return None
    if yard["of"] == "mean":
        found = sum(pair[0] for pair in there) / sum(pair[1] for pair in there)
    else:
        found = {"max": max, "min": min}[yard["of"]](pair[0] / pair[1] for pair in there)
    return found * exact(yard.get("times", 1))


def banded(value: Fraction, benchmark: Fraction, bands: list[Row], less: bool) -> Fraction:
    if less and value == 0:
        return exact(bands[-1]["points"])
    times = benchmark / value if less else value / benchmark
    reached = [band for band in bands if times >= exact(band["from"])]
    return exact(reached[-1]["points"]) if reached else Fraction(0)


def adjusted(row: Row, track: Row, name: str) -> Fraction:
    total, rule = exact(row.get(name) or 0), track.get(name) or {}
    labels = set((row.get("labels") or "").split(";"))
    for kind in rule.get("kinds", []):
        points = [exact(worth) for label, worth in kind["items"].items() if label in labels]
        found = max(points, default=Fraction(0)) if kind.get("take") == "highest" else sum(points, Fraction(0))
        total += found if kind.get("cap") is None else min(found, exact(kind["cap"]))
    return total if rule.get("cap") is None else min(total, exact(rule["cap"]))


def beside(track: Row, told: Callable[[str], Any]) -> Row | None:
    return next((one for one in track.get("outside", []) if admits(one["when"], told)), None)


def rounded(number: Fraction, how: str) -> int:
    return {"floor": math.floor, "ceil": math.ceil, "half_up": lambda x: math.floor(x + Fraction(1, 2))}[how](number)


def seats(grades: list[Row], ranked: int, whole: int) -> list[int]:
    """The last rank of each grade."""
    how = [grade.get("rounding") or ("floor" if at == 0 else "half_up") for at, grade in enumerate(grades)]
    if "upto" in grades[0]:
        return [rounded(whole * exact(grade["upto"]), rule) for grade, rule in zip(grades, how, strict=True)]
    rest = [grade["share"] for grade in grades].index("rest")
    own = [0 if grade["share"] == "rest" else rounded(whole * exact(grade["share"]), rule)
           for grade, rule in zip(grades, how, strict=True)]  # fmt: skip
    reach, left = [], ranked
    for count in own[:rest]:  # the top takes its seats first
        taken = min(count, left)
        left -= taken
        reach.append(ranked - left)
    bottom: list[int] = []
    for count in reversed(own[rest + 1 :]):
        bottom.insert(0, min(count, left))
        left -= bottom[0]
    reach.append((reach[-1] if reach else 0) + left)
    for count in bottom:
        reach.append(reach[-1] + count)
    return reach
