"""The rules of contracts.md computed a second time, with fractions and loops, sharing no code with the product."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.scoring import oracle_rules as rules

FORMULA = {
    "tax_per_mu": ("tax", "land_mu"),
    "value_added_per_mu": ("value_added", "land_mu"),
    "value_added_per_tce": ("value_added", "energy_tce"),
    "value_added_per_emission": ("value_added", "emissions"),
    "labour_productivity": ("value_added", "employees"),
    "rd_ratio": ("rd", "revenue"),
    "tax_per_electricity": ("tax", "electricity"),
    "revenue_per_mu": ("revenue", "land_mu"),
    "revenue_per_tce": ("revenue", "energy_tce"),
    "tax_per_emission": ("tax", "emissions"),
    "value_added_per_electricity": ("value_added", "electricity"),
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


def ratio(row: Row, names: tuple[str, ...]) -> tuple[Fraction, Fraction] | None:
    """Numerator and denominator; one column alone is over 1."""
    above = part(row, names[0])
    below = part(row, names[1]) if len(names) > 1 else Fraction(1)
    return None if above is None or below is None or below <= 0 else (above, below)


def known(row: Row, criterion: Row) -> tuple[Fraction, Fraction] | None:
    made = criterion.get("of", criterion["key"])
    names = FORMULA.get(made, (made,)) if isinstance(made, str) else tuple(made)
    pair = ratio(row, names)
    if not criterion.get("change"):
        return pair
    before = ratio(row["earlier"], names) if row.get("earlier") else None
    if pair is None or before is None or before[0] <= 0:
        return None
    last = before[0] / before[1]
    return pair[0] / pair[1] - last, last


def column(row: Row, name: str) -> Any:
    if name == "industry_division":
        code = row.get("industry")
        return None if code is None else (code[1:] if code[0].isalpha() else code)[:2]
    if name == "land_mu":
        return land(row)
    return row.get(name)


def points_of_group(rows: list[Row], track: Row, past: list[Row]) -> list[dict[str, Fraction | None]]:
    table: list[dict[str, Fraction | None]] = [{} for _ in rows]
    for criterion in track["criteria"]:
        cap, floor = bound(track, criterion, "cap", None), bound(track, criterion, "floor", 0)
        key, weight = criterion["key"], exact(criterion["weight"])
        pairs = [known(row, criterion) for row in rows]
        before = [known(row, criterion) for row in past]
        values = [None if pair is None else pair[0] / pair[1] for pair in pairs]
        there = [value for value in values if value is not None]
        for at, value in enumerate(values):
            table[at][key] = None if value is None else raw(value, criterion, weight, cap, there, pairs, before)
        for at in range(len(rows)):
            points = table[at][key]
            if points is not None:
                table[at][key] = points if cap is None else min(points, exact(cap) * weight)
        fill(table, criterion, floor)
    reweigh(table, track)
    return table


def bound(track: Row, criterion: Row, name: str, default: Any) -> Any:
    """The cap or floor of a criterion, else the track's."""
    return criterion[name] if criterion.get(name, "track") != "track" else track.get(name, default)


def raw(
    value: Fraction, criterion: Row, weight: Fraction, cap: Any, there: list, pairs: list, before: list
) -> Fraction | None:
    less = criterion.get("direction") == "less"
    if "normalise" in criterion:
        low, high = (exact(end) for end in criterion["normalise"]["minmax"])
        if max(there) == min(there):
            return weight * high / 100
        gap = max(there) - min(there)
        return weight * (low + (high - low) * ((max(there) - value) if less else (value - min(there))) / gap) / 100
    benchmark = criterion["benchmark"]
    if benchmark in ("mean", "max", "min"):
        benchmark = {"of": benchmark}
    if isinstance(benchmark, dict):
        benchmark = rules.measured(benchmark, before if benchmark.get("year") == "last" else pairs)
        if benchmark is None or benchmark <= 0:
            return Fraction(0)
    benchmark = exact(benchmark)
    if criterion.get("bands"):
        return rules.banded(value, benchmark, criterion["bands"], less)
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
    floors = {criterion["key"]: bound(track, criterion, "floor", 0) for criterion in track["criteria"]}
    for row in table:
        left = sum(weight for key, weight in weights.items() if row[key] is not None)
        factor = sum(weights.values()) / left if left else 1
        for key, points in row.items():
            if points is not None:
                scaled, floor = points * factor, floors[key]
                row[key] = scaled if floor is None else max(scaled, exact(floor))


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


def group_of(row: Row, track: Row) -> Any:
    by = track.get("group_by")
    if not isinstance(by, dict):
        return column(row, by) if by else None
    have = column(row, by["column"])
    named = [name for name, values in by["groups"].items() if have in [str(value) for value in values]]
    return None if have is None else named[0] if named else by.get("others", "其他")


def looks_back(scheme: Row) -> bool:
    criteria = [criterion for track in scheme["tracks"] for criterion in track["criteria"]]
    yards = [criterion.get("benchmark") for criterion in criteria]
    return any(c.get("change") for c in criteria) or any(
        isinstance(yard, dict) and yard.get("year") == "last" for yard in yards
    )


def placed(row: Row, scheme: Row) -> tuple[str | None, Any]:
    for track in scheme["tracks"]:
        if not row.get("exempt") and rules.admits(track.get("population"), lambda key: column(row, key)):
            return track["name"], group_of(row, track)
    return None, None


def evaluate(rows: list[Row], scheme: Row) -> list[Row]:
    out: list[Row] = []
    groups: dict[tuple[str, Any], list[int]] = {}
    past: dict[tuple[str, Any], list[Row]] = {}
    back = looks_back(scheme)
    if back:
        earlier = {row["uscc"]: row for row in rows if row["year"] == scheme["year"] - 1}
        rows = [row | {"earlier": earlier.get(row["uscc"])} for row in rows]
        for row in earlier.values():
            past.setdefault(placed(row, scheme), []).append(row)
    for at, row in enumerate(rows):
        found: Row = dict.fromkeys(("track", "group", "score", "rank", "grade"))
        found["basis"], found["points"] = "no track", {}
        if row.get("exempt"):
            found["basis"] = f"exempt:{row['exempt']}"
        elif not back or row["year"] == scheme["year"]:
            found["track"], found["group"] = placed(row, scheme)
            if found["track"] is not None:
                groups.setdefault((found["track"], found["group"]), []).append(at)
        out.append(found)
    for where, members in groups.items():
        track = next(track for track in scheme["tracks"] if track["name"] == where[0])
        grade_group(rows, out, members, track, past.get(where, []))
    return out


def grade_group(rows: list[Row], out: list[Row], members: list[int], track: Row, past: list[Row]) -> None:
    table = points_of_group([rows[at] for at in members], track, past)
    for at, points in zip(members, table, strict=True):
        total = sum((p for p in points.values() if p is not None), Fraction(0))
        total += rules.adjusted(rows[at], track, "bonus") - rules.adjusted(rows[at], track, "deduction")
        out[at]["points"], out[at]["score"] = points, half_up(total)
    beside = {at: rules.beside(track, lambda key, at=at: column(rows[at], key)) for at in members}
    ranked = [at for at in members if beside[at] is None]
    whole = len(ranked) + sum(bool(one and one.get("counted")) for one in beside.values())
    last = rules.seats(track["grades"], len(ranked), whole)
    before = {at: (out[at]["score"], *deciders(rows[at], track)) for at in ranked}
    for at in ranked:
        rank = 1 + sum(before[other] > before[at] for other in ranked)
        by_rank = next(place for place, seats in enumerate(last) if rank <= seats)
        place = next(p for p in range(by_rank, len(last)) if meets(track["grades"][p], rows[at], out[at], track))
        final, code = veto(place, rows[at].get("veto"), track)
        held = "rank" if place == by_rank else f"require:{track['grades'][by_rank]['grade']}"
        grade = track["grades"][final]["grade"]
        out[at] |= {"rank": rank, "grade": grade, "basis": f"veto:{code}" if code else held}
    for at in (at for at in members if beside[at]):
        out[at] |= outside(beside[at]["grade"], rows[at].get("veto"), track)


def value_of(row: Row, track: Row, key: str) -> Any:
    criterion = next((criterion for criterion in track["criteria"] if criterion["key"] == key), None)
    if criterion is None:
        return column(row, key)
    pair = known(row, criterion)
    return None if pair is None else pair[0] / pair[1]


def meets(grade: Row, row: Row, found: Row, track: Row) -> bool:
    def told(key: str) -> Any:
        return Fraction(found["score"]) if key == "score" else value_of(row, track, key)

    return rules.admits(grade.get("require"), told)


def deciders(row: Row, track: Row) -> list[tuple[bool, Decimal]]:
    found = []
    for tie in track.get("ties", []):
        tie = {"key": tie} if isinstance(tie, str) else tie
        value = value_of(row, track, tie["key"])
        sign = -1 if tie.get("direction") == "less" else 1
        found.append((value is not None, Decimal(0) if value is None else sign * half_up(exact(value), 6)))
    return found


def outside(grade: str, text: str | None, track: Row) -> Row:
    names = [each["grade"] for each in track["grades"]]
    if grade in names:
        final, code = veto(names.index(grade), text, track)
        return {"rank": None, "grade": names[final], "basis": f"veto:{code}" if code else f"outside:{grade}"}
    codes = [code.strip() for code in (text or "").split(";") if code.strip()]
    last = [code for code in codes if track["vetoes"][code] == "D"]
    return {"rank": None, "grade": names[-1] if last else grade,
            "basis": f"veto:{last[0]}" if last else f"outside:{grade}"}  # fmt: skip
