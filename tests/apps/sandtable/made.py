"""How tests make a scenario."""

from __future__ import annotations

from typing import Any

from tests.apps.sandtable.scenes import scenario
from tests.world import County


def make_scenario(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return scenario(county, f"推演{number}")


MAKERS = {"scenarios": make_scenario}
