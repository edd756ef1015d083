"""What happens to single lines of a list: a document overrides the grade, the enterprise confirms its sheet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.guards import enterprise_itself, office_of
from tenghuan.apps.evaluation.models import Graded, Override, Run
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES, RunState
from tenghuan.errors import InputFault


@service("evaluation.override", gettext_lazy("调整档次"))
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


@service("evaluation.lift_override", gettext_lazy("取消档次调整"))
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


@service("evaluation.confirm_sheet", gettext_lazy("企业确认评价单"))
def confirm_sheet(actor: Actor, graded: Graded) -> None:
    """An enterprise confirms its sheet; doing it twice changes nothing."""
    enterprise_itself(actor, graded)
    if graded.run.state not in OPEN_TO_ENTERPRISES:
        raise InputFault(_("当前不在企业确认或公示期内"))
    if not Graded.objects.filter(pk=graded.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
        nothing_changed()
        return
    record(graded, after={"confirmed": True})
