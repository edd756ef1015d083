"""What the cases under way are to free by their plans: told beside the ledgers, posted only at the close-out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.rules import OVER


def of_running(account: Any, county: Any) -> dict[str, Decimal]:
    """Return book → what the plans of the cases that an account may see promise and no close-out has posted yet."""
    found = Case.objects.visible_to(account).filter(county=county, retired_on=None, plan_version__gt=0)
    sums = found.exclude(state__in=OVER).order_by().aggregate(
        land=Sum("expected_land"), energy=Sum("expected_energy"), carbon=Sum("expected_carbon")
    )  # fmt: skip
    return {book: amount or Decimal(0) for book, amount in sums.items()}
