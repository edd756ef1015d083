"""Rank, grade and veto: the second half of the scoring rule, from the rows that ``kernel.scored`` gives.

Of them only ``row`` and the columns ``standing`` are read, under the name ``standing``; so an engine sorts little.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring import kernel
from tenghuan.scoring.ladder import Grade, half, seats
from tenghuan.scoring.members import OUTSIDE, RANKED, ROW, by_track, kept, members
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK, ladder_places

OUTCOMES = ibis.table({"of_track": "int8", "of_veto": "string", "first": "int32"}, name="outcomes")
_INNER = ("track_no", "score10k", "veto")


def inner(scheme: Scheme) -> tuple[str, ...]:
    """The columns of ``scored`` that are no columns of OUT."""
    return (*_INNER, *kernel.extras(scheme))


def standing(scheme: Scheme) -> tuple[str, ...]:
    """The columns of ``scored`` that ranks and grades are read off."""
    return ("group", *inner(scheme))


def veto_texts(scheme: Scheme) -> ir.Table:
    """The distinct texts of the column ``veto`` by ``track_no``, with the first row that has each."""
    rows = kept(members, scheme)
    found: ir.Table = rows.filter(rows.veto.notnull()).group_by("track_no", "veto").aggregate(first=rows[ROW].min())
    return found


@lru_cache(maxsize=64)
def sizes(scheme: Scheme) -> ir.Table:
    """Per group ``size``, the number of its rows; where seats are counted out, ``ranked`` and ``whole`` (``seats``)."""
    rows = _standing(scheme)
    if not counts_out(scheme):
        found: ir.Table = rows.group_by(*kernel.keys(scheme)).aggregate(size=ibis._.count())
        return found
    ranked, counted = _is_ranked(rows, scheme), _is_counted(rows, scheme)
    one, none = ibis.literal(1, "int64"), ibis.literal(0, "int64")
    rows = rows.mutate(one=ibis.ifelse(ranked, one, none), all=ibis.ifelse(ranked | counted, one, none))
    found = rows.group_by(*kernel.keys(scheme)).aggregate(ranked=rows.one.sum(), whole=rows["all"].sum())
    return found


def counts_out(scheme: Scheme) -> bool:
    """Whether seats are made of more than the size of a group, so that they are counted out group by group."""
    return any(track.outside or any(grade.share is not None for grade in track.grades) for track in scheme.tracks)


def seats_of(groups: Iterable[tuple[Any, ...]], scheme: Scheme) -> list[tuple[int | str | None, ...]]:
    """The rows of the table ``seats`` from those of ``sizes``: keys of the group, then the last rank of each grade."""
    most = max(len(track.grades) for track in scheme.tracks)
    found: list[tuple[int | str | None, ...]] = []
    for *keys, ranked, whole in groups:
        no = int(keys[0])
        reach = () if no == NO_TRACK else seats(scheme.tracks[no].grades, int(ranked), int(whole))
        found.append((no, *keys[1:], *reach, *[0] * (most - len(reach))))
    return found


def seat_columns(scheme: Scheme) -> dict[str, str]:
    """Names of the columns of ``seats`` and their types, by the words that both engines understand."""
    most = max(len(track.grades) for track in scheme.tracks)
    keys = {"track_no": "tinyint", "group": "string"}
    return {key: keys[key] for key in kernel.keys(scheme)} | {f"reach_{at}": "bigint" for at in range(most)}


def _seats(scheme: Scheme) -> ir.Table:
    kinds = {"tinyint": "int8", "string": "string", "bigint": "int64"}
    return ibis.table({name: kinds[kind] for name, kind in seat_columns(scheme).items()}, name="seats")


def _is_ranked(rows: ir.Table, scheme: Scheme) -> Any:
    return rows[OUTSIDE] == RANKED if OUTSIDE in rows.columns else ibis.literal(True)


def _is_counted(rows: ir.Table, scheme: Scheme) -> Any:
    """Whether a row beside the ranking is among those that shares are taken of."""
    counted: Any = ibis.literal(False)
    for no, track in enumerate(scheme.tracks):
        for at, one in enumerate(track.outside):
            if one.counted:
                counted = counted | ((rows.track_no == no) & (rows[OUTSIDE] == at))
    return counted


@lru_cache(maxsize=64)
def ranked(scheme: Scheme) -> ir.Table:
    """``row``, ``rank`` and ``outcome``, which says what becomes of the row (``vetoes.outcomes``); in no order.

    A row of no track, or graded beside the ranking, has the rank 0.
    """
    rows = _standing(scheme)
    rows = rows.mutate(veto=ibis.ifelse(rows.track_no == NO_TRACK, "", rows.veto.fill_null("")))
    rows = rows.join(OUTCOMES, [rows.track_no == OUTCOMES.of_track, rows.veto == OUTCOMES.of_veto])
    # what a row carries through the sort costs time and memory: no text, and the size of its group comes afterwards
    within: list[Any] = [*kernel.keys(scheme)]
    if OUTSIDE in rows.columns:
        rows = rows.mutate(aside=rows[OUTSIDE] != RANKED)
        within = [*within, "aside"]
    deciders = [rows[name].desc() for name in kernel.extras(scheme) if name.startswith("tie:")]
    down = ibis.window(group_by=within, order_by=[rows.score10k.desc(), *deciders])
    rows = rows.mutate(rank=(ibis.rank().over(down) + 1).cast("int32"))
    rows = _join_seats(rows, scheme) if counts_out(scheme) else kernel.join(rows, sizes, scheme)
    rows = rows.mutate(outcome=rows["first"] + _grade_place(rows, scheme))
    unranked = rows.track_no == NO_TRACK
    unranked = unranked | rows.aside if OUTSIDE in rows.columns else unranked
    found: ir.Table = rows.select(ROW, "outcome", rank=ibis.ifelse(unranked, 0, rows["rank"]))
    return found


def _join_seats(rows: ir.Table, scheme: Scheme) -> ir.Table:
    keys = kernel.keys(scheme)
    groups = _seats(scheme).rename({f"of_{key}": key for key in keys})
    joined: ir.Table = rows.join(groups, [rows[key] == groups[f"of_{key}"] for key in keys])
    return joined


def _standing(scheme: Scheme) -> ir.Table:
    columns = kernel.scored(scheme).schema()
    table = ibis.table({name: columns[name] for name in (ROW, *standing(scheme))}, name="standing")
    return table.mutate(group=table.group.fill_null(""))


def _grade_place(ranked: ir.Table, scheme: Scheme) -> Any:
    """The place of what becomes of a row among those of its track (``vetoes.places``), 0 for rows of no track."""
    each: dict[int, Any] = {}
    for no, track in enumerate(scheme.tracks):
        reached = [_reaches(ranked, scheme, place, grade) for place, grade in enumerate(track.grades)]
        by_rank = _first(reached)
        if any(grade.require for grade in track.grades):
            free = [(ranked[kernel.BARRED] & (1 << place)) == 0 for place in range(len(track.grades))]
            met = _first([reach & is_free for reach, is_free in zip(reached, free, strict=True)])
            by_rank = by_rank.cast("int32") * len(track.grades) + met
        if track.outside:
            beside = (ranked[OUTSIDE].cast("int32") + ladder_places(track)).cast("int32")
            by_rank = ibis.ifelse(ranked.aside, beside, by_rank.cast("int32"))
        each[no] = by_rank.cast("int32") if _is_wide(scheme) else by_rank
    return by_track(ranked, each, "int32" if _is_wide(scheme) else "int8").fill_null(0)


def _is_wide(scheme: Scheme) -> bool:
    return any(track.outside or any(grade.require for grade in track.grades) for track in scheme.tracks)


def _first(reached: list[Any]) -> Any:
    """The number of the first that holds."""
    steps = [(reach, ibis.literal(place, "int8")) for place, reach in enumerate(reached)]
    return ibis.cases(*steps, else_=ibis.null("int8"))


def _reaches(ranked: ir.Table, scheme: Scheme, place: int, grade: Grade) -> Any:
    """Whether the seats of a grade and the better ones reach the rank."""
    rank = ranked["rank"].cast("int64")
    if counts_out(scheme):
        return rank <= ranked[f"reach_{place}"]
    assert grade.upto is not None, "a share of its own is counted out"
    above, below = grade.upto.as_integer_ratio()  # whole-number comparisons, no division
    # rank ≤ ⌊N·u⌋ ⟺ rank·q ≤ N·p;  rank ≤ ⌊N·u + ½⌋ ⟺ 2·rank·q ≤ 2·N·p + q
    return rank * (2 * below) <= ranked["size"] * (2 * above) + half(grade, place, below)
