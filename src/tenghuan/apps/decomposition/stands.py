"""How those who carry a share stand: units by their own item, regions below by the number of their own plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from tenghuan.apps.decomposition.models import Decomposition, Portion, Receivers, State
from tenghuan.apps.decomposition.rules import goal_now
from tenghuan.apps.monitoring.queries.standing import known_about
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.apps.plans.queries import Row, items_of, shares
from tenghuan.pace import standing
from tenghuan.pace.breakdown import Goal, targets_of


@dataclass(frozen=True)
class Stand:
    """Where a carrier stands: the last number, how much of the target, the lamp, the page that tells it."""

    actual: Decimal | None = None
    rate: Decimal | None = None
    lamp: str = "no_data"
    link: str = ""


NOTHING = Stand()


def of(decomposition: Decomposition, portions: Sequence[Portion]) -> dict[int, Stand]:
    """Portion → how it stands, in a fixed number of queries; empty before publication."""
    if decomposition.state != State.PUBLISHED:
        return {}
    if decomposition.receivers == Receivers.REGIONS:
        return _regions(decomposition, portions)
    rows = {unit: row for row in shares(decomposition.indicator) for unit in row.unit_ids}
    return {one.pk: _of_row(rows[one.unit_id]) for one in portions if one.unit_id in rows}


def _of_row(row: Row) -> Stand:
    found = row.standing
    return Stand(found.actual, found.progress, found.lamp, reverse("plans:indicator", args=(row.item.pk,)))


def _regions(decomposition: Decomposition, portions: Sequence[Portion]) -> dict[int, Stand]:
    key = decomposition.indicator.catalogue_key
    plans = Plan.objects.filter(region__in=[one.region_id for one in portions], is_current=True)
    found = Indicator.objects.filter(plan__in=plans, catalogue_key=key, retired=False, whole=None) if key else []
    own = {item.pk for item in found}
    items = [item for item in items_of(list(plans.select_related("region"))) if item.pk in own]
    if not items:
        return {}
    known, asked = known_about(items), goal_now(decomposition)
    by_region = {item.plan.region_id: item for item in items}
    return {
        one.pk: _measured(by_region[one.region_id], one, asked, known) for one in portions if one.region_id in by_region
    }


def _measured(item: Any, portion: Portion, asked: Goal, known: Any) -> Stand:
    subject = replace(known.subject(item), targets=tuple(targets_of(asked, portion.part)))
    pace = known.parameters.pace(item.plan_id)
    found = standing(subject, known.of(item).values, known.now[item.plan_id], pace)
    return Stand(found.actual, found.rate, found.lamp.value, reverse("plans:indicator", args=(item.pk,)))
