"""Rank, grade and veto: the second half of the scoring rule, from the rows that ``kernel.scored`` gives.

It reads six narrow columns of them. An engine that holds all rows at once takes both halves as one expression; one that
does not keeps the wide columns aside meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring import kernel
from tenghuan.scoring.kernel import ROW, by_track
from tenghuan.scoring.scheme import Scheme, Track
from tenghuan.scoring.vetoes import NO_TRACK

ADDED = ("rank", "grade", "basis")
OUTCOMES = ibis.table(
    {"veto_track": "int8", "veto_text": "string", "veto_from": "int8", "veto_to": "int8", "veto_code": "string"},
    name="outcomes",
)
SCORED = ibis.table(
    {ROW: "int64", "track_no": "int8", "group": "string", "score10k": "int64", "veto": "string", "exempt": "string"},
    name="scored",
)


def score_expression(scheme: Scheme) -> ir.Table:
    """``row`` and the OUT columns of ``contracts.md`` from ``kernel.FACTS`` and ``OUTCOMES``."""
    table = kernel.scored(scheme)
    return graded(table, scheme, [name for name in table.columns if name not in SCORED.columns or name == "group"])


def graded(scored: ir.Table, scheme: Scheme, kept: Sequence[str] = ()) -> ir.Table:
    """Rank, grade and basis of every row.

    Args:
        scored: the columns of ``SCORED`` among others.
        kept: columns of ``scored`` to hand on.

    The table ``OUTCOMES`` says what vetoes do from the grade by rank (see ``vetoes.outcomes``).

    Returns:
        ``row``, those kept, ``rank``, ``grade``, ``basis``; a row of no track has neither rank nor grade.
    """
    ranked = _join_ranks(scored.mutate(of_row_group=scored.group.fill_null("")))
    placed = _join_vetoes(ranked.mutate(place=_grade_place(ranked, scheme)), OUTCOMES)
    tracked = placed.track_no != NO_TRACK
    grades = {no: _grade_name(placed.veto_to, track) for no, track in enumerate(scheme.tracks)}
    columns: dict[str, Any] = {
        "rank": ibis.ifelse(tracked, placed["rank"], ibis.null("int64")).cast("int32"),
        "grade": by_track(placed, grades, "string"),
        "basis": ibis.cases(
            (placed.exempt.notnull(), ibis.literal("exempt:") + placed.exempt),
            (~tracked, "no track"),
            (placed.veto_code != "", ibis.literal("veto:") + placed.veto_code),
            else_="rank",
        ),
    }
    return placed.select(ROW, *kept, **columns)


def veto_texts(table: ir.Table) -> ir.Table:
    """The distinct texts of the column ``veto`` by ``track_no``, with the first row that has each."""
    found: ir.Table = table.filter(table.veto.notnull()).group_by("track_no", "veto").aggregate(first=table[ROW].min())
    return found


def _join_ranks(scored: ir.Table) -> ir.Table:
    """Rank and size of the group, by counting each group's scores: cheaper than sorting rows, and keeps their order."""
    counted = (
        scored.group_by("track_no", "of_row_group", "score10k")
        .aggregate(same=ibis._.count())
        .rename(of_track="track_no", of_group="of_row_group", of_score="score10k")
    )
    # the size needs no order, but with the same one both are read off a single sort
    down, whole = (
        ibis.window(
            group_by=["of_track", "of_group"], order_by=[counted.of_score.desc()], preceding=None, following=following
        )
        for following in (0, None)
    )
    counted = counted.mutate(rank=counted.same.sum().over(down) - counted.same + 1, size=counted.same.sum().over(whole))
    joined = scored.join(
        counted,
        [
            scored.track_no == counted.of_track,
            scored.of_row_group == counted.of_group,
            scored.score10k == counted.of_score,
        ],
    )
    result: ir.Table = joined.drop("of_track", "of_group", "of_score", "same")
    return result


def _grade_place(ranked: ir.Table, scheme: Scheme) -> Any:
    """The number of the first grade whose seats reach the rank: whole-number comparisons, no division."""
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


def _join_vetoes(graded: ir.Table, outcomes: ir.Table) -> ir.Table:
    text = ibis.ifelse(graded.track_no == NO_TRACK, "", graded.veto.fill_null(""))
    graded = graded.mutate(veto=text)
    joined: ir.Table = graded.join(
        outcomes,
        [
            graded.track_no == outcomes.veto_track,
            graded.veto == outcomes.veto_text,
            graded.place == outcomes.veto_from,
        ],
    )
    return joined


def _grade_name(place: Any, track: Track) -> Any:
    return ibis.cases(
        *((place == at, ibis.literal(grade.grade)) for at, grade in enumerate(track.grades)),
        else_=ibis.null("string"),
    )
