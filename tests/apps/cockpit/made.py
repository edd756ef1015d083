"""How tests make a card: its indicator stands in the county's plan."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.cockpit.registers import CARDS
from tenghuan.apps.kit import records
from tenghuan.apps.plans.models import Plan
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import indicator
from tests.world import County


def make_card(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    plan = Plan.objects.filter(region=county.region, is_current=True).first()
    plan = plan or Plan.objects.create(
        region=county.region, title=f"{county.region}方案", start_year=2021, end_year=2023
    )
    key = f"card{number}"
    made = indicator(plan, key, "annual", "100", county.departments[unit])
    told = {"indicator": made.title, "meaning": f"第{number}张卡", "place": number, **values}
    return records.add(by(county, "office"), CARDS, county.region, told)


MAKERS = {"cards": make_card}
