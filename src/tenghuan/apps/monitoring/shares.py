"""Items broken down to one item a unit: what a collective leads (各乡镇（街道）) to the towns, and what a published
breakdown of targets allots. Used by services only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans.models import (
    Duty,
    Indicator,
    Item,
    ItemKind,
    Milestone,
    Plan,
    Responsibility,
    ResponsibilityRole,
)
from tenghuan.pace import Target
from tenghuan.pace.subject import ADDITIVE
from tenghuan.plan.calibers import Caliber

# what is copied from the whole to each town's share; its targets, base and past figures are the county's alone
_COMMON = (
    "kind",
    "campaign_key",
    "campaign",
    "campaign_order",
    "section",
    "number",
    "title",
    "order",
    "due_on",
    "note",
)
_MEASURED = ("catalogue_key", "caliber", "direction", "unit", "digits", "frequency", "population", "threshold")


def summed(caliber: str) -> bool:
    """Whether the towns' numbers add up to the county's: amounts and stocks do.

    Who is on several lists is counted once, by credit code over the county, hence not then.
    """
    return Caliber(caliber) in (ADDITIVE - {Caliber.MERGED_COUNT}) | {Caliber.STOCK}


def break_down(plan: Plan) -> int:
    """Give every town its share of each item that the towns lead as a collective; return how many are new.

    A second time changes nothing; a town that was opened since gets its shares, one that was closed loses them.
    """
    allotted = set(_allotted(plan).values_list("whole", flat=True))
    wholes = [whole for whole in _led_by_towns(plan) if whole.pk not in allotted]
    towns = list(Unit.objects.filter(region__path__startswith=plan.region.path, kind=UnitKind.TOWN, active=True))
    parts = Item.objects.filter(plan=plan, whole__isnull=False).exclude(whole__in=allotted)
    known = {(share.whole_id, share.key): share for share in parts}
    wanted = {(whole.pk, _key(whole, town)): (whole, town) for whole in wholes for town in towns}
    for place, share in known.items():
        retired = place not in wanted
        if share.retired != retired:
            Item.objects.filter(pk=share.pk).update(retired=retired)
    new = [_share(*told) for place, told in wanted.items() if place not in known]
    _lead(plan, [(known[place], town) for place, (_whole, town) in wanted.items() if place in known])
    return len(new)


def _led_by_towns(plan: Plan) -> list[Item]:
    """The living items whose first lead is a collective of towns, by the words of ``reporting.yaml``."""
    words = reporting().towns.collective_words
    firsts: dict[int, Unit] = {}
    leads = Responsibility.objects.filter(item__plan=plan, item__retired=False, item__whole=None)
    for part in leads.filter(role=ResponsibilityRole.LEAD).select_related("unit").order_by("order", "pk"):
        firsts.setdefault(part.item_id, part.unit)
    ids = [
        item
        for item, unit in firsts.items()
        if unit.kind == UnitKind.COLLECTIVE and any(word in unit.name for word in words)
    ]
    return list(Item.objects.filter(pk__in=ids).select_related("indicator"))


def _key(whole: Item, town: Unit) -> str:
    return f"{whole.key[:60]}@{town.pk}"


def _share(whole: Item, town: Unit) -> Item:
    made: Item = _measured(whole.indicator, town) if whole.kind == ItemKind.INDICATOR else _duty(whole, town)
    Responsibility.objects.create(item=made, unit=town, role=ResponsibilityRole.LEAD)
    return made


def _told(whole: Item, town: Unit) -> dict[str, Any]:
    same = {name: getattr(whole, name) for name in _COMMON}
    return {"plan_id": whole.plan_id, "whole_id": whole.pk, "key": _key(whole, town), **same}


def _measured(whole: Indicator, unit: Unit) -> Indicator:
    measured = {name: getattr(whole, name) for name in _MEASURED}
    made: Indicator = Indicator.objects.create(**_told(whole, unit), **measured)
    return made


def _duty(whole: Item, town: Unit) -> Duty:
    made: Duty = Duty.objects.create(**_told(whole, town))
    return made


def _lead(plan: Plan, pairs: Iterable[tuple[Item, Unit]]) -> None:
    """A share that lost its town's responsibility (the plan was published anew) gets it back."""
    found = Responsibility.objects.filter(item__plan=plan, item__whole__isnull=False)
    led = set(found.values_list("item", flat=True))
    lost = [(share, town) for share, town in pairs if share.pk not in led]
    Responsibility.objects.bulk_create(
        Responsibility(item=share, unit=town, role=ResponsibilityRole.LEAD) for share, town in lost
    )


# -- what a published breakdown allots -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Allotment:
    """What one unit carries of an indicator: its own targets and base, in the caliber that it reports in."""

    unit: Unit
    targets: Sequence[Target]
    base: Decimal | None = None


def _allotted(plan: Plan) -> Any:
    """The parts that have targets of their own: a published breakdown made them, the collective's towns have none."""
    return Item.objects.filter(plan=plan, whole__isnull=False, retired=False, indicator__milestones__isnull=False)


def allot(whole: Indicator, allotments: Sequence[Allotment], curve: Sequence[float] | None) -> list[Item]:
    """Give each unit its own item of an indicator, with its targets; return the items in the order given.

    A unit that reports on its part already goes on with it; whoever carries none any more is retired.
    """
    known = {share.key: share for share in Indicator.objects.filter(whole=whole)}
    keys = {_key(whole, one.unit): one for one in allotments}
    Item.objects.filter(whole=whole).exclude(key__in=keys).update(retired=True)
    items = [known.get(key) or _measured(whole, one.unit) for key, one in keys.items()]
    Milestone.objects.filter(indicator__in=items).delete()
    for item, one in zip(items, allotments, strict=True):
        item.retired, item.curve = False, list(curve) if curve else whole.curve
        item.baseline_year, item.baseline_value = (
            (whole.baseline_year, one.base) if one.base is not None else (None, None)
        )
        item.save()
        Milestone.objects.bulk_create(_milestone(item, target) for target in one.targets)
    _lead(whole.plan, [(item, one.unit) for item, one in zip(items, allotments, strict=True)])
    return list(items)


def _milestone(item: Indicator, target: Target) -> Milestone:
    told = {name: getattr(target, name) for name in ("year", "value", "upper", "share")}
    return Milestone(indicator=item, caliber=target.caliber.value, comparison=target.comparison.value, **told)
