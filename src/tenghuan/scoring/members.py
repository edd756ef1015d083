"""Every row of the facts with its track, its group and the values of the indicators asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import real
from tenghuan.scoring.columns import BY_KEY, COLUMNS, DIVISION, Indicator
from tenghuan.scoring.conditions import SEPARATORS, Condition, Where
from tenghuan.scoring.scheme import Adjustment, Criterion, Grouping, Kind, Scheme, Track
from tenghuan.scoring.vetoes import NO_TRACK

ROW = "row"
KEYS = ("track_no", "group")
ADJUSTED = ("bonus", "deduction")
ANY = "asked"
# a key of the scheme's own holds no colon, so these names are free
OUTSIDE = "outside:"  # the number of the rule of ``Track.outside`` that grades a row beside the ranking, else RANKED
RANKED = -1
LABELS = "labels:"  # each label between semicolons
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
    facts = FACTS
    if any(indicator.change for indicator in scheme.indicators.values()):
        before = kept(earlier, scheme)
        facts = facts.left_join(before, facts.uscc == before.of_uscc).drop("of_uscc")
    return _with_values(_aside(_placed(facts, scheme), scheme), scheme)


@lru_cache(maxsize=64)
def earlier(scheme: Scheme) -> ir.Table | None:
    """Per enterprise what changes are counted from: ``last_COLUMN`` of the year before; None if nothing changes."""
    changes = [indicator for indicator in scheme.indicators.values() if indicator.change]
    if not changes:
        return None
    columns = dict.fromkeys(name for made in changes for name in (made.numerator, made.denominator) if name)
    rows = FACTS.filter(FACTS.year == _year(scheme) - 1)
    found: ir.Table = rows.select(of_uscc=rows.uscc, **{f"last_{name}": rows[name] for name in columns})
    return found


@lru_cache(maxsize=64)
def past(scheme: Scheme) -> ir.Table | None:
    """Rows of the year before in the tracks that would admit them, with the values that yardsticks ask; or None."""
    asked = {one.key: one.indicator for one in past_criteria(scheme)}
    if not asked:
        return None
    rows = _placed(FACTS, scheme, _year(scheme) - 1)
    rows = rows.filter(rows.track_no != NO_TRACK)
    rows = rows.mutate(**_divisors(rows, list(asked.values())))
    values = {f"value_{key}": _level(rows, made) for key, made in asked.items()}
    pieces = {name: column for made in asked.values() for name, column in _pieces(rows, made).items()}
    found: ir.Table = rows.select(*KEYS, **pieces, **values)
    return found


def past_criteria(scheme: Scheme) -> list[Criterion]:
    """The criteria that are measured by the year before."""
    every = (criterion for track in scheme.tracks for criterion in track.criteria)
    return [one for one in every if one.yardstick and one.yardstick.year == "last"]


def _year(scheme: Scheme) -> int:
    assert scheme.year is not None, "checked with the scheme"
    return scheme.year


def kept(expression: Callable[[Scheme], Any], scheme: Scheme) -> ir.Table:
    """The table under whose name an engine has what an expression gives."""
    table: ir.Table = ibis.table(expression(scheme).schema(), name=expression.__name__)
    return table


def _placed(facts: ir.Table, scheme: Scheme, year: int | None = None) -> ir.Table:
    """Track number (``NO_TRACK`` for a row of none) and group ("" for none)."""
    # what no rule names is left behind at once: each column costs time wherever it is named
    before = [name for name in facts.columns if name.startswith("last_")]
    facts = facts.select(*_GIVEN, *sorted(scheme.columns - {*_GIVEN}), *before)
    if "industry" in scheme.columns:
        facts = facts.mutate(**{DIVISION: division(facts.industry)})
    if scheme.uses_labels:
        facts = facts.mutate(**{LABELS: _between_semicolons(facts.labels)})
    wanted: Any = facts.exempt.isnull()
    if scheme.looks_back:
        wanted = wanted & (facts.year == (year or _year(scheme))).fill_null(False)
    admitted = [
        (holds(facts, track.population) & wanted, ibis.literal(no, "int8")) for no, track in enumerate(scheme.tracks)
    ]
    placed = facts.mutate(track_no=ibis.cases(*admitted, else_=ibis.literal(NO_TRACK, "int8")))
    groups = {no: _group(placed, track) for no, track in enumerate(scheme.tracks) if track.group_by}
    return placed.mutate(group=by_track(placed, groups, "string").fill_null("") if groups else ibis.literal(""))


def _group(table: ir.Table, track: Track) -> Any:
    if not isinstance(track.group_by, Grouping):
        return table[track.group_by]
    column = table[track.group_by.column]
    named = [(column.isin(values), name) for name, values in track.group_by.groups.items()]
    return ibis.cases((column.isnull(), ibis.null("string")), *named, else_=track.group_by.others)


def _between_semicolons(labels: Any) -> Any:
    """``;a;b;``: every engine's own blanks and word ends would differ."""
    between = labels.re_replace(f"[{SEPARATORS} \t\n\r\u3000]+", ";")
    return (ibis.literal(";") + between + ";").fill_null("")


def _aside(placed: ir.Table, scheme: Scheme) -> ir.Table:
    """Who is graded beside the ranking, and bonus and deduction by kind, where any track says so."""
    if any(track.outside for track in scheme.tracks):
        ranked = ibis.literal(RANKED, "int8")
        each = {}
        for no, track in enumerate(scheme.tracks):
            cases = [(holds(placed, one.when), ibis.literal(at, "int8")) for at, one in enumerate(track.outside)]
            each[no] = ibis.cases(*cases, else_=ranked) if cases else ranked
        placed = placed.mutate(**{OUTSIDE: by_track(placed, each, "int8").fill_null(RANKED)})
    for name in ADJUSTED:
        parts = {no: getattr(track, name) for no, track in enumerate(scheme.tracks)}
        if any(parts.values()):
            each = {no: _by_kind(placed, placed[name], part) for no, part in parts.items()}
            placed = placed.mutate(**{name: by_track(placed, each, "float64")})
    return placed


def _by_kind(table: ir.Table, given: Any, part: Adjustment | None) -> Any:
    if part is None:
        return given
    total = given.fill_null(real(0))
    for kind in part.kinds:
        total = total + _kind(table, kind)
    return total if part.cap is None else ibis.ifelse(total > real(part.cap), real(part.cap), total)


def _kind(table: ir.Table, kind: Kind) -> Any:
    each = [ibis.ifelse(_labelled(table, label), real(points), real(0)) for label, points in kind.items.items()]
    found = each[0]
    for points in each[1:]:
        found = ibis.greatest(found, points) if kind.take == "highest" else found + points
    return found if kind.cap is None else ibis.ifelse(found > real(kind.cap), real(kind.cap), found)


def _with_values(placed: ir.Table, scheme: Scheme) -> ir.Table:
    """``value_KEY`` of the criteria asked of the row (null where missing), and what it is made of."""
    masks = _masks(placed, scheme)
    indicators = scheme.indicators
    placed = placed.mutate(**masks, **_divisors(placed, list(indicators.values())))
    changes = [made for made in indicators.values() if made.change]
    if changes:
        placed = placed.mutate(**{f"now_{made.key}": _level(placed, made) for made in changes})
        placed = placed.mutate(**{f"below_of_{made.key}": _last(placed, made) for made in changes})
        placed = placed.mutate(
            **{f"above_of_{made.key}": placed[f"now_{made.key}"] - placed[f"below_of_{made.key}"] for made in changes}
        )
    pieces = {name: column for made in indicators.values() for name, column in _pieces(placed, made).items()}
    values: dict[str, Any] = {}
    for key, made in indicators.items():
        ratio = placed[above(made)] / placed[below(made)] if made.change else _level(placed, made)
        values[f"value_{key}"] = ratio * placed[mask(scheme, key)]
    return placed.select(*_GIVEN, *KEYS, *masks, *_extras(placed, scheme), **pieces, **values)


def _extras(table: ir.Table, scheme: Scheme) -> list[Any]:
    """What grading asks for besides points, under names of its own."""
    outside = [OUTSIDE] if OUTSIDE in table.columns else []
    return [*outside, *(table[LABELS if key == "labels" else key].name(fact(key)) for key in asked_facts(scheme))]


def asked_facts(scheme: Scheme) -> list[str]:
    """The columns of the facts that conditions of grades and deciders between equal scores look at."""
    found: dict[str, None] = {}
    for track in scheme.tracks:
        own = {criterion.key for criterion in track.criteria}
        read = [key for grade in track.grades for key in sorted(grade.require.keys)] + [tie.key for tie in track.ties]
        found |= dict.fromkeys(key for key in read if key not in own and (key in BY_KEY or key == DIVISION))
    return list(found)


def fact(key: str) -> str:
    """The name under which ``members`` hands on a column of the facts."""
    return f"fact:{key}"


def above(made: Indicator) -> str:
    """The column of ``members`` that an indicator's numerator stands in."""
    return f"above_of_{made.key}" if made.change else made.numerator


def below(made: Indicator) -> str:
    """The column of ``members`` that an indicator's denominator stands in."""
    return f"below_of_{made.key}" if made.change or made.denominator is None else made.denominator


def _pieces(table: ir.Table, made: Indicator) -> dict[str, Any]:
    alone = made.denominator is None and not made.change
    return {above(made): table[above(made)], below(made): real(1) if alone else table[below(made)]}


def _level(table: ir.Table, made: Indicator) -> Any:
    numerator = table[made.numerator]
    return numerator if made.denominator is None else numerator / table[f"over_{made.denominator}"]


def _last(table: ir.Table, made: Indicator) -> Any:
    """The value of the year before, null where it is not above zero: nothing can be counted from it."""
    value = table[f"last_{made.numerator}"]
    if made.denominator is not None:
        divisor = table[f"last_{made.denominator}"]
        value = value / ibis.ifelse(divisor > 0, divisor, ibis.null("float64"))
    return ibis.ifelse(value > 0, value, ibis.null("float64"))


def _divisors(table: ir.Table, indicators: Iterable[Indicator]) -> dict[str, Any]:
    """What indicators divide by, null where it is not above zero."""
    divisors: dict[str, Any] = {}
    for name in {made.denominator: None for made in indicators}:
        if name is None:
            continue
        column = table[name]
        # land made of its parts and what may be a loss can be negative; the others are refused with the facts
        signed = name == "land_mu" or BY_KEY[name].negative
        divisors[f"over_{name}"] = ibis.ifelse(column > 0, column, ibis.null("float64")) if signed else column.nullif(0)
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
    pairs = scheme.indicators.values()
    return list(dict.fromkeys(name for pair in pairs for name in (above(pair), below(pair))))


def division(industry: ir.StringColumn) -> ir.StringColumn:
    """The first two digits of an industry code after an optional section letter."""
    start = ibis.ifelse(industry.substr(0, 1) >= "A", 1, 0)
    found: ir.StringColumn = industry.substr(start, 2)
    return found


def holds(table: ir.Table, where: Where, columns: dict[str, Any] | None = None) -> ir.BooleanValue:
    """Whether conditions hold for a row; an unknown value satisfies none.

    ``columns`` stand for the columns of the table where a key is among them.
    """
    verdict: Any = ibis.literal(True)
    for key, condition in where.columns.items():
        verdict = verdict & _holds(table, key, condition, columns or {})
    for part in where.all or ():
        verdict = verdict & holds(table, part, columns)
    if where.any:
        either = holds(table, where.any[0], columns)
        for part in where.any[1:]:
            either = either | holds(table, part, columns)
        verdict = verdict & either
    result: ir.BooleanValue = verdict
    return result


def _labelled(table: ir.Table, label: str, columns: dict[str, Any] | None = None) -> Any:
    text = (columns or {}).get("labels")
    return (table[LABELS] if text is None else text).contains(f";{label};")


def _holds(table: ir.Table, key: str, condition: Condition, columns: dict[str, Any]) -> Any:
    column = columns[key] if key in columns else table[key]
    tests = []
    if condition.equals is not None:
        tests.append(column == _same_type(condition.equals))
    if condition.min is not None:
        tests.append(column >= _same_type(condition.min))
    if condition.max is not None:
        tests.append(column <= _same_type(condition.max))
    if condition.among is not None:
        tests.append(column.isin([_same_type(value) for value in condition.among]))
    if condition.has is not None:
        each = [_labelled(table, label, columns) for label in condition.has]
        either = each[0]
        for one in each[1:]:
            either = either | one
        tests.append(either)
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
