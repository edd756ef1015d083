"""One group's scores in NumPy, for questions that change a number and ask again (explanation, stability, areas).

Lists that are published come from ``kernel`` alone; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from tenghuan.scoring import engines
from tenghuan.scoring.arithmetic import PLACES, SHIFT
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.duck import open_facts
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.kernel import LARGEST_SCORE
from tenghuan.scoring.scheme import Criterion, Scheme, Track
from tenghuan.scoring.vetoes import outcome

Floats = npt.NDArray[np.float64]
Scalars = Floats | np.float64
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """The rows that are ranked together.

    ``above``, ``below`` and ``values`` are rows × criteria, NaN where unknown or missing; ``adjust`` is
    bonus − deduction; ``rows`` are places in the facts.
    """

    track: Track
    name: str
    rows: Whole
    uscc: tuple[str, ...]
    names: tuple[str | None, ...]
    vetoes: tuple[str | None, ...]
    above: Floats
    below: Floats
    values: Floats
    adjust: Floats

    @property
    def size(self) -> int:
        """N, the number of rows."""
        return len(self.rows)

    def veto_table(self) -> npt.NDArray[np.int8]:
        """Rows × grades: the grade after vetoes from each grade by rank."""
        places = range(len(self.track.grades))
        return np.array([[outcome(text, at, self.track).place for at in places] for text in self.vetoes], np.int8)


def groups(facts: Facts, scheme: Scheme, only: str | None = None) -> list[Group]:
    """The groups of all tracks, or the one that holds the enterprise ``only``; raises as ``evaluate`` does."""
    with open_facts(facts, scheme, "uscc", "name") as duck:
        engines.place_members(duck, facts, scheme)  # an unknown veto code is refused here as well
        connection = duck.connection
        sql = "SELECT * FROM members WHERE track_no >= 0"
        if only is not None:
            mine = f'SELECT track_no, "group" FROM ({sql}) WHERE uscc = ?'  # noqa: S608
            connection.execute(f"CREATE TEMP TABLE mine AS {mine}", [only])
            sql += ' AND (track_no, "group") IN (SELECT (track_no, "group") FROM mine)'
        table = connection.execute(f"{sql} ORDER BY row").to_arrow_table()
    found: list[Group] = []
    tracks, names = (np.array(table[key].to_pylist(), dtype=object) for key in ("track_no", "group"))
    for no, name in sorted(set(zip(tracks, names, strict=True))):
        part = table.filter((tracks == no) & (names == name))
        found.append(_group(part, scheme.tracks[no], name))
    return found


def _group(table: Any, track: Track, name: str) -> Group:
    def numbers(key: str) -> Floats:
        return np.array(table[key].to_numpy(), dtype=np.float64)

    pairs = [INDICATORS[criterion.key] for criterion in track.criteria]
    return Group(
        track=track,
        name=name,
        rows=np.array(table["row"].to_numpy(), dtype=np.int64),
        uscc=tuple(table["uscc"].to_pylist()),
        names=tuple(table["name"].to_pylist()),
        vetoes=tuple(table["veto"].to_pylist()),
        above=np.column_stack([numbers(pair.numerator) for pair in pairs]),
        below=np.column_stack([numbers(pair.denominator) for pair in pairs]),
        values=np.column_stack([numbers(f"value_{pair.key}") for pair in pairs]),
        adjust=np.nan_to_num(numbers("bonus")) - np.nan_to_num(numbers("deduction")),
    )


def weights(track: Track) -> Floats:
    """The weights, in the order of the criteria."""
    return np.array([float(criterion.weight) for criterion in track.criteria])


def benchmarks(group: Group) -> Floats:
    """The benchmark of each criterion; NaN for points between two ends, or where there is no mean."""
    found = [_benchmark(group, at, criterion) for at, criterion in enumerate(group.track.criteria)]
    return np.array(found, dtype=np.float64)


def _benchmark(group: Group, at: int, criterion: Criterion) -> float:
    if criterion.normalise:
        return float("nan")
    if criterion.benchmark != "mean":
        return float(criterion.benchmark or 0)
    known = ~np.isnan(group.values[:, at])
    below = fsum(group.below[known, at])
    return fsum(group.above[known, at]) / below if below > 0 else float("nan")


def base_points(track: Track, at: int, values: Floats, benchmark: Scalars, weight: Scalars) -> Floats:
    """Points of one criterion before missing ones are filled; ``benchmark`` and ``weight`` broadcast on ``values``."""
    criterion = track.criteria[at]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if criterion.normalise:
            raw = _between(criterion, values, weight)
        else:
            raw = _ratio(criterion, track, values, benchmark, weight)
    if track.cap is not None:
        raw = np.where(raw > float(track.cap) * weight, float(track.cap) * weight, raw)
    reweights = any(other.missing == "reweight" for other in track.criteria)
    return raw if reweights else _not_below(raw, track)


def _ratio(criterion: Criterion, track: Track, values: Floats, benchmark: Scalars, weight: Scalars) -> Floats:
    if criterion.direction == "more":
        points = values / benchmark * weight
    else:
        zero = float(track.cap) * weight if track.cap is not None else np.nan
        points = np.where(values == 0, zero, benchmark / values * weight)
    return np.where(np.isnan(values), np.nan, np.where(benchmark > 0, points, 0.0))


def _between(criterion: Criterion, values: Floats, weight: Scalars) -> Floats:
    assert criterion.normalise is not None
    start, end = (float(part) for part in criterion.normalise.minmax)
    if np.all(np.isnan(values)):
        return values
    low, high = np.nanmin(values), np.nanmax(values)
    if high - low <= (abs(high) + abs(low)) * 1e-13:
        share = np.where(np.isnan(values), np.nan, end)
    else:
        share = start + (end - start) * (
            (values - low if criterion.direction == "more" else high - values) / (high - low)
        )
    result: Floats = share / 100.0 * weight
    return result


def _not_below(points: Floats, track: Track) -> Floats:
    return points if track.floor is None else np.where(points < float(track.floor), float(track.floor), points)


def scores(track: Track, base: Sequence[Floats], weight: Floats, adjust: Floats) -> Floats:
    """Ten-thousandths of the scores, from ``base_points`` of every criterion (… × rows); ``weight`` is … × criteria."""
    dropped: Any = 0.0
    for at, criterion in enumerate(track.criteria):
        if criterion.missing == "reweight":
            dropped = dropped + np.where(np.isnan(base[at]), weight[..., at : at + 1], 0.0)
    total_weight = weight.sum(axis=-1, keepdims=True)
    left = total_weight - dropped
    factor = np.where(left > 1e-9, total_weight / np.where(left > 1e-9, left, 1.0), 1.0)
    total: Any = 0.0
    for at, criterion in enumerate(track.criteria):
        points = _filled(base[at], criterion, track)
        if any(other.missing == "reweight" for other in track.criteria):
            points = points * factor
        total = total + np.nan_to_num(_not_below(points, track))
    total = total + adjust
    size = (np.minimum(np.abs(total), LARGEST_SCORE) * PLACES + SHIFT) - SHIFT
    result: Floats = np.copysign(np.floor(size / 1e6 + 0.5), total)
    return result


def _filled(base: Floats, criterion: Criterion, track: Track) -> Floats:
    if criterion.missing == "reweight":
        return base
    gap = np.isnan(base)
    if criterion.missing == "zero":
        return np.where(gap, 0.0, base)
    counts = np.maximum((~gap).sum(axis=-1, keepdims=True), 1)
    return np.where(gap, np.where(gap, 0.0, _not_below(base, track)).sum(axis=-1, keepdims=True) / counts, base)


def group_scores(group: Group) -> Floats:
    """Ten-thousandths of the scores of a group as it is."""
    weight, benchmark = weights(group.track), benchmarks(group)
    base = [
        base_points(group.track, at, group.values[:, at], benchmark[at], weight[at])
        for at in range(len(group.track.criteria))
    ]
    return scores(group.track, base, weight, group.adjust)


def seats(track: Track, size: int) -> tuple[int, ...]:
    """The seats up to and with each grade: ⌊N·u⌋ for the first, N·u rounded half up for the others."""
    found = []
    for place, grade in enumerate(track.grades):
        above, below = grade.upto.as_integer_ratio()
        half = 0 if place == 0 else below
        found.append((2 * size * above + half) // (2 * below))
    return tuple(found)


def places(values: Floats, reach: Sequence[int]) -> npt.NDArray[np.int8]:
    """Grade by rank for scores (… × rows): a row's grade is the first whose seats reach its rank."""
    falling = -np.sort(-values, axis=-1)
    found = np.zeros(values.shape, dtype=np.int8)
    for count in reach[:-1]:
        # rank ≤ seats ⟺ fewer than that many score more ⟺ the score reaches that of the last seat
        last = falling[..., count - 1 : count] if count else np.full((*values.shape[:-1], 1), np.inf)
        found += values < last
    return found
