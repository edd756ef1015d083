"""Writing numbers into a report, one by one or from a workbook. Used by services only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import text
from tenghuan.apps.audit.trail import Actor, nothing_changed
from tenghuan.apps.kit.loop import Overtaken
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import demand_seen, fresh, hold
from tenghuan.apps.monitoring.faults import ChangedMeanwhile
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.moving import permit, take
from tenghuan.apps.monitoring.readings import mode_of, modes
from tenghuan.apps.monitoring.states import EDITABLE, State
from tenghuan.errors import InputFault


def save(
    actor: Actor,
    report: Report,
    value: Decimal | None,
    note: str,
    today: date | None = None,
    phase: str = "",
    seen: int | None = None,
    whole: Decimal | None = None,
) -> None:
    """Keep number, state of the task and note of a report that is not handed in; the same again changes nothing.

    ``whole``: the total that the number is a part of, where the caliber asks for both.
    """
    permit(actor, report, "draft")
    hold([report])
    note = clean(note)
    if value is not None:
        measure.refuse(report.item, mode_of(modes([report.item_id]), report.item_id), value)
    measure.refuse_whole(report.item, value, whole)
    phase = measure.phase_of(report.item, value, phase)
    if (report.value, report.whole, report.note, report.phase) == (value, whole, note, phase):
        nothing_changed()
        return
    demand_seen(actor, report, seen)
    if report.state not in EDITABLE:
        raise InputFault(
            _("现在是“%(s)s”，不能改数") % {"s": report.get_state_display()},
            where=str(report.item),
            remedy=_("已报未审的可先撤回；已审的请专班办公室退回"),
        )
    empty = value is None and whole is None and not note and report.state != State.RETURNED
    told = {"value": value, "whole": whole, "note": note, "phase": phase, "today": today}
    try:
        take(actor, report, "clear" if empty else "draft", settling=False, **told)  # the sheet is owed as before
    except Overtaken:
        raise ChangedMeanwhile(fresh([report.pk])[0], actor.account) from None


def report_nothing(
    actor: Actor,
    report: Report,
    note: str,
    today: date | None = None,
    seen: int | None = None,
    *,
    settling: bool = True,
) -> None:
    """Hand in a zero report: the number it stands for goes with the caliber."""
    permit(actor, report, "zero")
    hold([report])
    demand_seen(actor, report, seen)
    take(actor, report, "zero", note=clean(note), today=today, settling=settling)


def clean(note: str) -> str:
    """A note as it is kept: no outer spaces or signs nobody sees, one kind of line break; too long is refused."""
    return text(note, _("说明"), limit=500, lines=True)
