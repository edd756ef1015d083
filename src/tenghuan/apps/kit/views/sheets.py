"""The page that brings a workbook into a register whose records their own services write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import rows_in
from tenghuan.apps.kit.exchange import field_list
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.views.common import View
from tenghuan.apps.kit.views.listing import may_add
from tenghuan.apps.web.responses import attachment
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import annotate, open_workbook_guarded, read_list

SHOWN = 200  # faults on the page; all of them stand in the marked workbook


def bring_in(register: Register) -> View:
    """Return the page that checks a workbook, marks its faults or takes its rows in (``verb``)."""

    @page(register.writer_roles, methods=("GET", "POST"))
    def import_page(request: HttpRequest) -> HttpResponseBase:
        if not may_add(request, register, "change"):
            raise PermissionDenied
        context: dict[str, Any] = {"register": register, "fields": field_list(register).fields}
        if request.method == "POST":
            try:
                return _done(request, register, context)
            except InputFault as fault:
                context["fault"] = fault
        return _shown(request, context)

    return import_page


def _done(request: HttpRequest, register: Register, context: dict[str, Any]) -> HttpResponseBase:
    given, verb = request.FILES.get("file"), request.POST.get("verb", "check")
    if given is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择填好的模板"))
    content, name = given.read(), str(given.name)
    with open_workbook_guarded(content, name) as workbook:
        rows = read_list(workbook, field_list(register))
        taken = rows_in.take(Actor.of(request), register, rows, keep=verb == "commit")
        if verb == "mark":
            return attachment(annotate(workbook, taken.faults, name), _("%(n)s（已标出问题）.xlsx") % {"n": name})
    if verb == "commit" and not taken.faults:
        return _answer(request, register, taken)
    context |= {"taken": taken, "faults": taken.faults[:SHOWN]}
    return _shown(request, context)


def _answer(request: HttpRequest, register: Register, taken: rows_in.Taken) -> HttpResponseBase:
    answer = register.writes.answer if register.writes is not None else None
    if taken.made and answer is not None and (sent := answer(request, taken.made, True)) is not None:
        return sent
    told = {"m": len(taken.made), "c": len(taken.changed), "s": taken.same}
    messages.success(request, _("已入库：新增 %(m)d，修改 %(c)d，无变化 %(s)d") % told)
    return redirect(f"{register.key}:list")


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    template = "kit/_import_report.html" if request.headers.get("HX-Request") else "kit/import.html"
    refused = request.method == "POST" and (context.get("fault") or context.get("faults"))
    status = 422 if refused and not request.headers.get("HX-Request") else 200
    return render(request, template, context, status=status)
