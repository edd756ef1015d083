"""How tests make a shed: whose it is says the number of the town and of the unit."""

from __future__ import annotations

from typing import Any

from tests.apps.kit.sheds import shed
from tests.world import County


def make_shed(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return shed(county, f"S{number}", town=town, unit=county.departments[unit])


MAKERS = {"sheds": make_shed}
