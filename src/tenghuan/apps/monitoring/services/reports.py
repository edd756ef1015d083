"""What the reporting side does: draft, submit, zero report, withdraw, comment, evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.monitoring.changes import (
    demand_all_seen,
    demand_open,
    demand_seen,
    fresh,
    hold,
    is_office_of,
    leads_too,
    may_write,
    move,
    permit,
)
from tenghuan.apps.monitoring.checking import unfit
from tenghuan.apps.monitoring.faults import SheetFault
from tenghuan.apps.monitoring.models import Comment, Evidence, Report, ReportingMode, evidence_path
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.readings import mode_of, modes, with_data
from tenghuan.apps.monitoring.states import EDITABLE, State, Who
from tenghuan.apps.monitoring.writing import report_nothing, save
from tenghuan.apps.plans.models import Indicator
from tenghuan.errors import InputFault
from tenghuan.pace import Mode
from tenghuan.pace.subject import ADDITIVE
from tenghuan.plan.calibers import Caliber


@service("monitoring.save_draft")
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


@service("monitoring.submit")
def submit(
    actor: Actor, reports: Sequence[Report], *, seen: Mapping[int, int] | None = None, today: date | None = None
) -> list[Report]:
    """Hand in reports that have a number, all or none; a doubtful number needs a note.

    Raises:
        SheetFault: every report whose number cannot be handed in as it is, or that changed since it was shown.
        InputFault: the first that may not be handed in now, and why.
    """
    day = today or timezone.localdate()
    for report in reports:
        permit(actor, report, Who.AUTHOR)  # before any word about the numbers
    hold(reports)
    demand_all_seen(actor, reports, seen)
    if found := unfit(reports):
        raise SheetFault(found)
    for report in reports:
        move(
            *(actor, report, "submit"),
            today=day,
            author=actor.account,
            submitted_at=timezone.now(),
            late=report.late or day > report.period.due_on,
            reviewer="",
        )
    if not reports:
        nothing_changed()
    return list(reports)


@service("monitoring.report_zero")
def report_zero(
    actor: Actor, report: Report, *, note: str = "", seen: int | None = None, today: date | None = None
) -> Report:
    """Say that nothing happened this month: a report, not a gap; the number it stands for goes with the caliber."""
    report_nothing(actor, report, note, today, seen)
    return report


@service("monitoring.withdraw")
def withdraw(actor: Actor, report: Report, *, seen: int | None = None, today: date | None = None) -> Report:
    """Take back what was handed in and not yet reviewed."""
    demand_seen(actor, report, seen)
    if report.is_zero:
        move(actor, report, "withdraw", today=today, to=State.PENDING, value=None, is_zero=False)
    else:
        move(actor, report, "withdraw", today=today)
    return report


@service("monitoring.comment")
def comment(actor: Actor, report: Report, text: str) -> Comment:
    """Leave a remark beside a cell; the filer, those who lead the item with it, and the office may."""
    if (
        not may_write(actor.user, report)
        and not leads_too(actor.user, report)
        and not is_office_of(actor.user, report.period.plan)
    ):
        raise PermissionDenied
    if not text.strip():
        raise InputFault(_("意见是空的"), remedy=_("请写意见"))
    made = Comment.objects.create(report=report, text=text.strip()[:500], account=actor.account, person=actor.person)
    record(report, after={"comment": made.text})
    return made


@service("monitoring.attach")
def attach(actor: Actor, report: Report, name: str, content: bytes, *, today: date | None = None) -> Evidence:
    """Attach a file to a report that is being written; type, size and number are limited, its digest is its place."""
    permit(actor, report, Who.AUTHOR)
    if report.state not in EDITABLE:
        raise InputFault(_("报送后不能再加材料"), where=str(report.item), remedy=_("请先撤回"))
    demand_open(report, today)
    name = PurePath(name.replace("\\", "/")).name[-150:]
    _demand_type(name, content)
    limit = reporting().evidence.per_report
    if report.evidence.filter(removed=False).count() >= limit:
        raise InputFault(_("每项最多 %(n)d 份材料") % {"n": limit}, where=name, remedy=_("请合并后上传"))
    digest = hashlib.new("sm3", content).hexdigest()
    evidence = Evidence(report=report, name=name, digest=digest, size=len(content), account=actor.account)
    place = evidence_path(evidence, name)
    evidence.content.name = (
        place if default_storage.exists(place) else default_storage.save(place, ContentFile(content))
    )
    evidence.save()
    record(report, after={"evidence": name, "digest": digest})
    return evidence


def _demand_type(name: str, content: bytes) -> None:
    limits = reporting().evidence
    ending = PurePath(name).suffix.lower().lstrip(".")
    starts = limits.types.get(ending)
    if starts is None:
        allowed = "、".join(limits.types)
        raise InputFault(_("不收这种文件"), where=name, remedy=_("可用的类型：%(t)s") % {"t": allowed})
    if len(content) > limits.megabytes * 1024 * 1024:
        raise InputFault(_("文件超过 %(n)d MB") % {"n": limits.megabytes}, where=name, remedy=_("请压缩后上传"))
    if not any(content.startswith(bytes.fromhex(start)) for start in starts):
        raise InputFault(_("文件内容与扩展名不符"), where=name, remedy=_("请确认文件没有改过扩展名、没有损坏"))


@service("monitoring.detach")
def detach(actor: Actor, evidence: Evidence, *, today: date | None = None) -> None:
    """Take a file off a report that is being written; the file and its record stay."""
    (report,) = fresh([evidence.report_id])
    permit(actor, report, Who.AUTHOR)
    if report.state not in EDITABLE:
        raise InputFault(_("报送后不能移除材料"), where=str(report.item), remedy=_("请先撤回"))
    demand_open(report, today)
    if not Evidence.objects.filter(pk=evidence.pk, removed=False).update(removed=True):
        nothing_changed()
        return
    record(report, before={"evidence": evidence.name}, after={"evidence": None, "digest": evidence.digest})


@service("monitoring.set_mode")
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
