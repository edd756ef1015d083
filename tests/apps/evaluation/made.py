"""How tests make a decision, a policy rule and an objection."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from tenghuan.apps.evaluation.models import Graded, Method, Run
from tenghuan.apps.evaluation.registers import DECISIONS, RULES
from tenghuan.apps.evaluation.services.objections import file_objection
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def _enterprise(county: County, number: int, town: int) -> Any:
    # the first town's first enterprise is the one whose account the county has
    return enterprise(county, 0 if number == 1 else number, town)


def make_decision(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {
        "year": 2022,
        "kind": "bonus",
        "points": "3",
        "reason": "省级绿色工厂",
        "document": f"东经信〔2023〕{number}号",
    }
    values = {**told, "enterprise": _enterprise(county, number, town)}
    return records.add(by(county, "office"), DECISIONS, county.region, values)


def make_rule(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"policy": f"差别电价{number}", "grade": "D", "consecutive_years": 1, "operation": "add", "value": "0.1"}
    more = {"unit": "元/千瓦时", "overlap": "max", "bureau": "供电公司", "basis": "本县文件"}
    return records.add(by(county, "office"), RULES, county.region, {**told, **more, "effective_from": date(2023, 7, 1)})


def published(county: County) -> Run:
    method, _made = Method.objects.get_or_create(county=county.region, year=2022, version=1, defaults={"name": "办法"})
    run, _made = Run.objects.get_or_create(
        county=county.region, method=method, year=2022, state="published", defaults={"frozen_at": timezone.now()}
    )
    return run


def make_objection(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    firm = _enterprise(county, number, town)
    line = Graded.objects.create(run=published(county), enterprise=firm, name=firm.name, town_name=firm.town.name)
    return file_objection(by(county, "office"), line, text="面积有误")


MAKERS = {"decisions": make_decision, "policies": make_rule, "objections": make_objection}
