"""How tests make a park and a return of it."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.parks.registers import PARKS, RETURNS
from tests.apps.kit.sheds import by
from tests.world import County


def make_park(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "name": f"第{number}小微企业园", "town": county.town_regions[town], "unit": county.departments[unit],
        "area": "50", "operator": "园区运营公司", **values,
    }  # fmt: skip
    return records.add(by(county, "office"), PARKS, county.region, told)


def make_return(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"year": 2025, "term": "1", "output": "9000", "tax": "300", "firms": 12, "above_scale": 3}
    return records.add(
        by(county, "office"), RETURNS, county.region, {"park": make_park(county, number, town, unit), **told}
    )


MAKERS = {"parks": make_park, "returns": make_return}
WALKS: dict[str, dict[str, Any]] = {"parks": {}}
