"""How tests make what energy keeps: numbered, of the county's first or second town and unit."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.energy import reconciling, registers, works
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def firm(county: County, number: int, town: int = 0) -> Any:
    """The enterprise of that number; the first one is the one whose account the county has."""
    return enterprise(county, 0 if number == 1 else number, town)


def _add(county: County, register: Any, **told: Any) -> Any:
    return records.add(by(county, "office"), register, county.region, told)


def make_meter(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"number": f"33{number:08d}", "carrier": "power", **told}
    return _add(county, registers.METERS, enterprise=firm(county, number, town), **told)


def make_reading(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"carrier": "power", "year": 2025, "month": 3, "amount": "12.5", "meter": "", **told}
    return _add(county, registers.READINGS, enterprise=firm(county, number, town), **told)


def make_period(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    return _add(county, registers.PERIODS, **{"year": 2001 + number // 12, "month": number % 12 + 1, **told})


def make_factor(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"carrier": "power", "basis": "equal_value", "year": 2025, "month": 1, "value": "2.9", **told}
    return _add(county, registers.FACTORS, **{"version": f"县 {number}", "source": "发改文〔2025〕1号", **told})


def make_total(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"year": 2001 + number // 12, "month": number % 12 + 1, "carrier": "power", "amount": "100", **told}
    return _add(county, reconciling.TOTALS, **{"source": "供电公司月报", **told})


def make_index(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return _add(county, reconciling.INDICES, year=2001 + number, value="101.5", source="统计公报")


def make_mean(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return _add(county, reconciling.MEANS, year=2001 + number, division="34", value="0.9", source="省平均")


def make_project(county: County, number: int, town: int = 0, unit: int = 0, **told: Any) -> Any:
    told = {"year": 2026, "planned": "200", "investment": "300", **told}
    owners = {"enterprise": firm(county, number, town), "unit": county.departments[unit]}
    return _add(county, works.PROJECTS, name=f"第{number}号电机能效提升", **owners, **told)


def make_photovoltaic(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    told = {"number": f"PV-{number}", "capacity": "1500", "generation": "150", "grid_on": "2025-06-01"}
    return _add(county, works.PHOTOVOLTAICS, enterprise=firm(county, number, town), **told)


def make_diagnosis(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    owners = {"enterprise": firm(county, number, town), "unit": county.departments[unit]}
    return _add(county, works.DIAGNOSES, **owners, year=2026, body="节能监测中心")


MAKERS = {
    "energy_meters": make_meter,
    "energy_readings": make_reading,
    "energy_periods": make_period,
    "energy_factors": make_factor,
    "energy_totals": make_total,
    "price_indices": make_index,
    "industry_means": make_mean,
    "saving_projects": make_project,
    "photovoltaics": make_photovoltaic,
    "diagnoses": make_diagnosis,
}


def _read(county: County, period: Any, patch: Any) -> None:
    make_reading(county, 7, year=period.year, month=period.month)


def _published(county: County, total: Any, patch: Any) -> None:
    period = make_period(county, 0, year=total.year, month=total.month)
    make_reading(county, 7, year=total.year, month=total.month)
    registers.PERIODS_LOOP.take(by(county, "office"), period, "publish", opinion="已核")


WALKS: dict[str, dict[str, Any]] = {
    "energy_periods": {"publish": _read},
    "energy_totals": {"settle": _published},
}
