"""What goes out of a register and is handed in again by one bureau adds up to what was in force."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tenghuan.apps.enterprises.exporting import rows_of
from tenghuan.apps.enterprises.merging import FACTS, facts_of, given, merge
from tenghuan.apps.enterprises.models import Conflict, Record, YearFacts
from tenghuan.apps.enterprises.services.conflicts import settle_conflict
from tenghuan.apps.enterprises.services.sources import commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Line
from tests.apps.enterprises.scenarios import A, B, base, sheet, tax

BUREAUS = ("自然资源局", "经信局", "镇政府")


@pytest.fixture
def county(world, actor):
    base(actor, world.home.region)
    return world.home.region


def commit(actor, county, register: str, unit: str, rows: Iterable[dict[str, Any]], name: str) -> Any:
    lines = [Line(at, {"uscc": A, "name": "甲公司", "year": 2022, **row}) for at, row in enumerate(rows, start=2)]
    return commit_source(actor, county, sheet(register, unit, name), lines)


def out(world, register: str, code: str = A) -> list[dict[str, Any]]:
    rows = rows_of(world.home.accounts["office"], register, 2022)
    return [row for row in rows if row["uscc"] == code]


def again(register: str, rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    """The facts that the rows come to where one bureau hands them all in."""
    return merge([given(n, register, "一个部门", 1, row.get("month"), row) for n, row in enumerate(rows)]).values


def in_force(register: str, code: str = A) -> dict[str, Decimal]:
    facts = YearFacts.objects.get(enterprise__uscc=code, year=2022)
    return {key: value for key in facts_of(register) if (value := getattr(facts, key)) is not None}


def test_two_bureaus_that_cut_the_land_otherwise_are_not_added_up(world, actor, county):
    """10 + 5 mu by parcels, 14 as a whole: the first stands, and the whole is no third parcel."""
    commit(
        actor, county, "land", BUREAUS[0], [{"parcel": "甲", "land_mu": 10.0}, {"parcel": "乙", "land_mu": 5.0}], "宗地"
    )
    commit(actor, county, "land", BUREAUS[1], [{"land_mu": 14.0}], "总面积")
    assert in_force("land") == {"land_mu": Decimal(15)}
    assert [(row.get("parcel"), row["land_mu"]) for row in out(world, "land")] == [("甲", 10.0), ("乙", 5.0)]
    conflict = Conflict.objects.get()
    settle_conflict(actor, conflict, conflict.second, "以实测为准")
    assert in_force("land") == {"land_mu": Decimal(14)}
    assert [(row.get("parcel"), row["land_mu"]) for row in out(world, "land")] == [(None, 14.0)]
    settle_conflict(actor, conflict, conflict.first, "复核后以宗地为准")
    assert again("land", out(world, "land")) == in_force("land") == {"land_mu": Decimal(15)}


def test_what_only_the_second_bureau_says_goes_out_too(world, actor, county):
    commit(actor, county, "statistics", "统计局", [{"value_added": 300.0}], "增加值")
    commit(actor, county, "statistics", "经信局", [{"revenue": 2000.0, "employees": 40.0}], "运行")
    (row,) = out(world, "statistics")
    assert (row["value_added"], row["revenue"], row["employees"]) == (300.0, 2000.0, 40.0)
    assert again("statistics", [row]) == in_force("statistics")


def test_a_decision_on_one_fact_leaves_the_others_with_the_first_bureau(world, actor, county):
    commit(actor, county, "statistics", "统计局", [{"value_added": 300.0, "revenue": 1000.0}], "统计")
    commit(actor, county, "statistics", "经信局", [{"value_added": 280.0, "revenue": 1200.0}], "运行")
    conflict = Conflict.objects.get(fact="revenue")
    settle_conflict(actor, conflict, conflict.second, "以审计报告为准")
    assert in_force("statistics") == {"value_added": Decimal(300), "revenue": Decimal(1200)}
    (row,) = out(world, "statistics")
    assert (row["value_added"], row["revenue"]) == (300.0, 1200.0)


def test_a_corrected_row_goes_out_as_corrected(world, actor, county):
    tax(actor, county)
    correction = tax(actor, county, (90.0, 50.0, 10.0), name="更正.xlsx")
    assert [row["tax"] for row in out(world, "tax")] == [90.0]
    withdraw_source(actor, correction)
    assert [row["tax"] for row in out(world, "tax")] == [100.0]
    assert again("tax", out(world, "tax", B)) == in_force("tax", B) == {"tax": Decimal(50)}


def test_months_go_out_beside_the_whole_year_that_stands_above_them(world, actor, county):
    months = [{"month": month, "electricity": 10.0} for month in (1, 2, 12)]
    commit(actor, county, "power", "供电公司", months, "月度")
    assert in_force("power") == {"electricity": Decimal(30)}
    commit(actor, county, "power", "供电公司", [{"electricity": 99.0}], "全年")
    rows = out(world, "power")
    assert sorted(str(row.get("month")) for row in rows) == ["1", "12", "2", "None"]
    assert again("power", rows) == in_force("power") == {"electricity": Decimal(99)}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_bureaus_hand_in_the_export_adds_up_to_what_is_in_force(world, actor, county, seed):
    """Rows of statistics of one key: each fact that is in force is the one that the exported row says."""
    chance = random.Random(seed)
    names = ("value_added", "revenue", "employees", "energy_tce")
    for at, unit in enumerate(chance.sample(["统计局", "经信局", "发改局"], 3)):
        told = {name: float(chance.randint(1, 4) * 100) for name in names if chance.random() < 0.7}
        if told:
            commit(actor, county, "statistics", unit, [told], f"表{at}")
    for conflict in Conflict.objects.order_by("fact", "pk"):
        fresh = Conflict.objects.filter(pk=conflict.pk).first()
        if fresh is not None and chance.random() < 0.6:
            settle_conflict(actor, fresh, chance.choice([fresh.first, fresh.second]), "经核实")
    if Record.objects.filter(register="statistics").exists():
        assert again("statistics", out(world, "statistics")) == in_force("statistics")


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_rows_are_merged_is_no_matter(seed):
    """The same records in another order are the same values, sources and conflicts: time of commit decides alone."""
    chance = random.Random(seed)
    rows = [
        given(
            pk, "land", chance.choice(BUREAUS), order, None,
            {"parcel": chance.choice([None, "甲", "乙"]), "land_mu": float(chance.randint(1, 3))},
        )
        for pk, order in enumerate(chance.sample(range(100), 12), start=1)
    ]  # fmt: skip
    found = merge(rows)
    for _turn in range(5):
        other = merge(chance.sample(rows, len(rows)))
        assert (other.values, other.sources, other.conflicts) == (found.values, found.sources, found.conflicts)


def test_a_sum_of_decimals_is_theirs_to_the_sixth_place():
    rows = [
        given(n, "land", "自然资源局", 1, None, {"parcel": str(n), "land_mu": value})
        for n, value in enumerate((0.1, 0.2, Decimal("0.0000004")), start=1)
    ]
    assert merge(rows).values == {"land_mu": Decimal("0.300000")}
    assert merge(rows[:2]).values == {"land_mu": Decimal("0.3")}


def test_a_year_of_which_nothing_is_left_is_taken_out(world, actor, county):
    source = tax(actor, county)
    assert YearFacts.objects.count() == 3 - 1  # the third has no amount
    withdraw_source(actor, source)
    assert not YearFacts.objects.exists()
    assert all(fact in {field.name for field in YearFacts._meta.get_fields()} for fact in FACTS)


def test_neither_neighbour_nor_stranger_gets_a_row_out(world, actor, county):
    tax(actor, county)
    for county_ in (world.neighbour, world.foreign):
        assert list(rows_of(county_.accounts["office"], "tax", 2022)) == []
    assert len(list(rows_of(world.prefecture, "tax", 2022))) == len(
        list(rows_of(world.home.accounts["office"], "tax", 2022))
    )
    second = list(rows_of(world.home.accounts["town2"], "tax", 2022))
    assert second == []  # all three lie in the first town
