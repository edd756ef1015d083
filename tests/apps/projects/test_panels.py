"""Parts of a project's page by hand: nodes with their days over, money of the year, agreements asked for, counting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.kit.parameters import Found
from tenghuan.apps.projects import elements, panels, wall
from tenghuan.apps.projects.models import Project
from tests.apps.projects.made import month, node, problem, project

D = Decimal
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda *_rest: day)

    set_to(TODAY)
    return set_to


def _context(world, panel, thing, role="office"):
    return panel.context(world.home.accounts[role], thing)


def test_nodes_tell_planned_and_real_days_and_how_many_are_over(world):
    thing = project(world.home, signed_on="2026-01-10", filed_on="2026-02-01")
    node(world.home, project=thing, stage="signed", planned="2026-01-10")
    node(world.home, project=thing, stage="filed", planned="2026-01-25")
    node(world.home, project=thing, stage="landed", planned="2026-02-28")
    thing.refresh_from_db()
    rows = {row["stage"].key: row for row in _context(world, panels.Nodes(), thing)["rows"]}
    assert [(rows[key]["over"], rows[key]["look"]) for key in ("signed", "filed", "landed", "started")] == [
        (0, "done"),
        (7, "late"),
        (2, "yellow"),
        (None, ""),
    ]
    assert len(rows) == 10


@pytest.mark.parametrize(
    ("role", "may"), [("office", True), ("department", True), ("town", True), ("leader", False), ("department2", False)]
)
def test_the_plan_is_offered_to_those_who_may_write_it(world, role, may):
    assert _context(world, panels.Nodes(), project(world.home), role)["may_plan"] is may


def test_money_is_of_this_year_and_since_the_start(world, today):
    thing = project(world.home, total="1000", fixed="1000", year_plan="200")
    for year, number, invested, funds in ((2025, 12, "150", "90"), (2026, 2, "50", "30")):
        month(world.home, project=thing, year=year, month=number, invested=invested, funds=funds, funds_source="自筹")
    thing.refresh_from_db()
    told = _context(world, panels.Money(), thing)
    assert (told["year"], told["done"], told["of_year"], told["of_total"], told["of_funds"]) == (2026, 50, 25, 20, 12)
    today(date(2027, 1, 1))
    told = _context(world, panels.Money(), thing)
    assert (told["year"], told["done"], told["of_year"], told["of_total"]) == (2027, 0, 0, 20)


def test_without_a_plan_or_a_total_there_is_no_share(world):
    thing = project(world.home, total="0", fixed="")
    told = _context(world, panels.Money(), thing)
    assert [told[key] for key in ("of_year", "of_total", "of_funds")] == [None, None, None]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"site": "granted", "attracted": True}, [True, True, True]),
        ({"site": "leased", "attracted": True}, [True, False, True]),
        ({"site": "granted", "attracted": False}, [False, True, True]),
    ],
)
def test_agreements_are_asked_of_whom_they_concern(world, monkeypatch, values, asked):
    monkeypatch.setattr(wall, "_of", lambda county, key: Found(D(1), "方案") if key == wall.BOUND else None)
    told = _context(world, panels.Agreements(), project(world.home, investment_agreement="投资1号", **values))
    assert [row[2] for row in told["rows"]] == asked
    assert told["rows"][0][1] == "投资1号"
    assert (told["linked"], told["mechanisms"]) == (True, [])


@pytest.mark.parametrize(
    ("transferred", "entered", "day", "late"),
    [
        ("2025-06-30", "", date(2025, 12, 31), False),
        ("2025-06-30", "", date(2026, 1, 1), True),
        ("2025-06-30", "2026-02-01", date(2026, 3, 1), False),
        ("2025-07-01", "", date(2026, 6, 30), False),
        ("2025-07-01", "", date(2026, 7, 1), True),
        ("", "", date(2026, 7, 1), False),
    ],
)
def test_a_project_is_late_for_the_statistics_on_the_day_after_the_half_year(
    world, today, transferred, entered, day, late
):
    today(date(2026, 7, 1))
    thing = project(world.home, transferred_on=transferred, entered_on=entered)
    today(day)
    assert _context(world, panels.Counting(), thing)["late"] is late


def test_only_what_was_promised_is_told_and_lit_by_the_worst(world):
    thing = project(world.home, promised_tax="30", promised_output="5000")
    Project.objects.filter(pk=thing.pk).update(actual_tax=D(21), ratio=D(70))
    thing.refresh_from_db()
    told = _context(world, panels.Counting(), thing)
    assert [(row["label"], row["promised"], row["actual"]) for row in told["promises"]] == [
        ("承诺亩均税收", 30, 21),
        ("承诺年产值", 5000, None),
    ]
    assert told["look"] == "yellow"
    assert "本地参数（待核实）" in told["source"]


def test_who_follows_a_project_leads_back_to_it(world):
    first = project(world.home, 1)
    later = project(world.home, 2, total="30000", relation="raise", before=first)
    assert str(first.pk) in _context(world, panels.Counting(), later)["before"]
    assert _context(world, panels.Counting(), first)["before"] == ""


def test_a_project_that_was_never_lit_has_no_changes_and_another_the_newest_first(world):
    thing = project(world.home)
    assert _context(world, panels.Lamps(), thing) is None
    node(world.home, project=thing, stage="signed", planned="2025-01-01")
    node(world.home, project=thing, stage="filed", planned="2027-01-01")
    thing.refresh_from_db()
    assert [row.lamp for row in _context(world, panels.Lamps(), thing)["rows"]] == ["red"]


@pytest.mark.parametrize(
    ("role", "nature", "priority"),
    [("strengthen", "new", "2"), ("supplement", "renovation", "2"), ("extend", "renovation", "3"), ("", "new", "4")],
)
def test_a_project_applies_in_the_class_of_the_plans(world, role, nature, priority):
    assert elements.priority(project(world.home, chain_role=role, nature=nature)) == priority


def test_the_gate_of_a_project_is_that_of_the_application_it_would_make(world):
    thing = project(world.home, energy="1000", value_added="1000", carbon="5")
    told = _context(world, panels.Elements(), thing)
    # 1 tce per 10⁴ CNY is above 0.52: 1.2 times must be replaced
    assert any("须替代 1200 吨标准煤" in line.value for line in told["lines"])
    assert (told["needs"], told["two_high"], told["made"], told["may_apply"]) == (True, False, None, True)
    assert _context(world, panels.Elements(), thing, "leader")["may_apply"] is False
    small = project(world.home, 2, energy="999.99", value_added="5000")
    assert _context(world, panels.Elements(), small)["needs"] is False


def test_months_and_problems_of_the_page_are_the_projects_own(world):
    mine, other = project(world.home, 1), project(world.home, 2)
    for thing in (mine, other):
        month(world.home, project=thing, year=2025)
        problem(world.home, project=thing)
    account = world.home.accounts["office"]
    assert [row.project for row in panels._months(mine, account)] == [mine]
    assert [row.project for row in panels._problems(mine, account)] == [mine]
    assert not panels._months(mine, world.home.accounts["town2"]).exists()
