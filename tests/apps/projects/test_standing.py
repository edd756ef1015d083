"""How projects stand: nodes, months, lamps with their history, tasks, problems."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records, taking
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Notice
from tenghuan.apps.projects import standing
from tenghuan.apps.projects.following import MONTHS, NODES, SOLVING
from tenghuan.apps.projects.models import Project
from tenghuan.apps.projects.registers import PROJECTS, RUNNING_LOOP
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.projects.made import month, node, problem, project
from tests.apps.projects.test_projects import proofs

TODAY = date(2026, 11, 30)
LEASED = {"site": "leased", "builds": False}


@pytest.fixture(autouse=True)
def _today(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_rest: TODAY)


def registered(thing, day=date(2026, 5, 1)):
    """Return a project as one that was registered on a day, and looked at since."""
    made = datetime.combine(day, time(9), tzinfo=timezone.get_current_timezone())
    Project.objects.filter(pk=thing.pk).update(made_at=made)
    standing.scan(Actor.platform("projects"), thing.county)
    return _again(thing)


def _again(thing):
    thing.refresh_from_db()
    return thing


@pytest.mark.parametrize(
    ("planned", "colour", "word"),
    [
        ("2026-12-31", "green", "“签约”计划 2026-12-31"),
        ("2026-12-30", "yellow", "30 天内到期"),
        ("2026-10-31", "yellow", "已逾期"),
        ("2026-10-30", "red", "逾期超过 30 天"),
    ],
)
def test_the_next_node_lights_the_lamp(world, planned, colour, word):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned=planned)
    node(world.home, project=thing, stage="filed", planned="2027-06-01")
    found = _again(thing)
    assert (found.lamp, str(found.due_on)) == (colour, planned)
    assert word in found.lamp_why


def test_a_node_made_up_for_turns_green_and_what_was_red_stays_readable(world):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned="2026-09-01")
    node(world.home, project=thing, stage="filed", planned="2027-03-01")
    assert _again(thing).lamp == "red"
    RUNNING_LOOP.take(by(world.home, "department"), thing, "sign", signed_on="2026-11-29", files=proofs("sign"))
    assert (_again(thing).lamp, str(thing.due_on)) == ("green", "2027-03-01")
    assert [row.lamp for row in thing.lamps.all()] == ["red", "green"]
    RUNNING_LOOP.undo(by(world.home, "department"), thing)
    assert (_again(thing).lamp, str(thing.due_on)) == ("red", "2026-09-01")


def test_a_red_lamp_is_told_to_the_unit_once(world):
    thing = project(world.home)
    one = node(world.home, project=thing, stage="signed", planned="2026-09-01")
    records.change(by(world.home, "office"), NODES, one, {"basis": "协议第三条"})
    mine = Notice.objects.filter(title__startswith="项目红灯")
    assert {row.account.unit_id for row in mine} == {thing.unit_id}
    assert len({row.account_id for row in mine}) == len(mine)


def test_two_periods_without_progress_are_red_and_a_changed_image_is_progress(world):
    thing = registered(project(world.home, started_on="2026-05-01", **LEASED))
    assert (_again(thing).lamp, thing.lamp_why) == ("red", "连续 2 期无进展")
    month(world.home, project=thing, month=9, invested="0", image="基础完成")
    assert _again(thing).lamp == ""
    month(world.home, project=thing, month=10, invested="0", image="基础完成")
    # October said what September had said: one silent period
    assert _again(thing).lamp == ""
    records.retire(by(world.home, "office"), MONTHS, thing.months.get(month=9), "填错")
    # now October is the first to say it
    assert _again(thing).lamp == ""
    records.retire(by(world.home, "office"), MONTHS, thing.months.get(month=10), "填错")
    assert _again(thing).lamp == "red"


def test_months_add_up_on_the_project_whichever_way_they_came(world):
    thing = project(world.home)
    month(world.home, project=thing, month=8, invested="100.25", funds="60", funds_source="自筹", image="打桩")
    rows = [(2, {"project": thing.code, "year": 2026, "month": 9, "invested": "200", "image": "封顶"})]
    sheet = taking.Sheet("批次1", "月报.xlsx", "月报", {})
    taking.commit(by(world.home, "office"), MONTHS, world.home.region, sheet, rows)
    assert (_again(thing).invested, thing.funds, thing.image) == (Decimal("300.25"), Decimal("60.00"), "封顶")
    taking.take_back(by(world.home, "office"), MONTHS, "批次1")
    assert (_again(thing).invested, thing.image) == (Decimal("100.25"), "打桩")


def test_the_task_of_a_project_is_due_by_its_next_node_and_is_the_unit_s(world):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned="2027-01-15")
    task = Task.objects.about(thing).open().get()
    assert (task.unit, str(task.due)) == (thing.unit, "2027-01-15")
    before = task.pk
    records.change(by(world.home, "office"), PROJECTS, thing, {"unit": world.home.departments[1]})
    task = Task.objects.about(thing).open().get()
    assert (task.pk, task.unit) == (before, world.home.departments[1])


def test_the_scan_sees_what_the_days_alone_changed(world, monkeypatch):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned="2027-01-15")
    assert _again(thing).lamp == "green"
    monkeypatch.setattr(timezone, "localdate", lambda *_rest: date(2027, 3, 1))
    actor = Actor.platform("projects")
    assert standing.scan(actor, world.home.region) == 1
    assert _again(thing).lamp == "red"
    assert standing.scan(actor, world.home.region) == 0


def test_the_scan_asks_as_often_for_many_projects_as_for_few(world, django_assert_max_num_queries):
    for number in range(1, 13):
        node(world.home, number, stage="signed", planned="2026-12-01")
    Project.objects.update(lamp="")
    # what is written is one row of the trail a project; everything else is asked once
    with django_assert_max_num_queries(30):
        assert standing.scan(Actor.platform("projects"), world.home.region) == 12


def test_the_plan_runs_in_the_order_of_the_stages(world):
    thing = project(world.home)
    node(world.home, project=thing, stage="landed", planned="2026-12-01")
    with pytest.raises(InputFault, match="“开工”的计划日早于“供地"):
        node(world.home, project=thing, stage="started", planned="2026-11-01")


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"month": 1}, "月份"),
        ({"month": 12}, "还没有到"),
        ({"funds": "5"}, "资金来源"),
        ({"invested": "-1"}, "本期完成投资"),
    ],
)
def test_a_month_that_cannot_be_is_refused(world, wrong, word):
    with pytest.raises(InputFault, match=word):
        month(world.home, **wrong)


def test_a_project_dropped_by_whoever_saw_it_before_the_nightly_look_has_no_lamp(world):
    seen = project(world.home)
    node(world.home, project=Project.objects.get(pk=seen.pk), stage="signed", planned="2026-09-01")
    assert (Project.objects.get(pk=seen.pk).lamp, seen.lamp) == ("red", "")
    RUNNING_LOOP.take(by(world.home, "office"), seen, "drop", reason="业主撤资")
    left = Project.objects.get(pk=seen.pk)
    assert (left.state, left.lamp, left.lamp_why, left.due_on) == ("dropped", "", "", None)


def test_nothing_is_added_to_a_project_that_was_dropped(world):
    thing = project(world.home)
    RUNNING_LOOP.take(by(world.home, "office"), thing, "drop", reason="业主撤资")
    for make in (node, month, problem):
        with pytest.raises(InputFault, match="已终止"):
            make(world.home, project=thing)


def test_a_problem_is_solved_by_its_unit_and_verified_by_another(world):
    thing = problem(world.home, due_on="")
    # 15 working days from Monday 30 November
    assert str(thing.due_on) == "2026-12-21"
    SOLVING.take(by(world.home, "department"), thing, "solve", result="已通电")
    SOLVING.take(by(world.home, "office"), thing, "close", opinion="属实")
    assert (thing.state, thing.solved_on) == ("closed", TODAY)
