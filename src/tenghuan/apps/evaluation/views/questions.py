"""How firm the grades of a run are, which the office looks at before it publishes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import OFFICE, acts, paged, run_of
from tenghuan.apps.evaluation.wording import ladder
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.web import table_response


@page(OFFICE)
def stability(request: HttpRequest, pk: int) -> HttpResponse:
    """The share of draws in each grade, the loosest first."""
    run = run_of(request, pk)
    grades = ladder(scheme_of(run))
    found = [line for line in queries.lines_of(request.user, run).select_related("enterprise") if line.shares]
    rows = sorted(found, key=lambda line: (line.shares.get(line.computed, 0), line.track, line.rank or 0))
    shown_rows, shown = paged(request, rows)
    bound = run.stability.get("bound", parameter(run.county, "loose_percent", timezone.localdate()).days / 100)
    table = tables.stability(run, grades, shown_rows)
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
