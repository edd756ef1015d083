"""Parts of a project's page that the kit does not know: nodes, agreements, money, elements, what counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.columns import column, linked
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.ledgers import gate
from tenghuan.apps.ledgers.models import AllocationState
from tenghuan.apps.projects import elements, lamps, planning, schedule, stages, standing, wall
from tenghuan.apps.projects.following import WRITERS
from tenghuan.apps.projects.models import Month, Problem, Project, Site
from tenghuan.publishing.tables import Column

NODES, AGREEMENTS, MONEY, ELEMENTS, COUNTING, LAMPS = (
    *(_("节点"), _("三份协议"), _("投资和资金"), _("要素准入"), _("计数和履约"), _("亮灯变化")),
)
HUNDRED = Decimal(100)


def _writes(account: Any, project: Project) -> bool:
    """Tell whether an account writes to a project."""
    actor = Actor(account.username, account.name, "", account.region.path, user=account)
    return any_of(WRITERS, actor, project)


@dataclass(frozen=True)
class Nodes:
    """Every stage with its planned, promised and real day, and what is due next."""

    title: Any = NODES
    key: str = "nodes"
    template: str = "projects/nodes.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any]:
        """Return a row a stage."""
        stands, day = planning.nodes_of(thing), timezone.localdate()
        bound, rows = standing.bounds(thing.county), []
        for one in stages.stages():
            node, real = stands.get(one.key), thing.day_of(one)
            planned = node.planned if node else None
            look = schedule.look(planned, real, day, bound) if planned else ("done" if real else "")
            over = ((real or day) - planned).days if planned else None
            rows.append({"stage": one, "node": node, "real": real, "look": look, "over": over})
        return {"rows": rows, "why": thing.lamp_why, "may_plan": _writes(account, thing)}


@dataclass(frozen=True)
class Agreements:
    """The three agreements, and whether the leader's link that the plan asks for is named."""

    title: Any = AGREEMENTS
    key: str = "agreements"
    template: str = "projects/agreements.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any]:
        """Return each agreement with its number; the one of performance is not asked of who rents."""
        names = ("investment_agreement", "performance_agreement", "land_contract")
        asked = {"performance_agreement": thing.site == Site.GRANTED, "investment_agreement": thing.attracted}
        rows = [(column(Project, name).label, getattr(thing, name), asked.get(name, True)) for name in names]
        return {"rows": rows, "linked": wall.is_linked(thing), "mechanisms": wall.mechanisms(thing.county)}


@dataclass(frozen=True)
class Money:
    """Investment of the year and since the start against plan and total; funds in place."""

    title: Any = MONEY
    key: str = "money"
    template: str = "projects/money.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any]:
        """Return the sums."""
        year = timezone.localdate().year
        months = Month.objects.filter(project=thing, retired_on=None, year=year)
        done = months.aggregate(done=Sum("invested"))["done"] or Decimal(0)
        return {
            "year": year,
            "done": done,
            "of_year": done / thing.year_plan * HUNDRED if thing.year_plan else None,
            "of_total": thing.invested / thing.total * HUNDRED if thing.total else None,
            "of_funds": thing.funds / thing.total * HUNDRED if thing.total else None,
        }


@dataclass(frozen=True)
class Elements:
    """The gate before a project gets energy, carbon and land, and its application."""

    title: Any = ELEMENTS
    key: str = "elements"
    template: str = "projects/elements.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any]:
        """Return the gate's rules as they stand for the project, and whether it may apply."""
        made = thing.allocation
        over = (AllocationState.REFUSED, AllocationState.RETURNED)
        free = made is None or made.state in over
        bound = elements.bound(thing)
        return {
            "lines": gate.lines(made if made is not None and not free else elements.draft(thing)),
            "needs": elements.needs_allocation(thing),
            "bound": bound,
            "two_high": gate.is_two_high(thing.industry),
            "made": made,
            "address": address_of(made) if made is not None else "",
            "may_apply": free and _writes(account, thing),
        }


@dataclass(frozen=True)
class Counting:
    """What of the project counts, by when it enters the statistics, what it keeps of its promises."""

    title: Any = COUNTING
    key: str = "counting"
    template: str = "projects/counting.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any]:
        """Return the figures with the lamp of the promises."""
        found = parameter(thing.county, "project_performance_bounds", timezone.localdate())
        hint, yellow, red = (Decimal(str(one)) for one in found.value)
        promises = [
            {
                "label": column(Project, f"promised_{key}").label,
                "unit": column(Project, f"promised_{key}").unit,
                "promised": getattr(thing, f"promised_{key}"),
                "actual": getattr(thing, f"actual_{key}"),
            }
            for key in ("tax", "fixed", "output")
        ]
        late = thing.enter_by is not None and thing.entered_on is None and thing.enter_by < timezone.localdate()
        return {
            "promises": [one for one in promises if one["promised"]],
            "look": lamps.performance(thing.ratio, (hint, yellow, red)),
            "source": "；".join(filter(None, (found.source, found.note))),
            "late": late,
            "before": address_of(thing.before) if thing.before is not None else "",
        }


@dataclass(frozen=True)
class Lamps:
    """How the lamp changed."""

    title: Any = LAMPS
    key: str = "lamps"
    template: str = "projects/lamps.html"

    def context(self, account: Any, thing: Project) -> dict[str, Any] | None:
        """Return the changes, newest first; nothing where the lamp was never lit."""
        rows = list(thing.lamps.order_by("-on", "-pk")[:50])
        return {"rows": rows} if rows else None


def _months(thing: Any, account: Any) -> Any:
    return Month.objects.visible_to(account).filter(project=thing, retired_on=None)


def _problems(thing: Any, account: Any) -> Any:
    return Problem.objects.visible_to(account).filter(project=thing, retired_on=None).select_related("unit")


MONTHS = Related(
    _("月报"),
    _months,
    (
        linked(Column("at", str(_("报期")), value=lambda row: f"{row.year}-{row.month:02d}"), address_of),
        *(column(Month, name) for name in ("planned", "invested", "funds", "funds_source", "image")),
    ),
    key="months",
)
PROBLEMS = Related(
    _("问题"),
    _problems,
    (
        linked(column(Problem, "matter"), address_of),
        *(column(Problem, name) for name in ("unit", "due_on", "state", "result")),
    ),
    key="problems",
)
