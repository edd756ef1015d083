"""Closing a month: a county with 100 indicators shared by 25 towns and 60 months of reports, a province of 90 counties.

No peer does this job; the yardsticks are the same close with a tenth of the months (the number of queries must not grow
with months or towns) and the minute that the province is given.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

from bench.county import cost, new_cases, open_platform

INDICATORS, TOWNS, MONTHS = 100, 25, 60
COUNTIES, PROVINCE_MONTHS = 90, 12
FED = ("high_consumption_firms", "scattered_firms", "obsolete_capacity_firms", "released_land", "released_energy")
UNITS = ("家", "家", "家", "亩", "万吨标准煤")


def _county(code: str, months: int, towns: int, cases: int) -> Any:
    """Return the plan of a new county: its indicators, their towns' shares, reports of every month, closed cases."""
    from datetime import date

    from django.db import transaction

    from tenghuan.apps.organization.models import Region, Unit, UnitKind
    from tenghuan.apps.plans.models import Indicator, Milestone, Plan, Responsibility
    from tenghuan.apps.remediation.models import Case

    county, _office = new_cases(code, cases, lambda at: "closed")
    Case.objects.filter(county=county).update(closed_on=date(2025, 6, 1), actual_land=3, actual_energy=120)
    plan = Plan.objects.create(region=county, title=f"方案{code}", start_year=2021, end_year=2026)
    places = [
        Region.objects.create(code=f"{code}9{at:02d}", name=f"街道{at}", level="town", parent=county)
        for at in range(towns)
    ]
    units = [Unit.objects.create(region=place, name=f"{place.name}{code}", kind=UnitKind.TOWN) for place in places]
    own: list[Any] = []
    with transaction.atomic():
        for at in range(INDICATORS):
            told: dict[str, Any] = {
                "plan": plan, "kind": "indicator", "title": f"指标{at}", "order": at, "frequency": "monthly",
                "caliber": ("annual", "cumulative")[at % 2], "unit": UNITS[at] if at < len(FED) else "家",
            }  # fmt: skip
            whole = Indicator.objects.create(key=f"i{at}", catalogue_key=FED[at] if at < len(FED) else "", **told)
            shares = [Indicator.objects.create(key=f"i{at}@{n}", whole=whole, **told) for n in range(towns)]
            Milestone.objects.bulk_create(
                Milestone(indicator=whole, year=year, value=1000 * (year - 2020), caliber=whole.caliber)
                for year in range(2021, 2027)
            )
            Responsibility.objects.bulk_create(
                Responsibility(item=share, unit=unit, role="lead") for share, unit in zip(shares, units, strict=True)
            )
            own += shares or [whole]
        _report(plan, own, months)
    return plan


def _report(plan: Any, items: list[Any], months: int) -> None:
    from datetime import date

    from tenghuan.apps.monitoring.models import Period, Report

    for at in range(months):
        place = MONTHS - months + at  # the last one is December 2025
        year, month = 2021 + place // 12, place % 12 + 1
        day = date(year, month, 25)
        period = Period.objects.create(plan=plan, year=year, month=month, opens_on=day, due_on=day, closes_on=day)
        Report.objects.bulk_create(
            [
                Report(period=period, item=item, state="locked", value=Decimal((at + 1) * 3 + item.pk % 7))
                for item in items
            ],
            batch_size=2000,
        )


def _close(plan: Any) -> tuple[float, int, int]:
    """Close December 2025; return CPU seconds, queries, figures."""
    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.closing.models import Figure
    from tenghuan.apps.closing.registers import MONTHS as LOOP
    from tenghuan.apps.closing.rules import open_month
    from tenghuan.pace import Month

    actor = Actor.platform("bench")
    closing = open_month(actor, plan, Month(2025, 12))
    spent = cost(lambda: LOOP.take(actor, closing, "close", gap_reason="基准"))
    return spent.cpu, spent.queries, Figure.objects.filter(snapshot__closing=closing).count()


def main() -> None:
    """Print the table; ``small`` as an argument: a tenth of everything."""
    small = 10 if "small" in sys.argv else 1
    open_platform()
    print(f"{'county':>24} {'figures':>8} {'queries':>8} {'cpu s':>8}")
    for place, months in enumerate((MONTHS // 10, MONTHS // min(small, 5))):
        plan = _county(f"99010{place}", months, TOWNS // min(small, 5), 500)
        seconds, queries, figures = _close(plan)
        print(f"{f'{TOWNS // min(small, 5)} towns, {months} months':>24} {figures:>8} {queries:>8} {seconds:>8.2f}")
    counties = COUNTIES // small
    plans = [_county(f"98{at:04d}", PROVINCE_MONTHS, 0, 50) for at in range(counties)]
    costs = [_close(plan) for plan in plans]
    whole = sum(seconds for seconds, _queries, _figures in costs)
    most = max(queries for _seconds, queries, _figures in costs)
    figures = sum(count for _seconds, _queries, count in costs)
    print(f"{f'{counties} counties':>24} {figures:>8} {f'≤{most} each':>8} {whole:>8.2f}")
    print("a province of 90 counties has a minute")


if __name__ == "__main__":
    main()
