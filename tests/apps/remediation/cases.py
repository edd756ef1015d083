"""Cases for tests: opened and moved as officers do it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.remediation import dictionary, rules
from tenghuan.apps.remediation.models import Case, Compliance
from tenghuan.apps.remediation.registers import CASES, CLEARING, REVIEWING
from tests.apps.kit.sheds import PNG, actor_of, by
from tests.world import County

CODES = ("91330600MA00000019", "91330600MA00000027", "91330600MA00000035", "91330600MA00000043")
BUREAUS = ("应急管理局", "生态环境局", "市场监督管理局")


def enterprise(county: County, number: int = 0, town: int = 0) -> Enterprise:
    """The enterprise of that number; the first one is the one whose account the county has."""
    found, _made = Enterprise.objects.get_or_create(
        county=county.region,
        uscc=CODES[number] if number < len(CODES) else f"91330600MA{number:08d}",
        defaults={"name": f"{county.region.name}第{number}机械厂", "town": county.town_regions[town]},
    )
    return found


def bureaus(county: County) -> list[Any]:
    """Three more departments, each with an account: those who take part in an acceptance."""
    found = []
    for at, name in enumerate(BUREAUS):
        unit, _made = Unit.objects.get_or_create(region=county.region, name=f"{county.region.name}{name}")
        key = f"bureau{at}"
        if key not in county.accounts:
            account = type(county.accounts["department"]).objects.create(
                username=f"{county.region.code}-{key}", name=name, role="department", region=county.region, unit=unit
            )
            county.accounts[key] = account
        found.append(county.accounts[key])
    return found


def case(county: County, number: int = 0, town: int = 0, **values: Any) -> Case:
    told = {
        "enterprise": enterprise(county, number, town),
        "town": county.town_regions[town],
        "lists": "高耗低效",
        "year": 2026,
        "area": "12",
        "tax_per_mu": "3.3333",
        "energy": "300",
        "energy_per_value": "1.25",
        "lead": county.departments[0],
        **values,
    }
    return records.add(by(county, "office"), CASES, county.region, told)


def reviewed(county: County, **values: Any) -> Case:
    """A case on the list: verified by its town, found fine by every department."""
    thing = case(county, **values)
    CLEARING.take(by(county, "town"), thing, "verify", opinion="属实")
    for item in Compliance.objects.filter(case=thing):
        REVIEWING.take(by(county, "office"), item, "pass", finding="未发现问题")
    CLEARING.take(by(county, "office"), thing, "list", opinion="同意入册")
    return thing


def planned(county: County, route: str = "改造提升", **values: Any) -> Case:
    thing = reviewed(county, **values)
    told = {
        "route": route,
        "measures": "更新设备",
        "due_on": date(2027, 3, 1),
        "expected_land": "2",
        "expected_energy": "140",
    }
    CLEARING.take(by(county, "town"), thing, "plan", lead=county.departments[0], **told)
    return thing


def working(county: County, **values: Any) -> Case:
    thing = planned(county, **values)
    CLEARING.take(by(county, "department"), thing, "approve", opinion="同意")
    return thing


def proofs(thing: Case) -> dict[str, list[SimpleUploadedFile]]:
    return {
        kind: [SimpleUploadedFile(f"{at}.png", PNG + bytes([at]))] for at, kind in enumerate(dictionary.evidence(thing))
    }


def claimed(county: County, **result: Any) -> Case:
    thing = working(county)
    told = {
        "actual_land": "2",
        "after_tax_per_mu": "6",
        "after_energy": "150",
        "after_energy_per_value": "0.5",
        **result,
    }
    CLEARING.take(by(county, "town"), thing, "claim", files=proofs(thing), **told)
    return thing


def accepted(county: County) -> Case:
    thing = claimed(county)
    for account in bureaus(county):
        rules.judge(actor_of(account), thing, passed=True, note="")
    CLEARING.take(by(county, "office"), thing, "accept", opinion="合格")
    return thing


def published(county: County) -> Case:
    """A case whose publication is over."""
    thing = accepted(county)
    CLEARING.take(by(county, "office"), thing, "publish", document="公示〔2026〕1号")
    Case.objects.filter(pk=thing.pk).update(publication_ends=date.today() - timedelta(days=1))
    thing.refresh_from_db()
    return thing


def closed(county: County) -> Case:
    thing = published(county)
    CLEARING.take(by(county, "office"), thing, "close", document="销号〔2026〕1号")
    return thing
