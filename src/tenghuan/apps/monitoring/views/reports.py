"""One report: its number, the last twelve, every revision, comments, evidence, and the moves it allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import key, text
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import files
from tenghuan.apps.kit.loop import Offer
from tenghuan.apps.kit.models import Attachment, EventKind
from tenghuan.apps.monitoring.changes import leads_too
from tenghuan.apps.monitoring.measure import by_percent, indicator_of
from tenghuan.apps.monitoring.models import Report, is_office_of
from tenghuan.apps.monitoring.queries import past, sheets
from tenghuan.apps.monitoring.readings import mode_of, modes, with_data
from tenghuan.apps.monitoring.registers import REPORTING
from tenghuan.apps.monitoring.services import periods as period_services
from tenghuan.apps.monitoring.services import reports as services
from tenghuan.apps.monitoring.services import review as review_services
from tenghuan.apps.monitoring.states import WAITING, Phase, State
from tenghuan.apps.monitoring.views.common import seen_by, visible_report
from tenghuan.apps.monitoring.views.grid import one_row
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.errors import InputFault
from tenghuan.pace.subject import ADDITIVE

LAST = 12
SIGNING = ("countersign", "object")
OTHER = ("assign", "undo", *SIGNING)


@page(OFFICIALS)
def report(request: AccountRequest, pk: int) -> HttpResponse:
    """Show one report; beside a grid as a panel, else as a page."""
    subject = visible_report(request, pk)
    return _show(request, subject)


def _show(request: AccountRequest, subject: Report, fault: InputFault | None = None) -> HttpResponse:
    template = "monitoring/_report.html" if request.htmx else "monitoring/report.html"
    typed = {} if fault is None else request.POST  # what could not be kept is not to be typed twice
    status = 200 if fault is None or request.htmx else 422  # htmx shows no answer that failed
    return render(request, template, {**_context(request, subject), "fault": fault, "typed": typed}, status=status)


def _context(request: AccountRequest, subject: Report) -> dict[str, Any]:
    [row] = sheets.rows(Report.objects.filter(pk=subject.pk), request.user, subject.period, timezone.localdate())
    account, item = request.user, subject.item
    office = is_office_of(account, subject.period.plan)
    actor = Actor.of(request)
    with_others = leads_too(account, subject)
    return {
        "row": row,
        "report": subject,
        "moves": _shown(REPORTING.offered(actor, subject), row.zero_allowed),
        "undoable": REPORTING.undoable(actor, subject),
        "may_submit": row.writable and subject.value is not None,
        "last": past.numbers(subject, LAST),
        "history": past.history(subject),
        "remarks": subject.events.filter(kind=EventKind.COMMENT),
        "files": files.attached(subject),
        "accept": files.accepted(),
        "may_comment": office or row.mine or with_others,
        "may_sign": with_others and subject.state in WAITING,
        "office": office,
        "mode": mode_of(modes([item.pk]), item.pk),
        "may_set_mode": office and not by_percent(item) and indicator_of(item).caliber in ADDITIVE,
        "fixed": item.pk in with_data([item.pk]),
        "units": _assignable(subject) if office and subject.value is None and subject.state in _UNTOUCHED else (),
    }


def _shown(offers: list[Offer], zero_allowed: bool) -> list[Offer]:
    """What has a button of its own here: numbers are kept cell by cell, and handed in by the first button."""
    hidden = {"draft", "clear", "submit", *(() if zero_allowed else ("zero",))}
    return [offer for offer in offers if offer.move.verb not in hidden]


_UNTOUCHED = (State.PENDING, State.NOT_DUE)


def _assignable(subject: Report) -> Any:
    path = subject.period.plan.region.path
    units = Unit.objects.filter(region__path__startswith=path, active=True).exclude(kind=UnitKind.COLLECTIVE)
    return units.exclude(pk=subject.unit_id or 0)


@page(REPORTERS, methods=("POST",))
def act(request: AccountRequest, pk: int, verb: str) -> HttpResponse:
    """Take a report along one move of the table, give it to another unit (``assign``), or take a move back."""
    subject = visible_report(request, pk)
    if verb not in OTHER and verb not in REPORTING.verbs:
        raise Http404
    in_grid = request.headers.get("HX-Target", "").startswith("row-")
    try:
        _perform(request, subject, verb)
    except InputFault as fault:
        return _row(request, subject, fault) if in_grid else _show(request, visible_report(request, pk), fault)
    if in_grid:
        return _row(request, subject)
    messages.success(request, _("“%(i)s”：%(s)s") % {"i": subject.item, "s": subject.get_state_display()})
    if request.htmx:
        # the grid or list behind the panel shows the state too
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("monitoring:report", pk)


def _row(request: AccountRequest, subject: Report, fault: InputFault | None = None) -> HttpResponse:
    row = replace(one_row(request, subject), fault=fault)
    return render(request, "monitoring/_row.html", {"row": row, "phases": Phase.choices})


def _perform(request: AccountRequest, subject: Report, verb: str) -> None:
    actor, reason = Actor.of(request), text(request.POST.get("reason"), _("理由"), limit=300)
    note = request.POST.get(f"note-{subject.pk}", "")
    shown = seen_by(request, [subject])
    seen = shown.get(subject.pk)
    if verb == "assign":
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=key(request.POST.get("unit")))
        period_services.assign(actor, subject, unit)
        return
    if verb in SIGNING:
        services.countersign(actor, subject, agrees=verb == "countersign", reason=reason, seen=seen)
        return
    doing: dict[str, Callable[[], Any]] = {
        "undo": lambda: REPORTING.undo(actor, subject),
        "require": lambda: period_services.require(actor, subject),
        "submit": lambda: services.submit(actor, [subject], seen=shown),
        "zero": lambda: services.report_zero(actor, subject, note=note, seen=seen or 0),
        "withdraw": lambda: services.withdraw(actor, subject, seen=seen),
        "return": lambda: review_services.send_back(actor, [subject], reason, seen=shown),
        "approve": lambda: review_services.approve(actor, [subject], seen=shown),
        "lock": lambda: review_services.lock(actor, [subject], seen=shown),
        "reopen": lambda: review_services.reopen(actor, subject, reason),
    }
    if verb not in doing:  # numbers are kept by the cell, not here
        raise Http404
    doing[verb]()


@page(REPORTERS, methods=("POST",))
def comment(request: AccountRequest, pk: int) -> HttpResponse:
    """Leave a remark."""
    subject = visible_report(request, pk)
    try:
        said = text(request.POST.get("text"), _("意见"), limit=500, lines=True)
        services.comment(Actor.of(request), subject, said, once=text(request.POST.get("once")))
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)


@page(REPORTERS, methods=("POST",))
def attach(request: AccountRequest, pk: int) -> HttpResponse:
    """Attach evidence."""
    subject = visible_report(request, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise InputFault(_("没有选文件"), remedy=_("请先选一个文件"))
        services.attach(Actor.of(request), subject, upload)
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)


def _back(request: AccountRequest, subject: Report) -> HttpResponse:
    if request.htmx:
        return _show(request, subject)
    return redirect("monitoring:report", subject.pk)


def _visible_evidence(request: AccountRequest, pk: int) -> Attachment:
    shown = Report.objects.visible_to(request.user)
    found = Attachment.objects.filter(reports__in=shown, withdrawn_at=None).select_related("file").distinct()
    return get_object_or_404(found, pk=pk)


@page(OFFICIALS)
def evidence(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Hand out a file, always as a download and never as something a browser would open."""
    return files.download(_visible_evidence(request, pk))


@page(REPORTERS, methods=("POST",))
def detach(request: AccountRequest, pk: int) -> HttpResponse:
    """Take a file off."""
    found = _visible_evidence(request, pk)
    subject = visible_report(request, found.object_id)
    try:
        services.detach(Actor.of(request), found)
    except InputFault as fault:
        return _show(request, subject, fault)
    return _back(request, subject)
