"""What the office decides before the facts are frozen: entered one by one, from a workbook, or as proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation import importing, tables
from tenghuan.apps.evaluation.forms import DecisionForm, ReasonForm, WorkbookForm
from tenghuan.apps.evaluation.models import Decision, DecisionKind, Method
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.queries.exemptions import proposed
from tenghuan.apps.evaluation.services import decisions as services
from tenghuan.apps.evaluation.services.decisions import Decided
from tenghuan.apps.evaluation.views.common import (
    OFFICE,
    READERS,
    acts,
    checked,
    chosen_county,
    counties_of,
    must_act,
    own_county,
)
from tenghuan.apps.web import attachment, table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import to_xlsx
from tenghuan.scoring import parse_scheme

PROPOSED_AT_ONCE = 500


def _year(request: HttpRequest, county: Any) -> int:
    given = whole(request.GET.get("year", request.POST.get("year")), least=1990, most=2100, otherwise=None)
    if given is not None:
        return given
    latest = YearFacts.objects.filter(enterprise__county=county).aggregate(year=Max("year"))["year"]
    return int(latest or 2022)


def _codes(county: Any, year: int) -> list[str]:
    """The veto codes that the year's method knows; all known ones before there is a method."""
    method = Method.objects.filter(county=county, year=year).order_by("-version").first()
    if method is None:
        return list(veto_names())
    scheme = parse_scheme(method.scheme, method.name)
    return [code for code in scheme.tracks[0].vetoes if all(code in track.vetoes for track in scheme.tracks)]


@page(READERS)
def decisions(request: HttpRequest) -> HttpResponse:
    """The year's decisions; for the office the forms to add some."""
    county = chosen_county(request)
    year = _year(request, county)
    found = Decision.objects.visible_to(request.user).filter(county=county, year=year).select_related("enterprise")
    may = acts(request, county)
    context = {
        "county": county,
        "counties": counties_of(request),
        "year": year,
        "years": sorted(
            {year, *YearFacts.objects.filter(enterprise__county=county).values_list("year", flat=True).distinct()}
        ),
        "acts": may,
        "form": DecisionForm(_codes(county, year)) if may else None,
        "upload": WorkbookForm() if may else None,
        "proposal": proposed(county, year) if may else None,
        "limit": PROPOSED_AT_ONCE,
    }
    return table_response(request, "evaluation/decisions.html", tables.decisions(year, found, county.name), context)


@page(READERS)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision, and for the office the way to take it back."""
    found = Decision.objects.visible_to(request.user).select_related("enterprise__town", "county")
    subject = get_object_or_404(found, pk=pk)
    context = {"decision": subject, "acts": acts(request, subject.county), "form": ReasonForm(), "names": veto_names()}
    return render(request, "evaluation/decision.html", context)


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('evaluation:decisions')}?year={year}")


@page(OFFICE, methods=("POST",))
def decide(request: HttpRequest) -> HttpResponse:
    """Enter one decision."""
    county = own_county(request)
    year = _year(request, county)
    told = checked(DecisionForm(_codes(county, year), request.POST))
    pointed = told["kind"] in services.POINTED
    one = Decided(
        uscc=told["uscc"].strip().upper(),
        kind=told["kind"],
        reason=told["reason"],
        document=told["document"],
        points=told["points"] if pointed else None,
        code=told["code"] if told["kind"] == DecisionKind.VETO else "",
    )
    _say(request, services.decide(Actor.of(request), county, year, [one]))
    return _back(year)


@page(OFFICE, methods=("POST",))
def load(request: HttpRequest) -> HttpResponse:
    """Enter the decisions of a workbook, all or none."""
    county = own_county(request)
    year = _year(request, county)
    file: Any = checked(WorkbookForm(request.POST, request.FILES))["workbook"]
    found = importing.read(file.read(), str(file.name))
    _say(request, services.decide(Actor.of(request), county, year, found))
    return _back(year)


@page(OFFICE, methods=("POST",))
def adopt(request: HttpRequest) -> HttpResponse:
    """Exempt the proposed new enterprises that were ticked, by a document."""
    county = own_county(request)
    year = _year(request, county)
    proposal = proposed(county, year)
    ticked = set(request.POST.getlist("enterprise"))
    reason = _("注册未满 %(n)d 年") % {"n": proposal.years.value}
    chosen = [
        Decided(enterprise.uscc, DecisionKind.EXEMPT, reason, request.POST.get("document", ""))
        for enterprise in proposal.enterprises
        if str(enterprise.pk) in ticked
    ]
    if not chosen:
        raise InputFault(_("没有勾选企业"))
    _say(request, services.decide(Actor.of(request), county, year, chosen))
    return _back(year)


def _say(request: HttpRequest, made: list[Decision]) -> None:
    if made:
        messages.success(request, _("已登记 %(n)d 条") % {"n": len(made)})
    else:
        messages.info(request, _("这些事项已登记过，没有变化"))


@page(OFFICE, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    subject = get_object_or_404(Decision.objects.visible_to(request.user).select_related("county"), pk=pk)
    must_act(request, subject.county)
    services.withdraw_decision(Actor.of(request), subject, checked(ReasonForm(request.POST))["reason"])
    messages.success(request, _("已撤销"))
    return _back(subject.year)


@page(OFFICE)
def blank(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    table = importing.template(_year(request, own_county(request)))
    return attachment(to_xlsx(table), f"{table.title}.xlsx")
