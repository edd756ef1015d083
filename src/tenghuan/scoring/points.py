"""From the values of a row to its points: measured, capped, floored, and what a missing value is given."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import PLACES, nearest, real
from tenghuan.scoring.members import by_track, mask, users
from tenghuan.scoring.scheme import Criterion, Scheme, Track, Yardstick

LARGEST_RATIO = 1e5  # times PLACES still has a nearest whole number


def with_points(table: ir.Table, scheme: Scheme, keys: Sequence[str]) -> ir.Table:
    """``base_KEY``: the points at the criterion's own weight; null where the value is missing and not counted as 0."""
    # a column a step: nested into one expression, an engine would compute each step as often as the next names it
    table = table.mutate(**_floors(table, scheme, keys))
    for step in (_uncapped, _capped, _floored):
        table = table.mutate(**{f"base_{key}": step(table, scheme, key) for key in keys})
    return table


def _uncapped(table: ir.Table, scheme: Scheme, key: str) -> Any:
    each = {no: _measured(table, track, criterion) for no, track, criterion in users(scheme, key)}
    if len(each) == 1:
        return each.popitem()[1]  # rows of other tracks have no value, and none comes of none
    return by_track(table, each, "float64")


def _measured(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    if criterion.normalise:
        return _placed_between(table, criterion) * real(criterion.weight)
    if criterion.bands:
        return _banded(table, criterion)
    ratio = _ratio(table, track, criterion)
    return ratio if criterion.direction == "less" else ratio * real(criterion.weight)


def _capped(table: ir.Table, scheme: Scheme, key: str) -> Any:
    # not least(): it passes over a null, and a missing value would get the cap
    points = table[f"base_{key}"]
    caps = {no: (track.cap_of(criterion), criterion.weight) for no, track, criterion in users(scheme, key)}
    bounds = {no: cap * weight for no, (cap, weight) in caps.items() if cap is not None}
    most = _bound(table, scheme, key, bounds)
    return points if most is None else ibis.ifelse(points > most, most, points)


def _floors(table: ir.Table, scheme: Scheme, keys: Sequence[str]) -> dict[str, Any]:
    """The floor of each row that is asked, by mask, where a missing value gets it too."""
    columns: dict[str, Any] = {}
    for key in keys:
        least = _bound(table, scheme, key, _floors_by_track(scheme, key))
        if _missing_is_floor(scheme, key):
            columns[_floor(scheme, key)] = least * table[mask(scheme, key)]
    return columns


def _floor(scheme: Scheme, key: str) -> str:
    own = any(criterion.floor != "track" for _, _, criterion in users(scheme, key))
    return f"floor_{key}" if own else f"floor_{mask(scheme, key)}"


def _floors_by_track(scheme: Scheme, key: str) -> dict[int, Decimal]:
    floors = {no: track.floor_of(criterion) for no, track, criterion in users(scheme, key)}
    return {no: floor for no, floor in floors.items() if floor is not None}


def _floored(table: ir.Table, scheme: Scheme, key: str) -> Any:
    if _missing_is_floor(scheme, key):
        least = table[_floor(scheme, key)]
        return ibis.ifelse(table[f"base_{key}"] >= least, table[f"base_{key}"], least)
    # where weights are scaled up, the floor is under the scaled points
    bounds = _floors_by_track(scheme, key)
    return _not_below(
        table, scheme, key, {no: least for no, least in bounds.items() if not _reweights(scheme.tracks[no])}
    )


def floored(table: ir.Table, scheme: Scheme, key: str) -> Any:
    """``base_KEY`` at least the floor in every track, as the mean of those that have the value counts it."""
    return _not_below(table, scheme, key, _floors_by_track(scheme, key))


def _not_below(table: ir.Table, scheme: Scheme, key: str, bounds: dict[int, Decimal]) -> Any:
    points = table[f"base_{key}"]
    least = _bound(table, scheme, key, bounds)
    if least is None:
        return points
    return ibis.ifelse(points < least, least, points)


def _bound(table: ir.Table, scheme: Scheme, key: str, bounds: dict[int, Decimal]) -> Any:
    """The bound of each row's track, null for a track without one; None if no track that uses ``key`` has one."""
    if not bounds:
        return None
    if len(set(bounds.values())) == 1 and len(bounds) == len(list(users(scheme, key))):
        return real(next(iter(bounds.values())))
    return by_track(table, {no: real(bound) for no, bound in bounds.items()}, "float64")


def _missing_is_floor(scheme: Scheme, key: str) -> bool:
    """Whether a missing value gets 0 points in every track, so the floor, and no weight goes elsewhere."""
    return all(
        criterion.missing == "zero" and (track.floor_of(criterion) or 0) >= 0 and not _reweights(track)
        for _, track, criterion in users(scheme, key)
    ) and len(_floors_by_track(scheme, key)) == len(list(users(scheme, key)))


def _benchmark(table: ir.Table, criterion: Criterion) -> Any:
    yard = criterion.yardstick
    if yard is None:
        return real(criterion.benchmark)  # type: ignore[arg-type]  # a number, as there is no yardstick
    column = table[measure(yard, criterion.key)]
    return column if yard.times == 1 else column * real(yard.times)


def measure(yard: Yardstick, key: str) -> str:
    """The column of ``yardsticks`` that a yardstick stands in."""
    name = {"mean": "mean", "max": "high", "min": "low"}[yard.of]
    return f"{'past_' if yard.year == 'last' else ''}{name}_{key}"


def _measures(criterion: Criterion, value: Any, benchmark: Any, ratio: Any) -> Any:
    """What a value is worth, unless the yardstick is not above zero: it measures nothing, and nobody gets points."""
    if criterion.yardstick is None:
        return ratio
    return ibis.cases((value.isnull(), ibis.null("float64")), (benchmark > 0, ratio), else_=real(0))


def _ratio(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    """value ÷ benchmark (× weight where less is better, because a zero then stands for the cap)."""
    value, weight, cap = table[f"value_{criterion.key}"], real(criterion.weight), track.cap_of(criterion)
    benchmark = _benchmark(table, criterion)
    if criterion.direction == "more":
        ratio = value / benchmark
    else:
        at_zero = real(cap * criterion.weight) if cap is not None else ibis.null("float64")
        ratio = ibis.cases((value == 0, at_zero), else_=benchmark / value.nullif(0) * weight)
    return _measures(criterion, value, benchmark, ratio)


def _banded(table: ir.Table, criterion: Criterion) -> Any:
    """The points of the highest band that value ÷ benchmark reaches, 0 below the first."""
    assert criterion.bands is not None
    value, benchmark = table[f"value_{criterion.key}"], _benchmark(table, criterion)
    top = criterion.bands[-1]
    ratio = value / benchmark if criterion.direction == "more" else benchmark / value.nullif(0)
    # settled at ten decimals, so that 44 ÷ 20 reaches 2.2 however it was summed; clipped to what can be settled
    settled = nearest(ibis.ifelse(ratio > real(LARGEST_RATIO), real(LARGEST_RATIO), ratio) * real(PLACES))
    steps = [(settled >= real(band.least * Decimal(PLACES)), real(band.points)) for band in reversed(criterion.bands)]
    zero = [] if criterion.direction == "more" else [(value == 0, real(top.points))]
    points = ibis.cases((value.isnull(), ibis.null("float64")), *zero, *steps, else_=real(0))
    return _measures(criterion, value, benchmark, points)


def _placed_between(table: ir.Table, criterion: Criterion) -> Any:
    """The place between the group's ends as a share of the weight, mirrored where less is better."""
    assert criterion.normalise is not None
    value = table[f"value_{criterion.key}"]
    start, end = (real(part) for part in criterion.normalise.minmax)
    low, high = table[f"low_{criterion.key}"], table[f"high_{criterion.key}"]
    gap = high - low
    # equal values may differ in the last bit of their quotients
    same = gap <= (high.abs() + low.abs()) * real(1e-13)
    part = (value - low if criterion.direction == "more" else high - value) / ibis.ifelse(same, real(1), gap)
    share = ibis.ifelse(same, end, start + (end - start) * part)
    return ibis.ifelse(value.isnull(), ibis.null("float64"), share) / real(100)


def fill_missing(table: ir.Table, scheme: Scheme) -> ir.Table:
    """``points_KEY``: what counts; null where the criterion is not asked of the row or its weight went elsewhere."""
    left = [key for key in scheme.keys if not _missing_is_floor(scheme, key)]
    if any(_reweights(track) for track in scheme.tracks):
        table = table.mutate(
            factor=by_track(table, {no: _factor(table, track) for no, track in enumerate(scheme.tracks)}, "float64")
        )
    table = table.mutate(**{f"points_{key}": table[f"base_{key}"] for key in scheme.keys})
    for step in (_filled, _reweighted):
        counted = {}
        for key in left:
            each = {no: step(table, track, criterion) for no, track, criterion in users(scheme, key)}
            counted[f"points_{key}"] = by_track(table, each, "float64")
        table = table.mutate(**counted)
    return table


def _reweights(track: Track) -> bool:
    return any(criterion.missing == "reweight" for criterion in track.criteria)


def _factor(table: ir.Table, track: Track) -> Any:
    """By how much the weights that remain are scaled up; 1 where none was dropped."""
    dropped: Any = None
    for criterion in track.criteria:
        if criterion.missing == "reweight":
            gone = ibis.ifelse(table[f"base_{criterion.key}"].isnull(), real(criterion.weight), real(0))
            dropped = gone if dropped is None else dropped + gone
    if dropped is None:
        return real(1)
    left = real(track.total_weight) - dropped
    # what is left of the sum may be a rounding residue when all weights are gone
    return ibis.ifelse(left > real(1e-9), real(track.total_weight) / left, real(1))


def _filled(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    points = table[f"points_{criterion.key}"]
    if criterion.missing == "mean_score":
        # nobody in the group has the value: there is no mean, so nothing is given
        points = points.fill_null(table[f"given_{criterion.key}"])
    return points if criterion.missing == "reweight" else points.fill_null(real(0))


def _reweighted(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    points, floor = table[f"points_{criterion.key}"], track.floor_of(criterion)
    if _reweights(track):
        points = points * table.factor
    elif floor is None or floor <= 0:
        return points  # base points are not below the floor, so only what was filled in may be
    return points if floor is None else ibis.ifelse(points < real(floor), real(floor), points)
