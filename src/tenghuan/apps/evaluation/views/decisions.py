"""Which new enterprises may be left out of a year's evaluation: proposed, ticked, registered as decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation.models import DecisionKind
from tenghuan.apps.evaluation.queries.exemptions import proposed
from tenghuan.apps.evaluation.registers import DECISIONS
from tenghuan.apps.evaluation.views.common import OFFICE, own_county
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault

PROPOSED_AT_ONCE = 500


def _year(request: HttpRequest, county: Any) -> int:
    given = whole(request.GET.get("year", request.POST.get("year")), least=1990, most=2100, otherwise=None)
    if given is not None:
        return given
    latest = YearFacts.objects.filter(enterprise__county=county).aggregate(year=Max("year"))["year"]
    return int(latest or 2022)


@page(OFFICE, methods=("GET", "POST"))
def exemptions(request: HttpRequest) -> HttpResponse:
    """What is proposed for a year; what was ticked is exempted by a document, all or none."""
    county = own_county(request)
    year = _year(request, county)
    proposal = proposed(county, year)
    if request.method == "POST":
        ticked = set(request.POST.getlist("enterprise"))
        chosen = [enterprise for enterprise in proposal.enterprises if str(enterprise.pk) in ticked]
        if not chosen:
            raise InputFault(_("没有勾选企业"))
        told = {"year": year, "kind": DecisionKind.EXEMPT, "document": request.POST.get("document", "")}
        reason = _("注册未满 %(n)d 年") % {"n": proposal.years.days}
        with transaction.atomic():
            for enterprise in chosen:
                records.add(Actor.of(request), DECISIONS, county, {**told, "enterprise": enterprise, "reason": reason})
        messages.success(request, _("已登记 %(n)d 条") % {"n": len(chosen)})
        return redirect(f"{reverse('decisions:list')}?kind={DecisionKind.EXEMPT}")
    context = {"year": year, "proposal": proposal, "limit": PROPOSED_AT_ONCE}
    return render(request, "evaluation/exemptions.html", context)
