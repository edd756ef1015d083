"""Ranks and grades of one group in NumPy, for ``model``: what ``grading`` does on an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from tenghuan.scoring.conditions import Condition, Where, labels
from tenghuan.scoring.kernel import LARGEST_TIE
from tenghuan.scoring.ladder import seats
from tenghuan.scoring.members import RANKED
from tenghuan.scoring.model import Floats, Group
from tenghuan.scoring.vetoes import outcome, outside_outcome

Places = npt.NDArray[np.int8]
Truth = npt.NDArray[np.bool_]


def grade_names(group: Group) -> list[str]:
    """The grades of the ladder, best first, then the classes beside it."""
    return list(
        dict.fromkeys([*(grade.grade for grade in group.track.grades), *(one.grade for one in group.track.outside)])
    )


def reach(group: Group) -> tuple[int, ...]:
    """The last rank that each grade reaches."""
    ranked = int((group.aside == RANKED).sum())
    counted = [at for at, one in enumerate(group.track.outside) if one.counted]
    return seats(group.track.grades, ranked, ranked + int(np.isin(group.aside, counted).sum()))


def after_vetoes(group: Group) -> Places:
    """Rows × grades: where in ``grade_names`` a row ends from each grade; the same from all beside the ranking."""
    names, track = grade_names(group), group.track
    found = np.zeros((group.size, len(track.grades)), np.int8)
    for row, (text, at) in enumerate(zip(group.vetoes, group.aside.tolist(), strict=True)):
        if at != RANKED:
            found[row] = names.index(outside_outcome(text, track.outside[at].grade, track)[0])
        else:
            found[row] = [outcome(text, place, track).place for place in range(len(track.grades))]
    return found


def order(group: Group, scores: Floats) -> Floats:
    """Numbers in the order of the ranking, larger first, equal where rows share a rank; −∞ for rows beside it."""
    if group.track.ties:
        scores = scores * (group.size + 1) + _decided(group)
    return np.where(group.aside == RANKED, scores, -np.inf)


def _decided(group: Group) -> Floats:
    """By row a number from 0 to N − 1: larger for what comes first among equal scores."""
    columns = []
    for tie in group.track.ties:
        value = _value(group, tie.key)
        size = np.rint(np.minimum(np.abs(value), LARGEST_TIE) * 1e6)
        signed = np.where((value < 0) == (tie.direction == "more"), -size, size)
        columns.append(np.where(np.isnan(value), -np.inf, signed))
    _distinct, places = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return np.asarray(places, dtype=np.float64).reshape(-1)


def _value(group: Group, key: str) -> Floats:
    keys = [criterion.key for criterion in group.track.criteria]
    if key in keys:
        return group.values[:, keys.index(key)]
    return np.array([np.nan if value is None else value for value in group.told[key]], dtype=np.float64)


def by_rank(ordered: Floats, last: Sequence[int]) -> Places:
    """Grade by rank for rows in ``order`` (… × rows): a row's grade is the first whose seats reach its rank."""
    falling = -np.sort(-ordered, axis=-1)
    found = np.zeros(ordered.shape, dtype=np.int8)
    for count in last[:-1]:
        # rank ≤ seats ⟺ fewer than that many score more ⟺ the score reaches that of the last seat
        least = falling[..., count - 1 : count] if count else np.full((*ordered.shape[:-1], 1), np.inf)
        found += ordered < least
    return found


def places(group: Group, scores: Floats) -> Places:
    """Grade by rank and conditions, before vetoes, for scores in ten-thousandths (… × rows)."""
    found = by_rank(order(group, scores), reach(group))
    grades = group.track.grades
    if not any(grade.require for grade in grades):
        return found
    columns: dict[str, Any] = {**group.told, "score": scores / 1e4}
    columns |= {one.key: group.values[:, at] for at, one in enumerate(group.track.criteria)}
    for place, grade in enumerate(grades[:-1]):
        barred = (found == place) & ~met(grade.require, columns, group.size)
        found = np.where(barred, place + 1, found).astype(np.int8)
    return found


def met(where: Where, columns: Mapping[str, Any], size: int) -> Truth:
    """Whether conditions hold, a row each; an unknown value satisfies none."""
    found: Truth = np.ones(size, dtype=np.bool_)
    for key, condition in where.columns.items():
        found = found & _holds(columns[key], condition)
    for part in where.all or ():
        found = found & met(part, columns, size)
    if where.any:
        found = found & np.any(np.array(np.broadcast_arrays(*(met(part, columns, size) for part in where.any))), axis=0)
    return found


def _holds(column: Any, condition: Condition) -> Truth:
    if isinstance(column, np.ndarray):
        tests = _tests(condition)
        found: Truth = np.all(np.array([test(column) for test in tests]), axis=0)
        return found
    return np.array([cell is not None and _cell_holds(cell, condition) for cell in column], dtype=np.bool_)


def _tests(condition: Condition) -> list[Any]:
    """The tests of a number."""
    tests: list[Any] = []
    if condition.equals is not None:
        tests.append(lambda x, v=float(str(condition.equals)): x == v)
    if condition.min is not None:
        tests.append(lambda x, v=float(str(condition.min)): x >= v)
    if condition.max is not None:
        tests.append(lambda x, v=float(str(condition.max)): x <= v)
    if condition.among is not None:
        tests.append(lambda x, v=tuple(float(str(one)) for one in condition.among or ()): np.isin(x, v))
    return tests


def _cell_holds(cell: Any, condition: Condition) -> bool:
    def same(value: Any) -> Any:
        return float(value) if isinstance(value, Decimal) else value

    tests = []
    if condition.equals is not None:
        tests.append(cell == same(condition.equals))
    if condition.min is not None:
        tests.append(cell >= same(condition.min))
    if condition.max is not None:
        tests.append(cell <= same(condition.max))
    if condition.among is not None:
        tests.append(cell in [same(value) for value in condition.among])
    if condition.has is not None:
        tests.append(bool({*labels(cell)} & {*condition.has}))
    return all(tests)
