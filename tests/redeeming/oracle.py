"""The contract's "Policy money" computed a second time, with fractions and loops, sharing no code with the product."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

Row = dict[str, Any]  # cells as text, "" where empty


def exact(text: Any) -> Fraction:
    return Fraction(str(text))


def half_up(number: Fraction) -> Decimal:
    return Decimal(floor(number * 10**4 + Fraction(1, 2))) / 10**4


def capped(clause: Row, value: Fraction) -> Fraction:
    return min(value, exact(clause["cap"])) if "cap" in clause else value


def of_base(clause: Row, row: Row, base: Fraction) -> Fraction:
    operator = clause["operator"]
    if operator == "steps":
        return capped(clause, floor(base / exact(clause["every"])) * exact(clause["each"]))
    if operator == "bands":
        reached = [
            (exact(band["min"]), exact(band["amount"])) for band in clause["bands"] if exact(band["min"]) <= base
        ]
        return max(reached, key=lambda pair: pair[0])[1] if reached else Fraction(0)
    if operator == "first_time":
        best = exact(row["former_best"]) if row["former_best"] else None
        levels = [level for level in clause["levels"] if exact(level["min"]) <= base]
        fresh = [exact(level["amount"]) for level in levels if best is None or best < exact(level["min"])]
        return (max if clause["crossing"] == "highest" else sum)([Fraction(0), *fresh])
    value = exact(clause["rate"]) * base
    if operator == "uplift":
        return capped(clause, value * (1 + exact(clause["uplift"])) if row["uplifted"] == "是" else value)
    if operator == "stages":
        return capped(clause, value) * exact(clause["stages"][row["stage"]])
    return Fraction(0) if "threshold" in clause and base < exact(clause["threshold"]) else capped(clause, value)


def amount(clause: Row, row: Row) -> Fraction:
    if clause["operator"] == "tiers":
        return exact(clause["tiers"][row["tier"]])
    if clause["operator"] == "difference":
        former = exact(clause["tiers"][row["former"]]) if row["former"] else Fraction(0)
        return max(Fraction(0), exact(clause["tiers"][row["tier"]]) - former)
    return of_base(clause, row, exact(row["base"]))


def redeem(rows: list[Row], clauses: list[Row]) -> list[tuple[Decimal, str]]:
    """Amount and basis of every claim, in order."""
    by_name = {clause["clause"]: clause for clause in clauses}
    found: list[list[Any]] = []
    first: set[tuple[str, ...]] = set()
    for row in rows:
        clause = by_name[row["clause"]]
        key = (row["uscc"], row["clause"], row["object"], row["stage"])
        inside = clause.get("from", "0000") <= row["date"] <= clause.get("to", "9999")
        again = inside and row["object"] != "" and key in first
        if inside:
            first.add(key)
        value = amount(clause, row)
        basis = "不在有效期" if not inside else "重复申报" if again else clause["document"] if value else "未达门槛"
        found.append([value if inside and not again else Fraction(0), basis])
    order = sorted(range(len(rows)), key=lambda at: (-found[at][0], rows[at]["date"], at))
    paid: set[tuple[str, ...]] = set()
    for at in order:
        name = by_name[rows[at]["clause"]].get("exclusive")
        if name and found[at][0]:
            key = (rows[at]["uscc"], name, rows[at]["date"][:4])
            if key in paid:
                found[at] = [Fraction(0), "就高"]
            paid.add(key)
    return [(half_up(value), basis) for value, basis in found]
