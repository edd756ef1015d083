"""Objections: filed by the enterprise, passed on by its town, decided by the office with before and after."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.evaluation.grading import facts_of, results, write_grades
from tenghuan.apps.evaluation.models import Graded, Objection
from tenghuan.apps.evaluation.moving import move
from tenghuan.apps.evaluation.states import OBJECTION_STEPS, OPEN_TO_ENTERPRISES, ObjectionState
from tenghuan.errors import InputFault

SHOWN = ("score", "rank", "computed", "grade")
ALLOWED = {".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx"}
EVIDENCE_BYTES = 20 * 1024 * 1024


@service("evaluation.object")
def file_objection(actor: Actor, graded: Graded, *, text: str, evidence: UploadedFile | None = None) -> Objection:
    """Object to a sheet while it is open; one open objection at a time; the evidence is a file of a known kind."""
    if graded.run.state not in OPEN_TO_ENTERPRISES:
        raise InputFault(_("当前不在企业确认或公示期内，不能提出异议"))
    if graded.objections.filter(state__in=(ObjectionState.FILED, ObjectionState.FORWARDED)).exists():
        raise InputFault(_("已有一件异议在办理"), remedy=_("请等待复核结论"))
    if not text.strip():
        raise InputFault(_("请写明异议内容"))
    objection = Objection(graded=graded, text=text.strip())
    if evidence is not None:
        ending = "." + str(evidence.name).rpartition(".")[2].lower()
        if ending not in ALLOWED or (evidence.size or 0) > EVIDENCE_BYTES:
            raise InputFault(
                _("证明材料须为 %(k)s，不超过 20 MB") % {"k": "、".join(sorted(ALLOWED))}, where=str(evidence.name)
            )
        objection.evidence_name = str(evidence.name)[:200]
        objection.evidence.save(f"{graded.pk}{ending}", evidence, save=False)
    objection.save()
    record(objection, after=snapshot(objection))
    return objection


@service("evaluation.forward")
def forward(actor: Actor, objection: Objection, *, opinion: str) -> None:
    """The town looks first and passes the objection on with its opinion."""
    if not opinion.strip():
        raise InputFault(_("请填镇街初核意见"))
    before = snapshot(objection, ("state", "town_opinion"))
    move(actor, objection, OBJECTION_STEPS, "forward", town_opinion=opinion.strip())
    record(objection, before=before, after=snapshot(objection, ("state", "town_opinion")))


@service("evaluation.reject")
def reject(actor: Actor, objection: Objection, *, decision: str) -> None:
    """Decide that the sheet stands, and why."""
    if not decision.strip():
        raise InputFault(_("请填复核结论"))
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
    if not decision.strip():
        raise InputFault(_("请填复核结论"))
    graded = objection.graded
    run, uscc = graded.run, graded.enterprise.uscc
    present = next((row for row in facts_of(run).to_pylist() if row["uscc"] == uscc), {})
    pairs = {fact: [_text(present.get(fact)), str(_number(fact, value))] for fact, value in corrections.items()}
    before = snapshot(graded, SHOWN)
    move(actor, objection, OBJECTION_STEPS, "accept", decision=decision.strip(), corrections=pairs, before=before)
    table, run.result_digest = results(run)
    write_grades(run, table)
    run.save(update_fields=("result_digest",))
    graded.refresh_from_db()
    objection.after = snapshot(graded, SHOWN)
    objection.save(update_fields=("after",))
    record(objection, before=before, after={**objection.after, "corrections": pairs, "decision": decision})


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(fact: str, value: Any) -> Decimal:
    if fact not in FACTS:
        raise InputFault(_("没有可更正的指标“%(f)s”") % {"f": fact})
    try:
        return Decimal(str(value)).quantize(Decimal("0.000001"))
    except InvalidOperation as error:
        raise InputFault(_("更正值“%(v)s”不是数字") % {"v": value}, where=fact) from error
