"""What cases tell others: what those under way are to free, beside the ledgers; what the closed ones count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from tenghuan.apps.plans.hooks import Tally
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.rules import OVER
from tenghuan.plan.measures import convert


def of_running(account: Any, county: Any) -> dict[str, Decimal]:
    """Return book → what the plans of the cases that an account may see promise and no close-out has posted yet."""
    found = Case.objects.visible_to(account).filter(county=county, retired_on=None, plan_version__gt=0)
    sums = found.exclude(state__in=OVER).order_by().aggregate(
        land=Sum("expected_land"), energy=Sum("expected_energy"), carbon=Sum("expected_carbon")
    )  # fmt: skip
    return {book: amount or Decimal(0) for book, amount in sums.items()}


def tallies(indicator: Any, account: Any) -> list[Tally]:
    """Return what the close-outs count for an indicator, in its unit, with the list of the cases behind."""
    from tenghuan.apps.remediation.registers import CASES

    key = indicator.catalogue_key
    measure = next((one for one in CASES.measures if key and one.indicator == key), None)
    if measure is None:
        return []
    found = CASES.rows(account).filter(county=indicator.plan.region)
    first = date(timezone.localdate().year, 1, 1)

    def told(amount: Decimal) -> Decimal:
        return Decimal(str(convert(float(amount), measure.unit, indicator.unit)))

    total, this_year = told(measure.of(found)), told(measure.of(found, first))
    return [Tally(str(measure.title), total, this_year, indicator.unit, measure.address(CASES))]
