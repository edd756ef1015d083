"""Parts of the pages of a breakdown and of a portion that the kit does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.decomposition import goals, sheets
from tenghuan.apps.decomposition.breaking import EDITABLE
from tenghuan.apps.decomposition.models import Decomposition, Portion, State
from tenghuan.apps.decomposition.rules import goal_now

PARTS_TITLE, CARRIED_TITLE = _("分解表"), _("目标任务")


def seen_portions(account: Any, decomposition: Decomposition) -> list[Portion]:
    """Return the portions that an account may see, in their order: a town its own."""
    found = Portion.objects.visible_to(account).filter(decomposition=decomposition)
    found = found.select_related("unit__region", "region", "decomposition__indicator", "county")
    return list(found.order_by("place", "pk"))


@dataclass(frozen=True)
class Parts:
    """Who carries how much, what all come to against the plan, and how each stands."""

    title: Any = PARTS_TITLE
    key: str = "parts"
    template: str = "decomposition/panels/parts.html"

    def context(self, account: Any, thing: Decomposition) -> dict[str, Any] | None:
        """Return the table, in the account's scope."""
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        alone = account.role == Role.TOWN
        return {
            "sheet": sheets.sheet(thing, seen_portions(account, thing), alone=alone),
            "thing": thing,
            "mine": mine,
            "editable": mine and thing.state in EDITABLE,
            "renew": mine and thing.state == State.PUBLISHED,
            "moved": thing.state in (State.SETTLED, State.PUBLISHED) and goals.moved(thing, goal_now(thing)),
            "lit": thing.state == State.PUBLISHED,
            "alone": alone,
        }


@dataclass(frozen=True)
class Carried:
    """A portion's targets by year, and how it stands."""

    title: Any = CARRIED_TITLE
    key: str = "carried"
    template: str = "decomposition/panels/carried.html"

    def context(self, account: Any, thing: Portion) -> dict[str, Any]:
        """Return the one line with its heads."""
        found = sheets.sheet(thing.decomposition, [thing], alone=True)
        return {"sheet": found, "line": found.lines[0], "unit": thing.decomposition.indicator.unit, "all": _now("合计")}
