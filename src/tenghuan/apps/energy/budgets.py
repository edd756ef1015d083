"""The months of large consumers follow from what was counted: published, it enters the energy budgets (§24)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.energy.accounts import used_by
from tenghuan.apps.energy.models import Period
from tenghuan.apps.kit import records
from tenghuan.apps.ledgers.budgets import USES
from tenghuan.apps.ledgers.models import Budget, Use

CENT = Decimal("0.01")


def fill_uses(actor: Actor, period: Period) -> int:
    """Enter the month's equal value of each budgeted consumer that has none yet; return how many.

    What somebody entered by hand stays; where it differs, :func:`differing` says so.
    """
    made = 0
    uses = Use.objects.filter(budget__county=period.county, month=period.month, retired_on=None)
    told = set(uses.values_list("budget", flat=True))
    for budget, used in _used(period):
        if budget.pk not in told:
            records.add(actor, USES, period.county, {"budget": budget, "month": period.month, "used": used})
            made += 1
    return made


def differing(period: Period) -> list[tuple[Budget, Decimal, Decimal]]:
    """Return the consumers whose entered month is not what was counted: budget, entered, counted (tce)."""
    rows = Use.objects.filter(budget__county=period.county, month=period.month, retired_on=None)
    entered = dict(rows.values_list("budget", "used"))
    return [
        (budget, entered[budget.pk], used)
        for budget, used in _used(period)
        if budget.pk in entered and entered[budget.pk] != used
    ]


def _used(period: Period) -> list[tuple[Budget, Decimal]]:
    budgets = Budget.objects.filter(county=period.county, year=period.year, retired_on=None).select_related(
        "enterprise"
    )
    used = used_by(period)
    return [
        (one, used[one.enterprise_id].quantize(CENT, ROUND_HALF_UP)) for one in budgets if one.enterprise_id in used
    ]
