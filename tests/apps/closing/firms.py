"""Enterprises with facts of two years, closed cases, and a plan that measures both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.apps.remediation.models import Case
from tests.apps.monitoring.campaigns import indicator
from tests.apps.remediation.cases import case, enterprise
from tests.world import County

# number → town, industry, above scale, facts of 2021 and 2022: (tax, land, value added, energy, rd, revenue)
FIRMS: dict[int, tuple[int, str, bool, tuple[int, ...] | None, tuple[int, ...] | None]] = {
    1: (0, "3130", True, (100, 10, 300, 600, 20, 1000), (130, 10, 330, 594, 24, 1000)),
    2: (0, "3812", True, (200, 10, 400, 400, 30, 1000), (220, 11, 470, 446, 36, 1200)),
    3: (1, "3812", True, None, (50, 10, 100, 200, 0, 800)),
    4: (1, "1752", False, (10, 5, 20, 40, 0, 100), (12, 6, 25, 40, 0, 100)),
}
FACTS = ("tax", "land_mu", "value_added", "energy_tce", "rd", "revenue")


def firms(county: County) -> list[Enterprise]:
    """Three enterprises above scale and one below it, with their facts."""
    found = []
    for number, (town, industry, above, *years) in FIRMS.items():
        one = enterprise(county, number, town)
        Enterprise.objects.filter(pk=one.pk).update(industry=industry, above_scale=above)
        for year, told in zip((2021, 2022), years, strict=True):
            if told is not None:
                YearFacts.objects.create(enterprise=one, year=year, **dict(zip(FACTS, map(Decimal, told), strict=True)))
        found.append(one)
    return found


def measured(plan: Plan, key: str, caliber: str, county: County, **told: Any) -> Indicator:
    """An indicator that a register feeds."""
    told = {"frequency": "year_end", "catalogue_key": key, "target": "100", **told}
    unit, target = told.pop("unit"), told.pop("target")
    made = indicator(plan, f"m_{key}", caliber, target, county.departments[0], **told)
    Indicator.objects.filter(pk=made.pk).update(unit=unit)
    made.refresh_from_db()
    return made


def closed_case(county: County, number: int, day: date, town: int = 0, **told: Any) -> Case:
    """A case that was closed on a day."""
    made = case(county, number, town, **{name: told.pop(name) for name in ("lists",) if name in told})
    Case.objects.filter(pk=made.pk).update(state="closed", closed_on=day, **told)
    made.refresh_from_db()
    return made
