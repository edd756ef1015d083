"""What is being done: tasks of the plan by deadline, and orders under supervision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tenghuan.apps.cockpit.sections.board import board_address
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.plans import tables
from tenghuan.apps.plans.queries import Row, lamp_counts
from tenghuan.apps.plans.ranking import problems
from tenghuan.apps.supervision.models import OVER, RANK, RUNNING, Grade, Order, State

SHOWN = 11


@dataclass(frozen=True)
class Due:
    """A task of the plan that is not done: days left to its deadline (below nought: over it), None without one."""

    row: Row
    left: int | None
    address: str

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.left is not None and self.left < 0


def projects(sight: Sight) -> Mapping[str, Any]:
    """Actions and tasks of the plans: lamps in all, what is overdue or due next, then what is furthest behind."""
    rows = [row for row in sight.rows if row.indicator is None]
    open_ = [Due(row, _left(row, sight), tables.address(row)) for row in rows if row.standing.lamp != "done"]
    dated = sorted((one for one in open_ if one.left is not None), key=lambda one: (one.left, one.row.item.order))
    behind = {problem.row.item.pk: n for n, problem in enumerate(problems([one.row for one in open_], {}))}
    undated = [one for one in open_ if one.left is None and one.row.item.pk in behind]
    undated.sort(key=lambda one: behind[one.row.item.pk])
    counts = lamp_counts(rows)
    return {
        "all": len(rows),
        "counts": counts,
        "late": sum(one.late for one in dated),
        "due": [*dated, *undated][:SHOWN],
        "undated": sum(row.item.due_on is None for row in rows),
        "more": f"{reverse('plans:tasks')}?region={sight.region.code}" if sight.one else board_address(sight),
    }


def _left(row: Row, sight: Sight) -> int | None:
    return None if row.item.due_on is None else (row.item.due_on - sight.day).days


@dataclass(frozen=True)
class Late:
    """An order with the working days it is late (0: not yet)."""

    order: Order
    days: int
    address: str


def orders(sight: Sight) -> Mapping[str, Any]:
    """Orders by the grade of their slip, how many are late or wait for verification, the latest ones by name."""
    found = Order.objects.visible_to(sight.viewer).filter(county__path__startswith=sight.region.path, retired_on=None)
    rows = list(found.exclude(state=State.DRAFT).select_related("lead", "county"))
    alive = [order for order in rows if order.state not in OVER]
    grades = Counter(Grade(order.grade) for order in alive)
    running = [
        Late(order, order.overdue(sight.day), reverse("orders:detail", args=(order.pk,)))
        for order in alive
        if order.state in RUNNING
    ]
    running.sort(key=lambda one: (-one.days, -RANK[Grade(one.order.grade)], str(one.order.due_on)))
    return {
        "grades": [(grade, grades.get(grade, 0)) for grade in reversed(Grade)],
        "alive": len(alive),
        "late": sum(one.days > 0 for one in running),
        "reported": sum(order.state == State.REPORTED for order in alive),
        "closed": sum(order.state == State.CLOSED for order in rows),
        "lines": running[: SHOWN - 4],
        "more": reverse("orders:list"),
    }
