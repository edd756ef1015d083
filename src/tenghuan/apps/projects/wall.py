"""The wall list (挂图作战) and the leaders' link: which projects, by the bound of the county's plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.organization.models import Region
from tenghuan.apps.projects import rates
from tenghuan.apps.projects.models import Project, State
from tenghuan.plan.measures import converted

BOUND = "leader_contact_investment"  # 亿元, as plans write it


@dataclass(frozen=True)
class Bound:
    """From what total investment on (10⁴ CNY) the plan asks for a leader's link, and where it says so."""

    total: Decimal
    found: Found


def _of(county: Region, key: str) -> Found | None:
    try:
        return parameter(county, key, timezone.localdate())
    except KeyError:
        return None


def bound(county: Region) -> Bound | None:
    """Return the bound of the county's plan, None where it says nothing."""
    found = _of(county, BOUND)
    total = converted(found.number, "亿元", "万元") if found is not None else None
    return None if found is None or total is None else Bound(Decimal(total), found)


def mechanisms(county: Region) -> list[str]:
    """Return what the county's plan calls its ways of pushing projects (“169”工作推进机制 …)."""
    found = _of(county, "supervision_mechanisms")
    rows = found.value if found is not None and isinstance(found.value, list) else []
    return [row["name"] for row in rows if isinstance(row, dict) and row.get("source") == "project"]


def is_linked(project: Project) -> bool:
    """Tell whether the plan asks for a leader's link of a project."""
    line = bound(project.county)
    return line is not None and project.total >= line.total


def listed(account: Any, county: Region) -> Sequence[Project]:
    """Return the projects of the wall: from the plan's bound on, and those of the mayors' programme; red ones first."""
    line = bound(county)
    which = Q(mayors=True) | (Q(total__gte=line.total) if line is not None else Q())
    rows = rates.standing(rates.visible(account, county)).filter(which).exclude(state=State.JUDGED)
    rows = rows.annotate(open_problems=Count("problems", filter=Q(problems__state="open", problems__retired_on=None)))
    return rates.red_first(rows.select_related("county", "town", "unit", "contact_unit"))
