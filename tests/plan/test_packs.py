"""The five shipped packs by themselves: sound, complete in their references, nobody named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import tenghuan.plan
from tenghuan.plan import check_pack, json_schema, load_pack, packs
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import PlanStatus, Status
from tenghuan.plan.standards import catalogue

CODES = {"shengzhou": "330683", "lanxi": "330781", "yunhe": "331125", "cixi": "330282", "linan": "330112"}
#: Indicators that only one county has and that no standard indicator stands for.
COUNTY_SPECIFIC = {
    "lanxi": {"superior_growth_targets", "diagnosis_coverage"},
    "yunhe": {"science_award", "retrofit_full_coverage", "loan_growth"},
    "cixi": {"industrial_internet_coverage", "ten_billion_project"},
    "linan": {"chain_task_forces", "internet_platform_coverage"},
}
NO_UNIT = {"副市长", "分管领导"}


@pytest.fixture(params=sorted(CODES))
def county(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_five_counties_ship() -> None:
    assert set(packs()) == set(CODES)


def test_no_faults(county: str) -> None:
    assert check_pack(county) == []


def test_region_codes(county: str) -> None:
    assert load_pack(county).plan.region.code == CODES[county]


def test_every_indicator_is_standard_or_known_to_be_the_countys_own(county: str) -> None:
    own = {item.key for item in load_pack(county).indicators if item.catalogue is None}
    assert own == COUNTY_SPECIFIC.get(county, set())


def test_the_catalogue_finds_the_linked_standard_by_name(county: str) -> None:
    misses = []
    for item in load_pack(county).indicators:
        caliber = item.caliber if item.caliber is not Caliber.QUALITATIVE else None
        found = catalogue().find(item.name, item.unit, caliber=caliber)
        if item.catalogue and (found is None or found.standard.key != item.catalogue):
            misses.append((item.name, item.catalogue, found and found.standard.key))
    assert not misses


def test_every_post_belongs_to_a_unit_and_names_nobody(county: str) -> None:
    pack = load_pack(county)
    posts = [s.post for g in pack.groups for r in (g.leader, g.deputy, g.members, g.liaison) for s in r]
    assert [p for p in posts if pack.unit_of_post(p) is None and p not in NO_UNIT] == []
    assert not [p for p in posts if re.search(r"\s", p)]


def test_parameters_of_the_plan_name_their_section_and_guesses_say_so(county: str) -> None:
    pack = load_pack(county)
    assert pack.parameters
    for item in pack.parameters:
        assert item.sources
        assert item.status is Status.PLAN or "本地参数（待核实）" in (item.note or "")


def test_shengzhou_keeps_every_caliber_of_its_table() -> None:
    pack = load_pack("shengzhou")
    clearing = pack.indicator("obsolete_capacity_firms")
    assert clearing is not None
    assert clearing.baseline is not None
    assert clearing.baseline.value == 168
    assert [(c.caliber, c.year) for c in clearing.milestones] == [
        (Caliber.ANNUAL, 2022),
        (Caliber.CUMULATIVE_WITH_BASE, 2023),
    ]
    land = pack.indicator("released_land")
    assert land is not None
    assert [(r.raw, r.value) for r in land.references] == [("100平方公里", 150000), ("50000", 50000)]
    listed = pack.indicator("listed_firms")
    assert listed is not None
    assert [(r.raw, r.value) for r in listed.references] == [("报会5/年", None)]


# base of 2020 | what 2021 brought | 2022 | 2023 | province | Shaoxing; "—" where the plan's table is empty
SEVENTEEN = {
    "tax_per_mu": "13.68 | — | 25 | 28 | 37 | 30",
    "value_added_per_mu": "70.66 | — | 100 | 115 | 180 | 130",
    "released_land": "— | — | 3000 | 5000 | 100平方公里 | 50000",
    "obsolete_capacity_firms": "168 | 20 | 20 | 220 | 5000 | 500",
    "scattered_firms": "1054 | 130 | 130 | 1385 | — | —",
    "released_energy": "— | — | 3 | 5 | 400 | 40",
    "high_consumption_firms": "— | 27 | 100 | 200 | 10000 | 1000",
    "energy_intensity_drop": "— | 0.8 | 8 | 8 | 10.4 | 10",
    "rd_ratio": "2.95 | — | 3.0 | 3.2 | 2.3 | 2.65",
    "single_champions": "0 | 0 | 1 | 1 | 20/年 | 2/年",
    "little_giants": "2 | 2 | 2 | 7 | 100/年 | 10/年",
    "major_projects_10yi": "8 | 7 | 4 | 23 | 300 | 60",
    "manufacturing_investment_growth": "-26.9 | 31.6 | 25 | 25 | 10 | 12",
    "listed_firms": "5 | 2 | 2 | 9 | — | 报会5/年",
    "zhejiang_standards": "14 | 4 | 1 | 20 | 1000 | 135",
    "pinzi_brands": "12 | 5 | 2 | 22 | 1000 | 100",
    "first_sets": "12 | 7 | 7 | 30 | 200/年 | 120",
}
# columns of 2021 and 2022 are of the year alone, while that of 2023 holds the stock of 2020
YEARLY_BEFORE_2023 = {
    *("obsolete_capacity_firms", "scattered_firms", "single_champions", "little_giants", "major_projects_10yi"),
    *("listed_firms", "zhejiang_standards", "pinzi_brands", "first_sets"),
}


@pytest.mark.parametrize("key", SEVENTEEN)
def test_the_table_of_shengzhou_is_kept_cell_by_cell(key: str) -> None:
    told = [None if cell.strip() == "—" else cell.strip() for cell in SEVENTEEN[key].split("|")]
    item = load_pack("shengzhou").indicator(key)
    assert item is not None
    by_year = {cell.year: cell for cell in item.milestones}
    raw = {one.scope: one.raw for one in item.references}
    past = {one.year: one.value for one in item.actuals}
    figures = [item.baseline.value if item.baseline else None, past.get(2021)]
    figures += [by_year[year].value if year in by_year else None for year in (2022, 2023)]
    assert figures == [None if cell is None else float(cell) for cell in told[:4]]
    assert [raw.get("province"), raw.get("city")] == told[4:]
    stock = Caliber.CUMULATIVE_WITH_BASE
    assert (by_year[2023].caliber is stock) == (key in YEARLY_BEFORE_2023)
    if key in YEARLY_BEFORE_2023:
        assert by_year[2022].caliber is Caliber.ANNUAL
        assert {one.caliber for one in item.actuals if one.year == 2021} == {Caliber.ANNUAL}


def test_a_draft_for_comments_is_marked() -> None:
    assert load_pack("lanxi").plan.status is PlanStatus.DRAFT
    assert load_pack("linan").plan.status is PlanStatus.IN_FORCE


def test_the_committed_schema_is_current_and_packs_point_to_it(county: str) -> None:
    committed = Path(tenghuan.plan.__file__).parent / "plan-pack.schema.json"
    assert json.loads(committed.read_text(encoding="utf-8")) == json_schema(), (
        "run: tenghuan plan schema -o src/tenghuan/plan/plan-pack.schema.json"
    )
    first = packs()[county].read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../plan-pack.schema.json"
    assert (packs()[county].parent / "../plan-pack.schema.json").resolve() == committed.resolve()


def test_what_is_assessed_is_the_target_of_the_plans_end(county: str) -> None:
    for item in load_pack(county).indicators:
        last = max(item.milestones, key=lambda cell: cell.year or 0)
        assert item.caliber is last.caliber, item.key
