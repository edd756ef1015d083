"""Try the corrections of an objection before they are accepted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.evaluation.grading import rehearsed
from tenghuan.apps.evaluation.registers import OBJECTING, OBJECTIONS
from tenghuan.apps.evaluation.views.common import OFFICE, must_act
from tenghuan.apps.kit.forms import MoveForm
from tenghuan.errors import InputFault


@page(OFFICE, methods=("GET", "POST"))
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the line and others would move by the corrections typed in; nothing is kept."""
    subject = get_object_or_404(OBJECTIONS.rows(request.user), pk=pk)
    must_act(request, subject.county)
    move = OBJECTING.admitted(Actor.of(request), subject, "accept")
    form = MoveForm(OBJECTING, move, request.user, subject, request.POST or None)
    context: dict[str, Any] = {"objection": subject, "line": subject.graded, "form": form, "move": move}
    if request.method == "POST":
        given = {key: text for key in FACTS if (text := request.POST.get(key, "").strip())}
        try:
            told = rehearsed(subject.graded.run, subject.graded.enterprise.uscc, given)
            context["rehearsed"], context["moved"] = told
        except InputFault as fault:
            form.add_error(None, str(fault))
    return render(request, "evaluation/rehearse.html", context, status=422 if form.non_field_errors() else 200)
