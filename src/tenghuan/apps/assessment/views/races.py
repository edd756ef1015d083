"""Pages of the year's run: freezing, the results table, what points were counted from, appeals, kept texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS, Role
from tenghuan.apps.assessment import counting, ranking, tables
from tenghuan.apps.assessment.forms import AppealForm, FreezeForm
from tenghuan.apps.assessment.guards import is_object
from tenghuan.apps.assessment.models import Race, RaceState, Result, Scheme
from tenghuan.apps.assessment.registers import RACES, RESULTS, SCHEMES
from tenghuan.apps.assessment.services.races import file_appeal, freeze
from tenghuan.apps.assessment.views import common
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import table_response
from tenghuan.errors import InputFault


def _race(request: AccountRequest, pk: int) -> Race:
    found: Race = get_object_or_404(RACES.rows(request.user, retired=True), pk=pk)
    return found


def _result(request: AccountRequest, pk: int) -> Result:
    found: Result = get_object_or_404(RESULTS.rows(request.user, retired=True), pk=pk)
    return found


@page((Role.OFFICE,), methods=("GET", "POST"))
def freeze_page(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Freeze the figures of a scheme's year; leads to the run that was made."""
    scheme: Scheme = get_object_or_404(SCHEMES.rows(request.user), pk=pk)
    if scheme.county_id != request.user.region_id:
        raise Http404
    today = timezone.localdate()
    form = FreezeForm(request.POST or None, initial={"until": min(today, date(scheme.year, 12, 31))})
    if request.method == "POST" and form.is_valid():
        try:
            race = freeze(Actor.of(request), scheme, form.cleaned_data["until"])
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已冻结考核数据：%(n)s") % {"n": race.number})
            return redirect(RACES.address(race))
    context = {"form": form, "scheme": scheme, "register": SCHEMES}
    return render(request, "assessment/freeze.html", context, status=422 if form.errors else 200)


@page(OFFICIALS)
def table(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The results table of a run; as a workbook too."""
    race = _race(request, pk)
    rows = list(ranking.seen_by(request.user, race, race.results.all())) if race.digest else []
    found = tables.whole(race, counting.scheme_of(race.scheme_text), rows)
    if "export" not in request.GET:  # a formula is as long as all its items: on the page it stands item by item
        found = replace(found, columns=[column for column in found.columns if column.key != "formula"])
    return table_response(request, "assessment/table.html", found, {"race": race, "register": RACES})


@page((Role.OFFICE, Role.LEADER))
def file(request: AccountRequest, pk: int, name: str) -> HttpResponseBase:
    """What a run was computed from, as files."""
    return common.text_file(_race(request, pk), name)


@page((Role.OFFICE, Role.LEADER))
def again(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Compute a run again from what was kept."""
    return common.repeated(request, _race(request, pk))


@page(OFFICIALS)
def rows(request: AccountRequest, pk: int, at: int) -> HttpResponseBase:
    """What the points of one item were counted from."""
    return common.told_rows(request, _result(request, pk), at)


@page(REPORTERS, methods=("GET", "POST"))
def appeal(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The form of an appeal, for the object itself while the days of appeal run."""
    result = _result(request, pk)
    if not is_object(request.user, result):
        raise Http404
    items = [part["item"] for part in result.points]
    form = AppealForm(items, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {name: form.cleaned_data[name] for name in ("item", "text", "claimed")}
        try:
            file_appeal(
                Actor.of(request), result, **told, uploads=[form.cleaned_data["proof"]],
                once=str(request.POST.get("once") or "")[:36],
            )  # fmt: skip
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("申诉已提交"))
            return redirect(RESULTS.address(result))
    open_ = result.race.state == RaceState.FEEDBACK
    context = {"form": form, "result": result, "open": open_, "register": RESULTS, "back": RESULTS.address(result)}
    return render(request, "assessment/appeal.html", context, status=422 if form.errors else 200)
