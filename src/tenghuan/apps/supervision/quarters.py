"""The list of a quarter's end: every order that was issued, open or closed in it, and how each lead stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.kit.workdays import days_over
from tenghuan.apps.supervision.models import Order, State
from tenghuan.apps.supervision.registers import ORDERS
from tenghuan.publishing.tables import Column, Table

_WRITTEN = re.compile(r"([12][0-9]{3})-([1-4])")
SHOWN = 8  # quarters that may be chosen


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def at(cls, day: date) -> Quarter:
        """Return the quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def of(cls, written: str, today: date) -> Quarter:
        """Return a quarter as addresses write it (2026-4); the present one for anything else."""
        found = _WRITTEN.fullmatch(written)
        return cls(int(found[1]), int(found[2])) if found else cls.at(today)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def key(self) -> str:
        """As addresses write it."""
        return f"{self.year}-{self.number}"

    def __str__(self) -> str:
        return _("%(y)d 年第 %(q)d 季度") % {"y": self.year, "q": self.number}


def recent(today: date) -> list[Quarter]:
    """Return the quarters to choose from, the newest first."""
    found = [Quarter.at(today)]
    while len(found) < SHOWN:
        found.append(Quarter.at(found[-1].first - timedelta(days=1)))
    return found


@dataclass(frozen=True)
class Line:
    """An order as it stood on the last day that is looked at: counted from its dates, whatever came later."""

    order: Order
    day: date

    @property
    def closed(self) -> bool:
        """Whether it was closed by then."""
        return self.order.closed_on is not None and self.order.closed_on <= self.day

    @property
    def over(self) -> int:
        """How many working days the lead took, or has taken, beyond the limit.

        What was reported and stands is the lead's last day: how long the office verifies it is not the lead's delay.
        """
        due, told = self.order.due_on, self.order.reported_on
        stands = self.closed or self.order.state in (State.REPORTED, State.CLOSED)
        until = told if stands and told is not None and told <= self.day else self.day
        return days_over(due, until) if due is not None else 0

    @property
    def result(self) -> str:
        """How it stands in a word."""
        if self.closed:
            return _("逾期办结") if self.over else _("按期办结")
        return _("逾期未办结") if self.over else _("在办")


@dataclass
class Lead:
    """What a lead had to answer for in the quarter."""

    name: str
    issued: int = 0
    in_time: int = 0
    closed_late: int = 0
    open: int = 0
    late: int = 0
    reported: int = 0

    def add(self, line: Line, quarter: Quarter) -> None:
        """Count an order."""
        issued = line.order.issued_on
        self.issued += issued is not None and issued >= quarter.first
        self.in_time += line.closed and not line.over
        self.closed_late += line.closed and bool(line.over)
        self.open += not line.closed
        self.late += not line.closed and bool(line.over)
        self.reported += line.order.level > 0


def within(rows: QuerySet[Order], quarter: Quarter) -> QuerySet[Order]:
    """Keep the orders that were issued by the quarter's end and not closed before it began."""
    open_ = Q(closed_on=None) | Q(closed_on__gte=quarter.first)
    return rows.filter(open_, issued_on__lte=quarter.last).exclude(state=State.REVOKED)


def listed(rows: QuerySet[Order], quarter: Quarter, day: date) -> tuple[Table, list[Lead]]:
    """Return the list of a quarter and its sums by lead, the latest ones first."""
    lines = [Line(order, day) for order in within(rows, quarter).order_by("lead__name", "number")]
    columns = [
        Column("number", _("督办号"), value=lambda line: line.order.number, link=_page, width=14),
        Column("matter", _("事项"), value=lambda line: line.order.matter, width=34),
        Column("lead", _("牵头单位"), value=lambda line: str(line.order.lead), width=16),
        Column("grade", _("单据等级"), value=lambda line: line.order.get_grade_display(), width=8),
        Column("issued", _("交办日"), value=lambda line: line.order.issued_on, kind="date"),
        Column("first", _("首个限期"), value=lambda line: line.order.first_due, kind="date"),
        Column("due", _("现行限期"), value=lambda line: line.order.due_on, kind="date"),
        Column("closed_on", _("办结日"), value=lambda line: line.order.closed_on if line.closed else None, kind="date"),
        Column("result", _("办理结果"), width=12),
        Column("over", _("逾期（工作日）"), value=lambda line: line.over or None, kind="number"),
        Column("progress", _("办理情况"), value=lambda line: line.order.progress, width=34),
    ]
    title = _("%(q)s督办清单") % {"q": quarter}
    return Table(title, columns, lines, note=_("截至 %(d)s") % {"d": day}), by_lead(lines, quarter)


def _page(line: Line) -> str:
    return ORDERS.address(line.order)


def by_lead(lines: Iterable[Line], quarter: Quarter) -> list[Lead]:
    """Return the sums by lead: those with most that is late first."""
    found: dict[Any, Lead] = {}
    for line in lines:
        found.setdefault(line.order.lead_id, Lead(str(line.order.lead))).add(line, quarter)
    return sorted(found.values(), key=lambda lead: (-lead.late, -lead.closed_late, lead.name))
