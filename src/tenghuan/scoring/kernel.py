"""The scoring rule of contracts.md as Ibis expressions, for DuckDB and Spark alike.

Each is read off tables that have the names of the ones before it: ``members`` (members.py) → ``yardsticks`` (means and
ends of the groups) → ``pointed`` → ``given`` (the points that a missing value is given) → ``scored``. An engine keeps
the tables with a row a group, so no pass over the facts computes again what another has found.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import PLACES, exact_sums, nearest, real
from tenghuan.scoring.members import (
    ADJUSTED,
    ANY,
    KEYS,
    OUTSIDE,
    ROW,
    above,
    asked_facts,
    below,
    by_track,
    fact,
    holds,
    kept,
    members,
    parts,
    past,
    past_criteria,
    users,
)  # fmt: skip
from tenghuan.scoring.points import fill_missing, floored, measure, with_points
from tenghuan.scoring.scheme import Scheme, Track

LARGEST_SCORE = 9e14  # ten-thousandths of it still fit 64 bits
LARGEST_TIE = 1e9  # millionths of it still have a nearest whole number
LAST = -(10**16)  # less than any decider between equal scores: of a value that is unknown
BARRED = "barred:"


@lru_cache(maxsize=64)
def scored(scheme: Scheme) -> ir.Table:
    """Values, points and score of every row.

    Returns:
        ``row``, the OUT columns of ``contracts.md`` from ``group`` to ``score`` (a row of no track has no points and no
        score), ``basis`` where ``exempt`` says it, and what ranks and grades are made of besides: ``track_no``,
        ``score10k`` (ten-thousandths), ``veto``.
    """
    filled = fill_missing(join(kept(pointed, scheme), given, scheme), scheme)
    return _published(_with_score(_with_adjustments(filled), scheme), scheme)


@lru_cache(maxsize=64)
def yardsticks(scheme: Scheme) -> ir.Table | None:
    """Per group what its rows are measured by, None if no criterion asks.

    ``mean_KEY`` (Σ numerator ÷ Σ denominator), ``low_KEY``, ``high_KEY``, the same of the year before as ``past_…``;
    ``given_KEY`` where it needs none of them.
    """
    table = kept(members, scheme)
    fixed = [key for key in _filled_by_mean(scheme) if _is_fixed(scheme, key)]
    if fixed:
        table = with_points(table, scheme, fixed)
    table, sums = exact_sums(table, _mean_terms(table, scheme) | _given_terms(table, scheme, fixed))
    found = _means(table, sums, scheme) | _givens(table, sums, fixed) | _ends(table, scheme)
    before = _past_yardsticks(scheme)
    if not found and before is None:
        return None
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**found)
    return grouped if before is None else _beside(grouped, before, scheme)


def _past_yardsticks(scheme: Scheme) -> ir.Table | None:
    """The yardsticks of the year before, per group; None if no criterion asks."""
    asked = {(measure(one.yardstick, one.key), one.key, one.yardstick.of): one.indicator
             for one in past_criteria(scheme) if one.yardstick}  # fmt: skip
    if not asked:
        return None
    table = past(scheme)
    assert table is not None
    terms: dict[str, Any] = {}
    for (_name, key, of), made in asked.items():
        if of == "mean":
            known = table[f"value_{key}"].notnull()
            terms[f"above_{key}"] = ibis.ifelse(known, table[above(made)], ibis.null("float64"))
            terms[f"below_{key}"] = ibis.ifelse(known, table[below(made)], ibis.null("float64"))
    table, sums = exact_sums(table, terms)
    found: dict[str, Any] = {}
    for name, key, of in asked:
        value = table[f"value_{key}"]
        ends = {"max": value.max, "min": value.min}
        found[name] = sums[f"above_{key}"] / sums[f"below_{key}"] if of == "mean" else ends[of]()
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**found)
    return grouped


def _beside(groups: ir.Table, before: ir.Table, scheme: Scheme) -> ir.Table:
    """The groups with what was found of them the year before, nothing where there was no such group."""
    before = before.rename({f"of_{key}": key for key in keys(scheme)})
    on = [groups[key] == before[f"of_{key}"] for key in keys(scheme)]
    joined: ir.Table = groups.left_join(before, on).drop(*(f"of_{key}" for key in keys(scheme)))
    return joined


@lru_cache(maxsize=64)
def given(scheme: Scheme) -> ir.Table | None:
    """Per group ``given_KEY``, the mean points of the rows that have the value, where only yardsticks make points."""
    wanted = [key for key in _filled_by_mean(scheme) if not _is_fixed(scheme, key)]
    if not wanted:
        return None
    rows = kept(pointed, scheme)
    table, sums = exact_sums(rows, _given_terms(rows, scheme, wanted))
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**_givens(table, sums, wanted))
    return grouped


def _filled_by_mean(scheme: Scheme) -> list[str]:
    return [key for key in scheme.keys if any(part.missing == "mean_score" for _, _, part in users(scheme, key))]


def _is_fixed(scheme: Scheme, key: str) -> bool:
    """Whether the points of a value are known without those of others."""
    return not any(part.yardstick or part.normalise for _, _, part in users(scheme, key))


def _asks(scheme: Scheme, key: str, *of: str) -> bool:
    """Whether any track measures by one of these of its own year."""
    yards = [part.yardstick for _, _, part in users(scheme, key)]
    return any(yard and yard.year == "this" and yard.of in of for yard in yards)


def _mean_terms(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    for key, made in scheme.indicators.items():
        if _asks(scheme, key, "mean"):
            known = table[f"value_{key}"].notnull()
            terms[f"above_{key}"] = ibis.ifelse(known, table[above(made)], ibis.null("float64"))
            terms[f"below_{key}"] = ibis.ifelse(known, table[below(made)], ibis.null("float64"))
    return terms


def _means(table: ir.Table, sums: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    means = [key for key in scheme.keys if f"above_{key}" in sums]
    return {f"mean_{key}": sums[f"above_{key}"] / sums[f"below_{key}"] for key in means}


def _ends(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    ends: dict[str, Any] = {}
    for key in scheme.keys:
        if any(part.normalise for _, _, part in users(scheme, key)) or _asks(scheme, key, "max", "min"):
            value = table[f"value_{key}"]
            ends |= {f"low_{key}": value.min(), f"high_{key}": value.max()}
    return ends


def _given_terms(table: ir.Table, scheme: Scheme, wanted: list[str]) -> dict[str, Any]:
    return {f"given_{key}": floored(table, scheme, key) for key in wanted}


def _givens(table: ir.Table, sums: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    counts = {key: table[f"base_{key}"].count().cast("float64") for key in wanted}
    return {f"given_{key}": sums[f"given_{key}"] / count.nullif(real(0)) for key, count in counts.items()}


@lru_cache(maxsize=64)
def pointed(scheme: Scheme) -> ir.Table:
    """``members`` with the points for what is known (see ``points.with_points``), less what nobody asks for later."""
    rows = kept(members, scheme).drop("uscc", "name", *parts(scheme))
    rows = with_points(join(rows, yardsticks, scheme), scheme, scheme.keys)
    made = [f"{part}_{key}" for part in ("value", "base", "given") for key in scheme.keys]
    made = [name for name in made if name in rows.columns]
    carried = [name for name in (OUTSIDE, *map(fact, asked_facts(scheme))) if name in rows.columns]
    found: ir.Table = rows.select(ROW, *KEYS, *ADJUSTED, ANY, "veto", "exempt", *carried, *made)
    return found


def join(rows: ir.Table, expression: Callable[[Scheme], ir.Table | None], scheme: Scheme) -> ir.Table:
    """The rows with what is kept of their group under the name of the expression, if the scheme has a use for it.

    A row of no track goes through every join under its own number: where each row meets exactly one partner, rows leave
    a hash join nearly in the order they came; an outer join would send those without one to the end.
    """
    if expression(scheme) is None:
        return rows
    groups = kept(expression, scheme).rename({f"of_{key}": key for key in keys(scheme)})
    on = [rows[key] == groups[f"of_{key}"] for key in keys(scheme)]
    joined: ir.Table = rows.join(groups, on).drop(*(f"of_{key}" for key in keys(scheme)))
    return joined


def keys(scheme: Scheme) -> tuple[str, ...]:
    """What names a row's group: where no track ranks within groups, the track alone."""
    return KEYS if any(track.group_by for track in scheme.tracks) else KEYS[:1]


def _with_adjustments(table: ir.Table) -> ir.Table:
    """``bonus`` and ``deduction`` as they count: nothing given is 0, a row of no track has none."""
    return table.mutate(**{name: table[name].fill_null(real(0)) * table[ANY] for name in ADJUSTED})


def _with_score(table: ir.Table, scheme: Scheme) -> ir.Table:
    """``score10k``: ten-thousandths of the score, rounded half up by magnitude; null for a row of no track."""
    each = {no: _sum(table, scheme, track) for no, track in enumerate(scheme.tracks)}
    # every different sum of all rows: cheaper than to pick the rows of a track for each addition
    names: dict[Any, str] = {}
    for no, total in each.items():
        names.setdefault(total.op(), f"sum_{no}")
    table = table.mutate(**{name: total.to_expr() for total, name in names.items()})
    table = table.mutate(total=by_track(table, {no: table[names[total.op()]] for no, total in each.items()}, "float64"))
    table = table.mutate(total=table.total + table.bonus - table.deduction)
    size = nearest(ibis.least(table.total.abs(), real(LARGEST_SCORE)) * real(PLACES))
    table = table.mutate(size=(size / real(1e6) + real(0.5)).floor())
    # least() passes over a null: a row of no track has no score all the same
    signs = ((table.total < real(0), -table.size), (table.total.notnull(), table.size))
    return table.mutate(score10k=ibis.cases(*signs, else_=ibis.null("int64")))


def _sum(table: ir.Table, scheme: Scheme, track: Track) -> Any:
    asked = {criterion.key: criterion for criterion in track.criteria}
    total: Any = None
    for key in (key for key in scheme.keys if key in asked):  # in this order for every track: additions round
        points = table[f"points_{key}"]
        points = points.fill_null(real(0)) if asked[key].missing == "reweight" else points
        total = points if total is None else total + points
    return total


def _published(table: ir.Table, scheme: Scheme) -> ir.Table:
    columns: dict[str, Any] = {ROW: table[ROW], "group": table.group.nullif("")}
    columns |= {key: table[f"value_{key}"] for key in scheme.keys}
    columns |= {f"{key}_points": table[f"points_{key}"] for key in scheme.keys}
    columns |= {name: table[name] for name in ADJUSTED}
    columns["score"] = table.score10k.cast("float64") / real(10000)
    columns |= {"basis": ibis.literal("exempt:") + table.exempt, "track_no": table.track_no}
    columns |= {"score10k": table.score10k.fill_null(0), "veto": table.veto}
    return table.select(**columns, **_graded_by(table, scheme))


def extras(scheme: Scheme) -> tuple[str, ...]:
    """The columns of ``scored`` that grading asks for besides the score, where a scheme has a use for them.

    ``OUTSIDE``; ``BARRED``: the sum of 2^place of the grades whose conditions a row does not meet; ``tie:0`` …: what
    decides between equal scores, larger first, in millionths.
    """
    found = [OUTSIDE] if any(track.outside for track in scheme.tracks) else []
    found += [BARRED] if any(grade.require for track in scheme.tracks for grade in track.grades) else []
    most = max(len(track.ties) for track in scheme.tracks)
    return (*found, *(f"tie:{at}" for at in range(most)))


def _graded_by(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    wanted = extras(scheme)
    columns: dict[str, Any] = {OUTSIDE: table[OUTSIDE]} if OUTSIDE in wanted else {}
    if BARRED in wanted:
        each = {no: _barred(table, track) for no, track in enumerate(scheme.tracks)}
        columns[BARRED] = by_track(table, each, "int64").fill_null(0)
    for at in range(len([name for name in wanted if name.startswith("tie:")])):
        ties = {no: _tie(table, track, at) for no, track in enumerate(scheme.tracks) if at < len(track.ties)}
        columns[f"tie:{at}"] = by_track(table, ties, "int64").fill_null(LAST)
    return columns


def _of_row(table: ir.Table, track: Track) -> dict[str, Any]:
    """What conditions of a track's grades may look at, by key."""
    facts = {name.removeprefix("fact:"): table[name] for name in table.columns if name.startswith("fact:")}
    values = {criterion.key: table[f"value_{criterion.key}"] for criterion in track.criteria}
    return {**facts, **values, "score": table.score10k.cast("float64") / real(10000)}


def _barred(table: ir.Table, track: Track) -> Any:
    total: Any = ibis.literal(0, "int64")
    for place, grade in enumerate(track.grades):
        if grade.require:
            met = holds(table, grade.require, _of_row(table, track))
            total = total + ibis.ifelse(met, ibis.literal(0, "int64"), ibis.literal(1 << place, "int64"))
    return total


def _tie(table: ir.Table, track: Track, at: int) -> Any:
    """A decider between equal scores, in millionths, so that what is equal in decimals is equal here."""
    tie = track.ties[at]
    value = _of_row(table, track)[tie.key]
    size = nearest(ibis.least(value.abs(), real(LARGEST_TIE)) * real(1e6))
    signed = ibis.ifelse((value < real(0)) == ibis.literal(tie.direction == "more"), -size, size)
    return ibis.ifelse(value.isnull(), LAST, signed.cast("int64"))
