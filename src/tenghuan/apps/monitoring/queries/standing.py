"""How items stand: approved numbers put through the pace room. Nothing measured is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.monitoring.calendar import latest_month
from tenghuan.apps.monitoring.measure import by_percent, indicator_of
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.parameters import Parameters
from tenghuan.apps.monitoring.readings import Numbers, in_full
from tenghuan.apps.plans.models import Indicator, Item, Plan
from tenghuan.pace import (
    Assessment,
    LampState,
    Month,
    Past,
    Subject,
    Target,
    assess_task,
    history,
    months,
    standing,
    task_standing,
)
from tenghuan.pace.lamps import escalate
from tenghuan.pace.numbers import decimal
from tenghuan.pace.tasks import month_end
from tenghuan.plan.calibers import Caliber, Comparison, Direction
from tenghuan.plan.schema import Frequency, PaceParameters, PeriodCalendar


@dataclass
class Known:
    """What was read for a set of items, to assess each without another query."""

    numbers: dict[int, Numbers]
    parameters: Parameters
    now: dict[int, Month]  # plan → the month everything is judged at

    def of(self, item: Item) -> Numbers:
        """The item's approved numbers."""
        return self.numbers.get(item.pk) or Numbers()

    def subject(self, item: Item) -> Subject:
        """The indicator of an item as the pace room knows it."""
        return subject_of(indicator_of(item), item.plan, self.of(item), self.parameters.periods(item.plan_id))


def known_about(items: Sequence[Item], today: date | None = None, at: Month | None = None) -> Known:
    """Read all that assessing ``items`` needs: five queries.

    Args:
        items: with their plans.
        today: the day by whose latest open period all is judged.
        at: judge by this month instead, with the parameters that held at its end.
    """
    day = today or timezone.localdate()
    plans = {item.plan_id: item.plan for item in items}
    if at is not None:
        day = min(end_of(at), day)
    parameters = Parameters(plans, day)
    now = _now(plans, parameters, day) if at is None else dict.fromkeys(plans, at)
    return Known(in_full([item.pk for item in items]), parameters, now)


def _now(plans: Mapping[int, Plan], parameters: Parameters, day: date) -> dict[int, Month]:
    """The latest month with a period that has opened; without periods, by the calendar, within the plan's years."""
    opened = Period.objects.filter(plan__in=list(plans), opens_on__lte=day).order_by("year", "month")
    found = {plan: Month(year, month) for plan, year, month in opened.values_list("plan_id", "year", "month")}
    for pk, plan in plans.items():
        if pk not in found:
            month = latest_month(parameters.calendar(pk), day)
            found[pk] = min(month, Month(plan.end_year, 12)) if plan.end_year else month
    return found


def subject_of(indicator: Indicator, plan: Plan, numbers: Numbers, periods: PeriodCalendar) -> Subject:
    """The indicator as the pace room knows it; milestones are expected to be prefetched."""
    targets = tuple(
        Target(cell.year, cell.value, Caliber(cell.caliber), Comparison(cell.comparison), cell.upper, cell.share)
        for cell in indicator.milestones.all()
    )
    years = [target.year for target in targets if target.year is not None]
    after_base = indicator.baseline_year + 1 if indicator.baseline_year else None
    told = plan.effective_from or plan.issued_on
    # a plan that gives no first year runs from the year it was put in force, not from its last target
    first = plan.start_year or after_base or min([*years, *([told.year] if told else [])], default=1)
    # a base of 2020 and a plan that starts in 2022 leave 2021 to be counted in
    if after_base and indicator.caliber == Caliber.CUMULATIVE_WITH_BASE:
        first = min(first, after_base)
    return Subject(
        caliber=Caliber(indicator.caliber),
        targets=targets,
        first_year=first,
        frequency=Frequency(indicator.frequency),
        direction=Direction(indicator.direction),
        unit=indicator.unit,
        base_year=indicator.baseline_year,
        base=indicator.baseline_value,
        past=tuple(_past(indicator.past)),
        curve=tuple(decimal(point) for point in indicator.curve) if indicator.curve else None,
        mode=numbers.mode,
        periods=periods,
        wholes=numbers.wholes,
    )


def _past(rows: Iterable[Mapping[str, Any]]) -> Iterable[Past]:
    for row in rows:
        yield Past(int(row["year"]), decimal(row["value"]), Caliber(row["caliber"]))


def stands(item: Item, known: Known) -> Assessment:
    """How one item stands now."""
    now, pace = known.now[item.plan_id], known.parameters.pace(item.plan_id)
    numbers = known.of(item)
    series = numbers.values
    if by_percent(item):
        begins, due = _span(item)
        return task_standing(series, now, pace, begins=begins, due=due)
    return standing(known.subject(item), series, now, pace)


def over_time(item: Item, known: Known, stretch: Sequence[Month]) -> list[Assessment]:
    """The lamp of every month of a stretch, from approved numbers."""
    pace, numbers = known.parameters.pace(item.plan_id), known.of(item)
    if by_percent(item):
        return _task_history(item, numbers.values, stretch, pace)
    return history(known.subject(item), numbers.values, stretch, pace)


def _task_history(
    item: Item, series: Mapping[Month, Decimal], stretch: Sequence[Month], pace: PaceParameters
) -> list[Assessment]:
    begins, due = _span(item)
    made = (assess_task(series.get(month), month, pace, begins=begins, due=due) for month in stretch)
    return list(escalate(made, pace))


def _span(item: Item) -> tuple[date | None, date | None]:
    plan = item.plan
    due = item.due_on or (date(plan.end_year, 12, 31) if plan.end_year else None)
    begins = plan.effective_from or plan.issued_on or (date(plan.start_year, 1, 1) if plan.start_year else None)
    return begins, due


def note_of(item: Item, found: Assessment, known: Known) -> str:
    """The short word beside a lamp."""
    words = []
    if found.at in known.of(item).zero:
        words.append(_("零报告"))
    if found.at in known.of(item).settled:
        words.append(_("按核定数"))
    if found.at in known.of(item).blocked:
        words.append(_("受阻"))
    if found.escalated:
        words.append(_("连续黄灯未改善"))
    if found.progress and found.lamp not in (LampState.NOT_DUE, LampState.DONE) and _skipped(item, found.at, known):
        words.append(_("最新数为%(m)s") % {"m": found.at})
    return "；".join(words)


def _skipped(item: Item, at: Month, known: Known) -> bool:
    """Whether a month that was due has passed since ``at`` without an approved number; the present one has time."""
    periods = known.parameters.periods(item.plan_id)
    due = range(1, 13) if by_percent(item) else periods.of(Frequency(indicator_of(item).frequency)).due
    return any(month.month in due for month in months(at.next(), known.now[item.plan_id].back(1)))


def end_of(month: Month) -> date:
    """The day a month's number stands for."""
    return month_end(month)
