"""One group's scores in NumPy, for questions that change a number and ask again (explanation, stability, areas).

Lists that are published come from ``kernel`` alone; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from tenghuan.scoring import engines
from tenghuan.scoring.arithmetic import PLACES, SHIFT
from tenghuan.scoring.duck import Duck, open_facts
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.kernel import LARGEST_SCORE, keys
from tenghuan.scoring.members import OUTSIDE, RANKED, above, below, past_criteria
from tenghuan.scoring.points import LARGEST_RATIO, measure
from tenghuan.scoring.scheme import Criterion, Scheme, Track, Yardstick

Floats = npt.NDArray[np.float64]
Scalars = Floats | np.float64
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """The rows that are ranked together.

    ``above``, ``below`` and ``values`` are rows × criteria, NaN where unknown or missing; ``adjust`` is
    bonus − deduction; ``rows`` are places in the facts. ``past`` are yardsticks of the year before, by criterion, NaN
    where none is asked or known; ``aside`` the rule of ``Track.outside`` that grades a row beside the ranking, else
    ``RANKED``; ``told`` the facts that conditions of grades and deciders between equal scores look at.
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
    past: Floats
    aside: Whole
    told: dict[str, tuple[Any, ...]]

    @property
    def size(self) -> int:
        """N, the number of rows."""
        return len(self.rows)


def groups(facts: Facts, scheme: Scheme, only: str | None = None) -> list[Group]:
    """The groups of all tracks, or the one that holds the enterprise ``only``; raises as ``evaluate`` does."""
    with open_facts(facts, scheme, "uscc", "name") as duck:
        engines.place_members(duck, facts, scheme)  # an unknown veto code is refused here as well
        connection = duck.connection
        before = _past(duck, scheme)
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
        track = scheme.tracks[no]
        found.append(_group(part, track, name, before.get((no, name if track.group_by else ""), {})))
    return found


def _past(duck: Duck, scheme: Scheme) -> dict[tuple[int, str], dict[str, float | None]]:
    """The yardsticks of the year before by track number and group."""
    asked = [measure(one.yardstick, one.key) for one in past_criteria(scheme) if one.yardstick]
    if not asked:
        return {}
    engines.place_points(duck, scheme)
    names = [*keys(scheme), *dict.fromkeys(asked)]
    rows = duck.fetch(f"SELECT {', '.join(duck.named(names))} FROM yardsticks")  # noqa: S608
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {(row["track_no"], row.get("group", "")): row for row in found}


def _group(table: Any, track: Track, name: str, before: dict[str, float | None]) -> Group:
    def numbers(key: str) -> Floats:
        return np.array(table[key].to_numpy(), dtype=np.float64)

    made = [criterion.indicator for criterion in track.criteria]
    columns = set(table.column_names)
    yards = [criterion.yardstick for criterion in track.criteria]
    past = [before.get(measure(yard, one.key)) if yard else None for yard, one in zip(yards, made, strict=True)]
    return Group(
        track=track,
        name=name,
        rows=np.array(table["row"].to_numpy(), dtype=np.int64),
        uscc=tuple(table["uscc"].to_pylist()),
        names=tuple(table["name"].to_pylist()),
        vetoes=tuple(table["veto"].to_pylist()),
        above=np.column_stack([numbers(above(one)) for one in made]),
        below=np.column_stack([numbers(below(one)) for one in made]),
        values=np.column_stack([numbers(f"value_{one.key}") for one in made]),
        adjust=np.nan_to_num(numbers("bonus")) - np.nan_to_num(numbers("deduction")),
        past=np.array([np.nan if value is None else value for value in past], dtype=np.float64),
        aside=np.array(table[OUTSIDE].to_numpy(), np.int64) if OUTSIDE in columns else np.full(table.num_rows, RANKED),
        told={key.removeprefix("fact:"): tuple(table[key].to_pylist()) for key in columns if key.startswith("fact:")},
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
    yard = criterion.yardstick
    if yard is None:
        return float(str(criterion.benchmark))
    return _measured(group, at, yard) * float(yard.times)


def _measured(group: Group, at: int, yard: Yardstick) -> float:
    if yard.year == "last":
        return float(group.past[at])
    known = ~np.isnan(group.values[:, at])
    if not known.any():
        return float("nan")
    if yard.of != "mean":
        values = group.values[known, at]
        return float(values.max() if yard.of == "max" else values.min())
    below = fsum(group.below[known, at])
    return fsum(group.above[known, at]) / below if below > 0 else float("nan")


def base_points(track: Track, at: int, values: Floats, benchmark: Scalars, weight: Scalars) -> Floats:
    """Points of one criterion before missing ones are filled; ``benchmark`` and ``weight`` broadcast on ``values``."""
    criterion = track.criteria[at]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if criterion.normalise:
            raw = _between(criterion, values, weight)
        elif criterion.bands:
            raw = _banded(criterion, values, benchmark)
        else:
            raw = _ratio(criterion, track, values, benchmark, weight)
    cap = track.cap_of(criterion)
    if cap is not None:
        raw = np.where(raw > float(cap) * weight, float(cap) * weight, raw)
    reweights = any(other.missing == "reweight" for other in track.criteria)
    return raw if reweights else _not_below(raw, track, criterion)


def _banded(criterion: Criterion, values: Floats, benchmark: Scalars) -> Floats:
    """The points of the highest band that value ÷ benchmark reaches (``points._banded``)."""
    assert criterion.bands is not None
    ratio = values / benchmark if criterion.direction == "more" else benchmark / values
    settled = (np.minimum(ratio, LARGEST_RATIO) * PLACES + SHIFT) - SHIFT
    points = np.zeros_like(settled)
    for band in criterion.bands:
        points = np.where(settled >= float(band.least * Decimal(PLACES)), float(band.points), points)
    return np.where(np.isnan(values), np.nan, np.where(benchmark > 0, points, 0.0))


def _ratio(criterion: Criterion, track: Track, values: Floats, benchmark: Scalars, weight: Scalars) -> Floats:
    if criterion.direction == "more":
        points = values / benchmark * weight
    else:
        cap = track.cap_of(criterion)
        zero = float(cap) * weight if cap is not None else np.nan
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


def _not_below(points: Floats, track: Track, criterion: Criterion) -> Floats:
    floor = track.floor_of(criterion)
    return points if floor is None else np.where(points < float(floor), float(floor), points)


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
        total = total + np.nan_to_num(_not_below(points, track, criterion))
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
    return np.where(
        gap, np.where(gap, 0.0, _not_below(base, track, criterion)).sum(axis=-1, keepdims=True) / counts, base
    )


def group_scores(group: Group) -> Floats:
    """Ten-thousandths of the scores of a group as it is."""
    weight, benchmark = weights(group.track), benchmarks(group)
    base = [
        base_points(group.track, at, group.values[:, at], benchmark[at], weight[at])
        for at in range(len(group.track.criteria))
    ]
    return scores(group.track, base, weight, group.adjust)
