"""Pages of the sand table beside list and record: playing a scenario, and several side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.sandtable import tasks
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.playing import verdict
from tenghuan.apps.sandtable.registers import READERS, SCENARIOS
from tenghuan.apps.web import scope, table_response
from tenghuan.publishing.tables import Column, Table

AT_MOST = 4  # scenarios side by side; more are not read


@page((Role.OFFICE,), methods=("POST",))
def play(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Have a scenario played in the background."""
    thing = get_object_or_404(SCENARIOS.rows(request.user), pk=pk)
    if thing.county_id != request.user.region_id:
        raise PermissionDenied
    job = tasks.begin(Actor.of(request), thing)
    if job.error:
        messages.error(request, job.error)
    return redirect(f"{SCENARIOS.address(thing)}#answer")


@page(READERS)
def working(request: AccountRequest, pk: int) -> HttpResponse:
    """The fragment that the page polls while a scenario is played; reloads the page when it is done."""
    thing = get_object_or_404(SCENARIOS.rows(request.user), pk=pk)
    job = latest(thing)
    response = render(request, "sandtable/working.html", {"pk": pk, "job": job})
    if job is None or not job.open:
        response["HX-Refresh"] = "true"
    return response


@page(READERS)
def compare(request: AccountRequest) -> HttpResponse:
    """Show scenarios that were played side by side: each indicator with value and lamp."""
    played = scope.chosen(request).within(SCENARIOS.rows(request.user)).exclude(computed_at=None)
    every = list(played.order_by("-computed_at")[:50])
    wanted = {whole(text, otherwise=-1) for text in request.GET.getlist("scenario")}
    chosen = [one for one in every if one.pk in wanted][:AT_MOST] or every[:2]
    context = {"every": every, "chosen": chosen, "verdicts": [(one, verdict(one)) for one in chosen]}
    return table_response(request, "sandtable/compare.html", side_by_side(chosen), context)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def side_by_side(chosen: list[Scenario]) -> Table:
    """Return the table: a row an indicator, for each scenario the value and the lamp at the end of its year."""
    rows: dict[int, dict[str, Any]] = {}
    for scenario in chosen:
        for line in scenario.answer.get("outlook", []):
            row = rows.setdefault(line["item"], {"title": f"{line['title']}（{line['unit']}）"})
            row["target"] = f"{line['target']} / {line['year']}" if line["target"] else ""
            row["ahead"] = _number(line["ahead"])
            row[f"value-{scenario.pk}"] = _number(line["played"])
            row[f"lamp-{scenario.pk}"] = line["played_lamp"]
    columns = [
        Column("title", _("指标"), width=34),
        Column("target", _("目标"), width=14),
        Column("ahead", str(_("按现有进度")), kind="number", digits=4, width=14),
    ]
    for scenario in chosen:
        columns.append(Column(f"value-{scenario.pk}", scenario.name, kind="number", digits=4, width=16))
        columns.append(Column(f"lamp-{scenario.pk}", _("灯"), kind="lamp", width=8))
    return Table(_("推演对比（推演数，非实际数）"), columns, list(rows.values()))
