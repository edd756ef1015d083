"""The schedule of projects: bars of a year with their nodes (Gantt), and a month's nodes day by day (calendar)."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.organization.models import Region
from tenghuan.apps.projects import lamps, rates, stages, standing
from tenghuan.apps.projects.models import Node, Project, State

WIDTH = 1200  # units of a bar's picture: a year
SHOWN = 80  # projects of a page; the rest is in the list


@dataclass(frozen=True)
class Mark:
    """A node on a bar: where, which stage, its planned and real day, how it stands (done, late, red, yellow, green)."""

    at: int
    word: str
    planned: date
    real: date | None
    look: str


@dataclass
class Bar:
    """A project's bar of a year: from the first node that touches it to the last."""

    project: Project
    marks: list[Mark] = field(default_factory=list)
    start: int = 0
    end: int = WIDTH

    @property
    def width(self) -> int:
        """How long the bar is."""
        return max(self.end - self.start, 2)

    @property
    def address(self) -> str:
        """The page of the project."""
        return address_of(self.project)


def place(day: date, year: int) -> int:
    """Return where a day stands in the picture of a year; days outside stand at its ends."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = min(max(day, first), last)
    return round((held - first).days / (last - first).days * WIDTH)


def look(planned: date, real: date | None, day: date, bound: lamps.Bounds) -> str:
    """Return how a node stands: done in time or late, else its lamp."""
    if real is not None:
        return "done" if real <= planned else "late"
    return lamps.lamp(day, planned, 0, bound)


def bars(account: Any, county: Region, year: int, day: date) -> list[Bar]:
    """Return a bar for each project with nodes in a year, red ones and those that are due first (three queries)."""
    rows = rates.standing(rates.visible(account, county)).exclude(state=State.JUDGED)
    rows = rows.filter(nodes__retired_on=None, nodes__planned__year=year).distinct()
    found = rates.red_first(rows)[:SHOWN]
    planned, bound = standing.plans(found), standing.bounds(county)
    return [_bar(project, planned[project.pk], year, day, bound) for project in found]


def _bar(project: Project, planned: dict[str, date], year: int, day: date, bound: lamps.Bounds) -> Bar:
    days = sorted(planned.values())
    bar = Bar(project, start=place(days[0], year), end=place(days[-1], year))
    for one in stages.stages():
        due = planned.get(one.key)
        if due is not None and due.year == year:
            real = project.day_of(one)
            bar.marks.append(Mark(place(due, year), one.word, due, real, look(due, real, day, bound)))
    return bar


@dataclass(frozen=True)
class Due:
    """A node in the calendar."""

    node: Node
    look: str

    @property
    def word(self) -> str:
        """What is due."""
        return stages.stage(self.node.stage).word

    @property
    def address(self) -> str:
        """The page of its project."""
        return address_of(self.node.project)


@dataclass(frozen=True)
class Day:
    """A day of the calendar with its nodes; ``inside``: whether it lies in the month."""

    on: date
    inside: bool
    due: list[Due]


def month(account: Any, county: Region, year: int, number: int, day: date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, each day with the nodes planned for it (a query)."""
    weeks = Calendar().monthdatescalendar(year, number)
    span = (weeks[0][0], weeks[-1][-1])
    nodes = Node.objects.visible_to(account).filter(county=county, retired_on=None, planned__range=span)
    nodes = nodes.filter(project__retired_on=None).exclude(project__state=State.DROPPED)
    bound = standing.bounds(county)
    by_day: dict[date, list[Due]] = {}
    for node in nodes.select_related("project", "county").order_by("planned", "project__name", "pk"):
        by_day.setdefault(node.planned, []).append(Due(node, look(node.planned, node.day, day, bound)))
    return [[Day(on, on.month == number, by_day.get(on, [])) for on in week] for week in weeks]


def around(year: int, number: int) -> tuple[date, date]:
    """Return the first days of the month before and of the month after."""
    first = date(year, number, 1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)


def today_at(year: int, day: date) -> int | None:
    """Return where today stands in the picture of a year, None in another year."""
    return place(day, year) if day.year == year else None


def legend() -> Sequence[tuple[str, str]]:
    """Return the looks of nodes in the order of the legend, each with its sign."""
    return (("done", "★"), ("late", "☆"), ("green", "●"), ("yellow", "▲"), ("red", "■"))
