"""The rows of the month's grid and of the review list: a report with everything shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import Attachment, Event, EventKind
from tenghuan.apps.monitoring import countersigning, measure
from tenghuan.apps.monitoring.faults import ChangedMeanwhile
from tenghuan.apps.monitoring.models import Period, Report, reported_by, reporting_units, units_of
from tenghuan.apps.monitoring.readings import lasts
from tenghuan.apps.monitoring.rules import exceptions_of
from tenghuan.apps.monitoring.states import EDITABLE
from tenghuan.apps.monitoring.workbook import Line
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Indicator, Item, ItemKind, Milestone, Plan, Responsibility, ResponsibilityRole
from tenghuan.errors import InputFault
from tenghuan.pace import Mode, Month
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


def rows(reports: QuerySet[Report], account: Any, period: Period, today: date) -> list[Row]:
    """Build the lines of reports of one period in eight queries at most, however many there are."""
    found = _read(reports, period)
    # of an item of all towns there are dozens of supporting units, and nothing here asks for them
    leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD).select_related("unit")
    prefetch_related_objects(found, Prefetch("item__responsibilities", leads))
    words = countersigning.words(found)
    return [replace(row, words=words.get(row.report.pk, ())) for row in _rows(found, account, period, today)]


def row(report: Report, account: Any, today: date) -> Row:
    """Build the line of one report as it is now, without the words of others, which a sheet does not show."""
    return _rows(_read(Report.objects.filter(pk=report.pk), report.period), account, report.period, today)[0]


def _rows(found: list[Report], account: Any, period: Period, today: date) -> list[Row]:
    """The lines of reports that were read (four queries at most), without the words of others."""
    if not found:
        return []
    cells = Prefetch("item__indicator__milestones", to_attr="cells")  # a list: no query set is made for each indicator
    prefetch_related_objects(found, cells)
    late = {} if period.is_open(today) else exceptions_of(period)
    known = lasts([report.item_id for report in found], period.at)
    units = set(reporting_units(account))
    mine = {report.pk for report in found if report.is_filed_by(account, units)}
    return [_row(report, report.pk in mine, today, late, known.get(report.item_id)) for report in found]


def _read(reports: QuerySet[Report], period: Period) -> list[Report]:
    """Reports of a period with item, mode, unit and counts (one query)."""
    kind = ContentType.objects.get_for_model(Report)
    files = Attachment.objects.filter(withdrawn_at=None)
    remarks = Event.objects.filter(kind=EventKind.COMMENT)
    full = reports.select_related("item__indicator__reporting_mode", "unit").annotate(
        files=_number(files, kind), remarks=_number(remarks, kind)
    )
    found: list[Report] = list(full.order_by(IN_ORDER, "item__campaign_order", "item__order", "item__pk"))
    for report in found:
        report.period = period  # the same for all: no need to read it, its plan and region with each
    return found


def _number(linked: QuerySet[Any], kind: ContentType) -> Coalesce:
    """How many things are linked to a report."""
    of_report = linked.filter(content_type=kind, object_id=OuterRef("pk")).order_by()
    return Coalesce(Subquery(of_report.values("object_id").annotate(n=Count("pk")).values("n")), 0)


def _row(report: Report, mine: bool, today: date, late: dict[int, date], last: tuple[Month, Decimal] | None) -> Row:
    item, month, mode = report.item, report.period.at, _mode(report.item)
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
        evidence=getattr(report, "files", 0),
        comments=getattr(report, "remarks", 0),
    )


def _mode(item: Item) -> Mode:
    """How an item is reported: month by month only where that was said of its indicator."""
    told = getattr(getattr(item, "indicator", None), "reporting_mode", None)
    return Mode(told.mode) if told else Mode.TO_DATE


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


@dataclass(frozen=True)
class Beside:
    """A line of what another unit reports on: the account's unit leads it too, or only supports it."""

    report: Report
    leads_too: bool

    @property
    def item(self) -> Item:
        """The item reported on."""
        return self.report.item

    @property
    def unit(self) -> str:
        """The unit of the number."""
        return measure.unit_of(self.item)

    @property
    def evidence(self) -> int:
        """How many files are attached."""
        return int(getattr(self.report, "files", 0))

    @property
    def comments(self) -> int:
        """How many comments there are."""
        return int(getattr(self.report, "remarks", 0))


def sheet(
    account: Any, period: Period, unit_id: int | Literal[False] | None, today: date
) -> tuple[list[Row], list[Beside]]:
    """Return what a unit reports on in a period, and what the account's unit leads too or only supports.

    Both are read at once. ``unit_id``: None for what no unit reports on, False where no unit is chosen.
    """
    own = Q(pk__in=()) if unit_id is False else reported_by([unit_id])
    units = units_of(account) if account.role in (Role.DEPARTMENT, Role.TOWN) else None
    beside = Q(pk__in=()) if units is None else ~reported_by(units)
    led = Responsibility.objects.filter(role=ResponsibilityRole.LEAD, unit__in=units or (), item=OuterRef("item"))
    asked = Report.objects.visible_to(account).filter(own | beside, period=period)
    found = _read(asked.annotate(led=Exists(led)), period)
    filed = [report for report in found if unit_id is not False and report.unit_id == unit_id]
    others = [report for report in found if units is not None and report.unit_id not in units]
    return _rows(filed, account, period, today), [Beside(report, bool(getattr(report, "led", 0))) for report in others]


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
    return [period for period in every_period_of(plan) if period.opens_on <= today]


def every_period_of(plan: Plan) -> list[Period]:
    """The plan's periods, the latest first, each with the plan as it was given."""
    found = list(Period.objects.filter(plan=plan))
    for period in found:
        period.plan = plan  # one plan and region for all, where each would bring its own
    return found


def chosen_period(found: Sequence[Period], wanted: str, today: date) -> Period | None:
    """The period asked for; else the latest that is open; else the latest."""
    if (number := whole(wanted, otherwise=None)) is not None:
        return next((period for period in found if period.pk == number), None)
    return next((period for period in found if period.is_open(today)), found[0] if found else None)
