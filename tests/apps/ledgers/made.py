"""How tests make an application for what was freed."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.ledgers.registers import ALLOCATIONS
from tests.apps.kit.sheds import by
from tests.world import County


def make_allocation(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "project": f"{county.region.name}第{number}号新材料项目",
        "town": county.town_regions[town],
        "unit": county.departments[unit],
        "industry": "35",
        "energy": "100",
        "value_added": "1000",
        **values,
    }
    return records.add(by(county, "office"), ALLOCATIONS, county.region, told)


MAKERS = {"allocations": make_allocation}
