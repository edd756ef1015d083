"""A plan of two counties with indicators of several calibers, and a period that is open on TODAY."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.organization.models import Account, Unit
from tenghuan.apps.plans.models import Duty, Indicator, Milestone, Plan, Responsibility
from tests.world import County

TODAY = date(2022, 6, 28)
CALENDAR_DAYS = (date(2022, 6, 25), date(2022, 7, 5), date(2022, 7, 10))


def actor_of(account: Account) -> Actor:
    return Actor(
        account=account.username,
        person=account.name,
        unit=str(account.unit or ""),
        region_path=account.region.path,
        user=account,
    )


@dataclass
class Campaign:
    """One county's plan: ``items`` by key, led by the first department unless said otherwise."""

    county: County
    plan: Plan
    items: dict[str, Indicator | Duty] = field(default_factory=dict)
    period: Period | None = None

    def report(self, key: str) -> Report:
        pk = Report.objects.get(period=self.period, item=self.items[key]).pk
        return fresh([pk])[0]

    def actor(self, role: str) -> Actor:
        return actor_of(self.county.accounts[role])


def indicator(plan: Plan, key: str, caliber: str, target: str, unit: Unit, **more) -> Indicator:
    frequency = more.pop("frequency", "monthly")
    year = more.pop("year", 2022)
    made = Indicator.objects.create(
        plan=plan, kind="indicator", key=key, title=f"指标{key}", caliber=caliber, unit="家", frequency=frequency,
        order=Indicator.objects.filter(plan=plan).count(), campaign="淘汰落后", **more,
    )  # fmt: skip
    Milestone.objects.create(indicator=made, year=year, value=Decimal(target), caliber=caliber)
    Responsibility.objects.create(item=made, unit=unit, role="lead")
    return made


def make_campaign(county: County) -> Campaign:
    plan = Plan.objects.create(region=county.region, title=f"{county.region}方案", start_year=2021, end_year=2023)
    first, second = county.departments
    town = county.towns[0]
    items: dict[str, Indicator | Duty] = {
        "annual": indicator(plan, "annual", "annual", "100", first),
        "cumulative": indicator(plan, "cumulative", "cumulative", "100", first),
        "stock": indicator(
            plan,
            "stock",
            "cumulative_with_base",
            "220",
            first,
            baseline_year=2020,
            baseline_value=Decimal(168),
            year=2023,
        ),
        "level": indicator(plan, "level", "level", "25", first, frequency="year_end"),
        "second": indicator(plan, "second", "annual", "12", second),
        "town": indicator(plan, "town", "annual", "30", town),
    }
    Responsibility.objects.create(item=items["second"], unit=first, role="support")
    task = Duty.objects.create(
        plan=plan, kind="task", key="task_1", number="1", title="任务一", due_on=date(2022, 12, 31)
    )
    Responsibility.objects.create(item=task, unit=first, role="lead")
    orphan = Duty.objects.create(plan=plan, kind="task", key="task_2", number="2", title="无牵头的任务")
    return Campaign(county, plan, {**items, "task": task, "orphan": orphan})


def history(campaign: Campaign, key: str, year: int, values: dict[int, str]) -> None:
    """Locked numbers of past months."""
    figures = [Figure(campaign.items[key].pk, year, month, Decimal(value)) for month, value in values.items()]
    load_history(Actor.platform("test"), campaign.plan, figures, note="示例数据", today=TODAY)
