"""The first page of everybody: what I still owe, what waits for me, what has fallen behind."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.queries import owed as queries
from tenghuan.apps.monitoring.states import WAITING
from tenghuan.apps.monitoring.views.common import Choice, choose
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans import tables
from tenghuan.apps.plans.queries import within
from tenghuan.apps.web import scope

REPORTING = (Role.DEPARTMENT, Role.TOWN)


@page(OFFICIALS)
def owed(request: AccountRequest) -> HttpResponse:
    """What is owed this month, by role; red and yellow items for all."""
    choice = choose(request)
    plans = within(choice.plans, scope.chosen(request))
    role = request.user.role
    counts = queries.counts(request.user, plans)
    context: dict[str, Any] = {
        **choice.context(),
        "counts": counts,
        "handed_in": sum(counts.get(state.value, 0) for state in WAITING),
        "behind": [tables.line(row) for row in queries.behind(request.user, plans)],
        "reporting": role in REPORTING,
    }
    if role in REPORTING:
        context["owed"] = queries.owed_by(request.user, plans, choice.today)
        context["filled"] = queries.filled(request.user, plans, choice.today)
    else:
        context |= _overview(request, choice, plans)
    return render(request, "monitoring/owed.html", context)


def _overview(request: AccountRequest, choice: Choice, plans: list[Any]) -> dict[str, Any]:
    open_now = Period.objects.filter(plan__in=plans, locked_at=None, opens_on__lte=choice.today)
    lines = queries.by_unit(request.user, open_now.select_related("plan__region"))
    return {
        "waiting": [line for line in lines if line.waiting],
        "missing": [line for line in lines if line.missing],
        "waiting_total": sum(line.waiting for line in lines),
        "missing_total": sum(line.missing for line in lines),
        "orphans": sum(line.due for line in lines if line.unit_id is None),
        "open_now": [period for period in open_now if period.is_open(choice.today)],
        "returned_total": sum(line.returned for line in lines),
    }
