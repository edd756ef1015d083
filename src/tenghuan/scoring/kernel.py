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
    """Per group what its rows are measured by, None if no criterion asks.

    ``mean_KEY`` (Σ numerator ÷ Σ denominator), ``low_KEY``, ``high_KEY``; ``given_KEY`` where it needs none of them.
    """
    table = kept(members, scheme)
    fixed = [key for key in _filled_by_mean(scheme) if _is_fixed(scheme, key)]
    if fixed:
        table = with_points(table, scheme, fixed)
    table, sums = exact_sums(table, _mean_terms(table, scheme) | _given_terms(table, scheme, fixed))
    found = _means(table, sums, scheme) | _givens(table, sums, fixed) | _ends(table, scheme)
    if not found:
        return None
    grouped: ir.Table = table.group_by(*keys(scheme)).aggregate(**found)
    return grouped


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
    return not any(part.benchmark == "mean" or part.normalise for _, _, part in users(scheme, key))


def _mean_terms(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    for key in scheme.keys:
        if any(part.benchmark == "mean" for _, _, part in users(scheme, key)):
            pair, known = INDICATORS[key], table[f"value_{key}"].notnull()
            terms[f"above_{key}"] = ibis.ifelse(known, table[pair.numerator], ibis.null("float64"))
            terms[f"below_{key}"] = ibis.ifelse(known, table[pair.denominator], ibis.null("float64"))
    return terms


def _means(table: ir.Table, sums: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    means = [key for key in scheme.keys if f"above_{key}" in sums]
    return {f"mean_{key}": sums[f"above_{key}"] / sums[f"below_{key}"] for key in means}


def _ends(table: ir.Table, scheme: Scheme) -> dict[str, Any]:
    ends: dict[str, Any] = {}
    for key in scheme.keys:
        if any(part.normalise for _, _, part in users(scheme, key)):
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
