"""Differentiated policies: the rules of a county, and the lists that its bureaus execute."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import day as asked_day
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.models import Operation, PolicyRule
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.policies import Due, Standing, due
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.services import policies as services
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import OFFICE, READERS, day, own_county, paged, run_of
from tenghuan.apps.evaluation.wording import note
from tenghuan.apps.web import table_response


@page(OFFICE, methods=("GET", "POST"))
def adopt(request: HttpRequest) -> HttpResponse:
    """Show the default rules; adopt the ticked ones from a day on."""
    county, today = own_county(request), timezone.localdate()
    if request.method == "POST":
        ticked = set(request.POST.getlist("rule"))
        chosen = [rule for rule in default_policies() if rule.key in ticked]
        since = day(request.POST.get("since"), _("生效日期"))
        made = services.adopt_policies(Actor.of(request), county, chosen, since=since)
        messages.success(request, _("已采用 %(n)d 条，核实前在输出中注明本地参数（待核实）") % {"n": len(made)})
        return redirect("policies:list")
    found = PolicyRule.objects.filter(county=county, retired_on=None)
    return render(request, "evaluation/adopt.html", {"defaults": _defaults(found, today), "today": today})


def _defaults(found: Any, today: Any) -> list[dict[str, Any]]:
    there = {(rule.policy, rule.grade, rule.consecutive_years, rule.bureau) for rule in found}
    words = dict(Operation.choices)
    return [
        {
            "rule": rule,
            "operation": words[rule.operation],
            "adopted": (rule.policy, rule.grade, rule.consecutive_years, rule.bureau) in there,
            "expired": rule.until is not None and rule.until < today,
        }
        for rule in default_policies()
    ]


@page(READERS)
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """What each bureau executes on the run's list on a day: one list a bureau and policy, each as a workbook."""
    run = run_of(request, pk)
    on = asked_day(request.GET.get("on"), otherwise=None) or timezone.localdate()
    visible = set(queries.lines_of(request.user, run).values_list("pk", flat=True))
    items = [item for item in due(run, on) if item.graded.pk in visible] if run.result_digest else []
    groups: dict[tuple[str, str], list[Due]] = {}
    for item in items:
        groups.setdefault((item.bureau, item.policy), []).append(item)
    names = sorted(groups)
    wanted = (request.GET.get("bureau", ""), request.GET.get("policy", ""))
    if wanted not in groups:
        wanted = names[0] if names else ("", "")
    every = groups.get(wanted, [])
    standing = request.GET.get("standing", "")
    shown = [item for item in every if not standing or item.standing(on) == standing]
    title = f"{run.county.name}{run.year}年度{wanted[1]}清单（{wanted[0]}）" if every else _("差别化政策清单")
    rows, page_shown = paged(request, shown)
    context = {
        "run": run,
        "shown": page_shown,
        "on": on,
        "groups": [
            {"bureau": bureau, "policy": policy, "n": len(groups[bureau, policy]), "here": (bureau, policy) == wanted}
            for bureau, policy in names
        ],
        "held": sum(item.held for item in every),
        "standings": _standings(every, on, standing),
        "final": run.state == RunState.FINAL,
    }
    return table_response(
        request,
        "evaluation/lists.html",
        tables.due(title, _remark(run, on), rows, on, start=page_shown.start_index() if page_shown else 1),
        context,
    )


def _standings(items: list[Due], on: date, chosen: str) -> list[dict[str, Any]]:
    """How many items stand where, those that there are."""
    counts = Counter(item.standing(on) for item in items)
    return [{"key": s.value, "label": s.label, "n": counts[s], "here": s == chosen} for s in Standing if counts[s]]


def _remark(run: Any, on: Any) -> str:
    parts = [note(run), _("规则按 %(d)s 有效的计") % {"d": on}]
    if run.state != RunState.FINAL:
        parts.append(_("名单未审定，仅供测算，不得据以执行"))
    return " · ".join(parts)
