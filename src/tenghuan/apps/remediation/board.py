"""The board of clearing-up: by step of the county's loop, by town, by month against the plan; a few queries in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation import dictionary, targets
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.rules import RUNNING
from tenghuan.publishing.tables import Column

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Sums:
    """What some cases come to: how many, their land (mu) and energy (tce) by plan or, once closed, in fact; overdue."""

    count: int = 0
    land: Decimal = NOTHING
    energy: Decimal = NOTHING
    overdue: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count,
            self.land + other.land,
            self.energy + other.energy,
            self.overdue + other.overdue,
        )


@dataclass(frozen=True)
class Column_:
    """A column of the board: a step or state in the county's words, its states, what stands in it."""

    name: str
    states: tuple[str, ...]
    sums: Sums

    @property
    def query(self) -> str:
        """The filter of the list that shows its cases."""
        return "&".join(f"state={state}" for state in self.states)


@dataclass(frozen=True)
class Town:
    """A town with what stands in each column, and in all."""

    town: Any
    cells: Sequence[Sums]
    closed: Sums
    total: Sums


@dataclass(frozen=True)
class Goal:
    """A target of the plan with what the close-outs come to; ``share`` in per cent, None without a target."""

    name: str
    unit: str
    done: Decimal
    target: Decimal | None
    year: int | None

    @property
    def share(self) -> Decimal | None:
        """How much of the target is reached (per cent)."""
        return self.done * 100 / self.target if self.target else None


@dataclass(frozen=True)
class Month:
    """What was closed in a month."""

    month: int
    count: int
    land: Decimal
    energy: Decimal
    carbon: Decimal


@dataclass(frozen=True)
class Board:
    """All that the page shows."""

    columns: Sequence[Column_]
    aside: Sequence[Column_]
    towns: Sequence[Town]
    months: Sequence[Month]
    goals: Sequence[Goal]
    year: int


def overdue(today: date | None = None) -> Q:
    """Return the condition of a case past its day; lasting rectification has none."""
    return Q(state__in=(State.WORKING, State.MENDING), due_on__lt=today or timezone.localdate())


def of(account: Any, county: Region, year: int) -> Board:
    """Return the board of a county's cases as the account may see them: five queries, whatever their number."""
    found = Case.objects.visible_to(account).filter(county=county, retired_on=None)
    cells = _cells(found)
    words = dict(dictionary.words(county))
    steps = dictionary.steps(county)
    columns = [_column(step.name, step.states, cells) for step in steps]
    named = {state for step in steps for state in step.states}
    # lasting rectification stands in a column of its own, outside the counts
    left = [state for state in State if state.value not in named or state == State.LASTING]
    aside = [_column(words.get(state.value, str(state.label)), (state.value,), cells) for state in left]
    return Board(
        columns, aside, _towns(cells, columns), _months(found, year), _goals(county, found), year
    )  # fmt: skip


def _cells(found: QuerySet[Case]) -> dict[tuple[int, str], Sums]:
    """Return (town, state) → sums: one query."""
    closed = Q(state=State.CLOSED)
    rows = found.order_by().values_list("town", "state").annotate(
        count=Count("pk"),
        land=Sum(When_(When(closed, then=F("actual_land")), default=F("expected_land"))),
        energy=Sum(When_(When(closed, then=F("actual_energy")), default=F("expected_energy"))),
        late=Count("pk", filter=overdue()),
    )  # fmt: skip
    return {
        (town, state): Sums(count, land or NOTHING, energy or NOTHING, late)
        for town, state, count, land, energy, late in rows
    }


def _total(parts: Iterable[Sums]) -> Sums:
    return sum(parts, Sums())


def _column(name: str, states: tuple[str, ...], cells: dict[tuple[int, str], Sums]) -> Column_:
    inside = tuple(state for state in states if state != State.LASTING or len(states) == 1)
    return Column_(name, inside, _total(sums for (_town, state), sums in cells.items() if state in inside))


def _towns(cells: dict[tuple[int, str], Sums], columns: Sequence[Column_]) -> list[Town]:
    towns = Region.objects.filter(pk__in={town for town, _state in cells}).order_by("code")
    return [
        Town(
            town,
            [_total(cells.get((town.pk, state), Sums()) for state in column.states) for column in columns],
            cells.get((town.pk, State.CLOSED), Sums()),
            _total(sums for (pk, state), sums in cells.items() if pk == town.pk and state != State.DROPPED),
        )
        for town in towns
    ]


def _months(found: QuerySet[Case], year: int) -> list[Month]:
    closed = found.filter(state=State.CLOSED, closed_on__year=year).order_by()
    rows = closed.annotate(month=ExtractMonth("closed_on")).values_list("month").annotate(
        count=Count("enterprise__uscc", distinct=True),
        land=Sum("actual_land"), energy=Sum("actual_energy"), carbon=Sum("actual_carbon"),
    )  # fmt: skip
    return [Month(row[0], row[1], *(amount or NOTHING for amount in row[2:])) for row in sorted(rows)]


# indicator → how its number comes of the close-outs
_DONE = {
    "high_consumption_firms": ("firms", "高耗低效"),
    "scattered_firms": ("firms", "低散乱"),
    "cleared_and_upgraded_firms": ("firms", ""),
    "released_land": ("actual_land", ""),
    "released_energy": ("actual_energy", ""),
    "carbon_reduction": ("actual_carbon", ""),
}


def names() -> dict[str, str]:
    """Return what the indicators of the board are called."""
    return {
        "high_consumption_firms": _("高耗低效企业整治提升"),
        "scattered_firms": _("低散乱企业整治提升"),
        "cleared_and_upgraded_firms": _("淘汰落后及整治提升企业"),
        "released_land": _("腾出用地"),
        "released_energy": _("腾出用能"),
        "carbon_reduction": _("减碳"),
    }


def _goals(county: Region, found: QuerySet[Case]) -> list[Goal]:
    """Return each number with the plan's target, an enterprise once however many lists it is on: two queries."""
    wanted, closed = targets.of(county), found.filter(state=State.CLOSED).order_by()
    sums: dict[str, Any] = {
        key: Sum(column) if column != "firms" else Count(
            "enterprise__uscc", distinct=True, filter=Q(lists__contains=word) if word else None
        )
        for key, (column, word) in _DONE.items()
    }  # fmt: skip
    done = closed.aggregate(**sums)
    return [
        Goal(name, targets.UNITS[key], Decimal(done[key] or 0), *wanted.get(key, (None, None)))
        for key, name in names().items()
        if key in wanted or done[key]
    ]


def years(account: Any, county: Region) -> list[int]:
    """Return the years in which cases were closed, the newest first, this one among them."""
    found = Case.objects.visible_to(account).filter(county=county, state=State.CLOSED).order_by()
    known = set(found.annotate(y=ExtractYear("closed_on")).values_list("y", flat=True).distinct())
    return sorted({*known, timezone.localdate().year}, reverse=True)


def _count_at(at: int) -> Callable[[Any], int]:
    return lambda row: row.cells[at].count


def town_table(board: Board) -> list[Column]:
    """Return the columns of the towns as a table, for the workbook."""
    steps = [
        Column(f"step{at}", one.name, kind="number", digits=0, value=_count_at(at))
        for at, one in enumerate(board.columns)
    ]
    return [
        Column("town", _("镇街"), value=lambda row: str(row.town)),
        *steps,
        Column("closed", _("已销号"), kind="number", digits=0, value=lambda row: row.closed.count),
        Column("land", _("用地"), "亩", kind="number", value=lambda row: row.total.land),
        Column("energy", _("用能"), "吨标准煤", kind="number", value=lambda row: row.total.energy),
        Column("overdue", _("逾期"), kind="number", digits=0, value=lambda row: row.total.overdue),
    ]


def running_overdue(county: Region) -> QuerySet[Case]:
    """Return a county's cases that are past their day."""
    found = Case.objects.filter(county=county, retired_on=None, state__in=RUNNING)
    return found.filter(overdue()).select_related("county", "enterprise", "town", "lead").order_by("due_on")
