"""Months of energy for tests: published as the office does it, a whole year at once, rows of the power bureau."""

from __future__ import annotations

from datetime import date
from typing import Any

from tenghuan.apps.energy import counting
from tenghuan.apps.energy.models import Period, Reading
from tenghuan.apps.energy.registers import PERIODS_LOOP
from tenghuan.apps.enterprises.models import Enterprise, Record, Source, YearFacts
from tests.apps.energy.made import firm, make_period
from tests.apps.kit.sheds import by
from tests.world import County


def publish(county: County, year: int, month: int) -> Period:
    period = Period.objects.filter(county=county.region, year=year, month=month).first()
    period = period or make_period(county, 0, year=year, month=month)
    PERIODS_LOOP.take(by(county, "office"), period, "publish", opinion="已核对")
    return period


def correct(county: County, period: Period) -> None:
    PERIODS_LOOP.take(by(county, "office"), period, "correct", reason="抄表差错", document="更正〔2025〕1号")


def year_of(county: County, number: int, year: int, **amounts: str) -> None:
    """Give an enterprise the same amounts in each month of a year."""
    owner = {"county": county.region, "enterprise": firm(county, number)}
    Reading.objects.bulk_create(
        Reading(**owner, year=year, month=month, carrier=carrier, amount=amount)
        for month in range(1, 13)
        for carrier, amount in amounts.items()
    )


def publish_year(county: County, year: int, months: int = 12) -> None:
    """Publish months without the loop's paper work, which ``publish`` goes through."""
    for month in range(1, months + 1):
        told = {"county": county.region, "year": year, "month": month, "state": Period.State.PUBLISHED}
        counting.recount(Period.objects.create(**told, published_on=date(year + 1, 1, 20)))


def facts(firm: Enterprise, year: int, value_added: str, industry: str = "3451") -> None:
    Enterprise.objects.filter(pk=firm.pk).update(industry=industry)
    YearFacts.objects.create(enterprise=firm, year=year, value_added=value_added)


def bureau(county: County, firm: Enterprise, year: int, month: int, rows: list[dict[str, Any]]) -> None:
    """Commit rows of the power bureau: each a later source than the one before."""
    for at, values in enumerate(rows):
        source, _made = Source.objects.get_or_create(
            county=county.region, register="power", sheet=f"表{at}", digest=f"{at:064d}",
            defaults={"workbook": "供电.xlsx", "unit": "供电公司", "at": "2025-05-01T00:00Z"},
        )  # fmt: skip
        Record.objects.create(
            source=source, enterprise=firm, register="power", year=year, month=month, line=at + 2, values=values
        )
