"""The rows of the month's grid and of the review list: a report with everything shown beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, Count, Prefetch, Q, Value, When

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.monitoring import countersigning, measure
from tenghuan.apps.monitoring.changes import leads_too
from tenghuan.apps.monitoring.faults import ChangedMeanwhile
from tenghuan.apps.monitoring.models import Period, Report, reported_by, units_of
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.rules import exceptions_of
from tenghuan.apps.monitoring.states import EDITABLE
from tenghuan.apps.monitoring.workbook import Line
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Indicator, Item, ItemKind, Milestone, Plan, Responsibility, ResponsibilityRole
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tenghuan.pace.subject import ADDITIVE
from tenghuan.plan.calibers import Caliber

# indicators before actions before tasks
IN_ORDER = Case(*(When(item__kind=kind, then=Value(at)) for at, kind in enumerate(ItemKind.values)), default=Value(9))


@dataclass(frozen=True)
class Typed:
    """A row as it came from the page: the fields as they were typed, and the revision that was shown."""

    value: str
    phase: str
    note: str
    seen: int
    whole: str = ""


@dataclass(frozen=True)
class Row:
    """One line: what is asked, the number before, the present one, its doubts, who may do what."""

    report: Report
    asked: str
    unit: str
    target: str
    last: tuple[Month, Decimal] | None
    doubts: list[str]
    mine: bool
    writable: bool
    zero_allowed: bool
    has_phase: bool
    leads_too: bool
    evidence: int
    comments: int
    words: Sequence[countersigning.Word] = ()  # of the units that lead it with the filer
    typed: Typed | None = None  # what the officer typed, where it could not be saved
    fault: InputFault | None = None

    @property
    def item(self) -> Item:
        """The item reported on."""
        return self.report.item

    @property
    def value(self) -> str:
        """The present number as it stands in a field; what was typed, where that could not be saved."""
        return self.typed.value if self.typed else measure.plain(self.report.value)

    @property
    def whole(self) -> str:
        """The total beside it as it stands in a field."""
        return self.typed.whole if self.typed else measure.plain(self.report.whole)

    @property
    def in_parts(self) -> bool:
        """Whether the total may be told beside the number."""
        return measure.in_parts(self.item)

    @property
    def note(self) -> str:
        """The note as it stands in a field."""
        return self.typed.note if self.typed else self.report.note

    @property
    def phase(self) -> str:
        """The state of a task as it stands in a field."""
        return self.typed.phase if self.typed else self.report.phase

    @property
    def seen(self) -> int:
        """The revision that the fields were filled from."""
        return self.typed.seen if self.typed else self.report.revision

    @property
    def stale(self) -> bool:
        """Whether what was typed could not be saved because the report changed meanwhile."""
        return isinstance(self.fault, ChangedMeanwhile)

    @property
    def said(self) -> tuple[int, int, list[countersigning.Word]]:
        """How many of those that lead it too agree, how many have not said a word, and the objections."""
        objections = [word for word in self.words if word.objects]
        silent = sum(not word.verb for word in self.words)
        return len(self.words) - silent - len(objections), silent, objections

    @property
    def before(self) -> Decimal | None:
        """The number before."""
        return self.last[1] if self.last else None

    @property
    def change(self) -> Decimal | None:
        """Present number minus the one before."""
        return None if self.report.value is None or self.last is None else self.report.value - self.last[1]


def rows(reports: Iterable[Report], account: Any, today: date, exceptions: dict[int, date] | None = None) -> list[Row]:
    """Build the lines of reports from one period in seven queries, however many there are."""
    found = with_all(reports)
    if not found:
        return []
    late = exceptions if exceptions is not None else exceptions_of(found[0].period)
    ids = [report.item_id for report in found]
    known, ways = reported(ids), modes(ids)
    words = countersigning.words(found)
    return [
        replace(
            _row(report, account, today, late, known.get(report.item_id), mode_of(ways, report.item_id)),
            words=words.get(report.pk, ()),
        )
        for report in found
    ]


def with_all(reports: Any) -> list[Report]:
    """Reports with period, plan, item, unit, milestones and counts (three queries)."""
    full = reports.select_related("period__plan__region", "item__indicator", "unit")
    cells = Prefetch("item__indicator__milestones", to_attr="cells")  # a list: no query set is made for each indicator
    # of an item of all towns there are dozens of supporting units, and nothing here asks for them
    leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD).select_related("unit")
    full = full.prefetch_related(cells, Prefetch("item__responsibilities", leads)).annotate(
        files=Count("attachments", filter=Q(attachments__withdrawn_at=None), distinct=True),
        remarks=Count("events", filter=Q(events__kind=EventKind.COMMENT), distinct=True),
    )
    return list(full.order_by(IN_ORDER, "item__campaign_order", "item__order", "item__pk"))


def _row(
    report: Report, account: Any, today: date, late: dict[int, date], series: dict[Month, Decimal] | None, mode: Any
) -> Row:
    item, month = report.item, report.period.at
    last = last_before(series, month)
    mine = report.is_filed_by(account)
    doubts = [] if report.is_zero else measure.warnings(item, mode, month, report.value, last)
    return Row(
        report=report,
        asked=measure.asked(item, mode, month),
        unit=measure.unit_of(item),
        target=_target(item, month.year),
        last=last,
        doubts=doubts,
        mine=mine,
        writable=mine and report.state in EDITABLE and report.accepts(today, late),
        zero_allowed=measure.by_percent(item) or Caliber(measure.indicator_of(item).caliber) in ADDITIVE,
        has_phase=measure.has_phase(item),
        leads_too=leads_too(account, report),
        evidence=getattr(report, "files", 0),
        comments=getattr(report, "remarks", 0),
    )


def _target(item: Item, year: int) -> str:
    if measure.by_percent(item):
        return f"{item.due_on:%Y-%m-%d} 前" if item.due_on else ""
    cells = _cells_for(measure.indicator_of(item), year)
    return "；".join(_words(cell, measure.indicator_of(item)) for cell in cells)


def _words(cell: Milestone, indicator: Indicator) -> str:
    other = "" if cell.caliber == indicator.caliber else f"（{wording.caliber_name(cell.caliber)}）"
    return f"{wording.target(cell)}{other} / {wording.when(cell)}"


def _cells_for(indicator: Any, year: int) -> list[Any]:
    cells = wording.in_order(indicator.cells)
    coming = [cell for cell in cells if cell.year is None or cell.year >= year]
    first = coming[0].year if coming else None
    return [cell for cell in coming if cell.year in (first, None)]


def for_unit(account: Any, period: Period, unit_id: int | None) -> Any:
    """What a unit reports on in a period, as far as the account may see it (unit None: what no unit reports on)."""
    return Report.objects.visible_to(account).filter(reported_by([unit_id]), period=period)


def sheet(
    account: Any, period: Period, unit_id: int | Literal[False] | None, today: date
) -> tuple[list[Row], list[Row]]:
    """Return what a unit reports on in a period, and what the account's unit leads too or only supports.

    Both are read at once. ``unit_id``: None for what no unit reports on, False where no unit is chosen.
    """
    own = Q(pk__in=()) if unit_id is False else reported_by([unit_id])
    mine = reported_by(units_of(account))
    beside = ~mine if account.role in (Role.DEPARTMENT, Role.TOWN) else Q(pk__in=())
    found = rows(Report.objects.visible_to(account).filter(own | beside, period=period), account, today)
    units = set(units_of(account)) if account.role in (Role.DEPARTMENT, Role.TOWN) else None
    filed = [row for row in found if unit_id is not False and row.report.unit_id == unit_id]
    return filed, [row for row in found if units is not None and row.report.unit_id not in units]


def lines(found: Sequence[Row]) -> list[Line]:
    """The rows as the workbook has them."""
    return [
        Line(
            key=row.item.key,
            kind=str(row.item.get_kind_display()),
            title=row.item.title,
            unit=row.unit,
            asked=row.asked,
            last=row.before,
            value=row.report.value,
            zero=row.report.is_zero,
            phase=str(row.report.get_phase_display()),
            has_phase=row.has_phase,
            note=row.report.note,
            state=str(row.report.get_state_display()),
            writable=row.writable,
            whole=row.report.whole,
            in_parts=row.in_parts,
        )
        for row in found
    ]


def periods_of(plan: Plan, today: date) -> list[Period]:
    """The plan's periods that have opened, the latest first."""
    return list(Period.objects.filter(plan=plan, opens_on__lte=today).select_related("plan__region"))


def chosen_period(found: Sequence[Period], wanted: str, today: date) -> Period | None:
    """The period asked for; else the latest that is open; else the latest."""
    if (number := whole(wanted, otherwise=None)) is not None:
        return next((period for period in found if period.pk == number), None)
    return next((period for period in found if period.is_open(today)), found[0] if found else None)
