"""The whole month of a unit as one grid: drafts saved cell by cell, handed in together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Report, units_of
from tenghuan.apps.monitoring.queries import sheets
from tenghuan.apps.monitoring.services import reports as services
from tenghuan.apps.monitoring.states import EDITABLE, Phase, State
from tenghuan.apps.monitoring.views.common import Choice, choose, visible_period, visible_report
from tenghuan.apps.organization.models import Unit
from tenghuan.errors import InputFault

NOBODY = "0"


def chosen_unit(request: HttpRequest, choice: Choice) -> tuple[list[tuple[str, str]], str]:
    """The units that may be looked at as (number, name), and the one chosen; "0" is what no unit reports on."""
    if request.user.role in (Role.DEPARTMENT, Role.TOWN):  # type: ignore[union-attr]
        pairs = Unit.objects.filter(pk__in=units_of(request.user)).values_list("pk", "name")
    else:
        found = Report.objects.visible_to(request.user).filter(period=choice.period)
        pairs = found.order_by("unit__kind", "unit__name").values_list("unit_id", "unit__name").distinct()
    units = [(str(pk or NOBODY), name or str(_("未落实填报单位"))) for pk, name in pairs]
    wanted = request.GET.get("unit", "")
    if wanted and wanted not in dict(units):
        raise Http404
    return units, wanted or (units[0][0] if units else "")


@page(OFFICIALS)
def grid(request: HttpRequest) -> HttpResponse:
    """Show one unit's month; what it only supports stands below, read only."""
    choice = choose(request)
    if choice.period is None:
        return render(request, "monitoring/no_period.html", choice.context())
    units, unit = chosen_unit(request, choice)
    rows: list[sheets.Row] = []
    if unit:
        chosen = sheets.for_unit(request.user, choice.period, int(unit) or None)
        rows = sheets.rows(chosen, request.user, choice.today)
    context: dict[str, Any] = {
        **choice.context(),
        "units": units,
        "unit": unit,
        "rows": rows,
        "supported": sheets.rows(sheets.supported(request.user, choice.period), request.user, choice.today),
        "phases": Phase.choices,
        "writable": any(row.writable for row in rows),
        "open": choice.period.is_open(choice.today),
        "states": _counted(rows),
        "ready": sum(1 for row in rows if row.writable and row.report.value is not None),
    }
    return render(request, "monitoring/grid.html", context)


def _counted(rows: list[sheets.Row]) -> list[tuple[str, str, int]]:
    counts = [(state.value, str(state.label), sum(r.report.state == state for r in rows)) for state in State]
    return [count for count in counts if count[2]]


@page(REPORTERS, methods=("POST",))
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one row as a draft; answer with its state, what looks wrong and how to mend it."""
    report = visible_report(request, pk)
    try:
        save_row(request, report)
    except InputFault as fault:
        return render(request, "monitoring/_cell.html", {"fault": fault, "report": report})
    row = sheets.rows(Report.objects.filter(pk=pk), request.user, timezone.localdate())[0]
    return render(request, "monitoring/_cell.html", {"row": row, "report": row.report, "saved": True})


def save_row(request: HttpRequest, report: Report) -> None:
    """Read the row's fields and keep them."""
    try:
        value = measure.parse(request.POST.get(f"value-{report.pk}"))
    except InputFault as fault:
        raise InputFault(fault.message, where=str(report.item), remedy=fault.remedy) from fault
    note = request.POST.get(f"note-{report.pk}", "")
    phase = request.POST.get(f"phase-{report.pk}", "")
    services.save_draft(Actor.of(request), report, value=value, note=note, phase=phase)


@page(REPORTERS, methods=("POST",))
def submit(request: HttpRequest) -> HttpResponse:
    """Save every row of the grid, then hand in those that have a number; a fault stops all of it."""
    period = visible_period(request, request.POST.get("period"))
    unit = request.POST.get("unit", "")
    mine = sheets.for_unit(request.user, period, int(unit) or None if unit.isdigit() else -1)
    pks = list(mine.filter(state__in=[str(s) for s in EDITABLE]).values_list("pk", flat=True))
    if not mine.exists():
        raise Http404
    try:
        _hand_in(request, pks)
    except InputFault as fault:
        messages.error(request, _("没有报送：%(f)s") % {"f": fault})
    return redirect(f"{reverse('monitoring:grid')}?period={period.pk}&unit={unit}&region={period.plan.region.code}")


def _hand_in(request: HttpRequest, pks: list[int]) -> None:
    for report in fresh(pks):
        if f"value-{report.pk}" in request.POST:
            save_row(request, report)
    ready = [report for report in fresh(pks) if report.value is not None]
    if ready:
        services.submit(Actor.of(request), ready)
        messages.success(request, _("已报送 %(n)d 项") % {"n": len(ready)})
    if rest := len(pks) - len(ready):
        messages.warning(request, _("还有 %(n)d 项没有填数；确无发生的请逐项点“零报告”") % {"n": rest})


@page((Role.OFFICE,), methods=("POST",))
def mode(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose cumulated or monthly reporting for the indicator of a report, before any data exists."""
    report = visible_report(request, pk)
    if not hasattr(report.item, "indicator"):
        raise PermissionDenied
    services.set_mode(Actor.of(request), report.item.indicator, request.POST.get("mode", ""))
    messages.success(request, _("填报方式已设定"))
    return redirect("monitoring:report", pk)


def unit_or_none(number: str) -> Unit | None:
    """The unit of that number; None for "0"."""
    return Unit.objects.filter(pk=int(number)).first() if number.isdigit() and number != NOBODY else None
