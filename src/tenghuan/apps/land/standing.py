"""How parcels stand by their days and facts, looked at each day; what may be idle gets a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.land.limits import IdleLimits, limit
from tenghuan.apps.land.models import Halt, Parcel, Standing
from tenghuan.apps.organization.models import Region
from tenghuan.parcels import idle

FOUND = (Standing.IDLE, Standing.LOW)


@dataclass(frozen=True)
class Judged:
    """How a parcel stands, why, and the clock of its idleness (None: none runs)."""

    standing: Standing
    why: str = ""
    clock: idle.Clock | None = None
    by_days: idle.Standing = idle.Standing.CLEAR


@dataclass(frozen=True)
class Bounds:
    """What parcels of a county are judged by, read once for all of them."""

    idle: IdleLimits
    low_tax: Decimal
    tax: Mapping[int, Decimal]

    @classmethod
    def of(cls, county: Region, enterprises: Iterable[int]) -> Bounds:
        """Return the bounds of a county with the latest tax a mu (10⁴ CNY) of some enterprises."""
        return cls(IdleLimits.of(county), limit(county, "low_tax_per_mu").number, tax_per_mu(enterprises))


def tax_per_mu(enterprises: Iterable[int]) -> dict[int, Decimal]:
    """Return the tax a mu (10⁴ CNY) of each enterprise in its latest year with land."""
    facts = YearFacts.objects.filter(enterprise__in=list(enterprises), land_mu__gt=0, tax__isnull=False)
    rows = facts.order_by("year").values_list("enterprise_id", "tax", "land_mu")
    return {enterprise: tax / land for enterprise, tax, land in rows}


def begun(parcel: Parcel) -> idle.Begun:
    """Return what was done on a parcel, as shares of 1."""
    developed = parcel.built / parcel.area if parcel.built is not None else None
    planned = parcel.planned_investment
    invested = parcel.invested / planned if parcel.invested is not None and planned else None
    return idle.Begun(developed, invested, parcel.stopped_on)


def periods(halts: Iterable[Halt]) -> list[idle.Period]:
    """Return the periods of the government, as the reckoning takes them."""
    return [idle.Period(one.since, one.until, one.document) for one in halts if one.retired_on is None]


def judge(parcel: Parcel, halts: Iterable[Halt], bounds: Bounds, today: date) -> Judged:
    """Return how a parcel stands: what a letter found goes before any suspicion, idle before late, late before low."""
    if parcel.finished_on is not None:
        by_days, clock = idle.Standing.CLEAR, None
    else:
        limits = bounds.idle
        begins = idle.start_day(parcel.start_by, parcel.delivered_on, parcel.start_extended, limits.grace_years)
        by_days, clock = idle.suspected(
            *(today, begins, parcel.started_on, begun(parcel), periods(halts)),
            least_developed=limits.least_developed, least_invested=limits.least_invested, near_days=limits.near_days,
        )  # fmt: skip
    found = _standing(parcel, by_days, clock, bounds, today)
    return Judged(found, _why(parcel, clock), clock, by_days)


def _standing(
    parcel: Parcel, by_days: idle.Standing, clock: idle.Clock | None, bounds: Bounds, today: date
) -> Standing:
    if parcel.finding and parcel.standing in FOUND:
        return Standing(parcel.standing)
    if by_days in (idle.Standing.ONE_YEAR, idle.Standing.TWO_YEARS):
        return Standing.IDLE_SUSPECTED
    if parcel.started_on is None and clock is not None and today > clock.since:
        return Standing.START_LATE
    if parcel.finished_on is None and parcel.finish_by is not None and today > parcel.finish_by:
        return Standing.FINISH_LATE
    tax = bounds.tax.get(parcel.enterprise_id) if parcel.enterprise_id is not None else None
    if parcel.finished_on is not None and tax is not None and tax < bounds.low_tax:
        return Standing.LOW_SUSPECTED
    return Standing.NORMAL


def _why(parcel: Parcel, clock: idle.Clock | None) -> str:
    if clock is None:
        return ""
    told = {"s": clock.since.isoformat(), "o": clock.one_year.isoformat(), "l": clock.lost}
    if parcel.started_on is None:
        return _("应于 %(s)s 前动工，未动工；满一年之日 %(o)s，已扣政府原因 %(l)s 天") % told
    return _("开发面积或投资不足，%(s)s 起中止；满一年之日 %(o)s，已扣政府原因 %(l)s 天") % told


def judge_one(parcel: Parcel, today: date | None = None) -> Judged:
    """Return how one parcel stands today."""
    enterprises = [parcel.enterprise_id] if parcel.enterprise_id is not None else []
    bounds = Bounds.of(parcel.county, enterprises)
    return judge(parcel, parcel.halts.all() if parcel.pk else (), bounds, today or timezone.localdate())


def complete(parcel: Parcel) -> None:
    """Judge a parcel again when what people filled in is changed; new ones are looked at with all others."""
    if parcel.pk:
        parcel.standing = judge_one(parcel).standing


@service("land.scan", gettext_lazy("判定地块现状"), locks=("county",))
def scan(actor: Actor, county: Region) -> tuple[int, int]:
    """Judge every parcel of a county; return how many stand otherwise than before, and the cases opened."""
    from tenghuan.apps.land.idle import open_case

    rows = Parcel.objects.filter(county=county, retired_on=None).prefetch_related("halts").select_related("county")
    parcels, today = list(rows), timezone.localdate()
    bounds = Bounds.of(county, {one.enterprise_id for one in parcels if one.enterprise_id is not None})
    changed = opened = 0
    for parcel in parcels:
        judged = judge(parcel, parcel.halts.all(), bounds, today)
        changed += stand(parcel, judged.standing)
        if judged.standing == Standing.IDLE_SUSPECTED:
            opened += open_case(actor, parcel, judged)
    if not changed and not opened:
        nothing_changed()
    return changed, opened


def stand(parcel: Parcel, standing: str, **columns: Any) -> bool:
    """Note within a service that a parcel stands otherwise now; tell whether it did not stand so before."""
    after = {"standing": str(standing), **columns}
    before = {name: getattr(parcel, name) for name in after}
    if before == after:
        return False
    Parcel.objects.filter(pk=parcel.pk).update(**after)
    for name, value in after.items():
        setattr(parcel, name, value)
    plain = {key: None if value is None else str(value) for key, value in after.items()}
    record(parcel, before={key: None if value is None else str(value) for key, value in before.items()}, after=plain)
    return True


def scan_all() -> tuple[int, int]:
    """Judge the parcels of every county that has any."""
    actor, sums = Actor.platform("land"), (0, 0)
    counties = Parcel.objects.filter(retired_on=None).order_by().values("county").distinct()
    for county in Region.objects.filter(pk__in=counties):
        changed, opened = scan(actor, county)
        sums = (sums[0] + changed, sums[1] + opened)
    return sums
