"""How tests make an enterprise and a year of its facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.enterprises.registers import ENTERPRISES
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def make_facts(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"land_mu": Decimal(10), "tax": Decimal(100), "revenue": Decimal(1000), "rd": Decimal(30), **values}
    found = enterprise(county, 0 if number == 1 else number, town)
    return YearFacts.objects.create(enterprise=found, year=2022, **told)


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number: int) -> str:
    """A credit code whose last sign is right, by the formula of GB 32100—2015, 5.2: 31 less the weighted sum."""
    first = f"91330600MA{number:07d}"
    total = sum(ALPHABET.index(sign) * pow(3, at, 31) for at, sign in enumerate(first))
    return first + ALPHABET[(31 - total % 31) % 31]


def make_enterprise(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    """Add an enterprise as the office does; the first one is the one whose account the county has."""
    told = {
        "uscc": code(number), "name": f"{county.region.name}第{number}厂", "former": f"老{number}厂",
        "town": county.town_regions[town], "park": "城东园区", "industry": "3311", "above_scale": True,
        "registered_on": "2015-06-30", "address": "工业路", "contact": "王经理", "phone": "057500000000", **values,
    }  # fmt: skip
    return records.add(by(county, "office"), ENTERPRISES, county.region, told)


MAKERS = {"enterprises": make_enterprise, "facts": make_facts}
