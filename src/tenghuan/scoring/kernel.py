"""The scoring rule of contracts.md as one Ibis expression, for DuckDB and Spark alike.

Exactness. Every step within a row is one IEEE operation after another in the order of the scheme, which all engines
round alike; nothing else is left to an engine. Sums over rows are taken of whole numbers (``exact_sum``), so their
order cannot matter. Points are set to ten decimals, and the score is settled at ten decimals before it is rounded half
up (四舍五入, by magnitude) to four: what is exactly half in decimals is half here too. Ranks are of that rounded score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.columns import COLUMNS, DIVISION, INDICATORS
from tenghuan.scoring.scheme import Condition, Criterion, Scheme, Track
from tenghuan.scoring.vetoes import NO_TRACK

ROW = "row"
# A row of no track goes through every join under the number NO_TRACK: where each row meets exactly one partner, rows
# leave a hash join in the order they came; an outer join would send those without one to the end.
LARGEST_SCORE = 9e14  # ten-thousandths of it still fit 64 bits
# adding and taking away 1.5 × 2^52 leaves the nearest whole number: no cast, so no overflow and no engine's own rule
SHIFT = 6755399441055744.0
PLACES = 1e10
_PIECE = 1 << 30
_CARRIED = (ROW, "uscc", "name", "bonus", "deduction", "veto", "exempt", "track_no", "group")
_LARGEST_PIECE = 1e11  # a term of a sum; 9 × 10^7 of them fit 64 bits


def real(value: float | Decimal) -> ir.FloatingScalar:
    """A number as a double on every engine: bare digits would be a decimal there, with an arithmetic of its own."""
    literal: ir.FloatingScalar = ibis.literal(repr(float(value))).cast("float64")
    return literal


def nearest(x: Any) -> Any:
    """The nearest whole number of a double."""
    return (x + real(SHIFT)) - real(SHIFT)


def settle(x: Any) -> Any:
    """A double to ten decimals."""
    return nearest(x * real(PLACES)) / real(PLACES)


def exact_sums(table: ir.Table, terms: dict[str, Any]) -> tuple[ir.Table, dict[str, Any]]:
    """Σ of each term to 2^-60 a row, whatever the order of the rows.

    Each term is cut into three whole numbers, which are summed apart and put together once.

    Returns:
        the table with the pieces, and per name the sum to aggregate from it.
    """
    least, most = real(-_LARGEST_PIECE), real(_LARGEST_PIECE)
    table = table.mutate(
        **{f"x_{name}": ibis.cases((x > most, most), (x < least, least), else_=x) for name, x in terms.items()}
    )
    table = table.mutate(**{f"a_{name}": table[f"x_{name}"].floor() for name in terms})
    table = table.mutate(**{f"x_{name}": (table[f"x_{name}"] - table[f"a_{name}"]) * _PIECE for name in terms})
    table = table.mutate(**{f"b_{name}": table[f"x_{name}"].floor() for name in terms})
    table = table.mutate(
        **{f"c_{name}": ((table[f"x_{name}"] - table[f"b_{name}"]) * _PIECE).floor() for name in terms}
    )
    sums = {}
    for name in terms:
        whole, first, second = (table[f"{piece}_{name}"].sum().cast("float64") for piece in "abc")
        sums[name] = whole + (first + second / _PIECE) / _PIECE
    return table, sums


_IBIS_TYPES = {"integer": "int64", "boolean": "boolean", "date": "date", "number": "float64"}
FACTS = ibis.table(
    {ROW: "int64"} | {column.key: _IBIS_TYPES.get(column.kind, "string") for column in COLUMNS}, name="facts"
)


def scored(scheme: Scheme) -> ir.Table:
    """Track, values, points and score of every row of ``FACTS``.

    ``FACTS`` is the table ``facts``: the columns of ``contracts.md`` under their keys plus ``row`` (the place in the
    input, unique).

    Returns:
        ``row``, the OUT columns of ``contracts.md`` up to the score (a row of no track has no points and no score), and
        what ranks and grades are made of: ``track_no``, ``score10k`` (ten-thousandths), ``veto``, ``exempt``.
    """
    placed = _with_values(_placed(FACTS, scheme), scheme)
    measured = _join_groups(placed, _yardsticks(placed, scheme))
    pointed = _with_points(measured, scheme)
    filled = _fill_missing(_join_groups(pointed, _mean_points(pointed, scheme)), scheme)
    return _published(filled.mutate(score10k=_score(filled, scheme)), scheme)


def members(scheme: Scheme) -> ir.Table:
    """Every row of ``FACTS`` with its track number, group, values and what they are made of."""
    return _with_values(_placed(FACTS, scheme), scheme)


# -- who belongs where -------------------------------------------------------------------------------------------


def _placed(facts: ir.Table, scheme: Scheme) -> ir.Table:
    """Track number (``NO_TRACK`` for a row of none) and group ("" for none)."""
    facts = facts.mutate(**{DIVISION: division(facts.industry)})
    admitted = [
        (admits(facts, track) & facts.exempt.isnull(), ibis.literal(no, "int8"))
        for no, track in enumerate(scheme.tracks)
    ]
    placed = facts.mutate(track_no=ibis.cases(*admitted, else_=ibis.literal(NO_TRACK, "int8")))
    groups = {no: placed[track.group_by] for no, track in enumerate(scheme.tracks) if track.group_by}
    return placed.mutate(group=by_track(placed, groups, "string").fill_null(""))


def _with_values(placed: ir.Table, scheme: Scheme) -> ir.Table:
    """``value_KEY`` of the criteria asked of the row (null where missing), and what it is made of."""
    values: dict[str, Any] = {}
    for key in scheme.keys:
        indicator = INDICATORS[key]
        asked = placed.track_no.isin([no for no, _, _ in _users(scheme, key)])
        above, below = placed[indicator.numerator], placed[indicator.denominator]
        values[f"value_{key}"] = ibis.ifelse(asked & (below > 0), above / below, ibis.null("float64"))
    return placed.select(*_CARRIED, *_parts(scheme), **values)


def _parts(scheme: Scheme) -> list[str]:
    """The columns that the indicators are made of."""
    pairs = [INDICATORS[key] for key in scheme.keys]
    return list(dict.fromkeys(name for pair in pairs for name in (pair.numerator, pair.denominator)))


def division(industry: ir.StringColumn) -> ir.StringColumn:
    """The first two digits of an industry code after an optional section letter."""
    start = ibis.ifelse(industry.substr(0, 1) >= "A", 1, 0)
    found: ir.StringColumn = industry.substr(start, 2)
    return found


def admits(facts: ir.Table, track: Track) -> ir.BooleanValue:
    """Whether the track's population admits a row; an unknown value is admitted by no condition."""
    verdict: Any = ibis.literal(True)
    for column, condition in track.population.items():
        verdict = verdict & _holds(facts[column], condition)
    result: ir.BooleanValue = verdict
    return result


def _holds(column: Any, condition: Condition) -> Any:
    tests = []
    if condition.equals is not None:
        tests.append(column == _same_type(condition.equals))
    if condition.min is not None:
        tests.append(column >= _same_type(condition.min))
    if condition.max is not None:
        tests.append(column <= _same_type(condition.max))
    if condition.among is not None:
        tests.append(column.isin([_same_type(value) for value in condition.among]))
    verdict = tests[0]
    for test in tests[1:]:
        verdict = verdict & test
    return verdict.fill_null(False)


def _same_type(value: Any) -> Any:
    return real(value) if isinstance(value, Decimal) else value


def _criterion(track: Track, key: str) -> Criterion | None:
    return next((criterion for criterion in track.criteria if criterion.key == key), None)


def _users(scheme: Scheme, key: str) -> Iterable[tuple[int, Track, Criterion]]:
    for no, track in enumerate(scheme.tracks):
        criterion = _criterion(track, key)
        if criterion is not None:
            yield no, track, criterion


def by_track(table: ir.Table, values: dict[int, Any], kind: str) -> Any:
    """One value a track; null for the tracks not named."""
    branches: list[tuple[list[int], Any]] = []  # tracks that agree share a branch: each costs a step a row
    for no, value in values.items():
        same = next((tracks for tracks, other in branches if _is_same(other, value)), None)
        if same is None:
            branches.append(([no], value))
        else:
            same.append(no)
    if not branches:
        return ibis.null(kind)
    cases = ((table.track_no.isin(tracks), value) for tracks, value in branches)
    return ibis.cases(*cases, else_=ibis.null(kind))


def _is_same(one: Any, other: Any) -> bool:
    return bool(one.op() == other.op())


# -- yardsticks of a group ---------------------------------------------------------------------------------------


def _yardsticks(placed: ir.Table, scheme: Scheme) -> ir.Table | None:
    """Per group: ``mean_KEY`` (Σ numerator ÷ Σ denominator), ``low_KEY`` and ``high_KEY``, as far as asked for."""
    terms: dict[str, Any] = {}
    ends: dict[str, str] = {}
    for key in scheme.keys:
        criteria = [criterion for _, _, criterion in _users(scheme, key)]
        value = placed[f"value_{key}"]
        if any(criterion.benchmark == "mean" for criterion in criteria):
            pair = INDICATORS[key]
            terms[f"above_{key}"] = ibis.ifelse(value.notnull(), placed[pair.numerator], ibis.null("float64"))
            terms[f"below_{key}"] = ibis.ifelse(value.notnull(), placed[pair.denominator], ibis.null("float64"))
        if any(criterion.normalise for criterion in criteria):
            ends |= {f"low_{key}": "min", f"high_{key}": "max"}
    if not terms and not ends:
        return None
    table, sums = exact_sums(placed, terms)
    for name, end in ends.items():
        value = table[f"value_{name.partition('_')[2]}"]
        sums[name] = value.min() if end == "min" else value.max()
    grouped: ir.Table = table.group_by("track_no", "group").aggregate(**sums)
    means = {
        f"mean_{key}": grouped[f"above_{key}"] / grouped[f"below_{key}"]
        for key in scheme.keys
        if f"above_{key}" in terms
    }
    chosen: ir.Table = grouped.select("track_no", "group", *ends, **means)
    return chosen


def _join_groups(table: ir.Table, groups: ir.Table | None) -> ir.Table:
    if groups is None:
        return table
    groups = groups.rename(of_track="track_no", of_group="group")
    joined = table.join(groups, [table.track_no == groups.of_track, table.group == groups.of_group])
    result: ir.Table = joined.drop("of_track", "of_group")
    return result


# -- points ------------------------------------------------------------------------------------------------------


def _with_points(table: ir.Table, scheme: Scheme) -> ir.Table:
    """``base_KEY``: the points at the criterion's own weight; null where the value is missing."""
    # in steps, a column each: nested into one expression the text would double with every step
    steps: tuple[Callable[[ir.Table, Track, Criterion], Any], ...] = (_uncapped, _capped, _floored)
    for step in steps:
        points = {}
        for key in scheme.keys:
            users = [user for user in _users(scheme, key) if _has(step, user[1])]
            if users and len(users) == len(list(_users(scheme, key))) == 1:
                _, track, criterion = users[0]  # rows of other tracks have no value, and none comes of none
                points[f"base_{key}"] = step(table, track, criterion)
            elif users:
                each = {no: step(table, track, criterion) for no, track, criterion in _users(scheme, key)}
                points[f"base_{key}"] = by_track(table, each, "float64")
        table = table.mutate(**points) if points else table
    return table.mutate(**{f"base_{key}": settle(table[f"base_{key}"]) for key in scheme.keys})


def _has(step: Callable[..., Any], track: Track) -> bool:
    """Whether a step does anything in a track."""
    return step is _uncapped or (track.cap if step is _capped else track.floor) is not None


def _uncapped(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    if criterion.normalise:
        return _placed_between(table, criterion) * real(criterion.weight)
    ratio = _ratio(table, track, criterion)
    return ratio if criterion.direction == "less" else ratio * real(criterion.weight)


def _capped(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    # not least(): it passes over a null, and a missing value would get the cap
    points = table[f"base_{criterion.key}"]
    most = None if track.cap is None else real(track.cap * criterion.weight)
    return points if most is None else ibis.ifelse(points > most, most, points)


def _floored(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    return _not_below(table[f"base_{criterion.key}"], track)


def _not_below(points: Any, track: Track) -> Any:
    return points if track.floor is None else ibis.ifelse(points < real(track.floor), real(track.floor), points)


def _ratio(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    """value ÷ benchmark (× weight where less is better, because a zero then stands for the cap)."""
    value, weight = table[f"value_{criterion.key}"], real(criterion.weight)
    mean = criterion.benchmark == "mean"
    benchmark = table[f"mean_{criterion.key}"] if mean else real(criterion.benchmark)  # type: ignore[arg-type]
    if criterion.direction == "more":
        ratio = value / benchmark
    else:
        at_zero = real(track.cap * criterion.weight) if track.cap is not None else ibis.null("float64")
        ratio = ibis.cases((value == 0, at_zero), else_=benchmark / value.nullif(0) * weight)
    # a mean that is not above zero measures nothing: nobody of the group gets points by it
    return ibis.cases((value.isnull(), ibis.null("float64")), (benchmark > 0, ratio), else_=real(0)) if mean else ratio


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


def _mean_points(table: ir.Table, scheme: Scheme) -> ir.Table | None:
    """Per group ``given_KEY``: the mean points of the rows that have the value."""
    terms = {
        f"given_{key}": table[f"base_{key}"]
        for key in scheme.keys
        if any(criterion.missing == "mean_score" for _, _, criterion in _users(scheme, key))
    }
    if not terms:
        return None
    table, sums = exact_sums(table, terms)
    counts = {name: table[f"base_{name.partition('_')[2]}"].count().cast("float64") for name in terms}
    means = {name: sums[name] / counts[name].nullif(real(0)) for name in terms}
    grouped: ir.Table = table.group_by("track_no", "group").aggregate(**means)
    return grouped


def _fill_missing(table: ir.Table, scheme: Scheme) -> ir.Table:
    """``points_KEY``: what counts; null where the criterion is not asked of the row or its weight went elsewhere."""
    factor = by_track(table, {no: _factor(table, track) for no, track in enumerate(scheme.tracks)}, "float64")
    table = table.mutate(factor=factor)
    points: dict[str, Any] = {}
    for key in scheme.keys:
        each = {no: _counted(table, track, criterion) for no, track, criterion in _users(scheme, key)}
        counted = by_track(table, each, "float64")
        points[f"points_{key}"] = settle(counted) if _unsettled(scheme, key) else counted
    return table.mutate(**points)


def _unsettled(scheme: Scheme, key: str) -> bool:
    """Whether filling may have left points off the ten decimals that base points are set to."""
    users = list(_users(scheme, key))
    scaled = any(other.missing == "reweight" for _, track, _ in users for other in track.criteria)
    floored = any(track.floor is not None and track.floor % 1 for _, track, _ in users)
    return scaled or floored or any(criterion.missing == "mean_score" for _, _, criterion in users)


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


def _counted(table: ir.Table, track: Track, criterion: Criterion) -> Any:
    base = table[f"base_{criterion.key}"]
    if criterion.missing == "mean_score":
        # nobody in the group has the value: there is no mean, so nothing is given
        base = base.fill_null(table[f"given_{criterion.key}"]).fill_null(real(0))
    elif criterion.missing == "zero":
        base = base.fill_null(real(0))
    if any(other.missing == "reweight" for other in track.criteria):
        return _not_below(base * table.factor, track)
    # base points are not below the floor, so only what was filled in may be
    return _not_below(base, track) if track.floor is not None and track.floor > 0 else base


def _score(table: ir.Table, scheme: Scheme) -> Any:
    """Ten-thousandths of the score, rounded half up by magnitude."""
    total: Any = None
    for key in scheme.keys:
        points = table[f"points_{key}"].fill_null(real(0))
        total = points if total is None else total + points
    total = total + table.bonus.fill_null(real(0)) - table.deduction.fill_null(real(0))
    size = nearest(ibis.least(total.abs(), real(LARGEST_SCORE)) * PLACES)
    size = (size / real(1e6) + real(0.5)).floor()
    return ibis.ifelse(total < 0, -size, size)


# -- what is published before ranks are known --------------------------------------------------------------------


def _published(table: ir.Table, scheme: Scheme) -> ir.Table:
    tracked = table.track_no != NO_TRACK
    nothing = ibis.null("float64")
    names = {no: ibis.literal(track.name) for no, track in enumerate(scheme.tracks)}
    columns: dict[str, Any] = {
        ROW: table[ROW],
        "uscc": table.uscc,
        "name": table["name"],
        "track": by_track(table, names, "string"),
        "group": table.group.nullif(""),
    }
    columns |= {key: table[f"value_{key}"] for key in scheme.keys}
    columns |= {f"{key}_points": table[f"points_{key}"] for key in scheme.keys}
    columns |= {key: ibis.ifelse(tracked, table[key].fill_null(real(0)), nothing) for key in ("bonus", "deduction")}
    columns["score"] = ibis.ifelse(tracked, table.score10k.cast("float64") / real(10000), nothing)
    columns |= {
        "track_no": table.track_no,
        "score10k": ibis.ifelse(tracked, table.score10k, 0),
        "veto": table.veto,
        "exempt": table.exempt,
    }
    return table.select(**columns)
