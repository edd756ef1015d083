"""How tests make what is kept of land."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.land.registers import APPROVALS, BLOCKS, BURDENS, HALTS
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel
from tests.world import County


def _add(county: County, register: Any, **told: Any) -> Any:
    return records.add(by(county, "office"), register, county.region, told)


def make_floor(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return floor(parcel(county, number, town, unit), county)


def make_burden(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    thing = parcel(county, number, town, unit)
    told = {"kind": "mortgage", "party": "农商银行", "amount": "500", "since": "2024-03-01"}
    return _add(county, BURDENS, parcel=thing, document=f"他项〔2024〕第{number}号", **told)


def make_halt(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"since": "2022-01-01", "until": "2022-01-31", "document": f"会议纪要{number}号", "reason": "道路未通"}
    return _add(county, HALTS, parcel=parcel(county, number, town, unit), **told)


def make_approval(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"year": 2023, "lot": "第1批次", "approved_on": "2023-05-06", "area": "120", "supplied": "70.5"}
    units = {"town": county.town_regions[town], "unit": county.departments[unit]}
    return _add(county, APPROVALS, document=f"土字〔2023〕{number}号", **told, **units)


def make_block(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"year": 2026, "area": "150", "firms": 12, "begun_on": "2026-03-01", "stage": "begun"}
    units = {"town": county.town_regions[town], "unit": county.departments[unit]}
    return _add(county, BLOCKS, name=f"第{number}连片区块", **told, **units)


MAKERS = {
    "parcels": parcel,
    "floors": make_floor,
    "burdens": make_burden,
    "halts": make_halt,
    "approvals": make_approval,
    "blocks": make_block,
}
