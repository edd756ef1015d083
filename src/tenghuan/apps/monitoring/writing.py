"""Writing numbers into a report, one by one or from a workbook. Used by services only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import (
    SHOWN,
    demand_open,
    demand_seen,
    fresh,
    hold,
    move,
    note_revision,
    permit,
    unlocked,
)
from tenghuan.apps.monitoring.faults import ChangedMeanwhile
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.states import EDITABLE, State, Who
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
    permit(actor, report, Who.AUTHOR)
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
    demand_open(report, today)
    before = {name: getattr(report, name) for name in SHOWN}
    kept: dict[str, Any] = {
        "value": value,
        "whole": whole,
        "note": note,
        "phase": phase,
        "is_zero": False,
        "author": actor.account,
    }
    if report.state != State.RETURNED:
        kept["state"] = State.PENDING if value is None and whole is None and not note else State.DRAFT
    found = Report.objects.filter(pk=report.pk, revision=report.revision, state=report.state).filter(unlocked())
    if not found.update(**kept, revision=F("revision") + 1):
        raise ChangedMeanwhile(fresh([report.pk])[0], actor.account)
    for name, new in kept.items():
        setattr(report, name, new)
    report.revision += 1
    note_revision(actor, report, "draft")
    record(report, before=before, after={name: getattr(report, name) for name in SHOWN})


def report_nothing(actor: Actor, report: Report, note: str, today: date | None = None, seen: int | None = None) -> None:
    """Hand in a zero report: the number it stands for goes with the caliber."""
    permit(actor, report, Who.AUTHOR)
    hold([report])
    demand_seen(actor, report, seen)
    ids = [report.item_id]
    last = last_before(reported(ids).get(report.item_id), report.period.at)
    value = measure.zero_value(report.item, mode_of(modes(ids), report.item_id), report.period.at, last)
    day = today or timezone.localdate()
    move(
        *(actor, report, "zero"),
        today=day,
        value=value,
        phase=measure.phase_of(report.item, value, report.phase),
        note=clean(note or report.note),
        is_zero=True,
        author=actor.account,
        submitted_at=timezone.now(),
        late=report.late or day > report.period.due_on,
    )


def clean(note: str) -> str:
    """A note as it is kept: no outer spaces, one kind of line break, not longer than its column."""
    return note.replace("\r\n", "\n").strip()[:500]
