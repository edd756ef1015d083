"""Which months are to be opened, and which items owe a report in a month. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.parameters import Calendar, Parameters, reporting
from tenghuan.apps.monitoring.shares import summed
from tenghuan.apps.monitoring.states import VALID
from tenghuan.apps.organization.models import UnitKind
from tenghuan.apps.plans.models import Item, ItemKind, Plan, Responsibility, ResponsibilityRole
from tenghuan.pace import Month
from tenghuan.plan.schema import Frequency, PeriodCalendar

Days = tuple[date, date, date]


@dataclass(frozen=True)
class Duty:
    """An item, the unit that reports on it (None: nobody but the office), and whether it is due this month."""

    item_id: int
    unit_id: int | None
    due: bool


def latest_month(calendar: Calendar, today: date) -> Month:
    """The last month whose period has opened by ``today``."""
    month = Month(today.year, today.month).next()
    while calendar.days(month)[0] > today:
        month = month.back(1)
    return month


def latest_periods(plan_ids: Iterable[int]) -> dict[int, Month]:
    """Plan → the last month that has a period (one query)."""
    number = Max(F("year") * 12 + F("month") - 1)
    rows = Period.objects.filter(plan__in=list(plan_ids)).order_by().values("plan_id").annotate(last=number)
    return {row["plan_id"]: Month(0, 1).back(-row["last"]) for row in rows}


def months_to_open(plan: Plan, calendar: Calendar, today: date, known: Month | None) -> list[tuple[Month, Days]]:
    """The months that should follow ``known``, oldest first, each with the days it opens, is due and closes.

    Between the last period and today all missed ones (at most the parameter's number); without any period only
    the latest. The last month of a plan that ran out meanwhile is open from today on, so that its outcome can be
    reported.
    """
    last = latest_month(calendar, today)
    final = Month(plan.end_year, 12) if plan.end_year else None
    first = Month(plan.start_year, 1) if plan.start_year else None
    ran_out = final is not None and last > final
    if final is not None and ran_out:
        last = final
    if first is not None and last < first:
        return []
    missed, month = [], known.next() if known else last
    while month <= last:
        late = ran_out and month == final
        missed.append((month, _catch_up(calendar, month, today) if late else calendar.days(month)))
        month = month.next()
    return missed[-reporting().missed_periods_at_most :]


def _catch_up(calendar: Calendar, month: Month, today: date) -> Days:
    opens, due, closes = calendar.days(month)
    return today, today + (due - opens), today + (closes - opens)


def duties(plan: Plan, month: Month) -> list[Duty]:
    """Every item of the plan with its reporting unit; a task that was approved as done is no longer due."""
    items = [item for item in _living(plan) if not _adds_up(item)]
    leads: dict[int, int] = {}
    responsible = Responsibility.objects.filter(item__plan=plan, role=ResponsibilityRole.LEAD)
    responsible = responsible.exclude(unit__kind=UnitKind.COLLECTIVE).filter(unit__active=True)
    for item, unit in responsible.order_by("order", "pk").values_list("item_id", "unit_id"):
        leads.setdefault(item, unit)
    done = Report.objects.filter(item__plan=plan, state__in=[str(s) for s in VALID], value=100)
    finished = set(done.exclude(item__kind=ItemKind.INDICATOR).values_list("item_id", flat=True))
    periods = Parameters([plan.pk], timezone.localdate()).periods(plan.pk)
    return [Duty(item.pk, leads.get(item.pk), _due(item, month, periods) and item.pk not in finished) for item in items]


def _living(plan: Plan) -> Iterable[Item]:
    shared = Item.objects.filter(whole=OuterRef("pk"), retired=False)
    return Item.objects.filter(plan=plan, retired=False).select_related("indicator").annotate(shared=Exists(shared))


def _adds_up(item: Item) -> bool:
    """The towns file their shares and the county's number is their sum: nobody files it."""
    return item.kind == ItemKind.INDICATOR and bool(getattr(item, "shared", False)) and summed(item.indicator.caliber)


def _due(item: Item, month: Month, periods: PeriodCalendar) -> bool:
    if item.kind != ItemKind.INDICATOR:
        return True
    return month.month in periods.of(Frequency(item.indicator.frequency)).due
