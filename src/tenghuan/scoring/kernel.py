"""The scoring rule of contracts.md as Ibis expressions, for DuckDB and Spark alike.

Three of them, each read off the facts and what the one before it found: ``yardsticks`` (means and ends of the groups),
``given`` (the points that a missing value is given), ``scored`` (every row's points and score). An engine keeps the
first two, a row a group, as tables; so no pass over the facts computes again what another has found.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import PLACES, exact_sums, nearest, real
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.members import ADJUSTED, ANY, KEYS, ROW, by_track, members, users
from tenghuan.scoring.points import fill_missing, floored, with_points
from tenghuan.scoring.scheme import Scheme, Track

LARGEST_SCORE = 9e14  # ten-thousandths of it still fit 64 bits


@lru_cache(maxsize=64)
def scored(scheme: Scheme) -> ir.Table:
    """Track, values, points and score of every row of ``FACTS``.

    The tables ``yardsticks`` and ``given`` hold what the expressions of those names give.

    Returns:
        ``row``, the OUT columns of ``contracts.md`` up to the score but for ``track`` (a row of no track has no points
        and no score), and what ranks and grades are made of: ``track_no``, ``score10k`` (ten-thousandths), ``veto``,
        ``exempt``.
    """
    pointed = _join(_pointed(scheme), given(scheme), "given", scheme)
    filled = _with_adjustments(fill_missing(pointed, scheme))
    return _published(_with_score(filled, scheme), scheme)


@lru_cache(maxsize=64)
def yardsticks(scheme: Scheme) -> ir.Table | None:
    """Per group: ``mean_KEY`` (Σ numerator ÷ Σ denominator), ``low_KEY``, ``high_KEY``; None if no criterion asks."""
    placed = members(scheme)
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
    grouped: ir.Table = table.group_by(*KEYS).aggregate(**sums)
    means = {
        f"mean_{key}": grouped[f"above_{key}"] / grouped[f"below_{key}"]
        for key in scheme.keys
        if f"above_{key}" in terms
    }
    chosen: ir.Table = grouped.select(*KEYS, *ends, **means)
    return chosen


@lru_cache(maxsize=64)
def given(scheme: Scheme) -> ir.Table | None:
    """Per group ``given_KEY``: the mean points of the rows that have the value; None if no criterion asks for them."""
    wanted = [
        key for key in scheme.keys if any(criterion.missing == "mean_score" for _, _, criterion in users(scheme, key))
    ]
    if not wanted:
        return None
    pointed = _pointed(scheme)
    table, sums = exact_sums(pointed, {f"given_{key}": floored(pointed, scheme, key) for key in wanted})
    counts = {f"given_{key}": table[f"base_{key}"].count().cast("float64") for key in wanted}
    means = {name: sums[name] / counts[name].nullif(real(0)) for name in counts}
    grouped: ir.Table = table.group_by(*KEYS).aggregate(**means)
    return grouped


@lru_cache(maxsize=64)
def _pointed(scheme: Scheme) -> ir.Table:
    return with_points(_join(members(scheme), yardsticks(scheme), "yardsticks", scheme), scheme)


def _join(rows: ir.Table, groups: ir.Table | None, name: str, scheme: Scheme) -> ir.Table:
    """The rows with what the kept table ``name`` says of their group, if there is such a table.

    A row of no track goes through every join under its own number: where each row meets exactly one partner, rows leave
    a hash join nearly in the order they came; an outer join would send those without one to the end.
    """
    if groups is None:
        return rows
    kept = ibis.table(groups.schema(), name=name).rename(of_track="track_no", of_group="group")
    on = [rows.track_no == kept.of_track]
    if is_grouped(scheme):
        on.append(rows.group == kept.of_group)
    joined: ir.Table = rows.join(kept, on).drop("of_track", "of_group")
    return joined


def is_grouped(scheme: Scheme) -> bool:
    """Whether any track ranks within groups; where none does, the track number alone names the group."""
    return any(track.group_by for track in scheme.tracks)


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
    columns: dict[str, Any] = {
        ROW: table[ROW],
        "uscc": table.uscc,
        "name": table["name"],
        "group": table.group.nullif(""),
    }
    columns |= {key: table[f"value_{key}"] for key in scheme.keys}
    columns |= {f"{key}_points": table[f"points_{key}"] for key in scheme.keys}
    columns |= {name: table[name] for name in ADJUSTED}
    columns["score"] = table.score10k.cast("float64") / real(10000)
    columns |= {
        "track_no": table.track_no,
        "score10k": table.score10k.fill_null(0),
        "veto": table.veto,
        "exempt": table.exempt,
    }
    return table.select(**columns)
