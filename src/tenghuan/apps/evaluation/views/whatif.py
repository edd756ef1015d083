"""What if the method were another: a form beside what is in force, who would move, and all of it as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import summaries
from tenghuan.apps.evaluation.editor.answers import value
from tenghuan.apps.evaluation.editor.draft import plain
from tenghuan.apps.evaluation.grading import facts_now, scheme_of
from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.views.common import OFFICE, paged, run_of
from tenghuan.apps.evaluation.wording import colour, grade_word
from tenghuan.apps.web import attachment
from tenghuan.publishing.tables import to_book
from tenghuan.scoring import Scheme, SchemeFault, WhatIf, what_if, with_changes
from tenghuan.scoring.scheme import Criterion, Track
from tenghuan.scoring.schemefaults import Located

MEAN = "mean"
Given = Mapping[str, str]
Flows = Mapping[tuple[str | None, str | None], int]


@page(OFFICE)
def what_would_be(request: HttpRequest, pk: int) -> HttpResponse:
    """Change weights, benchmarks, shares or the cap of one track and see who moves; nothing is kept."""
    run = run_of(request, pk)
    scheme = scheme_of(run)
    names = [track.name for track in scheme.tracks]
    chosen = request.GET.get("track", names[0])
    track = scheme.track(chosen if chosen in names else names[0])
    asked = "try" in request.GET
    fields = _fields(track, request.GET if asked else {})
    found = _tried(run, scheme, track, fields) if asked else None
    context = {"run": run, "tracks": names, "track": track.name, "asked": asked, **_shown(fields, track)}
    if found is not None:
        answer = _result(request, run, track, found, fields)
        if isinstance(answer, HttpResponse):
            return answer
        context |= answer
    return render(request, "evaluation/what_if.html", context, status=422 if asked and found is None else 200)


def _fields(track: Track, given: Given) -> dict[str, dict[str, Any]]:
    """Every number that may be changed: what is in force, what is asked, and what is wrong with it."""
    low, shares = Decimal(0), {}
    for step in _movable(track):
        shares[step.grade], low = (step.upto - low) * 100, step.upto
    now: list[tuple[str, str, str, str]] = []
    for criterion in track.criteria:
        title = criterion.indicator.title
        now.append((f"weight_{criterion.key}", title, _("权重"), plain(criterion.weight)))
        now.append((f"benchmark_{criterion.key}", title, _("基准值"), _benchmark(criterion.benchmark)))
    now += [(f"share_{grade}", grade, _("档占比（%）"), plain(share)) for grade, share in shares.items()]
    now.append(("cap", _("封顶"), _("权重的倍数"), plain(track.cap)))
    return {
        name: {
            "name": name,
            "title": title,
            "what": f"{title} {kind}",
            "now": text,
            "asked": given.get(name, text).strip(),
            "faults": [],
        }
        for name, title, kind, text in now
    }


def _benchmark(benchmark: Any) -> str:
    if isinstance(benchmark, str) or benchmark is None or isinstance(benchmark, Decimal):
        return _("本组平均") if benchmark == MEAN else "" if benchmark in ("max", "min") else plain(benchmark)
    return ""


def _movable(track: Track) -> Sequence[Any]:
    """The grades whose shares may be moved here: none where grades say their own share, not how far they reach."""
    return track.grades if all(step.upto is not None for step in track.grades) else ()


def _is_made_of_group(criterion: Criterion) -> bool:
    """Whether the benchmark is made of the group in a way that a number or the mean can only replace."""
    return criterion.normalise is not None or _benchmark(criterion.benchmark) == ""


def _shown(fields: dict[str, dict[str, Any]], track: Track) -> dict[str, Any]:
    for field in fields.values():
        field["changed"] = field["asked"] != field["now"]
    return {
        "criteria": [
            {
                "title": criterion.indicator.title,
                "unit": criterion.indicator.unit,
                "weight": fields[f"weight_{criterion.key}"],
                "benchmark": fields[f"benchmark_{criterion.key}"],
                "scaled": _is_made_of_group(criterion),
            }
            for criterion in track.criteria
        ],
        "shares": [fields[f"share_{step.grade}"] for step in _movable(track)],
        "cap": fields["cap"],
        "wrong": [field for field in fields.values() if field["faults"]],
    }


def _tried(run: Run, scheme: Scheme, track: Track, fields: dict[str, dict[str, Any]]) -> WhatIf | None:
    """What the changed scheme gives, None where it is at fault; the faults stand in the fields."""
    changed = _changed(scheme, track, fields)
    return what_if(facts_now(run), scheme, changed) if changed is not None else None


def _changed(scheme: Scheme, track: Track, fields: dict[str, dict[str, Any]]) -> Scheme | None:
    weights = {c.key: _number(fields[f"weight_{c.key}"]) for c in track.criteria}
    benchmarks = {c.key: _yardstick(fields[f"benchmark_{c.key}"], _is_made_of_group(c)) for c in track.criteria}
    own = {step.grade: _number(fields[f"share_{step.grade}"]) for step in _movable(track)}
    cap = _number(fields["cap"]) if fields["cap"]["asked"] else None
    _whole(fields, own)
    if any(field["faults"] for field in fields.values()):
        return None
    so, upto = Decimal(0), {}
    for grade, share in own.items():
        so += share or Decimal(0)
        upto[grade] = so / 100
    known = {key: mark for key, mark in benchmarks.items() if mark is not None}
    parts: Any = {"weights": weights, "benchmarks": known, "shares": upto, "cap": cap}
    try:
        return with_changes(scheme, track.name, **parts)
    except SchemeFault as fault:
        _place(fault, track, fields)
    return None


def _number(field: dict[str, Any]) -> Decimal | None:
    found = value(field["asked"].removesuffix("%"))
    if isinstance(found, Decimal):
        return found
    words = _("应为数字，现为“%(t)s”") % {"t": found} if found else _("请填数字")
    _blame(field, words, _("填阿拉伯数字，如 30 或 0.5"))
    return None


def _yardstick(field: dict[str, Any], scaled: bool) -> Decimal | str | None:
    text = field["asked"]
    if text in (MEAN, _("本组平均")):
        return MEAN
    if not text and scaled:
        return None
    found = value(text)
    if isinstance(found, Decimal):
        return found
    _blame(field, _("应为数字或“本组平均”，现为“%(t)s”") % {"t": text}, _("填大于 0 的数字，或填“本组平均”"))
    return None


def _whole(fields: dict[str, dict[str, Any]], own: Mapping[str, Decimal | None]) -> None:
    """Shares add up to 100, none below zero."""
    known = [share for share in own.values() if share is not None]
    if not own or len(known) < len(own):
        return
    last = fields[f"share_{list(own)[-1]}"]
    if min(known) < 0:
        _blame(last, _("各档占比不能为负"), _("改各档占比，使合计为 100%"))
    elif sum(known) != 100:
        words = _("各档占比合计 %(t)s%%，须为 100%%") % {"t": plain(sum(known, Decimal(0)))}
        _blame(last, words, _("改各档占比，使合计为 100%"))


def _blame(field: dict[str, Any], what: str, remedy: str) -> None:
    field["faults"].append(Located((), 0, field["title"], what, remedy))


def _place(fault: SchemeFault, track: Track, fields: dict[str, dict[str, Any]]) -> None:
    """Put the faults of a changed scheme beside the field that they are of; the cap takes those of no field."""
    for one in fault.located:
        place, name = one.place, "cap"
        if len(place) > 4 and place[2] == "criteria" and place[4] in ("weight", "benchmark"):
            name = f"{place[4]}_{track.criteria[int(place[3])].key}"
        elif len(place) > 3 and place[2] == "grades":
            name = f"share_{track.grades[int(place[3])].grade}"
        field = fields.get(name, fields["cap"])
        field["faults"].append(replace(one, where=field["title"]))


def _result(
    request: HttpRequest, run: Run, track: Track, found: WhatIf, fields: dict[str, dict[str, Any]]
) -> dict[str, Any] | HttpResponse:
    grades = list(dict.fromkeys([*(step.grade for step in track.grades), *(one.grade for one in track.outside)]))
    moves = [move for move in found.moves if track.name in move.track]
    regraded = [move for move in moves if move.grade[0] != move.grade[1]]
    every = request.GET.get("show") == "all"
    rows, page_shown = paged(request, moves if every else regraded)
    matrix = _matrix(found.by_track.get(track.name, {}), grades)
    lines = _lines(request, run, [move.uscc for move in rows])
    table = summaries.moves(run, rows, lines, grades)
    if page_shown is None:
        title = table.title
        changes = summaries.changes(run, track.name, [f for f in fields.values() if f["changed"]])
        book = {_("变动企业"): table, _("档次变化"): summaries.matrix(run, track.name, matrix), _("改动内容"): changes}
        return attachment(to_book(book), f"{title}.xlsx")
    return {
        "found": found,
        "table": table,
        "matrix": matrix,
        "shown": page_shown,
        "every": every,
        "reranked": len(moves),
        "regraded": len(regraded),
        "up": sum(summaries.way(move.grade, grades) > 0 for move in regraded),
        "down": sum(summaries.way(move.grade, grades) < 0 for move in regraded),
        "changes": [field for field in fields.values() if field["changed"]],
    }


def _lines(request: HttpRequest, run: Run, wanted: list[str]) -> dict[str, Graded]:
    visible = queries.lines_of(request.user, run).select_related("enterprise")
    if len(wanted) <= 500:  # a workbook may ask for more than a database takes in one condition
        visible = visible.filter(enterprise__uscc__in=wanted)
    return {line.enterprise.uscc: line for line in visible}


def _matrix(flows: Flows, grades: list[str]) -> dict[str, Any]:
    """How many go from which grade to which; vetoed and undetermined ones too."""
    others = sorted({grade or "" for pair in flows for grade in pair} - set(grades))
    every = [*grades, *others]
    rows: list[dict[str, Any]] = []
    for before in every:
        cells: list[dict[str, Any]] = [
            {"n": flows.get((before or None, after or None), 0), "same": before == after, "after": after}
            for after in every
        ]
        rows.append({"grade": grade_word(before), "cells": cells, "total": sum(cell["n"] for cell in cells)})
    totals = [sum(row["cells"][at]["n"] for row in rows) for at in range(len(every))]
    return {
        "grades": [grade_word(grade) for grade in every],
        "colours": [colour(grade, grades) for grade in every],
        "rows": rows,
        "totals": totals,
        "total": sum(totals),
    }
