"""Requests for tests: asked and moved as people do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.apps.services.models import Request
from tenghuan.apps.services.registers import ANSWERING, REQUESTS
from tests.apps.evaluation.test_procedure import code
from tests.apps.kit.sheds import by
from tests.world import County


def firm(county: County, number: int = 1, town: int = 0) -> Enterprise:
    """The county's enterprise of that number; the first one of the first town is the account's own."""
    own = county.accounts["enterprise"].enterprise_code
    uscc = own if (number, town) == (1, 0) and county.region.code == "990101" else code(100 + number + 50 * town)
    return Enterprise.objects.get_or_create(
        county=county.region, uscc=uscc, defaults={"name": f"{town}{number}厂", "town": county.town_regions[town]}
    )[0]


def asked(county: County, number: int = 1, town: int = 0, role: str = "office", **values: Any) -> Request:
    told = {
        "enterprise": firm(county, number, town),
        "source": "three",
        "title": f"第{number}件诉求",
        "content": "请帮助解决",
        **values,
    }
    return records.add(by(county, role), REQUESTS, county.region, told)


def assigned(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Request:
    thing = asked(county, number, town, **values)
    ANSWERING.take(by(county, "office"), thing, "assign", kind="factor", lead=county.departments[unit])
    return thing


def working(county: County, number: int = 1, **values: Any) -> Request:
    thing = assigned(county, number, **values)
    ANSWERING.take(by(county, "department"), thing, "sign", response="已联系企业")
    return thing


def answered(county: County, number: int = 1, **values: Any) -> Request:
    thing = working(county, number, **values)
    ANSWERING.take(by(county, "department"), thing, "answer", outcome="solved", result="已解决")
    return thing


def clock(monkeypatch: Any, text: str) -> datetime:
    """Let it be that moment in China."""
    moment = timezone.make_aware(datetime.fromisoformat(text))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment
