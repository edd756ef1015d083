"""What the first pages of several roles read: the campaign's rows, tasks by deadline, who lags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.registry import page_of
from tenghuan.apps.monitoring import owing
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.states import REPORTED, State
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans.queries import Row, board_of
from tenghuan.apps.web import scope
from tenghuan.pace import Month

SHOWN = 10
RECENT_DAYS = 92  # causes and missing reports are told of periods that opened since


def rows_of(request: HttpRequest) -> list[Row]:
    """Return the board's rows of the region that is looked at."""
    return board_of(request.user, scope.chosen(request))


# what the month asks is told beside the tasks, by report: it is not told twice
REPORTING = owing.PREFIX


@dataclass(frozen=True)
class Due:
    """One task: what, by when, how many days are left, its page."""

    title: str
    due: date | None
    left: int | None
    address: str


def tasks_of(account: Any, today: date) -> list[Due]:
    """Return what an account is to do, the nearest day first, those without a day last (one query)."""
    found = Task.objects.open().held_by(account).exclude(kind__startswith=REPORTING)
    found = found.order_by(F("due").asc(nulls_last=True), "pk")[:SHOWN]
    return [_due(task, today) for task in found]


def _due(task: Task, today: date) -> Due:
    return Due(task.title, task.due, None if task.due is None else (task.due - today).days, page_of(task))


@dataclass
class Lag:
    """Who lags: reports not handed in, tasks past their day."""

    name: str
    missing: int = 0
    returned: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All that is outstanding."""
        return self.missing + self.late


def tasks_and_late(account: Any, region_path: str, today: date) -> tuple[list[Due], Counter[str]]:
    """Return what an account is to do, and holder → tasks past their day of a region (one query for both)."""
    late = Q(region__path__startswith=region_path, due__lt=today)
    mine = Task.objects.held_by(account).values("pk")
    found = (
        Task.objects.open()
        .exclude(kind__startswith=REPORTING)
        .annotate(mine=Case(When(pk__in=mine, then=True), default=False))
    )
    found = found.filter(late | Q(mine=True)).select_related("unit", "region").annotate(town_unit=_town_unit())
    own: list[Due] = []
    counted: Counter[str] = Counter()
    for task in found.order_by(F("due").asc(nulls_last=True), "pk").iterator(chunk_size=2000):
        if task.mine and len(own) < SHOWN:
            own.append(_due(task, today))
        if task.due is not None and task.due < today and task.region.path.startswith(region_path):
            counted[_holder(task)] += 1
    return own, counted


def _town_unit() -> Subquery:
    """The name of a task's town as a unit: whose reports and whose tasks are late stands in one row."""
    units = Unit.objects.filter(region=OuterRef("region"), kind=UnitKind.TOWN, active=True)
    return Subquery(units.order_by("pk").values("name")[:1])


def _holder(task: Any) -> str:
    if task.unit is not None:
        return str(task.unit.name)
    if task.role in ("", Role.TOWN) and task.town_unit:
        return str(task.town_unit)
    word = "" if task.role in ("", Role.TOWN) else Role(task.role).label
    return f"{task.region.name}{word}"


@dataclass
class Reports:
    """Who lags in the periods that are not locked; of each item what was said last, and its numbers by month."""

    waiting: int = 0
    lags: dict[str, Lag] = field(default_factory=dict)
    causes: dict[int, str] = field(default_factory=dict)
    series: dict[int, list[tuple[Month, Decimal]]] = field(default_factory=dict)


def reports_of(rows: Iterable[Row], today: date, days: int = RECENT_DAYS) -> Reports:
    """Read the reports of the plans on a board, of the periods that opened within ``days`` (one query)."""
    found = Reports()
    reports = Report.objects.filter(
        period__plan__in={row.item.plan_id for row in rows},
        period__opens_on__lte=today,
        period__opens_on__gt=today - timedelta(days=days),
        item__retired=False,
    ).order_by("period__year", "period__month")
    columns = ("item_id", "state", "unit__name", "note", "period__locked_at", "period__year", "period__month", "value")
    for item, state, unit, note, locked, year, month, value in reports.values_list(*columns):
        if note:
            found.causes[item] = note
        if locked is None:
            _count(found, state, unit or _("未指定单位"))
        if value is not None and state in REPORTED:
            found.series.setdefault(item, []).append((Month(year, month), value))
    return found


def _count(found: Reports, state: str, unit: str) -> None:
    if state in (State.SUBMITTED, State.ZERO):
        found.waiting += 1
    if state == State.NOT_DUE or state in REPORTED:
        return
    lag = found.lags.setdefault(unit, Lag(unit))
    lag.missing += 1
    lag.returned += state == State.RETURNED


def lagging(reports: Reports, late: Mapping[str, int]) -> list[Lag]:
    """Return who lags, the worst first."""
    lags = dict(reports.lags)
    for name, n in late.items():
        lags.setdefault(name, Lag(name)).late = n
    return sorted(lags.values(), key=lambda lag: (-lag.total, lag.name))


def owed(found: QuerySet[Report], today: date) -> dict[str, Any]:
    """Return what a unit still owes: how many, the days left of the nearest, those that were returned (one query)."""
    rows = list(found.select_related("period", "item").order_by("period__due_on", "item__order"))
    # what is due now, and what has been overdue for long, are told apart
    days = [(report.period.due_on - today).days for report in rows]
    return {
        "count": len(rows),
        "left": min(days, default=None),
        "returned": [report for report in rows if report.state == State.RETURNED],
        "reports": rows[:SHOWN],
        "period": rows[-1].period if rows else None,
    }


def today() -> date:
    """Return the day."""
    return timezone.localdate()
