"""碳效: each enterprise's level and grade among its industry in a year, by the county's bounds (methodology §4.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tenghuan.apps.energy.accounts import Sums, yearly
from tenghuan.apps.energy.models import IndustryMean
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.kit.parameters import parameter
from tenghuan.energy.carbon import Account, Verdict, judged, mean_of

# which class of colours shows a grade; 0: none
TONES = {1: "green", 2: "blue", 3: "yellow", 4: "orange", 5: "red"}


@dataclass(frozen=True)
class Line:
    """An enterprise's year: what it used, its carbon account, its verdict; ``peers``: where the mean comes from."""

    enterprise: Enterprise
    sums: Sums
    carbon: Account | None
    verdict: Verdict
    peers: str

    @property
    def division(self) -> str:
        """The division of its industry, two digits."""
        return self.enterprise.industry[:2]


@dataclass(frozen=True)
class Mean:
    """An industry's mean (t per 10⁴ CNY), None where too few count; its source in words."""

    division: str
    value: Decimal | None
    source: str
    count: int


def numbers(county: Any, key: str, year: int) -> list[Decimal]:
    """Return a parameter's bounds as numbers, as they held at the year's end."""
    return [Decimal(str(one)) for one in parameter(county, key, date(year, 12, 31)).value]


def standing(county: Any, year: int, division: str = "") -> tuple[list[Line], dict[str, Mean]]:
    """Return every enterprise of which energy is known in a year, with its verdict, and the means by division.

    Whole county: an account's own scope is applied to what is shown, never to what is compared with. With
    ``division`` only the enterprises of that industry.
    """
    within = Enterprise.objects.filter(county=county, industry__startswith=division) if division else None
    sums = yearly(county, year, enterprises=within)
    firms = Enterprise.objects.filter(pk__in=sums).select_related("county", "town").order_by("name")
    value_added = dict(
        YearFacts.objects.filter(enterprise__in=sums, year=year).values_list("enterprise", "value_added")
    )
    accounts = {pk: one.account if one.whole else None for pk, one in sums.items()}
    means = _means(county, year, firms, accounts, value_added)
    levels, grades = numbers(county, "carbon_level_bounds", year), numbers(county, "carbon_efficiency_bounds", year)
    lines = []
    for firm in firms:
        mean = means.get(firm.industry[:2])
        verdict = judged(accounts[firm.pk], value_added.get(firm.pk), mean.value if mean else None, levels, grades)
        lines.append(Line(firm, sums[firm.pk], accounts[firm.pk], verdict, mean.source if mean else ""))
    return lines, means


def line_of(enterprise: Enterprise, year: int) -> Line | None:
    """Return an enterprise's line of a year, None where nothing is known of it."""
    lines, _means = standing(enterprise.county, year, enterprise.industry[:2])
    return next((line for line in lines if line.enterprise.pk == enterprise.pk), None)


def _means(
    county: Any,
    year: int,
    firms: Iterable[Enterprise],
    accounts: Mapping[int, Account | None],
    value_added: Mapping[int, Decimal | None],
) -> dict[str, Mean]:
    least = int(parameter(county, "carbon_mean_least", date(year, 12, 31)).number)
    parts: dict[str, list[tuple[Decimal | None, Decimal | None]]] = defaultdict(list)
    for firm in firms:
        own = accounts[firm.pk]
        parts[firm.industry[:2]].append((own.net if own is not None else None, value_added.get(firm.pk)))
    published = IndustryMean.objects.filter(county=county, year=year, retired_on=None)
    stated = {one.division: one for one in published}
    found = {}
    for division in sorted({*parts, *stated}):
        own_parts = parts.get(division, [])
        if division in stated:
            told = stated[division]
            found[division] = Mean(division, told.value, told.source, len(own_parts))
        elif division:
            found[division] = Mean(
                division, mean_of(own_parts, least), f"本县同行业 {len(own_parts)} 家", len(own_parts)
            )
    return found
