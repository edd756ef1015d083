"""How tests make a case and an item of its review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tenghuan.apps.remediation import rules, targets
from tenghuan.apps.remediation.models import Compliance
from tests.apps.kit.sheds import actor_of
from tests.apps.remediation.cases import bureaus, by, case
from tests.world import County


def make_case(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    # the first town's first enterprise is the one whose account the county has
    return case(county, 0 if number == 1 else number, town, lead=county.departments[unit])


def make_item(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    from tenghuan.apps.remediation.registers import CLEARING

    thing = make_case(county, number, town, unit)
    CLEARING.take(by(county, "town" if town == 0 else "town2"), thing, "verify", opinion="属实")
    item = Compliance.objects.filter(case=thing).first()
    Compliance.objects.filter(pk=item.pk).update(unit=county.departments[unit])
    Compliance.objects.filter(case=thing).exclude(pk=item.pk).delete()
    item.refresh_from_db()
    return item


def make_part(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    from tenghuan.apps.kit import records
    from tenghuan.apps.remediation.models import Case
    from tenghuan.apps.remediation.parting import PARTS

    thing = make_case(county, number, town, unit)
    Case.objects.filter(pk=thing.pk).update(state="working")
    told = {"case": thing, "freed_on": "2026-11-02", "land": "1.5", "document": f"收储合同〔2026〕{number}号"}
    return records.add(by(county, "office"), PARTS, county.region, told)


MAKERS = {"cases": make_case, "compliance": make_item, "parts": make_part}


def _set(thing: Any, **columns: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(**columns)


def _extending(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    _set(thing, due_on=date(2027, 2, 1))
    return {"change": "extend", "change_due": date(2027, 4, 1), "change_to": ""}


def _asked(change: str) -> Any:
    def ready(county: County, thing: Any, patch: Any) -> None:
        _set(thing, change=change, change_due=date(2027, 4, 1), due_on=date(2027, 2, 1))

    return ready


def _judged(county: County, thing: Any, patch: Any) -> None:
    for account in bureaus(county):
        rules.judge(actor_of(account), thing, passed=True, note="")


def _large(county: County, thing: Any, patch: Any) -> None:
    patch.setattr(targets, "mean_energy", lambda county: Decimal(1))
    _set(thing, after_energy=0)


def _published(county: County, thing: Any, patch: Any) -> None:
    _set(thing, publication_ends=date(2020, 1, 1), actual_land=2, after_energy=150)


WALKS: dict[str, dict[str, Any]] = {
    "cases": {
        "ask_change": _extending,
        "grant": _asked("extend"),
        "let_last": _asked("lasting"),
        "accept": _judged,
        "recheck": _large,
        "close": _published,
    },
    "compliance": {},
}
