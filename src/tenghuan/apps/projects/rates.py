"""The five rates and what waits between two stages: reached of those whose planned day has come (methodology2 §23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from tenghuan.apps.projects import counting, stages
from tenghuan.apps.projects.models import Lamp, Node, Project, State

NO_TOWN = "—"


@dataclass(frozen=True)
class Rate:
    """One of the five: how many were due by the day, how many of these reached it, how many wait for it."""

    stage: stages.Stage
    due: int
    reached: int
    undone: int
    day: date

    @property
    def value(self) -> Decimal | None:
        """Per cent; None where none was due."""
        return counting.rate(self.reached, self.due)

    @property
    def due_rows(self) -> str:
        """The nodes that were due."""
        told = {"measure": "project_nodes.planned", "stage": self.stage.key, "planned_before": self.day}
        return f"{reverse('project_nodes:list')}?{urlencode(told)}"

    @property
    def undone_rows(self) -> str:
        """The projects that wait for it."""
        return f"{reverse('projects:list')}?{urlencode([('state', one) for one in waiting(self.stage)])}"


@dataclass(frozen=True)
class Town:
    """The rates and lamps of a town."""

    name: str
    rates: dict[str, Decimal | None]
    lamps: dict[str, int]
    projects: int


def waiting(stage: stages.Stage) -> list[str]:
    """Return the states of those that reached the rated stage before (or were signed) and not this one."""
    rated, every = stages.rated(), [one.key for one in stages.stages()]
    at = rated.index(stage)
    first = every.index(rated[at - 1].key) if at else 0
    return every[first : every.index(stage.key)]


def _due(projects: QuerySet[Any], day: date) -> QuerySet[Any]:
    nodes = Node.objects.filter(project__in=projects, retired_on=None, planned__lte=day)
    return nodes.filter(stage__in=[one.key for one in stages.rated()])


def _reached(day: date) -> Count:
    found = Q()
    for one in stages.rated():
        found |= Q(stage=one.key, **{f"project__{one.date}__lte": day})
    return Count("pk", filter=found)


def standing(projects: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the projects that rates speak of: those that were not dropped."""
    return projects.filter(retired_on=None).exclude(state=State.DROPPED)


def rates(projects: QuerySet[Any], day: date) -> list[Rate]:
    """Return the five rates of projects on a day (two queries)."""
    here = standing(projects)
    rows = _due(here, day).order_by().values_list("stage").annotate(due=Count("pk"), reached=_reached(day))
    counted = {stage: (due, reached) for stage, due, reached in rows}
    states = dict(here.order_by().values_list("state").annotate(n=Count("pk")))
    return [
        Rate(one, *counted.get(one.key, (0, 0)), sum(states.get(state, 0) for state in waiting(one)), day)
        for one in stages.rated()
    ]


def towns(projects: QuerySet[Any], day: date) -> list[Town]:
    """Return the rates and lamps of each town, those with red lamps first (two queries)."""
    here = standing(projects)
    rows = _due(here, day).order_by().values_list("project__town__name", "stage")
    found: dict[str, dict[str, Decimal | None]] = {}
    for town, stage, due, reached in rows.annotate(due=Count("pk"), reached=_reached(day)):
        found.setdefault(town or NO_TOWN, {})[stage] = counting.rate(reached, due)
    lit: dict[str, dict[str, int]] = {}
    for town, lamp, number in here.order_by().values_list("town__name", "lamp").annotate(n=Count("pk")):
        lit.setdefault(town or NO_TOWN, {})[lamp] = number
    every = [Town(name, found.get(name, {}), lamps, sum(lamps.values())) for name, lamps in lit.items()]
    return sorted(every, key=lambda one: (-one.lamps.get(Lamp.RED, 0), -one.projects, one.name))


def dark(towns: Sequence[Town]) -> int:
    """Return how many projects have no lamp: judged, or without a planned day for what comes next."""
    return sum(one.projects for one in towns) - sum(lit(towns).values())


def lit(towns: Sequence[Town]) -> dict[str, int]:
    """Return how many projects have each lamp."""
    return {colour: sum(one.lamps.get(colour, 0) for one in towns) for colour in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)}


def visible(account: Any, county: Any) -> QuerySet[Any]:
    """Return a county's projects that an account may see."""
    found: QuerySet[Any] = Project.objects.visible_to(account).filter(county=county)
    return found


def red_first(rows: QuerySet[Any]) -> list[Project]:
    """Return projects by their lamp, red ones first, then by the day of the next node."""
    order = {Lamp.RED: 0, Lamp.YELLOW: 1, Lamp.GREEN: 2, Lamp.NONE: 3}
    return sorted(rows.order_by(F("due_on").asc(nulls_last=True), "pk"), key=lambda one: order[Lamp(one.lamp)])
