"""A county's energy per value added at comparable prices and its fall, with the enterprises behind it (§4.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tenghuan.apps.energy.accounts import current, yearly
from tenghuan.apps.energy.models import PriceIndex
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.energy.intensity import Year, comparable, years


@dataclass(frozen=True)
class Basis:
    """What the figures stand on: the years, the year whose prices count, how many enterprises count in each year."""

    base: int | None
    counted: dict[int, int]
    missing_indices: list[int]


@dataclass(frozen=True)
class Part:
    """An enterprise's year: energy (tce, equal value), value added at current prices (10⁴ CNY), intensity."""

    enterprise: Enterprise
    energy: Decimal
    value_added: Decimal

    @property
    def intensity(self) -> Decimal | None:
        """Tce per 10⁴ CNY, None without value added above zero."""
        return self.energy / self.value_added if self.value_added > 0 else None


def whole_years(county: Any) -> list[int]:
    """Return the years of which months are known, oldest first."""
    found = current().filter(period__county=county).order_by().values_list("period__year", flat=True).distinct()
    return sorted(found)


def parts(county: Any, year: int) -> list[Part]:
    """Return the enterprises that count in a year: all twelve months published and value added known."""
    sums = {pk: one for pk, one in yearly(county, year).items() if one.whole}
    facts = YearFacts.objects.filter(enterprise__in=sums, year=year, value_added__isnull=False)
    made = dict(facts.values_list("enterprise", "value_added"))
    firms = Enterprise.objects.select_related("town").in_bulk(made)
    rows = [Part(firms[pk], sums[pk].equal_value, made[pk]) for pk in made]
    return sorted(rows, key=lambda row: (-row.energy, row.enterprise.pk))


def standing(county: Any) -> tuple[list[Year], Basis]:
    """Return the county's years and what they stand on; the first year's prices count."""
    energy: dict[int, Decimal] = {}
    nominal: dict[int, Decimal] = {}
    counted: dict[int, int] = defaultdict(int)
    for year in whole_years(county):
        rows = parts(county, year)
        if rows:
            energy[year] = sum((row.energy for row in rows), Decimal(0))
            nominal[year] = sum((row.value_added for row in rows), Decimal(0))
            counted[year] = len(rows)
    if not energy:
        return [], Basis(None, {}, [])
    base = min(energy)
    indices = dict(PriceIndex.objects.filter(county=county, retired_on=None).values_list("year", "value"))
    made = comparable(nominal, indices, base)
    lacking = [year for year in energy if year not in made]
    return years(energy, made), Basis(base, dict(counted), lacking)
