"""Projects of before the platform: their lamps go by the real state and days, and nothing is asked of the past."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tenghuan.apps.kit import taking
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Notice
from tenghuan.apps.projects.models import Project, State
from tenghuan.apps.projects.registers import PROJECTS
from tests.apps.kit.sheds import by
from tests.apps.projects.made import month, node
from tests.apps.projects.test_standing import registered

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_rest: TODAY)


def row(world, **told: Any) -> dict[str, Any]:
    return {
        "name": "老项目",
        "town": str(world.home.town_regions[0]),
        "unit": str(world.home.departments[0]),
        "owner": "业主公司",
        "industry": "3854",
        "total": 20000,
        "fixed": 15000,
        "site": "租赁厂房",
        **told,
    }


def words(world, **told: Any) -> dict[str, Any]:
    """Return a row with its choices by their words, as a workbook has them."""
    found = row(world, **told)
    sites = {value: str(label) for value, label in Project._meta.get_field("site").flatchoices}
    found["site"] = sites.get("leased", found["site"])
    if "state" in found:
        found["state"] = str(State(found["state"]).label)
    return found


def taken(world, **told: Any) -> Project:
    sheet = taking.Sheet("批次", "项目.xlsx", "项目", {})
    taking.commit(by(world.home, "office"), PROJECTS, world.home.region, sheet, [(2, words(world, **told))])
    return Project.objects.get()


def refused(world, **told: Any) -> list[tuple[str, str]]:
    found = taking.faults_of(by(world.home, "office"), PROJECTS, world.home.region, [(2, words(world, **told))])
    return [(one.column, one.message) for one in found]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ({"started_on": "2023-03-01", "completed_on": "2024-05-01", "produced_on": "2024-09-01"}, State.PRODUCED),
        ({"started_on": "2022-03-01", "completed_on": "2023-05-01"}, State.COMPLETED),
        ({"started_on": "2024-03-01"}, State.STARTED),
    ],
)
def test_an_old_project_is_not_red_on_the_day_that_it_comes_in(world, days, state):
    thing = taken(world, **days)
    assert (thing.state, thing.lamp, thing.lamp_why) == (state, "", "")
    assert not Notice.objects.filter(title__startswith="项目红灯").exists()
    assert [task.due for task in Task.objects.about(thing).open()] in ([], [None])


def test_one_that_is_being_built_is_asked_for_its_months_from_then_on(world):
    thing = registered(taken(world, started_on="2024-03-01"), date(2026, 10, 20))
    assert thing.lamp == ""  # October is the first that it owes: one period
    thing = registered(thing, date(2026, 8, 20))
    assert (thing.lamp, thing.lamp_why) == ("red", "连续 2 期无进展")


def test_months_that_were_told_are_held_against_it_from_its_start(world):
    thing = taken(world, started_on="2024-03-01")
    month(world.home, project=thing, year=2026, month=3, invested="5")
    thing.refresh_from_db()
    assert (thing.lamp, thing.lamp_why) == ("red", "连续 2 期无进展")


def test_a_planned_day_that_passed_is_late_in_truth(world):
    thing = taken(world, started_on="2024-03-01")
    node(world.home, project=thing, stage="completed", planned="2025-03-01")
    thing.refresh_from_db()
    assert thing.lamp == "red"
    assert thing.lamp_why == "“竣工”计划 2025-03-01，逾期超过 30 天"


def test_the_state_may_be_told_beside_the_days_that_tell_it(world):
    thing = taken(world, state="produced", started_on="2023-03-01", produced_on="2024-09-01")
    assert (thing.state, thing.lamp) == (State.PRODUCED, "")


def test_a_project_that_was_dropped_comes_in_dropped_and_owes_nothing(world):
    thing = taken(world, state="dropped", signed_on="2023-03-01")
    assert (thing.state, thing.lamp) == (State.DROPPED, "")
    assert not Task.objects.about(thing).open().exists()


def test_a_state_whose_day_is_missing_asks_for_the_day(world):
    assert refused(world, state="produced", started_on="2023-03-01") == [("produced_on", "“已投产”的须填投产日期")]
    assert refused(world, state="signed") == [("signed_on", "“已签约”的须填签约日期")]


def test_days_that_go_beyond_the_state_are_a_fault_of_the_state(world):
    told = refused(world, state="signed", signed_on="2023-01-01", started_on="2023-03-01")
    assert told == [("state", "环节是“已签约”，日期却到了“已开工”")]
