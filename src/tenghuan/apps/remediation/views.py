"""What officers do with a case beside its moves: a month's progress, a word at the acceptance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.remediation import rules
from tenghuan.apps.remediation.registers import CASES


def _case(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(CASES.rows(request.user), pk=pk)


@page((Role.TOWN,), methods=("POST",))
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The town reports a month."""
    case = _case(request, pk)
    month = outside.month(request.POST.get("month"), str(_("月份")))
    percent = outside.whole(request.POST.get("percent"), str(_("完成比例")), most=100)
    note = outside.text(request.POST.get("note"), str(_("进展")), limit=1000, lines=True)
    rules.report(Actor.of(request), case, month=month, percent=percent, note=note)
    messages.success(request, _("已填报进展"))
    return redirect(f"{CASES.address(case)}#plan")


@page((Role.DEPARTMENT, Role.OFFICE), methods=("POST",))
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A department gives its word at the acceptance."""
    case = _case(request, pk)
    note = outside.text(request.POST.get("note"), str(_("意见")), limit=1000, lines=True)
    rules.judge(Actor.of(request), case, passed=bool(request.POST.get("passed")), note=note)
    messages.success(request, _("已签署验收意见"))
    return redirect(f"{CASES.address(case)}#acceptance")
