"""Configure a batch: what each column is, in which unit, with the first rows as they stand and as read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import year
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.intake.configuring import (
    as_written,
    check_answers,
    chosen,
    columns_of,
    for_all,
    missing,
    named_rows,
    questions,
)
from tenghuan.apps.intake.models import OPEN, Batch
from tenghuan.apps.intake.queries import batch_of, own
from tenghuan.apps.intake.receiving import propose, reopen
from tenghuan.apps.intake.services import batches as services
from tenghuan.apps.intake.tasks import begin_check
from tenghuan.apps.intake.views.common import HANDS, working
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.errors import InputFault
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks import Configuration, own_sheets


@page(HANDS, methods=("GET", "POST"))
def configure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change how the sheet is read (``verb``: look only looks, detect and rows propose anew, save goes on)."""
    if request.method != "POST":
        batch = batch_of(request.user, pk)
        if batch.state not in OPEN or not own(request.user, batch):
            return redirect("intake:batch", pk)
        return _show(request, batch, Configuration(**batch.configuration))
    batch, actor = working(request, pk), Actor.of(request)
    verb = request.POST.get("verb")
    if verb == "detect":
        sheet = request.POST.get("sheet") or batch.sheet
        services.redetect(actor, batch, *propose(reopen(batch.workbook), _register(request, batch), sheet))
        return redirect("intake:configure", pk)
    seen = Configuration(**batch.configuration).header_rows
    rows = named_rows(request.POST, None if verb == "rows" else seen)
    if rows is not None and verb != "look":
        proposal = propose(reopen(batch.workbook), batch.register, batch.sheet, rows)
        services.redetect(actor, batch, *proposal)
        messages.info(
            request, _("已按第 %(a)d 到 %(b)d 行的表头重新识别，请核对后再确认") % {"a": rows[0], "b": rows[1]}
        )
        return redirect("intake:configure", pk)
    configuration = chosen(batch, request.POST)
    if verb == "look":
        return _show(request, batch, configuration, "intake/columns.html")
    check_answers(batch, configuration, request.POST)
    services.configure(actor, batch, configuration, _year(request))
    begin_check(actor, batch)
    return redirect("intake:batch", pk)


def _register(request: HttpRequest, batch: Batch) -> str | None:
    """Return the register that was picked; a batch of a register of its own stays with it."""
    if not SINKS[batch.register].fields.of_enterprises:
        return batch.register
    picked = request.POST.get("register")
    return picked if picked in registers() else None


def _year(request: HttpRequest) -> int | None:
    text = request.POST.get("year", "").strip()
    if not text:
        return None
    found = year(text, otherwise=None)
    if found is None:
        raise InputFault(_("年度须为四位数字"), where=_("年度"), remedy=_("如 2022"))
    return found


def _show(
    request: HttpRequest, batch: Batch, configuration: Configuration, template: str = "intake/configure.html"
) -> HttpResponse:
    top = batch.look.get("top", [])
    head = configuration.header_rows
    register = configuration.register
    mine = registers().values() if register.of_enterprises else (register,)
    context = {
        "batch": batch,
        "register": register,
        "registers": mine,
        "sheets": own_sheets(batch.workbook.sheets, batch.sheet),
        "header": head,
        "fields": (*register.fields, *register.spread_fields),
        "columns": columns_of(batch, configuration),
        "missing": missing(batch, configuration),
        "for_all": for_all(batch, configuration),
        "year": batch.year or configuration.constants.get("year", ""),
        "asks_year": register.asks_year,
        "top": [(n, [as_written(cell) for cell in cells], head[0] <= n <= head[1]) for n, cells in top],
        "letters": [column["letter"] for column in batch.look.get("columns", ())],
        "questions": questions(batch, request.POST if request.method == "POST" else None),
        "notes": batch.look.get("notes", ()),
    }
    return render(request, template, context)
