"""What officers do with a case beside its moves: a month's progress, a word at the acceptance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.remediation import rules
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.web.responses import day_of
from tenghuan.errors import InputFault


def _case(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(CASES.rows(request.user), pk=pk)


@page((Role.TOWN,), methods=("POST",))
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The town reports a month."""
    case, percent = _case(request, pk), request.POST.get("percent", "")
    month: date | None = day_of(f"{request.POST.get('month', '')}-01")
    if month is None or not (percent.isascii() and percent.isdigit() and len(percent) <= 3):
        raise InputFault(_("请填写月份和完成比例（0 到 100 的整数）"), where=str(case))
    rules.report(Actor.of(request), case, month=month, percent=int(percent), note=request.POST.get("note", "")[:1000])
    messages.success(request, _("已填报进展"))
    return redirect(f"{CASES.address(case)}#plan")


@page((Role.DEPARTMENT, Role.OFFICE), methods=("POST",))
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A department gives its word at the acceptance."""
    case = _case(request, pk)
    note = request.POST.get("note", "")[:1000]
    rules.judge(Actor.of(request), case, passed=bool(request.POST.get("passed")), note=note)
    messages.success(request, _("已签署验收意见"))
    return redirect(f"{CASES.address(case)}#acceptance")
