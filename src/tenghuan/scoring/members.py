"""Every row of the facts with its track, its group and the values of the indicators asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import real
from tenghuan.scoring.columns import COLUMNS, DIVISION, INDICATORS
from tenghuan.scoring.scheme import Condition, Criterion, Scheme, Track
from tenghuan.scoring.vetoes import NO_TRACK

ROW = "row"
KEYS = ("track_no", "group")
ADJUSTED = ("bonus", "deduction")
ANY = "asked"
_GIVEN = (ROW, "uscc", "name", *ADJUSTED, "veto", "exempt")
_IBIS_TYPES = {"integer": "int64", "boolean": "boolean", "date": "date", "number": "float64"}
FACTS = ibis.table(
    {ROW: "int64"} | {column.key: _IBIS_TYPES.get(column.kind, "string") for column in COLUMNS}, name="facts"
)


@lru_cache(maxsize=64)
def members(scheme: Scheme) -> ir.Table:
    """Every row of ``FACTS`` with its track number, group ("" for none), values and what they are made of.

    ``FACTS`` is the table ``facts``: the columns of ``contracts.md`` under their keys plus ``row`` (the place in the
    input, unique). A value (``value_KEY``) is null where it is missing or not asked of the row.
    """
    return _with_values(_placed(FACTS, scheme), scheme)


def kept(expression: Callable[[Scheme], Any], scheme: Scheme) -> ir.Table:
    """The table under whose name an engine has what an expression gives."""
    table: ir.Table = ibis.table(expression(scheme).schema(), name=expression.__name__)
    return table


def _placed(facts: ir.Table, scheme: Scheme) -> ir.Table:
    """Track number (``NO_TRACK`` for a row of none) and group ("" for none)."""
    # what no rule names is left behind at once: each column costs time wherever it is named
    facts = facts.select(*_GIVEN, *sorted(scheme.columns - {*_GIVEN}))
    if "industry" in scheme.columns:
        facts = facts.mutate(**{DIVISION: division(facts.industry)})
    admitted = [
        (admits(facts, track) & facts.exempt.isnull(), ibis.literal(no, "int8"))
        for no, track in enumerate(scheme.tracks)
    ]
    placed = facts.mutate(track_no=ibis.cases(*admitted, else_=ibis.literal(NO_TRACK, "int8")))
    groups = {no: placed[track.group_by] for no, track in enumerate(scheme.tracks) if track.group_by}
    return placed.mutate(group=by_track(placed, groups, "string").fill_null("") if groups else ibis.literal(""))


def _with_values(placed: ir.Table, scheme: Scheme) -> ir.Table:
    """``value_KEY`` of the criteria asked of the row (null where missing), and what it is made of."""
    masks = _masks(placed, scheme)
    placed = placed.mutate(**masks, **_divisors(placed, scheme))
    values: dict[str, Any] = {}
    for key in scheme.keys:
        indicator = INDICATORS[key]
        ratio = placed[indicator.numerator] / placed[f"over_{indicator.denominator}"]
        values[f"value_{key}"] = ratio * placed[mask(scheme, key)]
    return placed.select(*_GIVEN, *KEYS, *masks, *parts(scheme), **values)


def _divisors(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    """What indicators divide by, null where it is not above zero."""
    divisors: dict[str, Any] = {}
    for name in {INDICATORS[key].denominator: None for key in scheme.keys}:
        below = table[name]
        # only land made of its parts may be negative; the others are refused with the facts (a test says so)
        derived = name == "land_mu"
        divisors[f"over_{name}"] = ibis.ifelse(below > 0, below, ibis.null("float64")) if derived else below.nullif(0)
    return divisors


def _masks(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    """1 for the rows of the tracks that ask a criterion, null for others: to multiply by it costs less than a case."""
    sets = {mask(scheme, key): [no for no, _, _ in users(scheme, key)] for key in scheme.keys}
    sets[ANY] = list(range(len(scheme.tracks)))
    nothing = ibis.null("float64")
    return {name: ibis.ifelse(in_tracks(table, tracks), real(1), nothing) for name, tracks in sets.items()}


def mask(scheme: Scheme, key: str) -> str:
    """The column that is 1 where ``key`` is asked of a row, and null where it is not."""
    return "asked_" + "_".join(str(no) for no, _, _ in users(scheme, key))


def parts(scheme: Scheme) -> list[str]:
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


def users(scheme: Scheme, key: str) -> Iterable[tuple[int, Track, Criterion]]:
    """The tracks that ask ``key``, with their numbers and their criteria of it."""
    for no, track in enumerate(scheme.tracks):
        yield from ((no, track, criterion) for criterion in track.criteria if criterion.key == key)


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
    cases = ((in_tracks(table, tracks), value) for tracks, value in branches)
    return ibis.cases(*cases, else_=ibis.null(kind))


def in_tracks(table: ir.Table, tracks: list[int]) -> Any:
    """Whether a row is of one of the tracks."""
    return table.track_no == tracks[0] if len(tracks) == 1 else table.track_no.isin(tracks)


def _is_same(one: Any, other: Any) -> bool:
    return bool(one.op() == other.op())
