"""What is still owed: by a unit, to the office, and what has fallen behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q

from tenghuan.apps.monitoring.models import LateException, Period, Report, reported_by, units_of
from tenghuan.apps.monitoring.queries.sheets import IN_ORDER
from tenghuan.apps.monitoring.states import EDITABLE, REPORTED, VALID, WAITING, State
from tenghuan.apps.plans.models import ItemKind, Plan
from tenghuan.apps.plans.queries import Row as BoardRow
from tenghuan.apps.plans.queries import board


@dataclass(frozen=True)
class Owed:
    """One report that a unit still owes, and how urgent it is."""

    report: Report
    days_left: int  # to the day it is due; negative: overdue
    open: bool  # may still be written

    @property
    def returned(self) -> bool:
        """Whether the office sent it back."""
        return self.report.state == State.RETURNED

    @property
    def overdue(self) -> bool:
        """Whether the day it was due has passed."""
        return self.days_left < 0


def owed_by(account: Any, plans: Iterable[Plan], today: date) -> list[Owed]:
    """What the account's units still owe: returned first, then by how late it is (two queries)."""
    units = units_of(account)
    found = (
        Report.objects.visible_to(account)
        .filter(reported_by(units), state__in=[str(s) for s in EDITABLE], period__plan__in=list(plans))
        .filter(Q(period__locked_at=None) | Q(returned_at__gt=F("period__locked_at")))
        .filter(period__opens_on__lte=today)
        .select_related("period__plan__region", "item", "unit")
        .order_by("period__due_on", IN_ORDER, "item__order")
    )
    late = _late(units, today)
    owed = [
        Owed(
            report,
            (report.period.due_on - today).days,
            report.accepts(today, {report.unit_id or 0: late.get((report.period_id, report.unit_id or 0), date.min)}),
        )
        for report in found
    ]
    return sorted(owed, key=lambda one: (not one.returned, one.days_left))


def _late(units: list[int], today: date) -> dict[tuple[int, int], date]:
    found = LateException.objects.filter(unit__in=units, until__gte=today)
    return {(period, unit): until for period, unit, until in found.values_list("period_id", "unit_id", "until")}


@dataclass(frozen=True)
class Filled:
    """How far the present month is filled in: reports with a number (draft or handed in) of those that are due."""

    done: int
    due: int
    drafts: int


def filled(account: Any, plans: Iterable[Plan], today: date) -> Filled:
    """Count the account's reports of the periods that are open (one query)."""
    found = Report.objects.visible_to(account).filter(
        reported_by(units_of(account)),
        period__plan__in=list(plans),
        period__opens_on__lte=today,
        period__closes_on__gte=today,
        period__locked_at=None,
        item__retired=False,
    )
    counted = found.exclude(state=State.NOT_DUE).aggregate(
        due=Count("pk"),
        done=Count("pk", filter=Q(value__isnull=False)),
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
    )
    return Filled(**counted)


def behind(account: Any, plans: Iterable[Plan]) -> list[BoardRow]:
    """Red and yellow items, red first: a department's or town's own, else all."""
    shown = [row for row in board(list(plans)) if row.standing.lamp in ("red", "yellow")]
    units = set(units_of(account)) if account.role in ("department", "town") else set()
    if account.role in ("department", "town"):
        shown = [row for row in shown if row.unit_ids & units]
    return sorted(shown, key=_urgency)


def _urgency(row: BoardRow) -> tuple[bool, int, int, int]:
    return row.standing.lamp != "red", row.item.plan_id, ItemKind.values.index(row.item.kind), row.item.order


def counts(account: Any, plans: Iterable[Plan]) -> dict[str, int]:
    """How many of the account's own reports of unlocked periods are in each state."""
    found = Report.objects.visible_to(account).filter(period__plan__in=list(plans), period__locked_at=None)
    if account.role in ("department", "town"):
        found = found.filter(reported_by(units_of(account)))
    rows = found.values_list("state").annotate(n=Count("pk")).order_by()
    return dict(rows)


@dataclass(frozen=True)
class UnitLine:
    """One unit in one period: how many are due, handed in, approved, waiting, returned."""

    period: Period
    unit_id: int | None
    unit: str
    due: int
    reported: int
    valid: int
    waiting: int
    returned: int
    last_at: Any

    @property
    def missing(self) -> int:
        """What was not handed in."""
        return self.due - self.reported


def by_unit(account: Any, periods: Iterable[Period]) -> list[UnitLine]:
    """Completeness of every unit in the given periods (one query); completeness says nothing of validity."""
    known = {period.pk: period for period in periods}
    rows = (
        Report.objects.visible_to(account)
        .filter(period__in=list(known), item__retired=False)
        .order_by()
        .values("period_id", "unit_id", "unit__name")
        .annotate(
            due=Count("pk", filter=~Q(state=State.NOT_DUE)),
            reported=Count("pk", filter=Q(state__in=[str(s) for s in REPORTED])),
            valid=Count("pk", filter=Q(state__in=[str(s) for s in VALID])),
            waiting=Count("pk", filter=Q(state__in=[str(s) for s in WAITING])),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            last_at=Max("submitted_at"),
        )
    )
    found = [
        UnitLine(
            period=known[row["period_id"]],
            unit_id=row["unit_id"],
            unit=row["unit__name"] or "",
            due=row["due"],
            reported=row["reported"],
            valid=row["valid"],
            waiting=row["waiting"],
            returned=row["returned"],
            last_at=row["last_at"],
        )
        for row in rows
        if row["due"]
    ]
    return sorted(found, key=lambda line: (-line.period.year, -line.period.month, line.unit == "", line.unit))
