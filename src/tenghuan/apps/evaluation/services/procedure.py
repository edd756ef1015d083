"""From the scored list to the final one: overrides, confirmation, publication, review, decision."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.rows import list_digest
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.grading import final_digest, results, scheme_of, write_grades
from tenghuan.apps.evaluation.guards import enterprise_itself, office_of
from tenghuan.apps.evaluation.models import Graded, Objection, Override, Run
from tenghuan.apps.evaluation.moving import move
from tenghuan.apps.evaluation.parameters import parameter
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES, RUN_STEPS, WAITING, RunState
from tenghuan.apps.evaluation.workdays import add_working_days
from tenghuan.errors import InputFault

STATE = ("state", "confirm_by", "published_on", "closes_on", "decided_on", "decision_number", "result_digest")


def _walk(actor: Actor, run: Run, verb: str, **changes: object) -> None:
    office_of(actor, run.county)
    before = snapshot(run, STATE)
    move(actor, run, RUN_STEPS, verb, **changes)
    record(run, before=before, after={**snapshot(run, STATE), **list_digest(run)})


@service("evaluation.override")
def override(actor: Actor, run: Run, enterprise: Enterprise, *, grade: str, reason: str, document: str) -> Override:
    """Force a grade, or leave it undetermined (""), for an enterprise of a run not yet final; needs its document."""
    office_of(actor, run.county)
    _open_to_overrides(run)
    grades = {step.grade for track in scheme_of(run).tracks for step in track.grades}
    if grade and grade not in grades:
        raise InputFault(_("没有档次“%(g)s”") % {"g": grade}, remedy="、".join(sorted(grades)))
    if not reason.strip() or not document.strip():
        raise InputFault(_("调整须写明理由和依据文件"))
    line = Graded.objects.get(run=run, enterprise=enterprise)
    before = snapshot(line, ("computed", "grade"))
    made, _created = Override.objects.update_or_create(
        run=run, enterprise=enterprise, defaults={"grade": grade, "reason": reason, "document": document}
    )
    line.grade = grade
    line.save(update_fields=("grade",))
    record(line, before=before, after={**snapshot(line, ("computed", "grade")), "reason": reason, "document": document})
    return made


@service("evaluation.lift_override")
def lift_override(actor: Actor, made: Override, *, reason: str) -> None:
    """Take an override back: the computed grade stands again."""
    office_of(actor, made.run.county)
    _open_to_overrides(made.run)
    if not reason.strip():
        raise InputFault(_("请写明撤销理由"))
    line = Graded.objects.get(run=made.run, enterprise=made.enterprise)
    before = {**snapshot(line, ("computed", "grade")), "document": made.document}
    line.grade = line.computed
    line.save(update_fields=("grade",))
    made.delete()
    record(line, before=before, after={**snapshot(line, ("computed", "grade")), "reason": reason.strip()})


def _open_to_overrides(run: Run) -> None:
    # the row is locked so that a decision taken at the same moment does not pass by this change
    state = Run.objects.select_for_update().get(pk=run.pk).state
    if state in (RunState.FINAL, RunState.ABANDONED, RunState.FROZEN):
        raise InputFault(_("该批次%(s)s，不能调整档次") % {"s": RunState(state).label})


@service("evaluation.open_confirmation")
def open_confirmation(actor: Actor, run: Run, *, today: date | None = None) -> None:
    """Lay each enterprise its own sheet before it (一企一单), to be answered within the county's time limit."""
    today = today or timezone.localdate()
    days = parameter(run.county, "confirmation_days", today).value
    _walk(actor, run, "open_confirmation", confirm_by=add_working_days(today, days))


@service("evaluation.confirm_sheet")
def confirm_sheet(actor: Actor, graded: Graded) -> None:
    """An enterprise confirms its sheet; doing it twice changes nothing."""
    enterprise_itself(actor, graded.enterprise)
    if graded.run.state not in OPEN_TO_ENTERPRISES:
        raise InputFault(_("当前不在企业确认或公示期内"))
    if not Graded.objects.filter(pk=graded.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
        nothing_changed()
        return
    record(graded, after={"confirmed": True})


@service("evaluation.publish")
def publish(actor: Actor, run: Run, *, opens: date, days: int) -> None:
    """Publish the list for ``days`` working days from ``opens`` (the parameter is the county's)."""
    if days < 1:
        raise InputFault(_("公示至少 1 个工作日"))
    _walk(actor, run, "publish", published_on=opens, closes_on=add_working_days(opens, days))


@service("evaluation.close_publication")
def close_publication(actor: Actor, run: Run, *, today: date) -> None:
    """End the publication once its last day is over; whoever was silent has no objection."""
    if run.closes_on is not None and today <= run.closes_on:
        raise InputFault(_("公示期到 %(d)s 才结束") % {"d": run.closes_on}, remedy=_("请在公示期满后办理"))
    _walk(actor, run, "close_publication")


@service("evaluation.finalise")
def finalise(actor: Actor, run: Run, *, decided_on: date, number: str) -> None:
    """Lock the list with number and date of the decision; no objection may be open."""
    office_of(actor, run.county)
    left = Objection.objects.filter(graded__run=run, state__in=WAITING).count()
    if left:
        raise InputFault(_("还有 %(n)d 件异议未办结") % {"n": left}, remedy=_("请先复核办结"))
    if not number.strip():
        raise InputFault(_("请填审定文号或会议纪要编号"))
    if run.closes_on is not None and decided_on <= run.closes_on:
        raise InputFault(_("审定日期须在公示截止（%(d)s）之后") % {"d": run.closes_on}, remedy=_("请更正审定日期"))
    other = Run.objects.filter(county=run.county, year=run.year, state=RunState.FINAL).exclude(pk=run.pk).first()
    if other is not None:
        raise InputFault(_("%(y)d 年度已有审定的名单（%(n)s）") % {"y": run.year, "n": other.decision_number})
    table, computed, _remarks = results(run)
    write_grades(run, table)
    digest = final_digest(run, computed)
    _walk(actor, run, "finalise", decided_on=decided_on, decision_number=number.strip(), result_digest=digest)
