"""Pages of services beside list and record: an enterprise's own page, asking, and the statistics."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.enterprises.queries import enterprise_of
from tenghuan.apps.kit import records
from tenghuan.apps.kit.forms import record_form
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.services import desk, statistics
from tenghuan.apps.services.models import Score
from tenghuan.apps.services.registers import REQUESTS
from tenghuan.apps.services.rules import PLATFORM_SOURCE
from tenghuan.apps.web import scope
from tenghuan.apps.web.responses import table_response
from tenghuan.errors import InputFault

KNOWN = ("enterprise", "source")  # what the platform knows of an enterprise that asks for itself


def _itself(request: AccountRequest) -> Enterprise:
    """Return the enterprise whose account asks; 404 where its county has not registered it."""
    county = county_of(request.user)
    found = Enterprise.objects.visible_to(request.user).filter(county=county).select_related("county", "town").first()
    if found is None:
        raise Http404
    return found


@page((Role.ENTERPRISE,))
def own(request: AccountRequest) -> HttpResponseBase:
    """The enterprise's own page in one place."""
    return _desk(request, _itself(request))


@page((*OFFICIALS, Role.ENTERPRISE))
def of(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The same page of one enterprise, for officials who serve it."""
    return _desk(request, enterprise_of(request.user, pk))


def _desk(request: AccountRequest, enterprise: Enterprise) -> HttpResponseBase:
    itself = request.user.role == Role.ENTERPRISE
    context = {
        "enterprise": enterprise,
        "itself": itself,
        "cards": desk.cards(request.user, enterprise),
        "parts": desk.parts(request.user, enterprise),
        "waiting": desk.waiting(request.user) if itself else [],
        "notices": desk.notices(request.user) if itself else [],
        "scores": sorted(Score.choices, reverse=True),
        **desk.head(request.user, enterprise),
    }
    return render(request, "services/desk.html", context)


@page((Role.ENTERPRISE,), methods=("GET", "POST"))
def ask(request: AccountRequest) -> HttpResponseBase:
    """The form by which an enterprise asks; who asks is known."""
    enterprise = _itself(request)
    form = record_form(REQUESTS, request.user, data=request.POST or None)
    for name in KNOWN:
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in REQUESTS.fields if name not in KNOWN}
        try:
            thing = _asked(request, enterprise, told, form.cleaned_data.get("once") or "")
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已提交：%(t)s") % {"t": thing})
            return redirect(REQUESTS.address(thing))
    return render(request, "services/ask.html", {"form": form}, status=422 if form.errors else 200)


def _asked(request: AccountRequest, enterprise: Enterprise, told: dict[str, Any], once: str) -> Any:
    values = {**told, "enterprise": enterprise, "source": PLATFORM_SOURCE}
    return records.add(Actor.of(request), REQUESTS, enterprise.county, values, once=once)


@page(OFFICIALS)
def figures(request: AccountRequest) -> HttpResponseBase:
    """The statistics of a year by unit, kind, town or source, each number leading to its rows."""
    rows = scope.chosen(request).within(REQUESTS.rows(request.user))
    year = outside.year(request.GET.get("year"), otherwise=None)
    way = statistics.WAYS.get(outside.text(request.GET.get("by"))[:10]) or statistics.WAYS["lead"]
    table = statistics.table(statistics.of_year(rows, year), way, year)
    context = {"way": way, "ways": statistics.WAYS.values(), "year": year, "years": statistics.years(rows)}
    return table_response(request, "services/statistics.html", table, context)
