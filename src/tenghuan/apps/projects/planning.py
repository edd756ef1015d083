"""The plan of a project's nodes as a whole: proposed by usual durations, written in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, service
from tenghuan.apps.kit import records
from tenghuan.apps.projects import stages
from tenghuan.apps.projects.following import NODES, WRITERS
from tenghuan.apps.projects.models import Node, Project
from tenghuan.errors import InputFault


@dataclass(frozen=True)
class Planned:
    """What is planned of one stage; ``day`` None takes the node out of the plan."""

    day: date | None
    promised: date | None = None
    basis: str = ""

    def values(self) -> dict[str, Any]:
        """Return it as the columns of a node."""
        return {"planned": self.day, "promised": self.promised, "basis": self.basis}


def nodes_of(project: Project) -> dict[str, Node]:
    """Return the nodes of a project by stage."""
    rows = Node.objects.filter(project=project, retired_on=None).select_related("county", "project", "unit")
    return {node.stage: node for node in rows}


def proposal(project: Project) -> dict[str, date]:
    """Return a day for each stage ahead: the usual days after the last stage that was reached (or after today)."""
    reached = project.reached
    last = project.day_of(reached[-1]) if reached else None
    day, found = max(last or timezone.localdate(), timezone.localdate()), {}
    for one in stages.following(project.state):
        day += timedelta(days=one.days)
        found[one.key] = day
    return found


def may_plan(actor: Actor, project: Project) -> bool:
    """Tell whether an actor writes the plan of a project."""
    return any_of(WRITERS, actor, project)


@service("projects.plan", gettext_lazy("编排项目节点"), locks=("project",))
def plan(actor: Actor, project: Project, told: Mapping[str, Planned]) -> int:
    """Write the whole plan of a project; return how many nodes changed.

    Raises:
        InputFault: not this actor's, days not in the order of the stages, or what a node's register refuses.
    """
    if not may_plan(actor, project):
        who = "、".join(str(one.label) for one in WRITERS)
        raise InputFault(_("项目节点由%(w)s编排") % {"w": who}, where=str(project))
    _hold_order(project, told)
    stands = nodes_of(project)
    gone = [stands[key] for key, one in told.items() if one.day is None and key in stands]
    for one in gone:
        records.retire(actor, NODES, one, _("调整计划"))
    count = len(gone)
    for key in _in_turn(stands, told):
        values = told[key].values()
        node = stands.get(key)
        if node is None:
            records.add(actor, NODES, project.county, {"project": project, "stage": key, **values})
        elif any(getattr(node, name) != value for name, value in values.items()):
            records.change(actor, NODES, node, values)
        else:
            continue
        count += 1
    if not count:
        nothing_changed()
    return count


def _hold_order(project: Project, told: Mapping[str, Planned]) -> None:
    last: tuple[stages.Stage, date] | None = None
    for one in stages.stages():
        day = told[one.key].day if one.key in told else None
        if day is None:
            continue
        if last is not None and day < last[1]:
            raise InputFault(
                _("“%(l)s”的计划日早于“%(e)s”的计划日") % {"l": one.word, "e": last[0].word},
                where=str(project),
                remedy=_("请按环节先后安排计划日"),
            )
        last = (one, day)


def _in_turn(stands: Mapping[str, Node], told: Mapping[str, Planned]) -> list[str]:
    """Return the stages in such an order that the plan is in order after each of them.

    What moves later goes first, the last of it before the rest; then what moves earlier, then what is new.
    """
    later, earlier, new = [], [], []
    for one in stages.stages():
        day = told[one.key].day if one.key in told else None
        if day is None:
            continue
        if one.key not in stands:
            new.append(one.key)
        elif day > stands[one.key].planned:
            later.append(one.key)
        else:
            earlier.append(one.key)
    return [*reversed(later), *earlier, *new]
