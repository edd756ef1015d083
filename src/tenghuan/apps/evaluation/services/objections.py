"""An objection is filed by the enterprise, or by the office for it; what becomes of it is its loop's business."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.evaluation.guards import enterprise_itself
from tenghuan.apps.evaluation.models import UNDECIDED, Graded, Objection, Run
from tenghuan.apps.evaluation.registers import OBJECTING
from tenghuan.apps.evaluation.rules import days_from
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES
from tenghuan.apps.kit import files, timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.errors import InputFault

PROOF = "证明材料"


@service("evaluation.object", gettext_lazy("提出异议"))
def file_objection(actor: Actor, graded: Graded, *, text: str, evidence: UploadedFile | None = None) -> Objection:
    """Object to a sheet while it is open; one open objection at a time; the evidence is a file of a known kind."""
    enterprise_itself(actor, graded)
    # locked: the publication does not end, and nobody else objects to the sheet, while this one is filed
    run = Run.objects.select_for_update().get(pk=graded.run_id)
    today, until = timezone.localdate(), run.objections_until
    if run.state not in OPEN_TO_ENTERPRISES:
        raise InputFault(_("当前不在企业确认或公示期内，不能提出异议"))
    if until is not None and today > until:
        raise InputFault(_("提出异议的期限到 %(d)s 为止，逾期视为无异议") % {"d": until})
    if Objection.objects.filter(UNDECIDED, graded=graded).exists():
        raise InputFault(_("已有一件异议在办理"), remedy=_("请等待复核结论"))
    if not text.strip():
        raise InputFault(_("请写明异议内容"))
    due = days_from(today, graded.run.county, "forward_days")
    made = Objection.objects.create(
        county=graded.run.county, made_by=actor.user, graded=graded, text=text.strip(), forward_by=due,
        sample=run.sample,
    )  # fmt: skip
    timeline.write(actor, made, EventKind.MADE, _("提出异议"))
    record(made, after=snapshot(made))
    files.attach_all(actor, made, {PROOF: [evidence]} if evidence is not None else {})
    OBJECTING.turn(actor, made)
    return made
