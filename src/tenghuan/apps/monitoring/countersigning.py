"""Joint leads (分别牵头): the first unit files, each of the others countersigns the number or objects with a reason.

A word is given to a number. When the number changes, it no longer stands and is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenghuan.apps.kit.models import Event
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans.models import ResponsibilityRole

AGREE, OBJECT = "countersign", "object"


@dataclass(frozen=True)
class Word:
    """What a unit that leads an item with the filer says of its number; ``verb`` "": nothing yet."""

    unit: Unit
    verb: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def objects(self) -> bool:
        """Whether the unit does not agree."""
        return self.verb == OBJECT


def others(report: Report) -> list[Unit]:
    """The units that lead the item beside the one that files; a collective (各乡镇) has nobody who could sign."""
    leads = (part.unit for part in report.item.responsibilities.all() if part.role == ResponsibilityRole.LEAD)
    return [unit for unit in leads if unit.pk != report.unit_id and unit.kind != UnitKind.COLLECTIVE]


def number_of(report: Report) -> list[str]:
    """What is countersigned: number and total."""
    return [measure.plain(report.value), measure.plain(report.whole)]


def words(reports: Iterable[Report]) -> dict[int, list[Word]]:
    """Report → a word of each unit that leads it too; one query, none where nobody leads together."""
    joint = {report.pk: report for report in reports if others(report)}
    if not joint:
        return {}
    said: dict[tuple[int, int], Event] = {}
    events = Event.objects.filter(reports__in=list(joint), verb__in=(AGREE, OBJECT)).order_by("pk")
    for event in events:
        if event.told["number"] == number_of(joint[event.object_id]):
            said[event.object_id, event.told["unit"]] = event
    return {pk: [_word(unit, said.get((pk, unit.pk))) for unit in others(report)] for pk, report in joint.items()}


def _word(unit: Unit, event: Event | None) -> Word:
    return Word(unit) if event is None else Word(unit, event.verb, event.note, event.by, event.at)


def unsigned(reports: Any) -> set[int]:
    """The units that still owe a word on any of these reports (a query set)."""
    found = words(reports.select_related("item").prefetch_related("item__responsibilities__unit"))
    return {word.unit.pk for each in found.values() for word in each if not word.verb}
