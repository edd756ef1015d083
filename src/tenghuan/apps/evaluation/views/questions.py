"""How firm the grades of a run are, which the office looks at before it publishes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.parameters import parameter
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import OFFICE, acts, paged, run_of
from tenghuan.apps.evaluation.wording import grade_word, ladder, note
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.web import table_response
from tenghuan.publishing.tables import Column, Table


@page(OFFICE)
def stability(request: HttpRequest, pk: int) -> HttpResponse:
    """The share of draws in each grade, the loosest first."""
    run = run_of(request, pk)
    grades = ladder(scheme_of(run))
    found = [line for line in queries.lines_of(request.user, run).select_related("enterprise") if line.shares]
    rows = sorted(found, key=lambda line: (line.shares.get(line.computed, 0), line.track, line.rank or 0))
    shown_rows, shown = paged(request, rows)
    bound = run.stability.get("bound", parameter(run.county, "loose_percent", timezone.localdate()).value / 100)
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
        "job": latest(run),
        "shown": shown,
        "acts": acts(request, run.county),
        "open": run.state in (RunState.SCORED, RunState.CONFIRMING),
        "stale": bool(run.stability) and run.stability.get("of") != run.result_digest,
        "loose": sum(line.shares.get(line.computed, 0) < bound for line in rows),
        "bound": bound,
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
