"""How tests make a year of facts of an enterprise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tenghuan.apps.enterprises.models import YearFacts
from tests.apps.remediation.cases import enterprise
from tests.world import County


def make_facts(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"land_mu": Decimal(10), "tax": Decimal(100), "revenue": Decimal(1000), "rd": Decimal(30), **values}
    found = enterprise(county, 0 if number == 1 else number, town)
    return YearFacts.objects.create(enterprise=found, year=2022, **told)


MAKERS = {"facts": make_facts}
