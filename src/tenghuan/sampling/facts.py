"""The flat facts of contracts.md: one row an enterprise and year, settled values (without the faults of workbooks)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from tenghuan.errors import InputFault
from tenghuan.sampling.enterprises import Bools, Floats, Ints, Population, generator, populate
from tenghuan.sampling.model import Year, years
from tenghuan.sampling.profiles import CountyProfile, county, model

# key of contracts.md → heading in facts.xlsx
HEADINGS = {
    "uscc": "统一社会信用代码",
    "name": "企业名称",
    "year": "年度",
    "town": "所属镇街",
    "park": "所属园区",
    "industry": "行业代码",
    "above_scale": "是否规上",
    "registered_on": "成立日期",
    "land_mu": "用地面积（亩）",
    "land_owned_mu": "登记用地",
    "land_leased_in_mu": "承租用地",
    "land_leased_out_mu": "出租用地",
    "land_other_mu": "其他用地",
    "tax": "税收（万元）",
    "value_added": "工业增加值（万元）",
    "revenue": "营业收入",
    "employees": "年平均职工人数",
    "energy_tce": "综合能耗（吨标准煤）",
    "electricity": "用电量（万千瓦时）",
    "emissions": "排放量（吨）",
    "rd": "研发经费",
    "bonus": "加分",
    "deduction": "减分",
    "veto": "一票否决",
    "exempt": "不参评原因",
}
_TYPES: dict[str, pa.DataType] = {
    "year": pa.int64(),
    "above_scale": pa.bool_(),
    "registered_on": pa.date32(),
    **dict.fromkeys(("uscc", "name", "town", "park", "industry", "veto", "exempt"), pa.string()),
}
SCHEMA = pa.schema([(key, _TYPES.get(key, pa.float64())) for key in HEADINGS])


@lru_cache(maxsize=4)
def world(county_id: str, enterprises: int, seed: int, moved: int = 0) -> tuple[Population, dict[int, Year]]:
    """Return the enterprises and all their years; kept, since several outputs are made of the same."""
    profile = county(county_id, moved)
    people = populate(profile, enterprises, seed)
    return people, years(profile, people, seed)


def scaled(values: Ints, per: int) -> Floats:
    """Return whole numbers of a small unit as decimal numbers of a larger one, e.g. 元 → 万元 with ``per`` 10000."""
    return np.asarray(values / per, dtype=np.float64)


def area(values: Ints) -> Floats:
    """Return m² as mu: 1 mu = 10000 ÷ 15 m², so 4 decimals are exact."""
    return np.round(values * 0.0015, 4)


def _masked(values: Floats | Ints, known: Bools) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.float64), mask=~known)


def _points(profile: CountyProfile, people: Population, year: Year, seed: int) -> dict[str, list[Any]]:
    """Return bonus, deduction, veto and exempt; drawn by year so that they change."""
    rng, m, n = generator(profile, seed, 3_000 + year.year), model(), len(people)
    draws = {key: rng.random(n) < m.shares[key] for key in ("bonus", "deduction", "veto", "relocation")}
    bonus, deduction = rng.integers(1, 6, size=n), rng.integers(1, 3, size=n) * 5
    veto = rng.integers(len(m.vetoes), size=n)
    young = [(date(year.year, 12, 31) - day).days < 2 * 365 for day in people.registered]
    return {
        "bonus": [float(b) if d else 0.0 for b, d in zip(bonus, draws["bonus"], strict=True)],
        "deduction": [float(b) if d else 0.0 for b, d in zip(deduction, draws["deduction"], strict=True)],
        "veto": [m.vetoes[int(v)] if d else None for v, d in zip(veto, draws["veto"], strict=True)],
        "exempt": [
            m.exempt["utility"] if f.utility else m.exempt["young"] if y else m.exempt["relocation"] if r else None
            for f, y, r in zip(people.factors, young, draws["relocation"], strict=True)
        ],
    }


def _columns(profile: CountyProfile, people: Population, year: Year, seed: int) -> dict[str, Any]:
    everyone = np.ones(len(people), dtype=bool)
    return {
        "uscc": people.uscc,
        "name": people.name,
        "year": [year.year] * len(people),
        "town": people.town,
        "park": [park or None for park in people.park],
        "industry": people.industry,
        "above_scale": year.above.tolist(),
        "registered_on": people.registered,
        "land_mu": area(year.land),
        "land_owned_mu": area(year.owned),
        "land_leased_in_mu": area(year.leased_in),
        "land_leased_out_mu": area(year.leased_out),
        "land_other_mu": area(year.other),
        "tax": scaled(year.tax, 10_000),
        "value_added": _masked(scaled(year.value_added, 10), year.above),
        "revenue": scaled(year.revenue, 10),
        "employees": _masked(year.employees, everyone),
        "energy_tce": _masked(scaled(year.energy, 100), year.above),
        "electricity": scaled(year.power, 10_000),
        "emissions": _masked(scaled(year.emissions, 10_000), year.known_emissions),
        "rd": _masked(scaled(year.rd, 10_000), year.known_rd),
        **_points(profile, people, year, seed),
    }


def facts_of(county_id: str, enterprises: int, seed: int, year: int, moved: int = 0) -> pa.Table:
    """Return the facts of one year, by keys of contracts.md; enterprises not yet registered are left out.

    Raises:
        InputFault: no such county, or no figures for that year.
    """
    profile = county(county_id, moved)
    if year not in profile.levels:
        raise InputFault(
            f"没有 {year} 年的示例数据",
            where=profile.name,
            remedy=f"可用 {profile.years[0]} 到 {profile.years[-1]} 年",
        )
    people, made = world(county_id, enterprises, seed, moved)
    columns = _columns(profile, people, made[year], seed)
    table = pa.table({key: columns[key] for key in HEADINGS}, schema=SCHEMA)
    return table.filter(pa.array(made[year].exists))
