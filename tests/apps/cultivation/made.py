"""How tests make what cultivation keeps: numbered, of the county's first or second town and unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tenghuan.apps.cultivation.challenges import CHALLENGES
from tenghuan.apps.cultivation.models import Challenge, Contract, Outcome, Profile, Title
from tenghuan.apps.cultivation.outcomes import CONTRACTS, OUTCOMES
from tenghuan.apps.cultivation.titles import PROFILES, TITLES
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def firm(county: County, number: int, town: int = 0) -> Any:
    """The enterprise of that number; the first one is the one whose account the county has."""
    return enterprise(county, 0 if number == 1 else number, town)


def facts(county: County, number: int, year: int, **told: Any) -> YearFacts:
    """What the bureaus say of an enterprise and year."""
    return YearFacts.objects.create(enterprise=firm(county, number), year=year, **told)


def _add(county: County, register: Any, **told: Any) -> Any:
    return records.add(by(county, "office"), register, county.region, told)


def make_title(county: County, number: int, town: int = 0, unit: int = 0, /, **told: Any) -> Title:
    told = {"kind": "hightech", "unit": county.departments[unit], **told}
    return _add(county, TITLES, enterprise=firm(county, number, town), **told)


def held(county: County, firm_number: int, since: str, until: str = "", /, **told: Any) -> Title:
    """A title that was recognised already when it was registered."""
    days = {"recognised_on": since, "valid_until": until, "document": f"认定〔{since[:4]}〕1号"}
    return make_title(county, firm_number, **{"number": f"GR{since[:4]}{firm_number:04d}", **days, **told})


def make_profile(county: County, number: int, town: int = 0, unit: int = 0, /, **told: Any) -> Profile:
    told = {"year": 2025, "output": "12000", "main_ratio": "80", **told}
    return _add(county, PROFILES, enterprise=firm(county, number, town), **told)


def make_outcome(county: County, number: int, town: int = 0, unit: int = 0, /, **told: Any) -> Outcome:
    told = {"kind": "first_set", "name": f"第{number}号装备", "unit": county.departments[unit], **told}
    return _add(county, OUTCOMES, enterprise=firm(county, number, town), **told)


def make_contract(county: County, number: int, town: int = 0, unit: int = 0, /, **told: Any) -> Contract:
    told = {"name": f"第{number}号技术开发合同", "buyer": "某研究院", "kind": "develop", "amount": "120", **told}
    days = {"accepted_on": "2025-03-01", "registered_on": "2025-03-20", "unit": county.departments[unit]}
    told = {**days, "number": f"JS{county.region.code}{number:04d}", **told}
    return _add(county, CONTRACTS, enterprise=firm(county, number, town), **told)


def make_challenge(county: County, number: int, town: int = 0, unit: int = 0, /, **told: Any) -> Challenge:
    told = {"name": f"第{number}号难题", "need": "高速轴承寿命提升一倍", "budget": "80", **told}
    return _add(county, CHALLENGES, enterprise=firm(county, number, town), unit=county.departments[unit], **told)


MAKERS = {
    "titles": make_title,
    "profiles": make_profile,
    "outcomes": make_outcome,
    "contracts": make_contract,
    "challenges": make_challenge,
}
TODAY = date.today


def _recognised(county: County, title: Title, patch: Any) -> None:
    """What may be renewed, revoked or run out was recognised on a day."""
    Title.objects.filter(pk=title.pk).update(recognised_on=date(2024, 1, 1), document="认定〔2024〕1号")
    title.refresh_from_db()


def _day(column: str, ahead: int = 0) -> Any:
    def told(county: County, thing: Any, patch: Any) -> dict[str, Any]:
        _recognised(county, thing, patch) if isinstance(thing, Title) else None
        return {column: TODAY() + timedelta(days=ahead)}

    return told


def _achieved(county: County, outcome: Outcome, patch: Any) -> dict[str, Any]:
    Outcome.objects.filter(pk=outcome.pk).update(achieved_on=date(2024, 1, 1))
    outcome.refresh_from_db()
    return {"ended_on": TODAY()}


def _reported(county: County, outcome: Outcome, patch: Any) -> dict[str, Any]:
    return {"achieved_on": TODAY(), "ended_on": None}


WALKS: dict[str, dict[str, Any]] = {
    "titles": {
        "recognise": lambda county, title, patch: {"recognised_on": TODAY(), "valid_until": None},
        "remind": _recognised,
        "renew": _recognised,
        "expire": _recognised,
        "revoke": _day("revoked_on"),
    },
    "outcomes": {"report": _reported, "end": _achieved},
    "challenges": {"post": _day("closes_on", 30), "sign": _day("signed_on")},
}
