"""Writing numbers into a report, one by one or from a workbook. Used by services only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import SHOWN, UNLOCKED, changed_value, demand_open, move, note_revision, permit
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.states import EDITABLE, Who
from tenghuan.errors import InputFault


def save(actor: Actor, report: Report, value: Decimal | None, note: str, today: date | None = None) -> None:
    """Keep number and note of a report that is not handed in; the same again changes nothing."""
    permit(actor, report, Who.AUTHOR)
    note = clean(note)
    if not changed_value(report, value, note):
        nothing_changed()
        return
    if report.state not in EDITABLE:
        raise InputFault(
            _("现在是“%(s)s”，不能改数") % {"s": report.get_state_display()},
            where=str(report.item),
            remedy=_("已报未审的可先撤回；已审的请专班办公室退回"),
        )
    demand_open(report, today)
    if value is not None:
        measure.refuse(report.item, value)
    before = {name: getattr(report, name) for name in SHOWN}
    found = Report.objects.filter(pk=report.pk, revision=report.revision, state=report.state).filter(UNLOCKED)
    if not found.update(value=value, note=note, is_zero=False, author=actor.account, revision=F("revision") + 1):
        raise InputFault(_("“%(i)s”已被他人改动") % {"i": report.item}, remedy=_("请刷新页面，看过最新内容再填"))
    report.value, report.note, report.is_zero, report.author = value, note, False, actor.account
    report.revision += 1
    note_revision(actor, report, "draft")
    record(report, before=before, after={name: getattr(report, name) for name in SHOWN})


def report_nothing(actor: Actor, report: Report, note: str, today: date | None = None) -> None:
    """Hand in a zero report: the number it stands for goes with the caliber."""
    permit(actor, report, Who.AUTHOR)
    ids = [report.item_id]
    last = last_before(reported(ids).get(report.item_id), report.period.at)
    value = measure.zero_value(report.item, mode_of(modes(ids), report.item_id), report.period.at, last)
    day = today or timezone.localdate()
    move(
        *(actor, report, "zero"),
        today=day,
        value=value,
        note=clean(note or report.note),
        is_zero=True,
        author=actor.account,
        submitted_at=timezone.now(),
        late=report.late or day > report.period.due_on,
    )


def clean(note: str) -> str:
    """A note as it is kept: no outer spaces, one kind of line break, not longer than its column."""
    return note.replace("\r\n", "\n").strip()[:500]
