"""The whole month of a unit as one grid: drafts saved cell by cell, handed in together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.checking import unfit
from tenghuan.apps.monitoring.faults import SheetFault
from tenghuan.apps.monitoring.models import Report, units_of
from tenghuan.apps.monitoring.queries import sheets
from tenghuan.apps.monitoring.services import reports as services
from tenghuan.apps.monitoring.states import EDITABLE, Phase, State
from tenghuan.apps.monitoring.views.common import Choice, choose, of_period, visible_period, visible_report
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.organization.request import AccountRequest, account_of
from tenghuan.errors import InputFault

NOBODY = "0"
# report → what is wrong with its row, and what was typed there if that could not be saved
Faults = dict[int, tuple[InputFault, sheets.Typed | None]]


def chosen_unit(request: HttpRequest, choice: Choice, wanted: str) -> tuple[list[tuple[str, str]], str]:
    """The units that may be looked at as (number, name), and the one chosen; "0" is what no unit reports on."""
    pairs: Iterable[tuple[int | None, str]]
    account = account_of(request)
    if account.role in (Role.DEPARTMENT, Role.TOWN) and account.unit is not None:
        pairs = [(account.unit.pk, account.unit.name)]
    elif account.role in (Role.DEPARTMENT, Role.TOWN):
        pairs = Unit.objects.filter(pk__in=units_of(request.user)).values_list("pk", "name")
    else:
        found = Report.objects.visible_to(request.user).filter(period=choice.period)
        pairs = found.order_by("unit__kind", "unit__name").values_list("unit_id", "unit__name").distinct()
    units = [(str(pk or NOBODY), name or str(_("未落实填报单位"))) for pk, name in pairs]
    if wanted and wanted not in dict(units):
        raise Http404
    return units, wanted or (units[0][0] if units else "")


@page(OFFICIALS)
def grid(request: AccountRequest) -> HttpResponse:
    """Show one unit's month; what it only supports stands below, read only."""
    choice = choose(request)
    if choice.period is None:
        return render(request, "monitoring/no_period.html", choice.context())
    return _show(request, choice, request.GET.get("unit", ""), {})


def _show(request: AccountRequest, choice: Choice, wanted: str, faults: Faults) -> HttpResponse:
    assert choice.period is not None
    units, unit = chosen_unit(request, choice, wanted)
    found, beside = sheets.sheet(request.user, choice.period, int(unit) or None if unit else False, choice.today)
    rows = [_marked(row, faults) for row in found]
    context: dict[str, Any] = {
        **choice.context(),
        "units": units,
        "unit": unit,
        "rows": rows,
        "faulty": [row for row in rows if row.fault],
        "supported": beside,
        "phases": Phase.choices,
        "writable": any(row.writable for row in rows),
        "open": choice.period.is_open(choice.today),
        "states": _counted(rows),
    }
    return render(request, "monitoring/grid.html", context)


def _counted(rows: list[sheets.Row]) -> list[tuple[str, str, int]]:
    counts = [(state.value, str(state.label), sum(r.report.state == state for r in rows)) for state in State]
    return [count for count in counts if count[2]]


def _marked(row: sheets.Row, faults: Faults) -> sheets.Row:
    """A row with its fault and with what was typed, so that nothing has to be typed twice."""
    fault, told = faults.get(row.report.pk, (None, None))
    return replace(row, fault=fault, typed=told)


def typed(request: AccountRequest, report: Report) -> sheets.Typed | None:
    """What the page sent for a report; None if it has no field there (it was not to be written when shown).

    A page that tells no revision was made before anything was entered.
    """
    value = request.POST.get(f"value-{report.pk}")
    if value is None:
        return None
    return sheets.Typed(
        value=value,
        phase=request.POST.get(f"phase-{report.pk}", ""),
        note=request.POST.get(f"note-{report.pk}", ""),
        seen=whole(request.POST.get(f"revision-{report.pk}"), otherwise=0),
        whole=request.POST.get(f"whole-{report.pk}", ""),
    )


@page(REPORTERS, methods=("GET", "POST"))
def cell(request: AccountRequest, pk: int) -> HttpResponse:
    """Save one row as a draft; answer with its state, what looks wrong and how to mend it (GET: the row as it is)."""
    report = visible_report(request, pk)
    if request.method == "GET":
        return render(request, "monitoring/_row.html", {"row": one_row(request, report), "phases": Phase.choices})
    faults: Faults = {}
    try:
        save_row(request, report)
    except InputFault as fault:
        faults[pk] = fault, typed(request, report)
    row = _marked(one_row(request, report), faults)
    return render(request, "monitoring/_saved.html", {"row": row, "report": row.report, "saved": not faults})


def one_row(request: AccountRequest, report: Report) -> sheets.Row:
    """The row of one report as it is now."""
    return sheets.row(report, request.user, timezone.localdate())


def save_row(request: AccountRequest, report: Report) -> None:
    """Read the row's fields and keep them."""
    told = typed(request, report) or sheets.Typed("", "", "", 0)
    try:
        unit = measure.unit_of(report.item)
        value, total = measure.parse(told.value, unit), measure.parse(told.whole)
    except InputFault as fault:
        raise InputFault(fault.message, where=str(report.item), remedy=fault.remedy) from fault
    actor = Actor.of(request)
    services.save_draft(actor, report, value=value, whole=total, note=told.note, phase=told.phase, seen=told.seen)


@page(REPORTERS, methods=("POST",))
def submit(request: AccountRequest) -> HttpResponse:
    """Save every row of the grid, then hand in those that have a number; faults stop all of it and are all shown."""
    period = visible_period(request, request.POST.get("period"))
    number = whole(request.POST.get("unit"), otherwise=-1)
    mine, unit = sheets.for_unit(request.user, period, number or None), str(number)
    pks = list(mine.values_list("pk", flat=True))
    if not pks:
        raise Http404
    faults = _save_all(request, pks)
    ready = [report for report in _editable(pks) if report.value is not None and report.pk not in faults]
    faults |= {report.pk: (fault, None) for report, fault in unfit(ready)}
    if not faults:
        faults = _hand_in(request, ready)
    if faults:
        return _show(request, of_period(request, period), unit, faults)
    if rest := len(_editable(pks)):
        messages.warning(request, _("还有 %(n)d 项没有填数；确无发生的请逐项点“零报告”") % {"n": rest})
    return redirect(f"{reverse('monitoring:grid')}?period={period.pk}&unit={unit}&region={period.plan.region.code}")


def _editable(pks: list[int]) -> list[Report]:
    return [report for report in fresh(pks) if report.state in EDITABLE]


def _save_all(request: AccountRequest, pks: list[int]) -> Faults:
    """Keep every row that can be kept; a row that is no longer to be written is looked at too, lest it be lost."""
    faults: Faults = {}
    for report in fresh(pks):
        told = typed(request, report)
        if told is None:
            continue
        try:
            save_row(request, report)
        except InputFault as fault:
            faults[report.pk] = fault, told
    return faults


def _hand_in(request: AccountRequest, ready: list[Report]) -> Faults:
    if not ready:
        return {}
    try:
        services.submit(Actor.of(request), ready)
    except SheetFault as fault:
        return {report.pk: (each, None) for report, each in fault.found}
    except InputFault as fault:
        messages.error(request, _("没有报送：%(f)s") % {"f": fault})
        return {}
    messages.success(request, _("已报送 %(n)d 项") % {"n": len(ready)})
    return {}


@page((Role.OFFICE,), methods=("POST",))
def mode(request: AccountRequest, pk: int) -> HttpResponse:
    """Choose cumulated or monthly reporting for the indicator of a report, before any data exists."""
    report = visible_report(request, pk)
    if not hasattr(report.item, "indicator"):
        raise PermissionDenied
    services.set_mode(Actor.of(request), report.item.indicator, request.POST.get("mode", ""))
    messages.success(request, _("填报方式已设定"))
    return redirect("monitoring:report", pk)


def unit_or_none(number: str) -> Unit | None:
    """The unit of that number; None for "0"."""
    pk = whole(number, otherwise=None)
    return Unit.objects.filter(pk=pk).first() if pk is not None and number != NOBODY else None
