"""How tests make a lead, a head that must bring one and capital paid in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Event
from tenghuan.apps.leads.registers import CAPITAL, HEADS, LEADS
from tests.apps.kit.sheds import by
from tests.world import County


def make_lead(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "name": f"第{number}个高效电机项目", "company": f"甲地第{number}电机有限公司", "source": "native",
        "got_on": date.today(), "total": "20000", "fixed": "12000", "unit": county.departments[unit], **values,
    }  # fmt: skip
    return records.add(by(county, "office"), LEADS, county.region, told)


def make_head(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"year": 2020 + number, "unit": county.departments[unit], "post": "局长", **values}
    return records.add(by(county, "office"), HEADS, county.region, told)


def make_capital(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "company": f"外资第{number}公司", "paid_on": "2026-03-01", "sum": "100", "voucher": f"到账第{number}号",
        **values,
    }  # fmt: skip
    return records.add(by(county, "office"), CAPITAL, county.region, told)


MAKERS = {"leads": make_lead, "heads": make_head, "capital": make_capital}


def _today(name: str) -> Any:
    return lambda county, thing, patch: {name: date.today()}


def _quiet(county: County, thing: Any, patch: Any) -> None:
    Event.objects.about(thing).update(at=timezone.now() - timedelta(days=8))


def _other(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    return {"same_as": make_lead(county, 9)}


WALKS: dict[str, dict[str, Any]] = {
    "leads": {"sign": _today("signed_on"), "land": _today("landed_on"), "recall": _quiet, "merge": _other},
}
