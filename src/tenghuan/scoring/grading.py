"""Rank, grade and veto: the second half of the scoring rule, from the rows that ``kernel.scored`` gives.

Ranks are read off ``tally``, which counts each group's scores: cheaper than sorting rows, and rows that stream past it
keep their order. An engine keeps it as a table, as it keeps what ``kernel`` finds of the groups.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring import kernel
from tenghuan.scoring.members import KEYS, ROW, by_track, members
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK

OUTCOMES = ibis.table(
    {
        "of_track": "int8",
        "of_veto": "string",
        "of_place": "int8",
        "track": "string",
        "grade": "string",
        "basis": "string",
    },
    name="outcomes",
)
_INNER = ("track_no", "score10k", "veto", "exempt")
_RANKED_BY = (*KEYS, "score10k")


def veto_texts(scheme: Scheme) -> ir.Table:
    """The distinct texts of the column ``veto`` by ``track_no``, with the first row that has each."""
    rows = members(scheme)
    found: ir.Table = rows.filter(rows.veto.notnull()).group_by("track_no", "veto").aggregate(first=rows[ROW].min())
    return found


@lru_cache(maxsize=64)
def tally(scheme: Scheme) -> ir.Table:
    """Every score of every group: ``track_no``, ``group`` ("" for none), ``score10k``, its rank and its ``place``.

    ``place`` is the number of the first grade whose seats reach the rank; rows of no track have the place ``NO_TRACK``
    and no rank.
    """
    scored = _scored(scheme)
    scored = scored.mutate(group=scored.group.fill_null(""))
    counted = scored.group_by(*_RANKED_BY).aggregate(same=ibis._.count())
    # the size needs no order, but with the same one both are read off a single sort
    down, whole = (
        ibis.window(group_by=KEYS, order_by=[counted.score10k.desc()], preceding=None, following=following)
        for following in (0, None)
    )
    # 64 bits hold them (see ``Grade.upto``) and cost a tenth of the 128 that DuckDB's sums have; ibis takes them for 64
    # already, and would leave the cast out if it did not also say that none is null
    sums = counted.mutate(reached=counted.same.sum().over(down), size=counted.same.sum().over(whole))
    sums = sums.mutate(reached=sums.reached.cast("!int64"), size=sums["size"].cast("!int64"))
    ranked = sums.mutate(rank=sums.reached - sums.same + 1)
    rank = ibis.ifelse(ranked.track_no == NO_TRACK, ibis.null("int32"), ranked["rank"].cast("int32"))
    kept: ir.Table = ranked.select(*_RANKED_BY, rank=rank, place=_grade_place(ranked, scheme))
    return kept


def graded(scheme: Scheme) -> ir.Table:
    """``row`` and the OUT columns of ``contracts.md``; a row of no track has neither rank nor grade.

    Reads the tables ``scored`` (``kernel.scored``), ``tally`` and ``OUTCOMES`` (see ``vetoes.outcomes``).
    """
    scored = _scored(scheme)
    ended = _join_outcomes(_join_ranks(scored, scheme))
    exempt = ibis.literal("exempt:") + ended.exempt
    basis = ibis.ifelse(ended.exempt.notnull(), exempt, ended.basis)
    up_to_score = [name for name in scored.columns if name not in (ROW, "uscc", "name", *_INNER)]
    return ended.select(ROW, "uscc", "name", "track", *up_to_score, "rank", "grade", basis=basis)


def _scored(scheme: Scheme) -> ir.Table:
    return ibis.table(kernel.scored(scheme).schema(), name="scored")


def _join_ranks(scored: ir.Table, scheme: Scheme) -> ir.Table:
    kept = ibis.table(tally(scheme).schema(), name="tally")
    kept = kept.rename(of_track="track_no", of_group="group", of_score="score10k")
    on = [scored.track_no == kept.of_track, scored.score10k == kept.of_score]
    if kernel.is_grouped(scheme):
        on.append(scored.group.fill_null("") == kept.of_group)
    joined: ir.Table = scored.join(kept, on).drop("of_track", "of_group", "of_score")
    return joined


def _grade_place(ranked: ir.Table, scheme: Scheme) -> Any:
    """Whole-number comparisons, no division."""
    each: dict[int, Any] = {}
    for no, track in enumerate(scheme.tracks):
        steps: list[tuple[Any, Any]] = []
        for place, grade in enumerate(track.grades):
            above, below = grade.upto.as_integer_ratio()
            # rank ≤ ⌊N·u⌋ ⟺ rank·q ≤ N·p;  rank ≤ ⌊N·u + ½⌋ ⟺ 2·rank·q ≤ 2·N·p + q
            half = 0 if place == 0 else below
            reached = ranked["rank"] * (2 * below) <= ranked["size"] * (2 * above) + half
            steps.append((reached, ibis.literal(place, "int8")))
        each[no] = ibis.cases(*steps, else_=ibis.null("int8"))
    return by_track(ranked, each, "int8").fill_null(NO_TRACK)


def _join_outcomes(ranked: ir.Table) -> ir.Table:
    text = ibis.ifelse(ranked.track_no == NO_TRACK, "", ranked.veto.fill_null(""))
    ranked = ranked.mutate(veto=text)
    on = [
        ranked.track_no == OUTCOMES.of_track,
        ranked.veto == OUTCOMES.of_veto,
        ranked.place == OUTCOMES.of_place,
    ]
    joined: ir.Table = ranked.join(OUTCOMES, on).drop("of_track", "of_veto", "of_place")
    return joined
