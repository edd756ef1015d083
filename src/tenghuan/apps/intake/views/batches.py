"""Batches: the list, the upload, and what is done to a batch as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.intake.models import Batch, State
from tenghuan.apps.intake.queries import batch_of, batches
from tenghuan.apps.intake.receiving import propose, receive, register_name, reopen
from tenghuan.apps.intake.services import batches as services
from tenghuan.apps.intake.services import commits
from tenghuan.apps.intake.tasks import begin_check, begin_commit
from tenghuan.apps.intake.views.common import HANDS, OFFICERS, working
from tenghuan.apps.kit.registry import LISTS
from tenghuan.apps.kit.sinks import SINKS, Sink
from tenghuan.apps.kit.views.plain import list_response
from tenghuan.apps.organization.models import Level, Unit, UnitKind
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.asked import Asked
from tenghuan.apps.web.lists import Listing, ordered, searched
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column
from tenghuan.reading.workbooks.layout import heading

PAGE = "intake:batches"
LISTS.add(PAGE)


def _columns(many_counties: bool) -> list[Column]:
    county = [Column("county", _("县（市、区）"), sort="county__name")] if many_counties else []
    return [
        Column("workbook", _("工作簿"), width=40, sort="workbook__name", link=lambda b: b.get_absolute_url()),
        Column("at", _("时间"), kind="date", width=18, sort="at", value=lambda b: timezone.localtime(b.at)),
        *county,
        Column("sheet", _("工作表"), width=16, sort="sheet"),
        Column("register", _("登记表"), value=lambda b: register_name(b.register)),
        Column("year", _("年度"), width=8, sort="year", value=lambda b: str(b.year or "")),
        Column("unit", _("报送单位"), width=18, sort="unit__name"),
        Column("officer", _("经办"), sort="officer__name", value=lambda b: b.officer.name if b.officer else ""),
        Column("rows", _("行数"), kind="number", digits=0, sort="rows"),
        Column("errors", _("错误"), kind="number", digits=0, sort="errors"),
        Column("warnings", _("待豁免"), kind="number", digits=0, sort="warnings"),
        Column("state", _("状态"), sort="state", value=lambda b: b.get_state_display()),
    ]


@page(OFFICERS)
def index(request: AccountRequest) -> HttpResponseBase:
    """List the batches in scope, filtered by state and register, with the upload."""
    columns, asked = _columns(request.user.region.level != Level.COUNTY), Asked.of(request)
    found = batches(request.user, request.GET.get("state", ""), request.GET.get("register", ""))
    found = ordered(searched(found, ("workbook__name", "sheet"), asked.q), asked, columns)
    context = {
        "states": State.choices,
        "registers": [sink.fields for sink in SINKS.values() if sink.may(request.user)],
        "units": _units(request) if _may_hand_in(request) else None,
        "own_unit": request.user.unit_id,
    }
    listing = Listing(_("数据接入批次"), columns, found, asked)
    return list_response(request, "intake/batches.html", listing, PAGE, _("共 %(n)d 批"), context)


def _may_hand_in(request: AccountRequest) -> bool:
    return bool(request.user.region.level == Level.COUNTY)


def _units(request: AccountRequest) -> Any:
    """The units that the account may hand in for: the office for any department of its county, others for their own."""
    units = Unit.objects.filter(region=request.user.region, active=True).exclude(kind=UnitKind.COLLECTIVE)
    if request.user.role == Role.DEPARTMENT:
        units = units.filter(pk=request.user.unit_id or 0)
    return units.order_by("name")


@page(HANDS, methods=("GET", "POST"))
def upload(request: AccountRequest) -> HttpResponse:
    """Take a workbook in: refuse what is no workbook, say if it was handed in before, else go on to configure it.

    With ``register`` it is for that register alone, and asking for the page shows what its workbook must be like.
    """
    sink = SINKS.get(request.GET.get("register", ""))
    if sink is not None and not sink.may(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("intake:batches") if sink is None else _start(request, sink)
    if sink is None and request.user.role not in OFFICERS:
        raise PermissionDenied
    county = county_of(request.user)
    if county is None:
        raise InputFault(_("数据由县（市、区）接入"), remedy=_("请用所在县的账号上传"))
    file = request.FILES.get("file")
    if file is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择 .xlsx、.xls 或 .csv 文件"))
    unit = _unit(request, sink)
    handed = receive(file, register=sink.key if sink else None)
    batch, new = services.hand_in(Actor.of(request), county, unit, handed)
    if new:
        return redirect("intake:configure", batch.pk)
    return _handed_in_before(request, batch)


def _start(request: AccountRequest, sink: Sink) -> HttpResponse:
    fields = [(heading(item), item) for item in sink.fields.fields]
    context = {"sink": sink, "register": sink.fields, "fields": fields, "back": sink.address()}
    return render(request, "intake/start.html", context)


def _unit(request: AccountRequest, sink: Sink | None) -> Unit | None:
    """Return whom the rows are from: the unit that was chosen, else the account's own; facts must name one."""
    unit = _units(request).filter(pk=whole(request.POST.get("unit"), otherwise=None) or request.user.unit_id or 0)
    unit = unit.first()
    if unit is None and (sink is None or sink.fields.of_enterprises):
        raise InputFault(_("没有选择报送单位"), remedy=_("请选择数据由哪个单位提供"))
    return unit


def _handed_in_before(request: AccountRequest, batch: Batch) -> HttpResponse:
    words = _("这个文件已由%(who)s于 %(at)s 上传（%(state)s），内容完全相同，未重复接入") % {
        "who": _handed_in_by(batch),
        "at": f"{timezone.localtime(batch.at):%Y-%m-%d %H:%M}",
        "state": batch.get_state_display(),
    }
    if Batch.objects.visible_to(request.user).filter(pk=batch.pk).exists():
        messages.warning(request, words)
        return redirect("intake:batch", batch.pk)
    messages.warning(
        request, _("%(w)s。要查看或更正这一批，请找上传人或%(c)s专班办公室") % {"w": words, "c": batch.county}
    )
    return redirect("intake:batches" if request.user.role in OFFICERS else SINKS[batch.register].address())


def _handed_in_by(batch: Batch) -> str:
    """Return whose a batch is, in words: the unit or town, and the person."""
    officer = batch.officer
    place = batch.unit or batch.town or (officer and officer.unit) or batch.county
    return f"“{place}{f' {officer.name}' if officer else ''}”"


@page(HANDS)
def original(request: AccountRequest, pk: int) -> FileResponse:
    """Send the original as it was handed in."""
    workbook = batch_of(request.user, pk).workbook
    return FileResponse(
        workbook.content.open("rb"),
        as_attachment=True,
        filename=workbook.name,
        content_type="application/octet-stream",
    )


@page(HANDS, methods=("POST",))
def mend(request: AccountRequest, pk: int) -> HttpResponse:
    """Take the mended workbook in and check it at once, if its headings are as before."""
    batch = working(request, pk)
    file = request.FILES.get("file")
    if file is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择改好的工作簿"))
    actor = Actor.of(request)
    if not services.mend(actor, batch, receive(file, batch.configuration)):
        messages.warning(request, _("表头与上次不同，请重新确认读取设置"))
        return redirect("intake:configure", pk)
    begin_check(actor, batch)
    return redirect("intake:batch", pk)


@page(HANDS, methods=("POST",))
def other_sheet(request: AccountRequest, pk: int) -> HttpResponse:
    """Open a batch on another sheet of the same workbook."""
    beside = working(request, pk)
    fields = SINKS[beside.register].fields
    register = None if fields.of_enterprises else beside.register
    proposal = propose(reopen(beside.workbook), register, request.POST.get("sheet", ""))
    batch, _new = services.open_sheet(Actor.of(request), beside, *proposal)
    return redirect("intake:batch", batch.pk)


@page(HANDS, methods=("POST",))
def act(request: AccountRequest, pk: int, verb: str) -> HttpResponse:
    """Do one thing to a batch: check again, commit, give up, withdraw."""
    batch, actor = working(request, pk), Actor.of(request)
    if verb == "check":
        begin_check(actor, batch)
    elif verb == "commit":
        begin_commit(actor, batch)
    elif verb == "discard":
        services.discard(actor, batch)
        messages.success(request, _("已放弃该批次，原件仍留存"))
        return redirect(SINKS[batch.register].address() if batch.town_id else "intake:batches")
    elif verb == "withdraw":
        commits.withdraw(actor, batch, request.POST.get("reason", ""))
        messages.success(request, _("已整批撤回，数据恢复到入库前"))
    else:
        raise Http404
    return redirect("intake:batch", pk)
