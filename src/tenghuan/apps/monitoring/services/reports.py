"""What the reporting side does: draft, submit, zero report, withdraw, countersign, comment, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit import files, timeline
from tenghuan.apps.kit.models import Attachment, Event, EventKind
from tenghuan.apps.monitoring import countersigning
from tenghuan.apps.monitoring.changes import (
    demand_all_seen,
    demand_seen,
    fresh,
    hold,
    hold_unsent,
    leads_too,
)
from tenghuan.apps.monitoring.checking import unfit
from tenghuan.apps.monitoring.faults import SheetFault
from tenghuan.apps.monitoring.models import Report, ReportingMode, is_office_of, units_of
from tenghuan.apps.monitoring.moving import permit, take, take_all
from tenghuan.apps.monitoring.owing import settle
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.readings import mode_of, modes, with_data
from tenghuan.apps.monitoring.states import WAITING
from tenghuan.apps.monitoring.writing import report_nothing, save
from tenghuan.apps.plans.models import Indicator
from tenghuan.errors import InputFault
from tenghuan.pace import Mode
from tenghuan.pace.subject import ADDITIVE
from tenghuan.plan.calibers import Caliber


@service("monitoring.save_draft", _lazy("保存填报草稿"))
def save_draft(
    actor: Actor,
    report: Report,
    *,
    value: Decimal | None,
    whole: Decimal | None = None,
    note: str = "",
    phase: str = "",
    seen: int | None = None,
    today: date | None = None,
) -> Report:
    """Keep number, state of the task and note of a report that is not handed in yet; the same again changes nothing.

    Raises:
        ChangedMeanwhile: the report is no longer at the revision ``seen`` that the officer was shown.
        InputFault: a number that cannot be, or a report that may not be written now.
    """
    save(actor, report, value, note, today, phase, seen, whole)
    return report


@service("monitoring.submit", _lazy("报送"))
def submit(
    actor: Actor, reports: Sequence[Report], *, seen: Mapping[int, int] | None = None, today: date | None = None
) -> list[Report]:
    """Hand in reports that have a number, all or none; a doubtful number needs a note.

    Raises:
        SheetFault: every report whose number cannot be handed in as it is, or that changed since it was shown.
    """
    for report in reports:
        permit(actor, report, "submit")  # before any word about the numbers
    hold(reports)
    demand_all_seen(actor, reports, seen)
    if found := unfit(reports):
        raise SheetFault(found)
    take_all(actor, reports, "submit", today=today or timezone.localdate())
    return list(reports)


@service("monitoring.report_zero", _lazy("零报告"))
def report_zero(
    actor: Actor, report: Report, *, note: str = "", seen: int | None = None, today: date | None = None
) -> Report:
    """Say that nothing happened this month: a report, not a gap; the number it stands for goes with the caliber."""
    report_nothing(actor, report, note, today, seen)
    return report


@service("monitoring.withdraw", _lazy("撤回报送"))
def withdraw(actor: Actor, report: Report, *, seen: int | None = None, today: date | None = None) -> Report:
    """Take back what was handed in and not yet reviewed."""
    demand_seen(actor, report, seen)
    take(actor, report, "withdraw", today=today)
    return report


@service("monitoring.comment", _lazy("填报留言"), locks=("report",))
def comment(actor: Actor, report: Report, text: str, *, once: str = "") -> Event:
    """Leave a remark beside a cell; the filer, those who lead the item with it, and the office may.

    ``once``: the token of the form; sent twice, the first remark is returned and nothing is added.
    """
    account = actor.user
    if account is None or not (
        report.is_filed_by(account) or leads_too(account, report) or is_office_of(account, report.period.plan)
    ):
        raise PermissionDenied
    if not text.strip():
        raise InputFault(_("意见是空的"), remedy=_("请写意见"))
    return timeline.commented(actor, report, text.strip()[:500], once)


@service("monitoring.countersign", _lazy("会签"))
def countersign(
    actor: Actor, report: Report, *, agrees: bool, reason: str = "", seen: int | None = None
) -> list[Event]:
    """Say as a unit that leads the item with the filer whether the number handed in is right; a later word holds.

    Raises:
        PermissionDenied: the account's unit does not lead the item, or files it.
        InputFault: nothing was handed in, the number is no longer what was shown, or an objection without a reason.
    """
    if not leads_too(actor.user, report):
        raise PermissionDenied
    demand_seen(actor, report, seen)
    reason = reason.strip()[:500]
    if not agrees and not reason:
        raise InputFault(_("会签提出异议须写明理由"), where=str(report.item), remedy=_("请写明哪里不对、应是多少"))
    here = Report.objects.filter(pk=report.pk, revision=report.revision, state__in=[str(state) for state in WAITING])
    if not here.update(revision=F("revision")):  # holds the row, so that the number stays what is signed
        raise InputFault(
            _("现在是“%(s)s”，不能会签") % {"s": report.get_state_display()},
            where=str(report.item),
            remedy=_("填报单位报送之后、专班审核之前会签；请刷新页面"),
        )
    verb, label = (countersigning.AGREE, _("会签同意")) if agrees else (countersigning.OBJECT, _("会签异议"))
    mine, number = units_of(actor.user), countersigning.number_of(report)
    asked = [word for word in countersigning.words([report]).get(report.pk, ()) if word.unit.pk in mine]
    if asked and all((word.verb, word.reason) == (verb, reason) for word in asked):  # the same form, sent twice
        nothing_changed()
        return []
    made = [
        timeline.write(
            *(actor, report, EventKind.COMMENT, label),
            verb=verb, note=reason, told={"unit": unit.pk, "number": number},
        )
        for unit in countersigning.others(report) if unit.pk in mine
    ]  # fmt: skip
    settle(actor, [report])
    record(report, after={"countersigned": agrees, "reason": reason, "number": number})
    return made


@service("monitoring.attach", _lazy("上传佐证材料"))
def attach(actor: Actor, report: Report, file: UploadedFile, *, today: date | None = None) -> Attachment:
    """Attach a file to a report that is being written; kind and size go by the kit's rule, their number is limited."""
    permit(actor, report, "draft")
    hold_unsent(report, today, _("报送后不能再加材料"))
    limit = reporting().evidence.per_report
    if files.attached(report).count() >= limit:
        raise InputFault(_("每项最多 %(n)d 份材料") % {"n": limit}, where=file.name or "", remedy=_("请合并后上传"))
    (made,) = files.attach_all(actor, report, {"": [file]})
    return made


@service("monitoring.detach", _lazy("移除佐证材料"))
def detach(actor: Actor, attachment: Attachment, *, today: date | None = None) -> None:
    """Take a file off a report that is being written; the file and its record stay."""
    (report,) = fresh([attachment.object_id])
    permit(actor, report, "draft")
    hold_unsent(report, today, _("报送后不能移除材料"))
    if not Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        nothing_changed()
        return
    record(report, before={"evidence": attachment.name}, after={"evidence": None})


@service("monitoring.set_mode", _lazy("设定填报方式"))
def set_mode(actor: Actor, indicator: Indicator, mode: str) -> None:
    """Choose whether an additive indicator is reported cumulated or month by month, before any data exists."""
    if not is_office_of(actor.user, indicator.plan):
        raise PermissionDenied
    if mode not in [way.value for way in Mode]:
        raise InputFault(_("请选择累计数或本月数"), where=str(indicator))
    way = Mode(mode)
    if Caliber(indicator.caliber) not in ADDITIVE or indicator.caliber == Caliber.MERGED_COUNT:
        # who is on a list in two months is counted once: such months do not add up
        raise InputFault(_("只有数量指标分累计数和本月数"), where=str(indicator), remedy=_("该指标无须设置"))
    old = mode_of(modes([indicator.pk]), indicator.pk)
    if old is way:
        nothing_changed()
        return
    if with_data([indicator.pk]):
        raise InputFault(
            _("已有填报数据，不能在累计数与本月数之间切换"),
            where=str(indicator),
            remedy=_("已报各月的数含义不同，切换会使前后不可比"),
        )
    ReportingMode.objects.update_or_create(indicator=indicator, defaults={"mode": way.value})
    record(indicator, before={"mode": old.value}, after={"mode": way.value})
