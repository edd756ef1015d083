"""How tests make what is kept of land."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.land.registers import APPROVALS, BLOCKS, BURDENS, DEALS, HALTS, IDLES, PERFORMANCES
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel
from tests.apps.remediation.cases import enterprise
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


def make_idle(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    thing = parcel(county, number, town, unit, start_by="2021-03-01", price="960", **values)
    return _add(county, IDLES, parcel=thing, why="约定动工日已过，未动工")


def make_performance(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"stage": "finished", "agreement": f"履约{number}号", "due_on": "2026-06-30", "promised_investment": "400"}
    return _add(county, PERFORMANCES, parcel=parcel(county, number, town, unit), **{**told, **values})


def make_deal(county: County, number: int, town: int = 0, unit: int = 0, **values: Any) -> Any:
    thing = parcel(county, number, town, unit)
    told = {"kind": "transfer", "taker": enterprise(county, number + 20, town), "price": "1200", **values}
    return _add(county, DEALS, parcel=thing, **told)


MAKERS |= {"idles": make_idle, "performances": make_performance, "deals": make_deal}


def _set(thing: Any, **columns: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(**columns)


def _caused(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    _set(thing, cause="holder")
    return {"disposal": "无偿收回"}


def _decided(county: County, thing: Any, patch: Any) -> None:
    _set(thing, disposal="无偿收回")


def _met(county: County, thing: Any, patch: Any) -> None:
    _set(thing, lamp="green", ratio=100)


def _papers(county: County, thing: Any, patch: Any) -> None:
    _set(thing, admission="准入1号", agreement="监管1号")


WALKS: dict[str, dict[str, Any]] = {
    "idles": {"propose": _caused, "close": _decided},
    "performances": {"pass": _met},
    "deals": {"register": _papers},
}
