"""Projects and running boards on the wall: the numbers of their own pages, nothing that is not shown to all yet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tenghuan.apps.assessment.models import Standing
from tenghuan.apps.assessment.registers import SHOWING
from tenghuan.apps.cockpit.sections.building import SHOWN, building
from tenghuan.apps.cockpit.sections.race import race
from tenghuan.apps.cockpit.sight import Guest, Sight
from tenghuan.apps.projects import rates
from tenghuan.apps.projects.models import Project
from tests.apps.assessment import races
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import TODAY, make_campaign
from tests.apps.projects.made import node, project

WALL = "cockpit:wall"


@pytest.fixture(autouse=True)
def _on_that_day(world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    make_campaign(world.home)


def lit(county, lamps, **columns):
    """Projects with lamps, the first with the earliest next node."""
    made = []
    for at, lamp in enumerate(lamps):
        one = project(county, at)
        told = {"lamp": lamp, "due_on": TODAY + timedelta(days=at), "lamp_why": f"因{at}", **columns}
        Project.objects.filter(pk=one.pk).update(**told)
        made.append(one)
    return made


def part(client, key):
    found = html.fromstring(client.get(reverse(WALL)).content.decode())
    return found.xpath(f"//section[@data-section='{key}']")[0]


def words(part) -> str:
    return " ".join("".join(part.itertext()).split())


def sight(world, county=None, viewer=None):
    county = county or world.home
    return Sight(county.region, viewer or county.accounts["leader"], TODAY)


# -- projects ------------------------------------------------------------------------------------------------------
def test_lamps_are_counted_and_red_ones_stand_first(world):
    lit(world.home, ["yellow", "red", "green", "red", ""])
    lit(world.neighbour, ["red"])
    dropped = project(world.home, 9)
    Project.objects.filter(pk=dropped.pk).update(lamp="red", state="dropped")
    told = building(sight(world))
    assert [(lamp, n) for lamp, n, _address in told["counts"]] == [("red", 2), ("yellow", 1), ("green", 1)]
    assert (told["all"], told["unlit"]) == (5, 1)
    assert [line.project.name for line in told["lines"]] == ["第1项目", "第3项目", "第0项目"]
    shown = words(part(world.client("leader"), "building"))
    assert "第1项目" in shown
    assert "因1" in shown
    assert "红灯、黄灯 3 个" in shown
    assert "项目合计 不亮灯 1 个" in shown


def test_only_the_first_lagging_ones_are_listed_and_all_are_counted(world):
    lit(world.home, ["red"] * (SHOWN + 2))
    told = building(sight(world))
    assert (len(told["lines"]), told["lagging"]) == (SHOWN, SHOWN + 2)


def test_the_five_rates_are_those_of_their_own_page(world):
    first, second = (project(world.home, n) for n in (1, 2))
    for one in (first, second):
        node(world.home, project=one, stage="started", planned="2022-06-01")
    Project.objects.filter(pk=first.pk).update(state="started", started_on=TODAY)
    told = {one.stage.key: (one.reached, one.due, one.value) for one in building(sight(world))["rates"]}
    assert told["started"] == (1, 2, Decimal("50.00"))
    own = rates.rates(rates.visible(world.home.accounts["leader"], world.home.region), TODAY)
    assert told == {one.stage.key: (one.reached, one.due, one.value) for one in own}
    shown = words(part(world.client("leader"), "building"))
    assert "50.00%开工率 1/2" in shown
    assert "—竣工率 0/0" in shown


def test_a_screen_that_nobody_logged_in_at_shows_the_county_without_addresses(world):
    lit(world.home, ["red"])
    guest = Guest(world.home.region)
    assert [line.project.name for line in building(sight(world, viewer=guest))["lines"]] == ["第0项目"]


def test_a_city_sees_the_projects_of_its_counties_and_of_no_others(world):
    for county in (world.home, world.neighbour, world.foreign):
        lit(county, ["red"])
    told = building(Sight(world.prefecture.region, world.prefecture, TODAY))
    counties = {line.project.county.name for line in told["lines"]}
    assert counties == {world.home.region.name, world.neighbour.region.name}


# -- the running boards --------------------------------------------------------------------------------------------
@pytest.fixture
def later(monkeypatch):
    """The year of the boards is over."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 1, 10))


def shown_month(county, number=3, kind="departments"):
    month = races.month(county, number=number, kind=kind)
    SHOWING.take(by(county, "office"), month, "show")
    return month


def test_a_board_is_on_the_wall_when_it_is_shown_to_all_and_not_before(world, later):
    client = world.client("leader")
    drafted = races.month(world.home)
    assert "还没有亮榜" in words(part(client, "race"))
    SHOWING.take(by(world.home, "office"), drafted, "show")
    shown = words(part(client, "race"))
    assert "2025 年 3 月部门赛马榜" in shown
    for line in drafted.standings.all():
        assert line.object in shown


def test_the_newest_board_of_each_kind_stands_with_rank_movement_and_points(world, later):
    shown_month(world.home, 3)
    newest, towns = shown_month(world.home, 4), shown_month(world.home, 4, "towns")
    races.month(world.home, number=5)  # not shown
    Standing.objects.filter(month=newest, object=world.home.departments[0].name).update(
        rank=2, before=1, total=Decimal("12.5")
    )
    Standing.objects.filter(month=newest, object=world.home.departments[1].name).update(
        rank=1, before=2, total=Decimal("15.25")
    )
    boards = {board.month.pk: board for board in race(sight(world))["boards"]}
    assert boards.keys() == {newest.pk, towns.pk}
    lines = boards[newest.pk].lines
    assert [(line.rank, line.object, moved) for line, moved in lines] == [
        (1, world.home.departments[1].name, "↑1"),
        (2, world.home.departments[0].name, "↓1"),
    ]
    shown = words(part(world.client("leader"), "race"))
    assert f"1{world.home.departments[1].name}↑115.25" in shown.replace(" ", "")


def test_every_group_keeps_its_first_and_the_rest_is_counted(world, later):
    month = shown_month(world.home)
    line = month.standings.first()
    month.standings.all().delete()
    for group in ("甲组", "乙组"):
        for rank in range(1, 12):
            line.pk, line.group, line.rank, line.object = None, group, rank, f"{group}{rank}"
            line.save(force_insert=True)
    board = race(sight(world))["boards"][0]
    assert [one.object for one, _moved in board.lines] == [f"{g}{n}" for g in ("乙组", "甲组") for n in range(1, 10)]
    assert board.left_out == 4
    assert "另有 4 家未列出" in words(part(world.client("leader"), "race"))


def test_a_neighbours_board_is_not_on_the_wall(world, later):
    shown_month(world.neighbour)
    assert race(sight(world))["boards"] == []
