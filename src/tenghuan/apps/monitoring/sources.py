"""What this app plugs into the plan's board, item pages and caliber guard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.monitoring.measure import by_percent, indicator_of
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.queries.standing import Known, end_of, known_about, note_of, over_time, stands
from tenghuan.apps.monitoring.readings import with_data
from tenghuan.apps.monitoring.states import VALID, State
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.hooks import Point, Standing
from tenghuan.apps.plans.models import Item
from tenghuan.pace import Assessment, LampState, Mode, Month, Parts, months
from tenghuan.pace.schedule import due_value
from tenghuan.pace.subject import RATES
from tenghuan.plan.calibers import Caliber


def board(items: Sequence[Item]) -> Mapping[int, Standing]:
    """Item → how it stands, in five queries for any number of items and months."""
    if not items:
        return {}
    known = known_about(items)
    return {item.pk: told(item, stands(item, known), known) for item in items}


def told(item: Item, found: Assessment, known: Known) -> Standing:
    """Say how an item stands: the one place where an assessment becomes the figures of pages, workbooks and closes."""
    done = found.progress
    return Standing(
        actual=done.actual if done else None,
        as_of=end_of(found.at) if done else None,
        progress=found.rate,
        pace=found.expected,
        lamp=found.lamp.value,
        note=note_of(item, found, known),
        forecast=_rounded(found.forecast),
        year=known.now[item.plan_id].year,
        target=found.target,
        parts=done.parts if done else None,
        total=done.total if done and done.total != done.parts else None,
        due=found.due_parts,
        share=_share(item, found, known),
        met=done.met if done else None,
        reported=_otherwise(item, found, known),
        earlier=found.earlier,
        **_latest(item, known),
    )


def _latest(item: Item, known: Known) -> dict[str, Any]:
    values = known.of(item).values
    last = max(values, default=None)
    return {} if last is None else {"latest": values[last], "latest_at": end_of(last)}


def _share(item: Item, found: Assessment, known: Known) -> Parts | None:
    """The two numbers that were reported, where the actual is their quotient."""
    numbers = known.of(item)
    whole, part = numbers.wholes.get(found.at), numbers.values.get(found.at)
    return Parts(part, whole) if part is not None and whole and found.progress else None


def _otherwise(item: Item, found: Assessment, known: Known) -> Decimal | None:
    """The number as it was reported, where the target is in another caliber (当年 of a stock)."""
    if by_percent(item) or found.target is None or found.progress is None:
        return None
    same = found.target.caliber.value == indicator_of(item).caliber
    return None if same else known.of(item).values.get(found.at)


def _rounded(value: Decimal | None) -> Decimal | None:
    """Two decimals are enough of what nobody counted; of shares and ratios below one, four."""
    return None if value is None else round(value, 4 if abs(value) < 1 else 2)


def past(item: Item, account: Any) -> Sequence[Point]:
    """One item's months, oldest first, each with its lamp and how it came about.

    The plan is everybody's in its county, a report only its units': the others see the month without a link.
    """
    known = known_about([item])
    reports = Report.objects.filter(item=item).select_related("period").order_by("-period__year", "-period__month")
    by_month = {report.period.at: report for report in reports[: reporting().series_months]}
    if not by_month:
        return []
    shown = set(Report.objects.visible_to(account).filter(item=item).values_list("pk", flat=True))
    stretch = months(min(by_month), max(by_month))
    points = []
    for found in over_time(item, known, stretch):
        report = by_month.get(found.at)
        points.append(
            Point(
                at=end_of(found.at),
                label=str(found.at),
                value=_counts(item, found, known, report),
                expected=_due(item, found, known, _counts(item, found, known, report)),
                progress=found.rate,
                pace=found.expected,
                lamp=LampState.NOT_DUE.value if _spared(found, report) else found.lamp.value,
                status=str(report.get_state_display()) if report else "",
                note=report.note if report else "",
                goal=wording.pace_target(found.target) if found.target and not by_percent(item) else "",
                parts=wording.parts(found.progress.parts) if found.progress else "",
                due=wording.parts(found.due_parts),
                link=reverse("monitoring:report", args=(report.pk,)) if report and report.pk in shown else "",
                steps=(_("本月不要求填报"),) if _spared(found, report) else tuple(found.explanation()),
            )
        )
    return points


def _spared(found: Assessment, report: Report | None) -> bool:
    """A month that asks for no number (a task that is done) does not lack one."""
    return report is not None and report.state == State.NOT_DUE and found.lamp is LampState.NO_DATA


def _reported(report: Report | None) -> Decimal | None:
    return report.value if report is not None and report.state in VALID else None


def _counts(item: Item, found: Assessment, known: Known, report: Report | None) -> Decimal | None:
    """The number that counts for a month: what was settled, else what was reported and approved."""
    numbers = known.of(item)
    return numbers.values[found.at] if found.at in numbers.settled else _reported(report)


@dataclass(frozen=True)
class Pace:
    """One month of an item: the approved number, what it had to be by then, the lamp."""

    at: Month
    value: Decimal | None
    expected: Decimal | None
    lamp: str


def paths(items: Sequence[Item], most: int) -> dict[int, list[Pace]]:
    """Item → its last ``most`` months up to now, oldest first, from the first that has a number.

    As many queries for one item as for any number of them; the items come with plan, child row and milestones.
    """
    if not items:
        return {}
    known = known_about(items)
    return {item.pk: _path(item, known, most) for item in items}


def _path(item: Item, known: Known, most: int) -> list[Pace]:
    now, values = known.now[item.plan_id], known.of(item).values
    if not values:
        return []
    found = over_time(item, known, months(max(min(values), now.back(most - 1)), now))
    return [
        Pace(one.at, values.get(one.at), _due(item, one, known, values.get(one.at)), one.lamp.value) for one in found
    ]


def _due(item: Item, found: Assessment, known: Known, value: Decimal | None) -> Decimal | None:
    """What the reported number had to be by then; None where it and the target are not of one kind.

    A target in another additive caliber (当年 of a stock) is put on the reported one by what is still lacking.
    """
    done = found.progress
    if found.target is None or found.expected is None or done is None or value is None or by_percent(item):
        return None
    subject = known.subject(item)
    due = due_value(subject, found.target, found.expected)
    if due is None or subject.mode is Mode.PERIODIC:
        return None
    if subject.caliber in RATES:
        return _rounded(due) if found.target.caliber is Caliber.ANNUAL else None
    return _rounded(value + due - done.actual)


def fixed(ids: Iterable[int]) -> set[int]:
    """The items whose caliber and unit data has fixed."""
    return with_data(ids)
