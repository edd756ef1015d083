"""One report: its number, the last twelve, every revision, comments, evidence, and the moves it allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import key
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.changes import is_office_of, leads_too, may_write
from tenghuan.apps.monitoring.measure import by_percent, indicator_of
from tenghuan.apps.monitoring.models import Evidence, Report
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.readings import mode_of, modes, with_data
from tenghuan.apps.monitoring.services import periods as period_services
from tenghuan.apps.monitoring.services import reports as services
from tenghuan.apps.monitoring.services import review as review_services
from tenghuan.apps.monitoring.states import TRANSITIONS, Phase, State, Who, moves_from
from tenghuan.apps.monitoring.views.common import seen_by, visible_report
from tenghuan.apps.monitoring.views.grid import one_row
from tenghuan.apps.organization.models import Unit
from tenghuan.errors import InputFault
from tenghuan.pace.subject import ADDITIVE

LAST = 12


@page(OFFICIALS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report; beside a grid as a panel, else as a page."""
    subject = visible_report(request, pk)
    return _show(request, subject)


def _show(request: HttpRequest, subject: Report, fault: InputFault | None = None) -> HttpResponse:
    template = "monitoring/_report.html" if request.htmx else "monitoring/report.html"  # type: ignore[attr-defined]
    return render(request, template, {**_context(request, subject), "fault": fault})


def _context(request: HttpRequest, subject: Report) -> dict[str, Any]:
    row = one_row(request, subject.pk)
    account, item = request.user, subject.item
    office = is_office_of(account, subject.period.plan)
    moves = [move for move in moves_from(subject.state, Who.OFFICE) if office]
    if may_write(account, subject):
        moves += [m for m in moves_from(subject.state, Who.AUTHOR) if m.verb != "zero" or row.zero_allowed]
    past = Report.objects.filter(item=item, value__isnull=False).exclude(pk=subject.pk)
    past = past.filter(period__year__lte=subject.period.year).select_related("period")
    before = [
        r for r in past.order_by("-period__year", "-period__month")[: LAST * 2] if r.period.at < subject.period.at
    ]
    return {
        "row": row,
        "report": subject,
        "moves": [move for move in moves if move.verb not in ("submit", "lock")]
        + [m for m in moves if m.verb == "lock"],
        "may_submit": row.writable and subject.value is not None,
        "last": before[:LAST],
        "revisions": subject.revisions.all(),
        "remarks": subject.comments.all(),
        "files": subject.evidence.filter(removed=False),
        "may_comment": office or may_write(account, subject) or leads_too(account, subject),
        "office": office,
        "limits": reporting().evidence,
        "mode": mode_of(modes([item.pk]), item.pk),
        "may_set_mode": office and not by_percent(item) and indicator_of(item).caliber in ADDITIVE,
        "fixed": item.pk in with_data([item.pk]),
        "units": _assignable(subject) if office and subject.value is None and subject.state in _UNTOUCHED else (),
    }


_UNTOUCHED = (State.PENDING, State.NOT_DUE)


def _assignable(subject: Report) -> Any:
    path = subject.period.plan.region.path
    return Unit.objects.filter(region__path__startswith=path, active=True).exclude(pk=subject.unit_id)


@page(REPORTERS, methods=("POST",))
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take a report along one move of the table, or give it to another unit (``assign``)."""
    subject = visible_report(request, pk)
    if verb not in TRANSITIONS and verb != "assign":
        raise Http404
    in_grid = request.headers.get("HX-Target", "").startswith("row-")
    try:
        _perform(request, subject, verb)
    except InputFault as fault:
        if not request.htmx:  # type: ignore[attr-defined]
            raise
        return _row(request, pk, fault) if in_grid else _show(request, visible_report(request, pk), fault)
    if in_grid:
        return _row(request, pk)
    messages.success(request, _("“%(i)s”：%(s)s") % {"i": subject.item, "s": subject.get_state_display()})
    if request.htmx:  # type: ignore[attr-defined]
        # the grid or list behind the panel shows the state too
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("monitoring:report", pk)


def _row(request: HttpRequest, pk: int, fault: InputFault | None = None) -> HttpResponse:
    row = replace(one_row(request, pk), fault=fault)
    return render(request, "monitoring/_row.html", {"row": row, "phases": Phase.choices})


def _perform(request: HttpRequest, subject: Report, verb: str) -> None:
    actor, reason = Actor.of(request), request.POST.get("reason", "")
    note = request.POST.get(f"note-{subject.pk}", "")
    shown = seen_by(request, [subject])
    seen = shown.get(subject.pk)
    if verb == "assign":
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=key(request.POST.get("unit")))
        period_services.assign(actor, subject, unit)
        return
    doing = {
        "require": lambda: period_services.require(actor, subject),
        "submit": lambda: services.submit(actor, [subject], seen=shown),
        "zero": lambda: services.report_zero(actor, subject, note=note, seen=seen or 0),
        "withdraw": lambda: services.withdraw(actor, subject, seen=seen),
        "return": lambda: review_services.send_back(actor, [subject], reason, seen=shown),
        "approve": lambda: review_services.approve(actor, [subject], seen=shown),
        "lock": lambda: review_services.lock(actor, [subject], seen=shown),
        "reopen": lambda: review_services.reopen(actor, subject, reason),
    }
    doing[verb]()


@page(REPORTERS, methods=("POST",))
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a remark."""
    subject = visible_report(request, pk)
    try:
        services.comment(Actor.of(request), subject, request.POST.get("text", ""))
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)


@page(REPORTERS, methods=("POST",))
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach evidence."""
    subject = visible_report(request, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise InputFault(_("没有选文件"), remedy=_("请先选一个文件"))
        limit = reporting().evidence.megabytes * 1024 * 1024
        # one byte more than the limit is enough for the service to refuse it
        services.attach(Actor.of(request), subject, upload.name or "", upload.read(limit + 1))
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)


def _back(request: HttpRequest, subject: Report) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _show(request, subject)
    return redirect("monitoring:report", subject.pk)


def _visible_evidence(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.user).filter(removed=False), pk=pk)


@page(OFFICIALS)
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a file, always as a download and never as something a browser would open."""
    found = _visible_evidence(request, pk)
    response = FileResponse(
        found.content.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@page(REPORTERS, methods=("POST",))
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off."""
    found = _visible_evidence(request, pk)
    subject = visible_report(request, found.report_id)
    if request.user.role == Role.OFFICE and not may_write(request.user, subject):  # type: ignore[union-attr]
        raise PermissionDenied
    try:
        services.detach(Actor.of(request), found)
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)
