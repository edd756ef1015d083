"""How tests make an application for what was freed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tenghuan.apps.audit.trail import service
from tenghuan.apps.kit import records
from tenghuan.apps.ledgers import budgets, fund, land
from tenghuan.apps.ledgers.books import BUDGET, ENERGY, MONEY
from tenghuan.apps.ledgers.registers import ALLOCATIONS
from tests.apps.kit.sheds import by, shed
from tests.world import County


def make_allocation(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "project": f"{county.region.name}第{number}号新材料项目",
        "town": county.town_regions[town],
        "unit": county.departments[unit],
        "industry": "35",
        "energy": "100",
        "value_added": "1000",
        **values,
    }
    return records.add(by(county, "office"), ALLOCATIONS, county.region, told)


MAKERS = {"allocations": make_allocation}


def _add(county: County, register: Any, **told: Any) -> Any:
    return records.add(by(county, "office"), register, county.region, told)


def _firm(county: County, number: int, town: int) -> Any:
    from tests.apps.remediation.cases import enterprise

    return enterprise(county, 0 if number == 1 else number, town)


def make_budget(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"year": 2026, "grade": "A", "base": "400", "park": "东园", **told}
    return _add(county, budgets.BUDGETS, enterprise=_firm(county, number, town), **told)


def make_use(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return _add(county, budgets.USES, budget=make_budget(county, number, town), month=3, used="12.5")


def make_transfer(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    giver, taker = make_budget(county, number, town), make_budget(county, number + 50, town)
    return _add(county, budgets.TRANSFERS, giver=giver, taker=taker, amount="5", agreement="同意书〔2026〕1号")


def make_budget_plan(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return _add(county, budgets.BUDGET_PLANS, year=2030 + number, total="950", source="方案三（一）3")


def make_supply(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"kind": "supply", "on": "2026-05-06", "area": "20", "plot_ratio": "1.8", **told}
    place = {"town": county.town_regions[town], "unit": county.departments[unit]}
    return _add(county, land.SUPPLIES, parcel=f"GB{number:05d}", **place, **told)


def make_income(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    return _add(county, fund.INCOMES, **{"year": 2020 + number, "revenue": "200000", **told})


def make_spending(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"amount": "200", **told}
    return _add(county, fund.SPENDINGS, purpose=f"第{number}批技改", unit=county.departments[unit], **told)


MAKERS |= {
    "budgets": make_budget,
    "budget_uses": make_use,
    "budget_transfers": make_transfer,
    "budget_plans": make_budget_plan,
    "supplies": make_supply,
    "incomes": make_income,
    "spendings": make_spending,
}


@service("test.fill_book")
def _fill(actor: Any, county: County, book: Any, account: str, amount: str, mark: str) -> None:
    book.post(actor, county.region, account, Decimal(amount), cause=shed(county, mark), kind="close")


def _filled(book: Any, account: str, amount: str) -> Any:
    def ready(county: County, thing: Any, patch: Any) -> None:
        _fill(by(county, "office"), county, book, account, amount, f"filled-{account}")

    return ready


def _consumer(county: County, thing: Any, patch: Any) -> None:
    make_budget(county, 7, year=thing.year)


def _giver(county: County, thing: Any, patch: Any) -> None:
    _fill(by(county, "office"), county, BUDGET, thing.giver.account, "400", "filled")


WALKS: dict[str, dict[str, Any]] = {
    "allocations": {"apply": _filled(ENERGY, "available", "150")},
    "budget_plans": {"measure": _consumer},
    "budget_transfers": {"transfer": _giver},
    "supplies": {},
    "incomes": {},
    "spendings": {
        "commit": _filled(MONEY, "available", "300"),
        "pay": _filled(MONEY, "committed", "300"),
        "release": _filled(MONEY, "committed", "300"),
    },
}
