"""What the county's plan demands of clearing up, in the units of the cases: firms, mu, tce, tonnes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tenghuan.apps.plans.models import Indicator, Milestone
from tenghuan.plan.measures import convert

# indicator of the catalogue → the unit that cases count in
UNITS = {
    "high_consumption_firms": "家",
    "cleared_and_upgraded_firms": "家",
    "scattered_firms": "家",
    "released_land": "亩",
    "released_energy": "吨标准煤",
    "carbon_reduction": "吨",
}
FIRMS = tuple(key for key, unit in UNITS.items() if unit == "家")


def of(county: Any) -> dict[str, tuple[Decimal, int | None]]:
    """Return indicator → (what the current plan demands in the end, its year); a key it does not know is not there.

    The demands on single towns, which were made of the county's by decomposition, are not the county's.
    """
    plan = {"plan__region": county, "plan__is_current": True, "whole": None, "retired": False}
    found = Indicator.objects.filter(catalogue_key__in=UNITS, **plan).order_by("order", "pk")
    targets = {}
    for one in found.prefetch_related("milestones"):
        last = _last(one.milestones.all())
        if last is not None and last.value is not None:
            unit = UNITS[one.catalogue_key]
            value = Decimal(str(convert(float(last.value), one.unit, unit))).quantize(Decimal("0.01"))
            targets[one.catalogue_key] = (value, last.year)
    return targets


def _last(milestones: Iterable[Milestone]) -> Milestone | None:
    known = [one for one in milestones if one.value is not None]
    return max(known, key=lambda one: one.year or 0, default=None)


def mean_energy(county: Any) -> Decimal | None:
    """Return what an enterprise frees on the average by the plan (tce): target ÷ firms; None if it names no target.

    methodology2 §15: Shengzhou 250, Yunhe 120, Lanxi 50, Lin'an 25 tce.
    """
    found = of(county)
    firms = next((found[key][0] for key in FIRMS if key in found), None)
    if not firms or "released_energy" not in found:
        return None
    return found["released_energy"][0] / firms
