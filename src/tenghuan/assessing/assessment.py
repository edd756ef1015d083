"""Results become points, scores and ranks, each with the formula that gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tenghuan.assessing.given import Given, Uncountable
from tenghuan.assessing.results import Assessed, Results, read_results
from tenghuan.assessing.scheme import Scheme, Tie
from tenghuan.assessing.shapes import Item
from tenghuan.declaring.lists import to_csv, write_list
from tenghuan.declaring.numbers import half_up, shown

UNKNOWN = None  # sorts behind every number among ties


@dataclass(frozen=True)
class Points:
    """The points of one item, exact, and its formula; ``counted`` is False where there was nothing to count with."""

    value: Fraction
    formula: str
    counted: bool = True


@dataclass(frozen=True)
class Assessment:
    """The rows of OUT in order of first appearance; numbers are ``Decimal`` to four decimals.

    ``points`` holds for each row the exact points of every item, each with its own formula.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]
    points: tuple[Mapping[str, Points], ...]

    def text(self) -> str:
        """OUT as the text of a CSV file."""
        return to_csv(self.columns, self.rows)

    def write(self, path: str | Path) -> None:
        """Write OUT by the ending of ``path``: ``.xlsx`` or ``.csv``. Raises InputFault."""
        write_list(path, self.columns, self.rows, "考核结果")


def assess(results: Results | str | Path, scheme: Scheme) -> Assessment:
    """Count points, add them up and rank (contracts.md, "Assessment").

    Args:
        results: what ``read_results`` gave for the same scheme, or a file.
        scheme: from ``load_scheme`` or ``schemes()``.

    Raises:
        InputFault: results at fault, every cell listed.
    """
    if not isinstance(results, Results):
        results = read_results(results, scheme)
    found = [_Standing.of(owner, results) for owner in results.objects]
    for standing, rank in zip(found, _ranks(found), strict=True):
        standing.row["rank"] = rank
    rows, points = tuple(one.row for one in found), tuple(one.points for one in found)
    return Assessment(scheme.columns, rows, results.notes, points)


@dataclass(frozen=True)
class _Standing:
    """An object's row of OUT, the points of its items, and what decides between equal scores."""

    row: dict[str, Any]
    points: Mapping[str, Points]
    ties: tuple[Fraction | None, ...]

    @classmethod
    def of(cls, owner: Assessed, results: Results) -> _Standing:
        scheme = results.scheme
        points = {item.item: item_points(item, results.given(owner, item)) for item in scheme.items}
        bonus, deduction = (
            sum((row.number(key) or Fraction(0) for row in owner.rows), Fraction(0)) for key in ("bonus", "deduction")
        )
        score = sum((part.value for part in points.values()), bonus - deduction)
        ties = tuple(_tie(tie, owner, results, points) for tie in scheme.ties)
        formula = [f"{name}：{part.formula}" for name, part in points.items()]
        formula += [f"{word}{shown(value)}" for word, value in (("加分", bonus), ("减分", deduction)) if value]
        formula += [_tie_words(tie, value) for tie, value in zip(scheme.ties, ties, strict=True)]
        row: dict[str, Any] = {"object": owner.name, "group": owner.group}
        row |= {name: half_up(part.value) for name, part in points.items()}
        row |= {"bonus": half_up(bonus), "deduction": half_up(deduction), "score": half_up(score), "rank": None}
        return cls(row | {"formula": "；".join(formula)}, points, ties)


def item_points(item: Item, given: Given | None) -> Points:
    """The points of an item within its limits, and the formula with the numbers put in."""
    try:
        if given is None:
            raise Uncountable("没有这一行")
        whole = next((part.reason for part in given.refusals if part.amount is None), None)
        if whole is not None:
            return Points(Fraction(0), f"不予认定（{whole}）=0", counted=False)
        found = item.points(given)
    except Uncountable as fault:
        return Points(Fraction(0), f"不可计（{fault.why}）=0", counted=False)
    value = found.value
    if item.max is not None:
        value = min(value, Fraction(item.max))
    if item.min is not None:
        value = max(value, Fraction(item.min))
    formula = f"{found.text}={shown(found.value)}"
    return Points(value, formula if value == found.value else f"{formula}→{shown(value)}")


def _ranks(found: list[_Standing]) -> list[int]:
    """Rank of the rounded score within the group, then of the ties; equals share the better rank (1, 1, 3)."""
    keys = [
        (standing.row["group"], (standing.row["score"], *((tie is not UNKNOWN, tie or 0) for tie in standing.ties)))
        for standing in found
    ]
    sizes = Counter(keys)
    ranks: dict[Any, int] = {}
    taken: Counter[str] = Counter()
    for key in sorted(sizes, key=lambda key: key[1], reverse=True):
        ranks[key] = taken[key[0]] + 1
        taken[key[0]] += sizes[key]
    return [ranks[key] for key in keys]


def _tie(tie: Tie, owner: Assessed, results: Results, points: Mapping[str, Points]) -> Fraction | None:
    if tie.item is None:
        full = {item.item: item.full for item in results.scheme.items}
        return Fraction(sum(part.counted and part.value >= full[name] for name, part in points.items()))
    if tie.base is None:
        return points[tie.item].value
    item = next(item for item in results.scheme.items if item.item == tie.item)
    given = results.given(owner, item)
    try:
        if given is None:
            return UNKNOWN
        base, actual, target = (given.number(name).value for name in (tie.base, "actual", "target"))
    except Uncountable:
        return UNKNOWN
    return UNKNOWN if target == base else (actual - base) / (target - base)


def _tie_words(tie: Tie, value: Fraction | None) -> str:
    word = {"completed": "完成项目", "points": f"{tie.item}得分", "progress": f"{tie.item}进展率"}[tie.by]
    return f"同分比{word}{'未知' if value is None else shown(value)}"
