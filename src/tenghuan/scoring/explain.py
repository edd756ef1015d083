"""How one enterprise's grade came about, and what would lift it one grade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tenghuan.errors import InputFault
from tenghuan.scoring import model, order
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.members import RANKED
from tenghuan.scoring.remarks import Remark
from tenghuan.scoring.result import evaluate
from tenghuan.scoring.scheme import Criterion, Scheme, Track
from tenghuan.scoring.vetoes import after, codes

STEP = {"rd_ratio": 1e-6}  # the least change looked for, in the indicator's unit
ORDINARY_STEP = 1e-4
WIDEST = 2**46  # steps looked at before a single indicator is given up


@dataclass(frozen=True)
class Line:
    """One criterion: what was measured, against what, and the points it gave (None: not counted)."""

    criterion: Criterion
    above: float | None
    below: float | None
    value: float | None
    benchmark: float | None
    points: float | None
    capped: bool
    floored: bool


@dataclass(frozen=True)
class Lift:
    """The least value of one indicator that lifts the row one grade, by rank and conditions, all else unchanged.

    None: no value does.
    """

    key: str
    value: float | None
    change: float | None
    numerator: float | None


@dataclass(frozen=True)
class VetoLine:
    """A veto on the row and the grade that it alone would leave."""

    code: str
    action: str
    grade: str


@dataclass(frozen=True)
class Explanation:
    """Everything behind one row of OUT. ``out`` is that row; the rest is empty for a row of no track.

    A row graded beside the ranking has no ``grade_by_rank`` and nothing that lifts it. ``unmet`` are the grades that
    its rank reaches and whose conditions it does not meet, ``grade_unvetoed`` the one that is left before vetoes;
    ``remarks`` are those on its track and group.
    """

    out: dict[str, Any]
    scheme: str
    track: Track | None = None
    lines: tuple[Line, ...] = ()
    size: int = 0
    seats: tuple[int, ...] = ()
    grade_by_rank: str | None = None
    grade_unvetoed: str | None = None
    vetoes: tuple[VetoLine, ...] = ()
    target: str | None = None
    target_score: float | None = None
    lifts: tuple[Lift, ...] = ()
    unmet: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def conditions(self) -> bool:
        """Whether the grade that the row may be lifted to asks for more than a rank."""
        grades = self.track.grades if self.track else ()
        return any(grade.grade == self.target and bool(grade.require) for grade in grades)

    def text(self) -> str:
        """The derivation as Chinese text."""
        from tenghuan.scoring.wording import derivation

        return derivation(self)


def explain(facts: Facts, scheme: Scheme, uscc: str, year: int | None = None) -> Explanation:
    """Derive one enterprise's grade.

    Raises:
        InputFault: the enterprise is not among the facts, or stands there for several years and none is chosen.
    """
    row, out, remarks = _find(facts, scheme, uscc.strip().upper(), year)
    if out["track"] is None:
        return Explanation(out, scheme.name)
    group = model.groups(facts, scheme, only=out["uscc"])
    found = next(part for part in group if row in part.rows)
    at = int(np.flatnonzero(found.rows == row)[0])
    track = found.track
    told = Explanation(
        out=out,
        scheme=scheme.name,
        track=track,
        lines=tuple(_line(found, at, number, out) for number in range(len(track.criteria))),
        size=int((found.aside == RANKED).sum()),
        seats=order.reach(found),
        remarks=tuple(one for one in remarks if one.concerns(track.name, out["group"] or "")),
    )
    return told if out["rank"] is None else _ranked(told, found, at)


def _ranked(told: Explanation, group: model.Group, at: int) -> Explanation:
    """The explanation with what rank, conditions and vetoes made of a row, and what would lift it."""
    out, grades = told.out, group.track.grades
    place = next(number for number, count in enumerate(told.seats) if out["rank"] <= count)
    graded = int(order.places(group, model.group_scores(group))[at])
    changed = out["basis"].startswith("veto:")
    target, lifts = (None, ()) if graded == 0 or changed else _lifts(group, at, graded - 1, told.seats[graded - 1])
    return replace(
        told,
        grade_by_rank=grades[place].grade,
        grade_unvetoed=grades[graded].grade,
        unmet=tuple(grade.grade for grade in grades[place:graded]),
        vetoes=tuple(_vetoes(group.vetoes[at], graded, group.track)),
        target=grades[graded - 1].grade if graded and not changed else None,
        target_score=target,
        lifts=lifts,
    )


def _find(facts: Facts, scheme: Scheme, uscc: str, year: int | None) -> tuple[int, dict[str, Any], tuple[Remark, ...]]:
    result = evaluate(facts, scheme)
    rows = result.rows_of(uscc)
    if scheme.looks_back and year is None:
        year = scheme.year  # rows of other years are there to be compared with
    if year is not None:
        rows = [row for row in rows if row["year"] == year]
    if not rows:
        raise InputFault(f"数据中没有 {uscc}{f' {year} 年' if year else ''}", where=facts.name, remedy="核对代码")
    if len(rows) > 1:
        years = "、".join(str(row["year"]) for row in rows)
        raise InputFault(f"{uscc} 有多个年度（{years}）", where=facts.name, remedy="指定其中一年")
    found = dict(rows[0])
    found.pop("year")
    return found.pop("row"), found, result.remarks


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _line(group: model.Group, at: int, number: int, out: dict[str, Any]) -> Line:
    criterion = group.track.criteria[number]
    weight, benchmark = float(criterion.weight), model.benchmarks(group)[number]
    value = group.values[:, number]
    each = [one.model_copy(update={"cap": None, "floor": None}) for one in group.track.criteria]
    free = group.track.model_copy(update={"criteria": tuple(each)})
    raw = float(model.base_points(free, number, value, np.float64(benchmark), np.float64(weight))[at])
    cap, floor = group.track.cap_of(criterion), group.track.floor_of(criterion)
    return Line(
        criterion=criterion,
        above=_number(group.above[at, number]),
        below=_number(group.below[at, number]),
        value=_number(value[at]),
        benchmark=_number(benchmark),
        points=out[f"{criterion.key}_points"],
        capped=cap is not None and raw > float(cap) * weight,
        floored=floor is not None and raw < float(floor),
    )


def _vetoes(text: str | None, place: int, track: Track) -> list[VetoLine]:
    last = len(track.grades) - 1
    return [
        VetoLine(code, track.vetoes[code], track.grades[after(track.vetoes[code], place, last)].grade)
        for code in codes(text)
    ]


def _lifts(group: model.Group, at: int, goal: int, count: int) -> tuple[float | None, tuple[Lift, ...]]:
    """The score to reach for the ``count`` seats of the grade ``goal``, and per indicator the least change to it."""
    if count == 0:
        return None, ()
    weight, benchmark = model.weights(group.track), model.benchmarks(group)
    base = [
        model.base_points(group.track, number, group.values[:, number], benchmark[number], weight[number])
        for number in range(len(weight))
    ]
    now = model.scores(group.track, base, weight, group.adjust)
    others = -np.sort(-np.delete(np.where(group.aside == RANKED, now, -np.inf), at))
    lifts = tuple(_lift(group, at, number, base, weight, goal, count) for number in range(len(weight)))
    return float(others[count - 1]) / 1e4, lifts


def _lift(group: model.Group, at: int, number: int, base: list[Any], weight: Any, goal: int, count: int) -> Lift:
    criterion = group.track.criteria[number]
    below = group.below[at, number]
    step = STEP.get(criterion.key, ORDINARY_STEP)
    now = group.values[at, number]
    start = 0.0 if np.isnan(now) else float(now)
    sign = 1 if criterion.direction == "more" else -1

    def reaches(steps: int) -> bool:
        value = _on_grid(start, sign * steps, step)
        return _grade_with(group, at, number, value, base, weight, count) <= goal

    if np.isnan(now) and not below > 0:
        return Lift(criterion.key, None, None, None)  # without a denominator no value can be put in
    wide = 1
    while not reaches(wide):
        wide *= 2
        if wide > WIDEST or (sign < 0 and start - wide * step < -step):
            return Lift(criterion.key, None, None, None)
    low, high = wide // 2, wide
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    value = _on_grid(start, sign * high, step)
    numerator = None if criterion.change else value * float(below)
    return Lift(criterion.key, value, value - start, numerator)


def _on_grid(start: float, steps: int, step: float) -> float:
    """The value so many steps away, on the grid of the step, so that it can be written down exactly."""
    per_unit = round(1 / step)
    first = np.floor(start * per_unit) if steps > 0 else np.ceil(start * per_unit)
    return float(first + steps) / per_unit


def _grade_with(
    group: model.Group, at: int, number: int, value: float, base: list[Any], weight: Any, count: int
) -> int:
    """The place of the row's grade if one of its indicators had this value; the last for a rank beyond ``count``."""
    values, above = group.values.copy(), group.above.copy()
    values[at, number], above[at, number] = value, value * group.below[at, number]
    changed = model.Group(**{**group.__dict__, "values": values, "above": above})
    benchmark = model.benchmarks(changed)[number]
    points = model.base_points(group.track, number, values[:, number], np.float64(benchmark), weight[number])
    now = model.scores(group.track, [*base[:number], points, *base[number + 1 :]], weight, group.adjust)
    ordered = order.order(changed, now)
    if int((ordered > ordered[at]).sum()) >= count:
        return len(group.track.grades) - 1
    return int(order.places(changed, now)[at])
