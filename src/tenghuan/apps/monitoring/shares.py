"""Items that a collective leads (各乡镇（街道）), broken down to one item a town. Used by services only."""

from __future__ import annotations

from collections.abc import Iterable

from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans.models import Duty, Indicator, Item, ItemKind, Plan, Responsibility, ResponsibilityRole
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
    """Whether the towns' numbers add up to the county's; who is on several lists is counted once, hence not then."""
    return Caliber(caliber) in ADDITIVE - {Caliber.MERGED_COUNT}


def break_down(plan: Plan) -> int:
    """Give every town its share of each item that the towns lead as a collective; return how many are new.

    A second time changes nothing; a town that was opened since gets its shares, one that was closed loses them.
    """
    wholes = _led_by_towns(plan)
    towns = list(Unit.objects.filter(region__path__startswith=plan.region.path, kind=UnitKind.TOWN, active=True))
    known = {(share.whole_id, share.key): share for share in Item.objects.filter(plan=plan, whole__isnull=False)}
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
    told = {name: getattr(whole, name) for name in _COMMON}
    made: Item
    if whole.kind == ItemKind.INDICATOR:
        measured = {name: getattr(whole.indicator, name) for name in _MEASURED}
        made = Indicator.objects.create(plan_id=whole.plan_id, whole=whole, key=_key(whole, town), **told, **measured)
    else:
        made = Duty.objects.create(plan_id=whole.plan_id, whole=whole, key=_key(whole, town), **told)
    Responsibility.objects.create(item=made, unit=town, role=ResponsibilityRole.LEAD)
    return made


def _lead(plan: Plan, pairs: Iterable[tuple[Item, Unit]]) -> None:
    """A share that lost its town's responsibility (the plan was published anew) gets it back."""
    found = Responsibility.objects.filter(item__plan=plan, item__whole__isnull=False)
    led = set(found.values_list("item", flat=True))
    lost = [(share, town) for share, town in pairs if share.pk not in led]
    Responsibility.objects.bulk_create(
        Responsibility(item=share, unit=town, role=ResponsibilityRole.LEAD) for share, town in lost
    )
