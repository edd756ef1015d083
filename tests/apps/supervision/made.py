"""How tests make an order: the number of the unit says who leads."""

from __future__ import annotations

from typing import Any

from tests.apps.supervision.orders import draft
from tests.world import County


def make_order(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return draft(county, number, unit)


MAKERS = {"orders": make_order}
