"""Breakdowns for tests: a hundred enterprises over three years, drafted, sent out, agreed and published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tenghuan.apps.decomposition.breaking import draft, fill, portions_of
from tenghuan.apps.decomposition.models import Decomposition, Portion
from tenghuan.apps.decomposition.registers import BREAKING, CARRYING
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.pace.breakdown import Part
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import indicator
from tests.world import County

LAST = 2027  # the tests' plan runs from 2025 to 2027


def plan_of(county: County) -> Plan:
    known = Plan.objects.filter(region=county.region, is_current=True).first()
    return known or Plan.objects.create(
        region=county.region, title=f"{county.region}方案", start_year=2025, end_year=LAST
    )


def target(
    county: County, key: str = "firms", caliber: str = "cumulative", value: str = "100", **more: Any
) -> Indicator:
    told = {"year": LAST, **more}
    return indicator(plan_of(county), key, caliber, value, county.departments[0], **told)


def drafted(county: County, number: int = 1, rule: str = "equal", **more: Any) -> Decomposition:
    return draft(by(county, "office"), target(county, f"firms{number}", **more), "towns", rule)


def asked(county: County, number: int = 1, **more: Any) -> Decomposition:
    made = drafted(county, number, **more)
    BREAKING.take(by(county, "office"), made, "ask")
    return made


def answer(county: County, portion: Portion, verb: str = "accept", **told: Any) -> None:
    name = next(one for one in ("town", "town2") if county.accounts[one].unit_id == portion.unit_id)
    CARRYING.take(by(county, name), portion, verb, **told)


def settled(county: County, number: int = 1, **more: Any) -> Decomposition:
    made = asked(county, number, **more)
    for portion in portions_of(made):
        answer(county, portion)
    made.refresh_from_db()
    BREAKING.take(by(county, "office"), made, "settle")
    return made


def published(county: County, number: int = 1, **more: Any) -> Decomposition:
    made = settled(county, number, **more)
    BREAKING.take(by(county, "office"), made, "publish", document="东制高办〔2026〕1号")
    return made


def tell(county: County, made: Decomposition, *rows: dict[str, str], **more: Any) -> int:
    """Fill the portions in, in their order, with amounts by column."""
    told = {}
    for portion, row in zip(portions_of(made), rows, strict=False):
        amounts = {key: Decimal(value) for key, value in row.items()}
        told[portion.pk] = Part(portion.weight, amounts, portion.base)
    return fill(by(county, "office"), made, told, **more)
