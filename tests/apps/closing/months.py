"""Months to close: a plan with figures of half a year."""

from __future__ import annotations

from decimal import Decimal

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing.models import Closing
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.closing.rules import open_month
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.queries.standing import end_of
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.plans.models import Plan
from tenghuan.pace import Month
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import TODAY, Campaign, make_campaign
from tests.world import County

PLATFORM = Actor.platform("test")
FIGURES = {
    "annual": {1: "6", 2: "10", 3: "20", 4: "30", 5: "42", 6: "50"},
    "cumulative": {1: "20", 2: "24", 3: "30", 4: "36", 5: "40", 6: "45"},
    "stock": {1: "180", 2: "181", 3: "184", 4: "186", 5: "190", 6: "195"},
    "second": {1: "1", 2: "2", 3: "2", 4: "3", 5: "4", 6: "5"},
}


def reported(county: County) -> Campaign:
    """A campaign with four indicators reported from January to June 2022."""
    made = make_campaign(county)
    told = [
        Figure(made.items[key].pk, 2022, month, Decimal(value))
        for key, values in FIGURES.items()
        for month, value in values.items()
    ]
    load_history(PLATFORM, made.plan, told, note="示例数据", today=TODAY)
    return made


def opened(county: County, number: int = 6) -> Closing:
    """The close of a county's so-manieth month from January 2022, its plan and period made if there are none."""
    plan = Plan.objects.filter(region=county.region).first() or reported(county).plan
    at = Month(2022, 1).back(1 - number)
    day = end_of(at)
    Period.objects.get_or_create(
        plan=plan, year=at.year, month=at.month, defaults={"opens_on": day, "due_on": day, "closes_on": day}
    )
    return open_month(PLATFORM, plan, at)


def closed(county: County, number: int = 6) -> Closing:
    """A month that its office has closed."""
    found = opened(county, number)
    if found.state != "closed":
        MONTHS.take(by(county, "office"), found, "close")
    return found
