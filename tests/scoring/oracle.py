"""The rules of contracts.md computed a second time, with fractions and loops, sharing no code with the product."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

FORMULA = {
    "tax_per_mu": ("tax", "land_mu"),
    "value_added_per_mu": ("value_added", "land_mu"),
    "value_added_per_tce": ("value_added", "energy_tce"),
    "value_added_per_emission": ("value_added", "emissions"),
    "labour_productivity": ("value_added", "employees"),
    "rd_ratio": ("rd", "revenue"),
    "tax_per_electricity": ("tax", "electricity"),
    "revenue_per_mu": ("revenue", "land_mu"),
}
Row = dict[str, Any]


def exact(number: Any) -> Fraction:
    return Fraction(str(number))


def half_up(number: Fraction, places: int = 4) -> Decimal:
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-places).quantize(Decimal(10) ** -places, ROUND_HALF_UP)


def land(row: Row) -> Fraction | None:
    if row.get("land_mu") is not None:
        return exact(row["land_mu"])
    signs = {"land_owned_mu": 1, "land_leased_in_mu": 1, "land_leased_out_mu": -1, "land_other_mu": 1}
    parts = [sign * exact(row[key]) for key, sign in signs.items() if row.get(key) is not None]
    return sum(parts, Fraction(0)) if parts else None


def part(row: Row, key: str) -> Fraction | None:
    if key == "land_mu":
        return land(row)
    return None if row.get(key) is None else exact(row[key])


def known(row: Row, key: str) -> tuple[Fraction, Fraction] | None:
    above, below = (part(row, name) for name in FORMULA[key])
    return None if above is None or below is None or below <= 0 else (above, below)


def column(row: Row, name: str) -> Any:
    if name == "industry_division":
        code = row.get("industry")
        return None if code is None else (code[1:] if code[0].isalpha() else code)[:2]
    return row.get(name)


def admitted(row: Row, population: Row | None) -> bool:
    for name, wanted in (population or {}).items():
        have = column(row, name)
        if have is None:
            return False
        if isinstance(have, int | float | Decimal) and not isinstance(have, bool):
            have = exact(have)
        if not isinstance(wanted, dict):
            wanted = {"in": [wanted]}
        if "in" in wanted and have not in [exact(w) if isinstance(have, Fraction) else w for w in wanted["in"]]:
            return False
        if "min" in wanted and have < exact(wanted["min"]):
            return False
        if "max" in wanted and have > exact(wanted["max"]):
            return False
    return True


def points_of_group(rows: list[Row], track: Row) -> list[dict[str, Fraction | None]]:
    table: list[dict[str, Fraction | None]] = [{} for _ in rows]
    cap, floor = track.get("cap"), track.get("floor", 0)
    for criterion in track["criteria"]:
        key, weight = criterion["key"], exact(criterion["weight"])
        pairs = [known(row, key) for row in rows]
        values = [None if pair is None else pair[0] / pair[1] for pair in pairs]
        there = [value for value in values if value is not None]
        for at, value in enumerate(values):
            table[at][key] = None if value is None else raw(value, criterion, weight, cap, there, pairs)
        for at in range(len(rows)):
            points = table[at][key]
            if points is not None:
                table[at][key] = points if cap is None else min(points, exact(cap) * weight)
        fill(table, criterion, floor)
    reweigh(table, track)
    return table


def raw(value: Fraction, criterion: Row, weight: Fraction, cap: Any, there: list, pairs: list) -> Fraction | None:
    less = criterion.get("direction") == "less"
    if "normalise" in criterion:
        low, high = (exact(end) for end in criterion["normalise"]["minmax"])
        if max(there) == min(there):
            return weight * high / 100
        gap = max(there) - min(there)
        return weight * (low + (high - low) * ((max(there) - value) if less else (value - min(there))) / gap) / 100
    benchmark = criterion["benchmark"]
    if benchmark == "mean":
        benchmark = sum(p[0] for p in pairs if p) / sum(p[1] for p in pairs if p)
        if benchmark <= 0:
            return Fraction(0)
    benchmark = exact(benchmark)
    if not less:
        return value / benchmark * weight
    if value == 0:
        return None if cap is None else exact(cap) * weight
    return benchmark / value * weight


def fill(table: list[dict[str, Fraction | None]], criterion: Row, floor: Any) -> None:
    key, rule = criterion["key"], criterion.get("missing", "zero")
    given = [row[key] for row in table if row[key] is not None]
    given = given if floor is None else [max(points, exact(floor)) for points in given]
    for row in table:
        if row[key] is None and rule != "reweight":
            row[key] = sum(given) / len(given) if rule == "mean_score" and given else Fraction(0)


def reweigh(table: list[dict[str, Fraction | None]], track: Row) -> None:
    weights = {criterion["key"]: exact(criterion["weight"]) for criterion in track["criteria"]}
    floor = track.get("floor", 0)
    for row in table:
        left = sum(weight for key, weight in weights.items() if row[key] is not None)
        factor = sum(weights.values()) / left if left else 1
        for key, points in row.items():
            if points is not None:
                row[key] = points * factor if floor is None else max(points * factor, exact(floor))


def veto(place: int, text: str | None, track: Row) -> tuple[int, str]:
    last = len(track["grades"]) - 1
    worst, named = place, ""
    for code in [code.strip() for code in (text or "").split(";") if code.strip()]:
        action = track["vetoes"][code]
        to = {"D": last, "down_one": min(place + 1, last), "not_A": max(place, 1), "not_AB": max(place, 2)}[action]
        to = min(to, last)
        if to > worst:
            worst, named = to, code
    return worst, named


def evaluate(rows: list[Row], scheme: Row) -> list[Row]:
    out: list[Row] = []
    groups: dict[tuple[str, Any], list[int]] = {}
    for at, row in enumerate(rows):
        found: Row = dict.fromkeys(("track", "group", "score", "rank", "grade"))
        found["basis"], found["points"] = "no track", {}
        if row.get("exempt"):
            found["basis"] = f"exempt:{row['exempt']}"
        else:
            for track in scheme["tracks"]:
                if admitted(row, track.get("population")):
                    found["track"] = track["name"]
                    found["group"] = column(row, track["group_by"]) if track.get("group_by") else None
                    groups.setdefault((track["name"], found["group"]), []).append(at)
                    break
        out.append(found)
    for (name, _), members in groups.items():
        track = next(track for track in scheme["tracks"] if track["name"] == name)
        grade_group(rows, out, members, track)
    return out


def grade_group(rows: list[Row], out: list[Row], members: list[int], track: Row) -> None:
    table = points_of_group([rows[at] for at in members], track)
    for at, points in zip(members, table, strict=True):
        total = sum((p for p in points.values() if p is not None), Fraction(0))
        total += exact(rows[at].get("bonus") or 0) - exact(rows[at].get("deduction") or 0)
        out[at]["points"], out[at]["score"] = points, half_up(total)
    size = len(members)
    for at in members:
        rank = 1 + sum(out[other]["score"] > out[at]["score"] for other in members)
        place = 0
        for place, grade in enumerate(track["grades"]):
            seats = size * exact(grade["upto"]) + (0 if place == 0 else Fraction(1, 2))
            if rank <= seats.numerator // seats.denominator:
                break
        final, code = veto(place, rows[at].get("veto"), track)
        out[at] |= {
            "rank": rank,
            "grade": track["grades"][final]["grade"],
            "basis": f"veto:{code}" if code else "rank",
        }
