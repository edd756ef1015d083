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
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.members import ADJUSTED, ANY, KEYS, ROW, by_track, kept, members, parts, users
from tenghuan.scoring.points import fill_missing, floored, with_points
from tenghuan.scoring.scheme import Scheme, Track

LARGEST_SCORE = 9e14  # ten-thousandths of it still fit 64 bits


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
    """Per group: ``mean_KEY`` (Σ numerator ÷ Σ denominator), ``low_KEY``, ``high_KEY``; None if no criterion asks."""
    placed = kept(members, scheme)
    terms: dict[str, Any] = {}
    ends: dict[str, str] = {}
    for key in scheme.keys:
        criteria = [criterion for _, _, criterion in users(scheme, key)]
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
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**sums)
    means = {
        f"mean_{key}": grouped[f"above_{key}"] / grouped[f"below_{key}"]
        for key in scheme.keys
        if f"above_{key}" in terms
    }
    chosen: ir.Table = grouped.select(*keys(scheme), *ends, **means)
    return chosen


@lru_cache(maxsize=64)
def given(scheme: Scheme) -> ir.Table | None:
    """Per group ``given_KEY``: the mean points of the rows that have the value; None if no criterion asks for them."""
    wanted = [
        key for key in scheme.keys if any(criterion.missing == "mean_score" for _, _, criterion in users(scheme, key))
    ]
    if not wanted:
        return None
    rows = kept(pointed, scheme)
    table, sums = exact_sums(rows, {f"given_{key}": floored(rows, scheme, key) for key in wanted})
    counts = {f"given_{key}": table[f"base_{key}"].count().cast("float64") for key in wanted}
    means = {name: sums[name] / counts[name].nullif(real(0)) for name in counts}
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**means)
    return grouped


@lru_cache(maxsize=64)
def pointed(scheme: Scheme) -> ir.Table:
    """``members`` with the points for what is known (see ``points.with_points``), less what nobody asks for later."""
    rows = kept(members, scheme).drop("uscc", "name", *parts(scheme))  # each column costs time wherever it is named
    rows = with_points(join(rows, yardsticks, scheme), scheme)
    made = [f"{part}_{key}" for part in ("value", "base") for key in scheme.keys]
    found: ir.Table = rows.select(ROW, *KEYS, *ADJUSTED, ANY, "veto", "exempt", *made)
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
    return table.select(**columns)
