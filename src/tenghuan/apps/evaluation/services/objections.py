"""Objections: filed by the enterprise, passed on by its town, decided by the office with before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.evaluation import evidence as kinds
from tenghuan.apps.evaluation.grading import facts_of, numbers, results, write_grades
from tenghuan.apps.evaluation.guards import enterprise_itself, office_of, town_of
from tenghuan.apps.evaluation.models import Graded, Objection, Run
from tenghuan.apps.evaluation.moving import move
from tenghuan.apps.evaluation.parameters import parameter
from tenghuan.apps.evaluation.states import OBJECTION_STEPS, OPEN_TO_ENTERPRISES, WAITING, RunState
from tenghuan.apps.evaluation.workdays import add_working_days
from tenghuan.errors import InputFault

SHOWN = ("score", "rank", "computed", "grade")
UNDER_REVIEW = (*OPEN_TO_ENTERPRISES, RunState.REVIEWING)


@service("evaluation.object", locks=("graded",))
def file_objection(
    actor: Actor, graded: Graded, *, text: str, evidence: UploadedFile | None = None, today: date | None = None
) -> Objection:
    """Object to a sheet while it is open; one open objection at a time; the evidence is a file of a known kind."""
    enterprise_itself(actor, graded.enterprise)
    today, run = today or timezone.localdate(), graded.run
    if run.state not in OPEN_TO_ENTERPRISES:
        raise InputFault(_("当前不在企业确认或公示期内，不能提出异议"))
    until = run.objections_until
    if until is not None and today > until:
        raise InputFault(_("提出异议的期限到 %(d)s 为止，逾期视为无异议") % {"d": until})
    if graded.objections.filter(state__in=WAITING).exists():
        raise InputFault(_("已有一件异议在办理"), remedy=_("请等待复核结论"))
    if not text.strip():
        raise InputFault(_("请写明异议内容"))
    objection = Objection(graded=graded, text=text.strip())
    objection.forward_by = add_working_days(today, parameter(run.county, "forward_days", today).value)
    if evidence is not None:
        ending = kinds.checked(evidence)
        objection.evidence_name = str(evidence.name)[-200:]
        objection.evidence.save(f"{graded.pk}{ending}", evidence, save=False)
    objection.save()
    record(objection, after=snapshot(objection))
    return objection


@service("evaluation.forward")
def forward(actor: Actor, objection: Objection, *, opinion: str, today: date | None = None) -> None:
    """The town looks first and passes the objection on with its opinion."""
    enterprise = objection.graded.enterprise
    town_of(actor, enterprise)
    if not opinion.strip():
        raise InputFault(_("请填镇街初核意见"))
    today = today or timezone.localdate()
    due = add_working_days(today, parameter(enterprise.county, "review_days", today).value)
    before = snapshot(objection, ("state", "town_opinion"))
    move(actor, objection, OBJECTION_STEPS, "forward", town_opinion=opinion.strip(), decide_by=due)
    record(objection, before=before, after=snapshot(objection, ("state", "town_opinion", "decide_by")))


@service("evaluation.reject")
def reject(actor: Actor, objection: Objection, *, decision: str) -> None:
    """Decide that the sheet stands, and why."""
    _under_review(actor, objection, decision)
    before = snapshot(objection, ("state", "decision"))
    shown = snapshot(objection.graded, SHOWN)
    move(actor, objection, OBJECTION_STEPS, "reject", decision=decision.strip(), before=shown, after=shown)
    record(objection, before=before, after=snapshot(objection, ("state", "decision")))


@service("evaluation.accept")
def accept(actor: Actor, objection: Objection, *, decision: str, corrections: dict[str, Any]) -> None:
    """Accept, with the facts that were wrong; the whole list is scored again, before and after are kept.

    Args:
        actor: who decides.
        objection: forwarded by the town.
        decision: the conclusion in words.
        corrections: fact → right value (number, in the fact's unit).
    """
    _under_review(actor, objection, decision)
    graded = objection.graded
    run, uscc = graded.run, graded.enterprise.uscc
    present = next((row for row in facts_of(run).to_pylist() if row["uscc"] == uscc), {})
    pairs = {fact: [_text(present.get(fact)), str(value)] for fact, value in numbers(present, corrections).items()}
    if not pairs:
        raise InputFault(_("采纳须填写更正后的数据"), remedy=_("只需调整档次而数据无误的，请用“档次调整”"))
    before = snapshot(graded, SHOWN)
    move(actor, objection, OBJECTION_STEPS, "accept", decision=decision.strip(), corrections=pairs, before=before)
    was = snapshot(run, ("result_digest",))
    table, run.result_digest, run.remarks = results(run)
    write_grades(run, table)
    run.save(update_fields=("result_digest", "remarks"))
    record(run, before=was, after=snapshot(run, ("result_digest",)))
    graded.refresh_from_db()
    objection.after = snapshot(graded, SHOWN)
    objection.save(update_fields=("after",))
    record(
        objection,
        before=before,
        after={**objection.after, "state": objection.state, "corrections": pairs, "decision": decision},
    )


def _under_review(actor: Actor, objection: Objection, decision: str) -> None:
    run = objection.graded.run
    office_of(actor, run.county)
    if not decision.strip():
        raise InputFault(_("请填复核结论"))
    # locked, so that a list does not become final while it is scored again
    state = Run.objects.select_for_update().get(pk=run.pk).state
    if state not in UNDER_REVIEW:
        raise InputFault(_("该批次%(s)s，不能再复核") % {"s": RunState(state).label})


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
