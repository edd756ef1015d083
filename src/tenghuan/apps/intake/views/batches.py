"""Batches: the list, the upload, and what is done to a batch as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
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
from tenghuan.apps.intake.views.common import OFFICERS, working
from tenghuan.apps.organization.models import Level, Region, Unit, UnitKind
from tenghuan.apps.web import table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table
from tenghuan.reading.registers import registers

PAGE_SIZE = 50


def _row(batch: Batch) -> dict[str, Any]:
    return {
        "at": timezone.localtime(batch.at),
        "county": batch.county.name,
        "workbook": batch.workbook.name,
        "link": reverse("intake:batch", args=(batch.pk,)),
        "sheet": batch.sheet,
        "register": register_name(batch.register),
        "year": str(batch.year or ""),
        "unit": batch.unit.name if batch.unit else "",
        "officer": batch.officer.name if batch.officer else "",
        "rows": batch.rows,
        "errors": batch.errors,
        "warnings": batch.warnings,
        "state": batch.get_state_display(),
    }


def _columns(many_counties: bool) -> list[Column]:
    county = [Column("county", _("县（市、区）"))] if many_counties else []
    return [
        Column("at", _("时间"), kind="date", width=18),
        *county,
        Column("workbook", _("工作簿"), width=40),
        Column("sheet", _("工作表"), width=16),
        Column("register", _("登记表")),
        Column("year", _("年度"), width=8),
        Column("unit", _("报送单位"), width=18),
        Column("officer", _("经办")),
        Column("rows", _("行数"), kind="number", digits=0),
        Column("errors", _("错误"), kind="number", digits=0),
        Column("warnings", _("待豁免"), kind="number", digits=0),
        Column("state", _("状态")),
    ]


@page(OFFICERS)
def index(request: HttpRequest) -> HttpResponse:
    """List the batches in scope, filtered by state and register, with the upload."""
    found = batches(request.user, request.GET.get("state", ""), request.GET.get("register", ""))
    exporting = request.GET.get("export") == "xlsx"
    shown = Paginator(found, 10_000 if exporting else PAGE_SIZE).get_page(request.GET.get("page"))
    table = Table(
        _("数据接入批次"),
        _columns(request.user.region.level != Level.COUNTY),
        [_row(batch) for batch in shown],
        links={"workbook": "link"},
    )
    context = {
        "shown": shown,
        "states": State.choices,
        "registers": registers().values(),
        "units": _units(request) if _may_hand_in(request) else None,
        "own_unit": request.user.unit_id,
    }
    return table_response(request, "intake/batches.html", table, context)


def _may_hand_in(request: HttpRequest) -> bool:
    return bool(request.user.region.level == Level.COUNTY)


def _units(request: HttpRequest) -> Any:
    """The units that the account may hand in for: the office for any department of its county, others for their own."""
    units = Unit.objects.filter(region=request.user.region, active=True).exclude(kind=UnitKind.COLLECTIVE)
    if request.user.role == Role.DEPARTMENT:
        units = units.filter(pk=request.user.unit_id)
    return units.order_by("name")


@page(OFFICERS, methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: refuse what is no workbook, say if it was handed in before, else go on to configure it."""
    if not _may_hand_in(request):
        raise InputFault(_("数据由县（市、区）接入"), remedy=_("请用所在县的账号上传"))
    file = request.FILES.get("file")
    if file is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择 .xlsx、.xls 或 .csv 文件"))
    unit = (
        _units(request).filter(pk=whole(request.POST.get("unit"), otherwise=None) or request.user.unit_id or 0).first()
    )
    if unit is None:
        raise InputFault(_("没有选择报送单位"), remedy=_("请选择数据由哪个单位提供"))
    handed = receive(file)
    county = Region.objects.get(pk=request.user.region_id)
    batch, new = services.hand_in(Actor.of(request), county, unit, handed)
    if new:
        return redirect("intake:configure", batch.pk)
    return _handed_in_before(request, batch)


def _handed_in_before(request: HttpRequest, batch: Batch) -> HttpResponse:
    words = _("这个文件已由“%(unit)s”于 %(at)s 上传（%(state)s），内容完全相同，未重复接入") % {
        "unit": batch.unit or "",
        "at": f"{timezone.localtime(batch.at):%Y-%m-%d %H:%M}",
        "state": batch.get_state_display(),
    }
    messages.warning(request, words)
    seen = Batch.objects.visible_to(request.user).filter(pk=batch.pk).exists()
    return redirect("intake:batch", batch.pk) if seen else redirect("intake:batches")


@page(OFFICERS)
def original(request: HttpRequest, pk: int) -> FileResponse:
    """Send the original as it was handed in."""
    workbook = batch_of(request.user, pk).workbook
    return FileResponse(
        workbook.content.open("rb"),
        as_attachment=True,
        filename=workbook.name,
        content_type="application/octet-stream",
    )


@page(OFFICERS, methods=("POST",))
def mend(request: HttpRequest, pk: int) -> HttpResponse:
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


@page(OFFICERS, methods=("POST",))
def other_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a batch on another sheet of the same workbook."""
    beside = working(request, pk)
    proposal = propose(reopen(beside.workbook), sheet=request.POST.get("sheet", ""))
    batch, _new = services.open_sheet(Actor.of(request), beside, *proposal)
    return redirect("intake:batch", batch.pk)


@page(OFFICERS, methods=("POST",))
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one thing to a batch: check again, commit, give up, withdraw."""
    batch, actor = working(request, pk), Actor.of(request)
    if verb == "check":
        begin_check(actor, batch)
    elif verb == "commit":
        begin_commit(actor, batch)
    elif verb == "discard":
        services.discard(actor, batch)
        messages.success(request, _("已放弃该批次，原件仍留存"))
        return redirect("intake:batches")
    elif verb == "withdraw":
        commits.withdraw(actor, batch, request.POST.get("reason", ""))
        messages.success(request, _("已整批撤回，企业档案恢复到入库前"))
    else:
        raise Http404
    return redirect("intake:batch", pk)
