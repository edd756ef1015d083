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
