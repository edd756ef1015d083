"""Questions the office asks of a run before it stands: how firm are the grades, and what if the method were another."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.grading import facts_now, scheme_of
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import OFFICE, PAGE_SIZE, acts, paged, run_of
from tenghuan.apps.evaluation.wording import grade_word, indicator, ladder, note
from tenghuan.apps.web import table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring import Scheme, what_if, with_changes

LOOSE = 0.8  # below this share of draws a grade is marked as loose; a mark for the eye, nothing follows from it


@page(OFFICE)
def stability(request: HttpRequest, pk: int) -> HttpResponse:
    """The share of draws in each grade, the loosest first."""
    run = run_of(request, pk)
    grades = ladder(scheme_of(run))
    found = [line for line in queries.lines_of(request.user, run).select_related("enterprise") if line.shares]
    rows = sorted(found, key=lambda line: (line.shares.get(line.computed, 0), line.track, line.rank or 0))
    shown_rows, shown = paged(request, rows)
    columns = [
        Column("name", _("企业名称"), width=34),
        Column("town", _("镇街")),
        Column("track", _("类别"), width=10),
        Column("rank", _("名次"), kind="number", digits=0),
        Column("score", _("得分"), kind="number", digits=4),
        Column("grade", _("初评档次"), width=10),
        Column("firm", _("稳定性"), kind="percent", digits=1),
        *(Column(f"share_{grade}", _("%(g)s 档占比") % {"g": grade}, kind="percent", digits=1) for grade in grades),
    ]
    table = Table(
        _("%(c)s%(y)d年度档次稳定性") % {"c": run.county.name, "y": run.year},
        columns,
        [_firm_row(line, grades) for line in shown_rows],
        note(run),
        {"name": "link"},
    )
    context = {
        "run": run,
        "shown": shown,
        "acts": acts(request, run.county),
        "open": run.state in (RunState.SCORED, RunState.CONFIRMING),
        "stale": bool(run.stability) and run.stability.get("of") != run.result_digest,
        "loose": sum(line.shares.get(line.computed, 0) < LOOSE for line in rows),
        "bound": LOOSE,
    }
    return table_response(request, "evaluation/stability.html", table, context)


def _firm_row(line: Any, grades: list[str]) -> dict[str, Any]:
    return {
        "name": line.name,
        "town": line.town_name,
        "track": line.track,
        "rank": line.rank,
        "score": None if line.score is None else float(line.score),
        "grade": grade_word(line.computed),
        "firm": line.shares.get(line.computed),
        **{f"share_{grade}": line.shares.get(grade) for grade in grades},
        "link": reverse("evaluation:sheet", args=(line.pk,)),
    }


@page(OFFICE)
def what_would_be(request: HttpRequest, pk: int) -> HttpResponse:
    """Change weights, benchmarks, shares or the cap of one track and see who moves; nothing is kept."""
    run = run_of(request, pk)
    scheme = scheme_of(run)
    names = [track.name for track in scheme.tracks]
    track = request.GET.get("track", names[0])
    if track not in names:
        track = names[0]
    asked = "try" in request.GET
    found, fault = None, None
    if asked:
        try:
            changed = _changed(scheme, track, request.GET)
            found = what_if(facts_now(run), scheme, changed)
        except InputFault as error:
            fault = error
    regraded = list(found.regraded) if found else []
    rows, shown = paged(request, regraded)
    links = dict(
        queries.lines_of(request.user, run)
        .filter(enterprise__uscc__in=[move.uscc for move in rows[:PAGE_SIZE]])
        .values_list("enterprise__uscc", "pk")
    )
    context = {
        "run": run,
        "shown": shown,
        "tracks": names,
        "track": track,
        "form": _form(scheme, track, request.GET if asked else {}),
        "found": found,
        "fault": fault,
        "counts": _counts(found.flows, ladder(scheme)) if found else [],
        "reranked": len(found.moves) if found else 0,
        "regraded": len(regraded),
    }
    return table_response(request, "evaluation/what_if.html", tables.moves(run, rows, links), context)


def _form(scheme: Scheme, name: str, given: Any) -> dict[str, Any]:
    """Every number that may be changed, with what stands in the scheme."""
    track = scheme.track(name)
    criteria = [
        {
            "key": criterion.key,
            "title": indicator(criterion.key),
            "weight": given.get(f"weight_{criterion.key}", f"{criterion.weight.normalize():f}"),
            "benchmark": given.get(f"benchmark_{criterion.key}", _plain(criterion.benchmark)),
            "scaled": criterion.normalise is not None,
        }
        for criterion in track.criteria
    ]
    steps = [
        {"grade": step.grade, "upto": given.get(f"upto_{step.grade}", f"{(step.upto * 100).normalize():f}")}
        for step in track.grades[:-1]
    ]
    return {
        "criteria": criteria,
        "steps": steps,
        "last": track.grades[-1].grade,
        "cap": given.get("cap", "" if track.cap is None else f"{track.cap.normalize():f}"),
    }


def _plain(benchmark: Any) -> str:
    return "" if benchmark is None else "mean" if benchmark == "mean" else f"{benchmark.normalize():f}"


def _changed(scheme: Scheme, name: str, given: Any) -> Scheme:
    track = scheme.track(name)
    weights = {c.key: _number(given.get(f"weight_{c.key}", ""), indicator(c.key)) for c in track.criteria}
    benchmarks: dict[str, Any] = {}
    for criterion in track.criteria:
        text = given.get(f"benchmark_{criterion.key}", "").strip()
        if text in ("mean", _("本组平均")):
            benchmarks[criterion.key] = "mean"
        elif text:
            benchmarks[criterion.key] = _number(text, indicator(criterion.key))
        elif criterion.normalise is None:
            raise InputFault(_("请填基准值，或填 mean（本组平均）"), where=indicator(criterion.key))
    shares = {s.grade: _number(given.get(f"upto_{s.grade}", ""), s.grade) / 100 for s in track.grades[:-1]}
    cap = given.get("cap", "").strip()
    return with_changes(
        scheme,
        name,
        weights=weights,
        benchmarks=benchmarks,
        shares=shares,
        cap=_number(cap, _("封顶")) if cap else None,
    )


def _number(text: str, where: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation as error:
        raise InputFault(_("“%(t)s”不是数字") % {"t": text}, where=where) from error
    if not found.is_finite():
        raise InputFault(_("“%(t)s”不是数字") % {"t": text}, where=where)
    return found


def _counts(flows: dict[tuple[str | None, str | None], int], grades: list[str]) -> list[dict[str, Any]]:
    """How many rows each grade has before and after."""
    every = [*grades, *sorted({g for pair in flows for g in pair if g} - set(grades))]
    return [
        {
            "grade": grade,
            "before": sum(n for (old, _new), n in flows.items() if old == grade),
            "after": sum(n for (_old, new), n in flows.items() if new == grade),
            "up": sum(n for (old, new), n in flows.items() if new == grade and old != grade),
            "down": sum(n for (old, new), n in flows.items() if old == grade and new != grade),
        }
        for grade in every
    ]
