"""Assessing: a county's 40 departments over a year of reports, and 90 counties' ranks under other weights.

No peer does this job; the yardsticks are the same run with a quarter of the year's months (the number of queries must
not grow with reports) and the few seconds that an officer waits at a button.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any

from bench.county import cost, new_county, open_platform

DEPARTMENTS, ITEMS, MONTHS = 40, 10, 12
COUNTIES, ROWS, DRAWS = 90, 40, 1000


def _county(code: str, departments: int, months: int) -> Any:
    """Return a county whose departments report on ten indicators each, for so many months of 2025."""
    from tenghuan.apps.monitoring.models import Period, Report
    from tenghuan.apps.organization.models import Unit, UnitKind
    from tenghuan.apps.plans.models import Indicator, Milestone, Plan, Responsibility

    county, _towns, _office = new_county(code)
    plan = Plan.objects.create(region=county, title=f"方案{code}", start_year=2025, end_year=2026)
    led: list[tuple[Any, Any]] = []
    for place in range(departments):
        unit = Unit.objects.create(region=county, name=f"{code}第{place}局", kind=UnitKind.DEPARTMENT)
        for at in range(ITEMS):
            told: dict[str, Any] = {"kind": "indicator", "frequency": "monthly", "caliber": "annual", "unit": "家"}
            made = Indicator.objects.create(
                plan=plan, key=f"i{place}-{at}", title=f"指标{place}-{at}", order=at, **told
            )
            Milestone.objects.create(indicator=made, year=2025, value=100, caliber="annual")
            Responsibility.objects.create(item=made, unit=unit, role="lead")
            led.append((made, unit))
    for month in range(1, months + 1):
        day = date(2025, month, 25)
        period = Period.objects.create(plan=plan, year=2025, month=month, opens_on=day, due_on=day, closes_on=day)
        Report.objects.bulk_create(
            Report(period=period, item=item, unit=unit, state="locked", value=Decimal(month * (5 + item.pk % 5)))
            for item, unit in led
        )
    return county


def _run(county: Any) -> list[tuple[str, Any]]:
    """Freeze and compute the year, then a month's board; return what each cost."""
    from tenghuan.apps.assessment import shipped
    from tenghuan.apps.assessment.registers import RACING
    from tenghuan.apps.assessment.services.months import make_month
    from tenghuan.apps.assessment.services.races import freeze
    from tenghuan.apps.assessment.services.schemes import add_scheme
    from tenghuan.apps.audit.trail import Actor

    actor, told = Actor.platform("bench"), shipped.default(county, "departments")
    text, source = told.text, told.source
    scheme = add_scheme(actor, county, year=2025, kind="departments", text=text, source=source)
    frozen = cost(lambda: freeze(actor, scheme, date(2025, 12, 31)))
    return [
        ("freeze", frozen),
        ("compute", cost(lambda: RACING.take(actor, frozen.found, "compute"))),
        ("month", cost(lambda: make_month(actor, scheme, 3))),
    ]


def _ranks(objects: int) -> tuple[float, float]:
    """Return the seconds that points and ranks take, and those of the ranks under other weights."""
    from tenghuan.apps.assessment.counting import assessed, scheme_of
    from tenghuan.assessing.firmness import firmness

    text = "name: 基准\nitems:\n" + "".join(
        f"  - {{item: 项{at}, shape: ratio, weight: 1, min: 0, max: 1.2}}\n" for at in range(ROWS)
    )
    rules = scheme_of(text)
    inputs = "object,item,target,actual\n" + "".join(
        f"县{at},项{item},100,{(at * 37 + item * 11) % 130}\n" for at in range(objects) for item in range(ROWS)
    )
    start = time.process_time()
    found = assessed(inputs, rules)
    middle = time.process_time()
    firmness(found, rules, Decimal("0.1"), DRAWS)
    return middle - start, time.process_time() - middle


def main() -> None:
    """Print the tables; ``small`` as an argument: a quarter of everything."""
    small = 4 if "small" in sys.argv else 1
    open_platform()
    departments = DEPARTMENTS // small
    print(f"{'departments, months':>24} {'step':>8} {'queries':>8} {'cpu s':>8}")
    for place, months in enumerate((MONTHS // 4, MONTHS)):
        for step, spent in _run(_county(f"99010{place}", departments, months)):
            print(f"{f'{departments}, {months}':>24} {step:>8} {spent.queries:>8} {spent.cpu:>8.2f}")
    points, ranks = _ranks(COUNTIES // small)
    print(f"{COUNTIES // small} counties × {ROWS} items: points {points:.2f} s, {DRAWS} draws and ranges {ranks:.2f} s")


if __name__ == "__main__":
    main()
