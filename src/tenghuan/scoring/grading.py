"""Rank, grade and veto: the second half of the scoring rule, from the rows that ``kernel.scored`` gives.

Of them only ``row`` and the columns ``STANDING`` are read, under the name ``standing``; so an engine sorts little.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring import kernel
from tenghuan.scoring.members import ROW, by_track, kept, members
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK

OUTCOMES = ibis.table({"of_track": "int8", "of_veto": "string", "first": "int32"}, name="outcomes")
INNER = ("track_no", "score10k", "veto")  # of ``scored``, no columns of OUT
STANDING = ("group", *INNER)


def veto_texts(scheme: Scheme) -> ir.Table:
    """The distinct texts of the column ``veto`` by ``track_no``, with the first row that has each."""
    rows = kept(members, scheme)
    found: ir.Table = rows.filter(rows.veto.notnull()).group_by("track_no", "veto").aggregate(first=rows[ROW].min())
    return found


@lru_cache(maxsize=64)
def sizes(scheme: Scheme) -> ir.Table:
    """Per group ``size``, the number of its rows."""
    found: ir.Table = _standing(scheme).group_by(*kernel.keys(scheme)).aggregate(size=ibis._.count())
    return found


@lru_cache(maxsize=64)
def ranked(scheme: Scheme) -> ir.Table:
    """``row``, ``rank`` and ``outcome``, which says what becomes of the row (``vetoes.outcomes``); in no order.

    A row of no track has the rank 0.
    """
    rows = _standing(scheme)
    rows = rows.mutate(veto=ibis.ifelse(rows.track_no == NO_TRACK, "", rows.veto.fill_null("")))
    rows = rows.join(OUTCOMES, [rows.track_no == OUTCOMES.of_track, rows.veto == OUTCOMES.of_veto])
    # what a row carries through the sort costs time and memory: no text, and the size of its group comes afterwards
    down = ibis.window(group_by=kernel.keys(scheme), order_by=[rows.score10k.desc()])
    rows = rows.mutate(rank=(ibis.rank().over(down) + 1).cast("int32"))
    rows = kernel.join(rows, sizes, scheme)
    rows = rows.mutate(outcome=rows["first"] + _grade_place(rows, scheme))
    found: ir.Table = rows.select(ROW, "outcome", rank=ibis.ifelse(rows.track_no == NO_TRACK, 0, rows["rank"]))
    return found


def _standing(scheme: Scheme) -> ir.Table:
    columns = kernel.scored(scheme).schema()
    standing = ibis.table({name: columns[name] for name in (ROW, *STANDING)}, name="standing")
    return standing.mutate(group=standing.group.fill_null(""))


def _grade_place(ranked: ir.Table, scheme: Scheme) -> Any:
    """The number of the first grade whose seats reach the rank, 0 for rows of no track."""
    each: dict[int, Any] = {}  # whole-number comparisons, no division
    for no, track in enumerate(scheme.tracks):
        steps: list[tuple[Any, Any]] = []
        for place, grade in enumerate(track.grades):
            above, below = grade.upto.as_integer_ratio()
            # rank ≤ ⌊N·u⌋ ⟺ rank·q ≤ N·p;  rank ≤ ⌊N·u + ½⌋ ⟺ 2·rank·q ≤ 2·N·p + q
            half = 0 if place == 0 else below
            reached = ranked["rank"].cast("int64") * (2 * below) <= ranked["size"] * (2 * above) + half
            steps.append((reached, ibis.literal(place, "int8")))
        each[no] = ibis.cases(*steps, else_=ibis.null("int8"))
    return by_track(ranked, each, "int8").fill_null(0)
