"""What was before: an item's numbers of earlier months, and everything that happened to one report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tenghuan.apps.kit.models import Event, EventKind
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.states import State

TOLD = ("value", "note", "reason")


@dataclass(frozen=True)
class Change:
    """One change of a report: who made it and when, the state and the number after it, note or reason."""

    event: Event
    state: str
    value: Decimal | None
    words: str

    def get_state_display(self) -> str:
        """The state in words."""
        return str(State(self.state).label) if self.state in State.values else ""


def numbers(report: Report, most: int) -> list[Report]:
    """The item's reports of earlier months that have a number, the latest first."""
    found = Report.objects.filter(item=report.item, value__isnull=False).exclude(pk=report.pk)
    found = found.filter(period__year__lte=report.period.year).select_related("period")
    latest = found.order_by("-period__year", "-period__month")[: most * 2]
    return [one for one in latest if one.period.at < report.period.at][:most]


def history(report: Report) -> list[Change]:
    """What happened to a report but comments, the latest first; what a move did not touch stays as it was."""
    now: dict[str, Any] = {"value": None, "note": "", "reason": ""}
    found = []
    for event in report.events.exclude(kind=EventKind.COMMENT).order_by("pk"):
        told = event.told.get("was", event.told) if event.kind == EventKind.UNDO else event.told
        now |= {name: told[name] for name in TOLD if name in told}
        value = None if now["value"] is None else Decimal(now["value"])
        note = event.note if event.kind == EventKind.CHANGE else ""
        found.append(Change(event, event.after, value, note or now["reason"] or now["note"]))
    return found[::-1]
