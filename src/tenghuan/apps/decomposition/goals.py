"""What a plan asks of an indicator that is broken down, who may carry it, and by what weights; reads only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.decomposition.models import Decomposition, Receivers, Rule
from tenghuan.apps.enterprises.models import Enterprise, YearFacts, here
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.monitoring.measure import counted
from tenghuan.apps.monitoring.queries.standing import known_about
from tenghuan.apps.monitoring.readings import in_full
from tenghuan.apps.organization.models import Level, Region, Unit, UnitKind
from tenghuan.apps.plans.models import Indicator, Item, ResponsibilityRole
from tenghuan.pace.breakdown import Goal, goal_of


class Carrier(NamedTuple):
    """Who may carry a share: a region, and its unit (None: the region's own office and plan)."""

    region: Region
    unit: Unit | None


def goal(indicator: Indicator, receivers: int) -> Goal:
    """Return what the indicator's plan asks now, column by column.

    Raises:
        InputFault: nothing in it is a number.
    """
    item = Item.objects.select_related("plan__region", "indicator").prefetch_related("indicator__milestones")
    found = item.get(pk=indicator.pk)
    plan, day = found.plan, timezone.localdate()
    subject = known_about([found]).subject(found)
    digits = parameter(plan.region, "decomposition_digits", day).days
    return goal_of(subject, plan.end_year or day.year, counted(indicator.unit), receivers, digits)


def told(asked: Goal) -> dict[str, Any]:
    """Return a goal as it is kept, to be compared with what the plan asks later."""
    return {
        "columns": [[column.key, str(column.amount), column.stated] for column in asked.columns],
        "total": None if asked.total is None else str(asked.total),
        "base": None if asked.base is None else str(asked.base),
        "caliber": asked.caliber.value,
    }


def moved(decomposition: Decomposition, asked: Goal) -> bool:
    """Whether the plan asks something else by now than when the breakdown was sent out."""
    return bool(decomposition.goal) and decomposition.goal != told(asked)


# -- who carries ---------------------------------------------------------------------------------------------------
def carriers(indicator: Indicator, receivers: str) -> list[Carrier]:
    """Return who carries shares: towns or parks of the county, the indicator's lead departments, regions below."""
    region = indicator.plan.region
    below = Region.objects.filter(parent=region)
    if receivers == Receivers.REGIONS:
        return [Carrier(one, None) for one in below.filter(level__in=(Level.CITY, Level.COUNTY))]
    units = Unit.objects.filter(region__path__startswith=region.path, active=True).select_related("region")
    if receivers == Receivers.UNITS:
        led = units.filter(kind=UnitKind.DEPARTMENT, responsibilities__item=indicator)
        led = led.filter(responsibilities__role=ResponsibilityRole.LEAD).order_by("responsibilities__order", "pk")
        return [Carrier(one.region, one) for one in led]
    kind = UnitKind.TOWN if receivers == Receivers.TOWNS else UnitKind.PARK
    return [Carrier(one.region, one) for one in units.filter(kind=kind).order_by("region__path", "pk")]


def offered(indicator: Indicator) -> list[Receivers]:
    """Return to whom an indicator may be broken down here: where nobody is, nothing is offered."""
    return [one for one in Receivers if len(carriers(indicator, one)) > 1]


# -- by what -------------------------------------------------------------------------------------------------------
def weights(indicator: Indicator, rule: str, who: list[Carrier]) -> list[Decimal]:
    """Return the weight of each carrier by a rule: mu of land, enterprises, last year's number, or one each."""
    if rule == Rule.EQUAL:
        return [Decimal(1)] * len(who)
    if rule == Rule.LAST_YEAR:
        return _last_year(indicator, who)
    by_region, by_park = _land(indicator) if rule == Rule.LAND else _enterprises(indicator)
    return [_of(carrier, by_region, by_park) for carrier in who]


Sums = tuple[Mapping[str, Decimal], Mapping[str, Decimal]]


def _of(carrier: Carrier, by_region: Mapping[str, Decimal], by_park: Mapping[str, Decimal]) -> Decimal:
    region, unit = carrier
    if unit is not None and unit.kind == UnitKind.PARK:
        return by_park.get(unit.name, by_park.get(region.name, Decimal(0)))
    if unit is not None and unit.kind != UnitKind.TOWN:
        return Decimal(0)
    return sum((amount for path, amount in by_region.items() if path.startswith(region.path)), Decimal(0))


def _land(indicator: Indicator) -> Sums:
    facts = YearFacts.objects.filter(enterprise__county__path__startswith=indicator.plan.region.path)
    facts = facts.filter(here("enterprise__"), land_mu__isnull=False)
    year = facts.order_by("-year").values_list("year", flat=True).first()
    rows = facts.filter(year=year or 0).order_by()
    place = rows.annotate(place=F("enterprise__town__path")).values_list("place").annotate(Sum("land_mu"))
    park = rows.exclude(enterprise__park="").values_list("enterprise__park").annotate(Sum("land_mu"))
    return _keyed(place), _keyed(park)


def _enterprises(indicator: Indicator) -> Sums:
    rows = Enterprise.objects.filter(county__path__startswith=indicator.plan.region.path).order_by()
    rows = rows.filter(here())
    place = rows.values_list("town__path").annotate(Count("pk"))
    park = rows.exclude(park="").values_list("park").annotate(Count("pk"))
    return _keyed(place), _keyed(park)


def _keyed(rows: Any) -> dict[str, Decimal]:
    return {place: Decimal(amount) for place, amount in rows if place}


def _last_year(indicator: Indicator, who: list[Carrier]) -> list[Decimal]:
    """The last approved number of the year before, of each carrier's own item of the indicator; 0 where none is."""
    year = timezone.localdate().year - 1
    shares = Item.objects.filter(Q(whole=indicator) | _alike(indicator), retired=False, kind=indicator.kind)
    shares = shares.filter(responsibilities__role=ResponsibilityRole.LEAD)
    rows = list(shares.values_list("pk", "whole_id", "responsibilities__unit", "plan__region"))
    numbers = in_full({row[0] for row in rows})
    by_unit: dict[Any, Decimal] = {}
    for item, whole, unit, region in rows:
        values = numbers[item].values if item in numbers else {}
        last = max((month for month in values if month.year == year), default=None)
        if last is not None:
            by_unit[("unit", unit) if whole else ("region", region)] = max(values[last], Decimal(0))
    keys = [("region", carrier.region.pk) if carrier.unit is None else ("unit", carrier.unit.pk) for carrier in who]
    return [by_unit.get(key, Decimal(0)) for key in keys]


def _alike(indicator: Indicator) -> Q:
    """The same standard indicator in the plans of the regions below."""
    if not indicator.catalogue_key:
        return Q(pk__in=())
    return Q(
        whole=None,
        plan__is_current=True,
        plan__region__parent=indicator.plan.region,
        indicator__catalogue_key=indicator.catalogue_key,
    )


def weight_word(rule: str) -> str:
    """Return the heading of the weights with its unit."""
    words = {
        Rule.LAND: _("用地（亩）"),
        Rule.ENTERPRISES: _("企业（家）"),
        Rule.LAST_YEAR: _("上年完成"),
        Rule.EQUAL: _("权重"),
    }
    return str(words[Rule(rule)])
