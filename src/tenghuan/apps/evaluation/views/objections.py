"""Objections: the queue, one of them with before and after, its evidence; the town's opinion, the office's decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.forms import OpinionForm
from tenghuan.apps.evaluation.grading import facts_of, number, rehearsed
from tenghuan.apps.evaluation.models import Objection
from tenghuan.apps.evaluation.services import objections as services
from tenghuan.apps.evaluation.states import ObjectionState
from tenghuan.apps.evaluation.views.common import OFFICE, READERS, acts, checked, must_act
from tenghuan.apps.evaluation.wording import fact, grade_word
from tenghuan.apps.web import table_response
from tenghuan.errors import InputFault

FIELD = "fact_"


def _visible(request: HttpRequest) -> Any:
    return Objection.objects.visible_to(request.user).select_related(
        "graded__run__county", "graded__run__method", "graded__enterprise__town", "graded__enterprise__county"
    )


def objection_of(request: HttpRequest, pk: int) -> Objection:
    """The objection, if the account may see it."""
    found: Objection = get_object_or_404(_visible(request), pk=pk)
    return found


@page((*READERS, Role.ENTERPRISE))
def objections(request: HttpRequest) -> HttpResponse:
    """The queue within the account's scope: what waits first."""
    found = _visible(request)
    wanted = request.GET.get("state", "")
    if wanted in ObjectionState.values:
        found = found.filter(state=wanted)
    if (run := whole(request.GET.get("run"), otherwise=None)) is not None:
        found = found.filter(graded__run=run)
    order = {ObjectionState.FILED: 0, ObjectionState.FORWARDED: 1}
    rows = sorted(found, key=lambda row: (order.get(row.state, 2), -row.pk))
    table = tables.objections(rows, timezone.localdate())
    context = {"states": ObjectionState.choices, "state": wanted}
    return table_response(request, "evaluation/objections.html", table, context)


@page((*READERS, Role.ENTERPRISE))
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what was said, the evidence, the town's opinion, the decision, before and after."""
    subject = objection_of(request, pk)
    return render(request, "evaluation/objection.html", _context(request, subject))


def _context(request: HttpRequest, subject: Objection) -> dict[str, Any]:
    may = acts(request, subject.graded.run.county)
    deciding = may and subject.state == ObjectionState.FORWARDED
    return {
        "objection": subject,
        "line": subject.graded,
        "run": subject.graded.run,
        "today": timezone.localdate(),
        "changes": _changes(subject),
        "corrections": [(fact(key), pair[0], pair[1]) for key, pair in subject.corrections.items()],
        "may_forward": subject.state == ObjectionState.FILED and (may or _own_town(request, subject)),
        "deciding": deciding,
        "opinion_form": OpinionForm(),
        "facts": _facts(request, subject) if deciding else [],
        "decision": request.POST.get("decision", ""),
    }


def _own_town(request: HttpRequest, subject: Objection) -> bool:
    user: Any = request.user
    return bool(user.role == Role.TOWN and user.region_id == subject.graded.enterprise.town_id)


def _changes(subject: Objection) -> list[tuple[str, Any, Any]]:
    if not subject.after:
        return []
    words = {"score": _("得分"), "rank": _("名次"), "computed": _("初评档次"), "grade": _("档次")}
    found = []
    for key, word in words.items():
        before, after = subject.before.get(key), subject.after.get(key)
        if key in ("computed", "grade"):
            before, after = grade_word(before or ""), grade_word(after or "")
        found.append((word, before, after))
    return found


def _facts(request: HttpRequest, subject: Objection) -> list[dict[str, Any]]:
    """The frozen facts of the enterprise with what the office types in beside each."""
    uscc = subject.graded.enterprise.uscc
    row = next((row for row in facts_of(subject.graded.run).to_pylist() if row["uscc"] == uscc), {})
    return [
        {
            "key": key,
            "title": fact(key)[0],
            "unit": fact(key)[1],
            "now": row.get(key),
            "given": request.POST.get(FIELD + key, ""),
        }
        for key in FACTS
    ]


def _corrections(request: HttpRequest) -> dict[str, Any]:
    return {key: text for key in FACTS if (text := request.POST.get(FIELD + key, "").strip())}


@page((Role.OFFICE, Role.TOWN), methods=("POST",))
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """The town (or the office in its place) gives its opinion and passes the objection on."""
    subject = objection_of(request, pk)
    if not (acts(request, subject.graded.run.county) or _own_town(request, subject)):
        raise PermissionDenied
    services.forward(Actor.of(request), subject, opinion=checked(OpinionForm(request.POST))["opinion"])
    messages.success(request, _("已转办公室复核"))
    return redirect("evaluation:objection", pk)


@page(OFFICE, methods=("POST",))
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Rehearse the corrections, accept with them, or reject."""
    subject = objection_of(request, pk)
    must_act(request, subject.graded.run.county)
    verb = request.POST.get("verb", "")
    actor, decision = Actor.of(request), request.POST.get("decision", "")
    if verb == "rehearse":
        return _rehearse(request, subject)
    if verb == "accept":
        services.accept(actor, subject, decision=decision, corrections=_corrections(request))
    elif verb == "reject":
        services.reject(actor, subject, decision=decision)
    else:
        raise InputFault(_("没有这一步“%(v)s”") % {"v": verb})
    messages.success(request, _("已复核办结"))
    return redirect("evaluation:objection", pk)


def _rehearse(request: HttpRequest, subject: Objection) -> HttpResponse:
    context = _context(request, subject)
    try:
        given = _corrections(request)
        if not given:
            raise InputFault(_("没有填写更正值"))
        for key, value in given.items():
            number(key, value)
        after, moved = rehearsed(subject.graded.run, subject.graded.enterprise.uscc, given)
        context["rehearsed"], context["moved"] = after, moved
    except InputFault as fault:
        context["fault"] = fault
    return render(request, "evaluation/objection.html", context, status=422 if "fault" in context else 200)


@page((*READERS, Role.ENTERPRISE))
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The evidence, always as a download."""
    subject = objection_of(request, pk)
    if not subject.evidence:
        raise Http404
    name = subject.evidence_name or subject.evidence.name
    response = FileResponse(
        subject.evidence.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
