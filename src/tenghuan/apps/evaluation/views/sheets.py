"""One enterprise's sheet (一企一单): how its grade came about; confirm, object, override."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation import charts
from tenghuan.apps.evaluation.forms import ObjectionForm, OverrideForm, ReasonForm
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.models import Graded, Override
from tenghuan.apps.evaluation.policies import due
from tenghuan.apps.evaluation.queries.sheets import explanation, history, sheets_of
from tenghuan.apps.evaluation.services import procedure
from tenghuan.apps.evaluation.services.objections import file_objection
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES, WAITING, RunState
from tenghuan.apps.evaluation.views.common import OFFICE, READERS, acts, checked, must_act
from tenghuan.apps.evaluation.views.derivation import derivation, derivation_table
from tenghuan.apps.evaluation.wording import colour, ladder, note
from tenghuan.apps.web import table_response
from tenghuan.errors import InputFault

READERS_AND_ITSELF = (*READERS, Role.ENTERPRISE)
OVERRIDABLE = (RunState.SCORED, RunState.CONFIRMING, RunState.PUBLISHED, RunState.REVIEWING)


def sheet_of(request: HttpRequest, pk: int) -> Graded:
    """The sheet, if the account may see it."""
    return get_object_or_404(sheets_of(request.user), pk=pk)


@page(READERS_AND_ITSELF)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole sheet of one enterprise in one run."""
    line = sheet_of(request, pk)
    return table_response(request, "evaluation/sheet.html", *sheet_context(request, line))


def sheet_context(request: HttpRequest, line: Graded) -> tuple[Any, dict[str, Any]]:
    """The derivation as a table, and everything else that the sheet shows."""
    run = line.run
    scheme = scheme_of(run)
    grades = ladder(scheme)
    found = explanation(line)
    today = timezone.localdate()
    years = history(line)
    user: Any = request.user
    itself = user.role == Role.ENTERPRISE
    may = acts(request, run.county)
    override = Override.objects.filter(run=run, enterprise=line.enterprise_id).first()
    until = run.objections_until
    context = {
        "line": line,
        "run": run,
        "note": note(run),
        "derived": derivation(line, found),
        "override": override,
        "history": years[::-1],
        "over_years": charts.over_years(years),
        "points_chart": _points_chart(found),
        "place": charts.PALETTE.index(colour(line.grade, grades)),
        **_policies(line, today, forecast=not itself),
        "objections": line.objections.all(),
        "shares": [(grade, line.shares[grade]) for grade in grades if grade in line.shares],
        "acts": may,
        "itself": itself,
        "open": run.state in OPEN_TO_ENTERPRISES and (until is None or today <= until),
        "until": until,
        "waiting": any(row.state in WAITING for row in line.objections.all()),
        "object_form": ObjectionForm() if itself else None,
        "override_form": OverrideForm(grades) if may and run.state in OVERRIDABLE else None,
        "lift_form": ReasonForm(prefix="lift") if may and override and run.state in OVERRIDABLE else None,
    }
    return derivation_table(line, found, note(run)), context


def _policies(line: Graded, today: date, *, forecast: bool) -> dict[str, Any]:
    """What follows from the list: where it is not final, a forecast to officials, the last final list's to itself."""
    of = line
    if line.run.state != RunState.FINAL and not forecast:
        earlier = Graded.objects.filter(enterprise=line.enterprise_id, run__state=RunState.FINAL)
        found = earlier.select_related("run", "enterprise").order_by("-run__year").first()
        if found is None:
            return {"policies": [], "policies_of": line.run}
        of = found
    items = due(of.run, today, of)
    return {"policies": [{"item": item, "status": item.status(today)} for item in items], "policies_of": of.run}


def _points_chart(found: Any) -> dict[str, Any] | None:
    if found is None or found.track is None:
        return None
    return charts.points_of(
        [(row.criterion.indicator.title, row.points or 0.0, float(row.criterion.weight)) for row in found.lines]
    )


@page((Role.ENTERPRISE,), methods=("POST",))
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The enterprise confirms its own sheet."""
    line = sheet_of(request, pk)
    procedure.confirm_sheet(Actor.of(request), line)
    messages.success(request, _("已确认"))
    return redirect("evaluation:sheet", pk)


@page((Role.ENTERPRISE,), methods=("POST",))
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The enterprise objects to its own sheet."""
    line = sheet_of(request, pk)
    told = checked(ObjectionForm(request.POST, request.FILES))
    made = file_objection(Actor.of(request), line, text=told["text"], evidence=told["evidence"])
    messages.success(request, _("异议已提交，由所在镇街初核；可在此查看进展"))
    return redirect("objections:detail", made.pk)


@page(OFFICE, methods=("POST",))
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Force a grade by a document, or take that back."""
    line = sheet_of(request, pk)
    must_act(request, line.run.county)
    actor = Actor.of(request)
    if request.POST.get("verb") == "lift":
        made = get_object_or_404(Override, run=line.run, enterprise=line.enterprise_id)
        procedure.lift_override(actor, made, reason=checked(ReasonForm(request.POST, prefix="lift"))["reason"])
        messages.success(request, _("已撤销调整，恢复初评档次"))
        return redirect("evaluation:sheet", pk)
    told = checked(OverrideForm(ladder(scheme_of(line.run)), request.POST))
    if told["grade"] == line.computed:
        raise InputFault(_("与初评档次相同，无须调整"))
    procedure.override(
        actor, line.run, line.enterprise, grade=told["grade"], reason=told["reason"], document=told["document"]
    )
    messages.success(request, _("已调整"))
    return redirect("evaluation:sheet", pk)


@page((Role.ENTERPRISE,))
def own(request: HttpRequest) -> HttpResponse:
    """The enterprise's own page: the sheet that is open now, else the latest; the earlier ones below it."""
    found = list(sheets_of(request.user).order_by("-run__year", "-run__frozen_at"))
    if not found:
        return render(request, "evaluation/own_empty.html")
    line = next((row for row in found if row.run.state in OPEN_TO_ENTERPRISES), found[0])
    table, context = sheet_context(request, line)
    context["others"] = [row for row in found if row.pk != line.pk]
    return table_response(request, "evaluation/sheet.html", table, context)
