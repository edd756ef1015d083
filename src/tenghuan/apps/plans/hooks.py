"""What apps above plug in here, because plans may not import them. Register in ``AppConfig.ready``.

Each list takes callables; all get many rows at once and must answer in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tenghuan.apps.plans.models import Item
from tenghuan.pace import Earlier, Parts, Target


@dataclass(frozen=True)
class Standing:
    """How an item stands: target, actual, progress and pace are of one year and one caliber (the target's).

    ``progress`` and ``pace`` are fractions of one, ``actual`` is in the indicator's unit.

    Args:
        lamp: green, blue, yellow, red, done, not_due or no_data (``tenghuan.pace.LampState``).
        year: the year that is judged; None leaves it to the calendar.
        target: the cell of the plan that the lamp was computed with.
        parts, total, due: the numbers behind progress, behind the progress with the base counted in, behind pace.
        share: the two numbers that ``actual`` is the quotient of, where both were reported.
        met: whether the target is met; None without data.
        reported: the number as it was reported, where that is in another caliber than the target.
        earlier: the last number of a year before, where this one has none; never measured against the target.
        note: a short word for the board (零报告, 本地参数（待核实）, 连续两月黄灯).
    """

    actual: Decimal | None = None
    as_of: date | None = None
    progress: Decimal | None = None
    pace: Decimal | None = None
    lamp: str = "no_data"
    note: str = ""
    forecast: Decimal | None = None
    year: int | None = None
    target: Target | None = None
    parts: Parts | None = None
    total: Parts | None = None
    due: Parts | None = None
    share: Parts | None = None
    met: bool | None = None
    reported: Decimal | None = None
    earlier: Earlier | None = None
    latest: Decimal | None = None  # the last number as it was reported, whatever it is measured on
    latest_at: date | None = None


@dataclass(frozen=True)
class Point:
    """One period of an item's history: what was reported, what was expected, what came out and why."""

    at: date
    label: str
    value: Decimal | None = None
    expected: Decimal | None = None
    progress: Decimal | None = None
    pace: Decimal | None = None
    lamp: str = ""
    status: str = ""
    note: str = ""
    goal: str = ""  # the target that progress and pace are measured on: value, caliber, year
    parts: str = ""  # the numbers behind progress
    due: str = ""  # the numbers behind pace
    link: str = ""
    steps: Sequence[str] = field(default_factory=tuple)  # how it came about, one sentence a step


@dataclass(frozen=True)
class Tally:
    """What a register counts for an indicator, in the indicator's unit, and where the rows behind it are listed."""

    title: str
    value: Decimal
    this_year: Decimal
    unit: str
    link: str


NOTHING = Standing()

BoardSource = Callable[[Sequence[Item]], Mapping[int, Standing]]
HistorySource = Callable[[Item, Any], Sequence[Point]]
TallySource = Callable[[Any, Any], Sequence[Tally]]
CaliberGuard = Callable[[Iterable[int]], set[int]]

# items of one or several plans, each with ``plan``, its child row, ``milestones`` and ``responsibilities`` at hand
board_sources: list[BoardSource] = []
# one item, one account → the item's periods, oldest first; links only to what the account may open
history_sources: list[HistorySource] = []
# one indicator, one account → what registers count for it among what the account may see
tally_sources: list[TallySource] = []
# item ids → those whose caliber and unit may not change any more, because data hang on them
caliber_guards: list[CaliberGuard] = []


def standings(items: Sequence[Item]) -> dict[int, Standing]:
    """Ask every source; the last to know an item wins. Items that nobody knows are 未报数."""
    found: dict[int, Standing] = {}
    for source in board_sources:
        found.update(source(items))
    return found


def history(item: Item, account: Any) -> list[Point]:
    """All sources' points of one item, oldest first, as ``account`` is to see them."""
    points = [point for source in history_sources for point in source(item, account)]
    return sorted(points, key=lambda point: point.at)


def tallies(subject: Any, account: Any) -> list[Tally]:
    """Return what every register counts for an indicator."""
    return [one for source in tally_sources for one in source(subject, account)]


def guarded(ids: Iterable[int]) -> set[int]:
    """The ids among the given whose caliber and unit are fixed by data."""
    wanted = list(ids)
    return set().union(*(guard(wanted) for guard in caliber_guards)) if wanted else set()
