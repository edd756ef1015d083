"""The month's sheet as a workbook: down, filled in, up again, previewed, committed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring import workbook
from tenghuan.apps.monitoring.models import Period, Upload
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.queries import sheets
from tenghuan.apps.monitoring.services import uploads as services
from tenghuan.apps.monitoring.views.common import choose, visible_period
from tenghuan.apps.monitoring.views.grid import chosen_unit, unit_or_none
from tenghuan.apps.web import attachment
from tenghuan.errors import InputFault


@page(OFFICIALS)
def download(request: HttpRequest) -> HttpResponse:
    """Send the month's sheet of a unit, filled with what is there."""
    choice = choose(request)
    if choice.period is None:
        raise Http404
    units, unit = chosen_unit(request, choice, request.GET.get("unit", ""))
    if not unit:
        raise Http404
    found = sheets.for_unit(request.user, choice.period, int(unit) or None)
    rows = sheets.rows(found, request.user, choice.period, choice.today)
    name = f"{choice.period}填报表（{dict(units)[unit]}）"
    content = workbook.write(choice.period.pk, int(unit) or None, name, sheets.lines(rows))
    return attachment(content, f"{name}.xlsx")


@page(REPORTERS, methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Read a filled sheet and lead to its preview."""
    period = visible_period(request, request.POST.get("period"))
    unit = unit_or_none(request.POST.get("unit", ""))
    handed = request.FILES.get("file")
    if handed is None:
        raise InputFault(_("没有选文件"), remedy=_("请选填好的 .xlsx 文件"))
    limit = reporting().workbook_megabytes * 1024 * 1024
    made = services.read_upload(Actor.of(request), period, unit, handed.name or "", handed.read(limit + 1))
    return redirect("monitoring:upload", made.pk)


def _own(request: HttpRequest, pk: int) -> Upload:
    found = get_object_or_404(
        Upload.objects.visible_to(request.user).select_related("period__plan__region", "unit"), pk=pk
    )
    if found.account != request.user.get_username():
        raise PermissionDenied
    return found


@page(REPORTERS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a workbook would change, and its faults."""
    found = _own(request, pk)
    context = {
        "upload": found,
        "doubts": sum(1 for row in found.rows if row["doubts"]),
        "back": _grid(found.period, found),
    }
    return render(request, "monitoring/upload.html", context)


@page(REPORTERS, methods=("POST",))
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it over, all or nothing."""
    found = _own(request, pk)
    count = services.commit_upload(Actor.of(request), found)
    messages.success(request, _("已导入 %(n)d 项，请核对后报送") % {"n": count})
    return redirect(_grid(found.period, found))


def _grid(period: Period, found: Upload) -> str:
    region = period.plan.region.code
    return f"{reverse('monitoring:grid')}?period={period.pk}&unit={found.unit_id or 0}&region={region}"
