"""What a wall looks at: a region, as somebody may see it, on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tenghuan.apps.access.roles import Role
from tenghuan.apps.closing.models import Snapshot
from tenghuan.apps.cockpit import layout as layouts
from tenghuan.apps.cockpit.cards import Shown, shown
from tenghuan.apps.cockpit.closed import as_closed
from tenghuan.apps.cockpit.models import Layout
from tenghuan.apps.monitoring.sources import Pace, paths
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import Row, board_of
from tenghuan.apps.web import scope

MONTHS = 24  # of a path that is drawn or searched


@dataclass(frozen=True)
class Guest:
    """Who looks at a wall that a token opened: nobody by name, seeing what the region's leader sees."""

    region: Region
    role: str = Role.LEADER
    is_authenticated: bool = True
    is_active: bool = True
    unit_id: int | None = None
    enterprise_code: str = ""


@dataclass
class Sight:
    """A region as a viewer sees it. ``rows`` may be the board's own, shared with it: never written to."""

    region: Region
    viewer: Any
    day: date
    layout: Layout | None = None
    rows: list[Row] = field(default_factory=list)
    closed: dict[int, Snapshot] = field(default_factory=dict)  # plan → the snapshot that its rows are shown from

    @classmethod
    def of(cls, region: Region, viewer: Any, day: date) -> Sight:
        """Look: the layout and the board, of closed months as they were closed."""
        found = cls(region, viewer, day, Layout.objects.filter(region=region).first())
        found.rows, found.closed = as_closed(viewer, board_of(viewer, scope.Chosen(path=region.path)))
        return found

    @property
    def one(self) -> bool:
        """Whether it is one county; else the counties of a city or province stand side by side."""
        return self.region.level == "county"

    @property
    def kind(self) -> str:
        """The key of the layout that the platform brings for it."""
        return "county" if self.one else "upper"

    @cached_property
    def plans(self) -> list[Plan]:
        """The plans on the board."""
        return list({row.item.plan_id: row.item.plan for row in self.rows}.values())

    @cached_property
    def red(self) -> list[Row]:
        """The red items."""
        return [row for row in self.rows if row.standing.lamp == "red"]

    @cached_property
    def cards(self) -> list[Shown]:
        """The key figures of one county."""
        return shown(self.region, self.rows) if self.one else []

    @cached_property
    def paths(self) -> dict[int, list[Pace]]:
        """The months of every item that is red or a key figure."""
        wanted = {row.item.pk: row.item for row in [*self.red, *(card.row for card in self.cards)]}
        return paths(list(wanted.values()), MONTHS)

    @property
    def data_day(self) -> date | None:
        """The last day that any figure on the board stands for."""
        return max((row.standing.as_of for row in self.rows if row.standing.as_of is not None), default=None)

    def screens(self, known: Sequence[str]) -> layouts.Plan:
        """Return the layout: the region's own, else the platform's."""
        own = self.layout.screens if self.layout is not None else None
        return layouts.read(own or layouts.shipped()[self.kind], known)
