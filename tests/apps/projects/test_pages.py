"""Pages of projects: rates with an oracle, the wall, the schedule, the grid of a month, the plan, the gate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.trail import service
from tenghuan.apps.ledgers.books import ENERGY
from tenghuan.apps.ledgers.registers import ALLOCATING
from tenghuan.apps.projects import elements, planning, rates, reporting, schedule, stages, wall
from tenghuan.apps.projects.models import Node, Project
from tenghuan.apps.projects.planning import Planned
from tenghuan.apps.projects.registers import PROJECTS, RUNNING_LOOP
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.apps.projects.made import month, node, problem, project
from tests.apps.projects.test_projects import proofs, walk

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_rest: TODAY)


def _text(client, name, **asked):
    response = client.get(reverse(name), asked)
    assert response.status_code == 200
    return response.content.decode()


# -- rates ---------------------------------------------------------------------------------------------------------
def test_seventeen_of_twenty_that_were_due_are_85_per_cent(world):
    for number in range(1, 22):
        thing = project(world.home, number, town=number % 2)
        # the last one is not due yet, though it has begun
        node(world.home, project=thing, stage="started", planned="2026-11-30" if number <= 20 else "2026-12-01")
        if number <= 17 or number == 21:
            Project.objects.filter(pk=thing.pk).update(state="started", started_on="2026-10-01")
    found = rates.rates(rates.visible(world.home.accounts["office"], world.home.region), TODAY)
    first = found[0]
    assert (first.due, first.reached, first.value) == (20, 17, 85)
    assert found[1].value is None
    assert "85.00" in _text(world.client("leader"), "project:rates")


def test_rates_by_town_are_what_a_count_by_hand_gives(world):
    days = [None, "2026-03-01", "2026-11-30", "2027-01-01"]
    expected: dict[tuple[str, str], list[int]] = {}
    for number, (planned, real) in enumerate((p, r) for p in days for r in days[:3]):
        for stage, column in (("started", "started_on"), ("completed", "completed_on")):
            thing = project(world.home, 2 * number + (stage == "completed"), town=number % 2)
            Project.objects.filter(pk=thing.pk).update(**{column: real})
            if planned is not None:
                node(world.home, project=thing, stage=stage, planned=planned)
            cell = expected.setdefault((thing.town.name, stage), [0, 0])
            if planned is not None and planned <= "2026-11-30":
                cell[0] += 1
                cell[1] += real is not None and real <= "2026-11-30"
    towns = rates.towns(rates.visible(world.home.accounts["office"], world.home.region), TODAY)
    found = {(one.name, stage): one.rates.get(stage) for one in towns for stage in ("started", "completed")}
    assert found == {key: Decimal(done) / due * 100 for key, (due, done) in expected.items()}


def test_projects_with_and_without_a_lamp_make_all_projects(world):
    for number in (1, 2, 3):
        project(world.home, number)
    node(world.home, project=Project.objects.get(name="第1项目"), stage="signed", planned="2026-09-01")
    towns = rates.towns(rates.visible(world.home.accounts["office"], world.home.region), TODAY)
    assert (sum(one.projects for one in towns), rates.lit(towns)["red"], rates.dark(towns)) == (3, 1, 2)
    assert "不亮灯 2 个" in world.client("office").get("/projects/rates/").content.decode()


def test_what_waits_is_listed_behind_its_number(world):
    for number, state in enumerate(("signed", "filed", "landed", "started", "topped", "completed", "dropped"), 1):
        Project.objects.filter(pk=project(world.home, number).pk).update(state=state)
    found = rates.rates(rates.visible(world.home.accounts["office"], world.home.region), TODAY)
    assert [one.undone for one in found] == [3, 2, 1, 0, 0]
    page = world.client("office").get(found[0].undone_rows).content.decode()
    assert all(f"第{number}项目" in page for number in (1, 2, 3))
    assert not any(f"第{number}项目" in page for number in (4, 5, 6, 7))


def test_a_town_sees_its_own_projects_and_nobody_another_county_s(world):
    project(world.home, 1, town=0)
    project(world.home, 2, town=1)
    account = world.home.accounts["town2"]
    assert [one.name for one in rates.visible(account, world.home.region)] == ["第2项目"]
    assert not rates.visible(world.foreign.accounts["office"], world.home.region)


# -- the wall ------------------------------------------------------------------------------------------------------
def _bound(monkeypatch, value):
    from tenghuan.apps.kit.parameters import Found

    known = wall._of
    told = {
        wall.BOUND: Found(value, "方案三（三）10"),
        "supervision_mechanisms": Found([{"name": "“169”工作推进机制", "source": "project"}, {"name": "督查"}], ""),
    }
    monkeypatch.setattr(wall, "_of", lambda county, key: told[key] if value else known(county, key))


@pytest.mark.parametrize(("value", "shown"), [(1, {1, 2, 3}), (5, {2, 3}), (None, {3})])
def test_the_wall_shows_projects_from_the_county_s_bound_on_and_the_mayors(world, monkeypatch, value, shown):
    _bound(monkeypatch, value)
    for number, (total, mayors) in enumerate((("10000", False), ("50000", False), ("300", True), ("9999", False)), 1):
        project(world.home, number, total=total, fixed="", mayors=mayors)
    page = _text(world.client("leader"), "project:wall")
    assert {number for number in (1, 2, 3, 4) if f"第{number}项目" in page} == shown
    assert "未落实" in page
    assert ("“169”工作推进机制" in page) is bool(value)
    assert ("没有规定" in page) is not bool(value)


def test_the_wall_counts_problems_that_are_open_and_puts_red_first(world, monkeypatch):
    _bound(monkeypatch, 1)
    calm, red = project(world.home, 1), project(world.home, 2)
    node(world.home, project=calm, stage="signed", planned="2027-06-01")
    node(world.home, project=red, stage="signed", planned="2026-06-01")
    problem(world.home, project=red)
    found = wall.listed(world.home.accounts["office"], world.home.region)
    assert [(one.name, one.open_problems) for one in found] == [("第2项目", 1), ("第1项目", 0)]


# -- the schedule --------------------------------------------------------------------------------------------------
def test_a_day_stands_where_it_is_in_the_year():
    assert [schedule.place(day, 2026) for day in (date(2026, 1, 1), date(2026, 12, 31))] == [0, 1200]
    assert schedule.place(date(2025, 5, 5), 2026) == 0
    # 1 July is day 181 of 364: 181 ÷ 364 × 1200 = 596.7
    assert schedule.place(date(2026, 7, 1), 2026) == 597


def test_bars_and_calendar_show_the_nodes_of_their_year_and_month(world):
    thing = project(world.home, signed_on="2026-02-10")
    node(world.home, project=thing, stage="signed", planned="2026-02-01")
    node(world.home, project=thing, stage="filed", planned="2026-10-01")
    node(world.home, project=thing, stage="landed", planned="2027-03-01")
    account = world.home.accounts["office"]
    (bar,) = schedule.bars(account, world.home.region, 2026, TODAY)
    assert [(mark.word, mark.look) for mark in bar.marks] == [("签约", "late"), ("备案（核准）", "red")]
    assert (bar.start, bar.end) == (schedule.place(date(2026, 2, 1), 2026), 1200)
    assert schedule.bars(account, world.home.region, 2024, TODAY) == []
    weeks = schedule.month(account, world.home.region, 2026, 10, TODAY)
    assert weeks[0][0].on == date(2026, 9, 28)
    assert [one.word for week in weeks for day in week for one in day.due] == ["备案（核准）"]
    assert "备案（核准）" in _text(world.client("town"), "project:calendar", year=2026, month=10)
    assert "第1项目" in _text(world.client("leader"), "project:gantt", year=2026)


# -- the plan of nodes ---------------------------------------------------------------------------------------------
def test_usual_durations_are_proposed_from_the_last_stage_on(world):
    thing = project(world.home, signed_on="2026-11-30")
    found = planning.proposal(thing)
    assert str(found["filed"]) == "2026-12-30"  # 30 days
    assert found["landed"] - found["filed"] == timedelta(days=90)
    assert list(found) == [one.key for one in stages.stages()[1:]]


def test_a_plan_can_be_moved_from_any_order_of_days_to_any_other(world):
    """Each node passes through the hold of its register: whatever moves, no step on the way may be refused."""
    thing, keys = project(world.home), ("signed", "filed", "landed")
    actor = by(world.home, "department")
    day = date(2027, 1, 1)
    plans = [tuple(sorted(one)) for one in permutations(range(5), 3)][::7]
    for plan in plans:
        told = {key: Planned(day + timedelta(days=n)) for key, n in zip(keys, plan, strict=True)}
        planning.plan(actor, thing, told)
        stands = {key: one.planned for key, one in planning.nodes_of(thing).items()}
        assert stands == {key: one.day for key, one in told.items()}


def test_a_plan_takes_nodes_out_and_refuses_what_is_out_of_order(world):
    thing, actor = project(world.home), by(world.home, "department")
    day = date(2027, 1, 1)
    planning.plan(actor, thing, {"signed": Planned(day), "filed": Planned(day, basis="协议")})
    assert planning.plan(actor, thing, {"signed": Planned(None), "filed": Planned(day, basis="协议")}) == 1
    assert list(planning.nodes_of(thing)) == ["filed"]
    with pytest.raises(InputFault, match="早于"):
        planning.plan(actor, thing, {"signed": Planned(day), "filed": Planned(day - timedelta(days=1))})
    with pytest.raises(InputFault, match="编排"):
        planning.plan(by(world.home, "department2"), thing, {"signed": Planned(day)})


def test_the_plan_is_sent_by_its_page(world):
    thing = project(world.home)
    address = reverse("project:plan", args=(thing.pk,))
    client = world.client("department")
    assert "标准工期" in client.get(address).content.decode()
    assert client.post(address, {"planned_signed": "1899-01-01"}).status_code == 422
    sent = {"planned_signed": "2026-12-05", "planned_filed": "2027-01-05", "promised_filed": "2027-01-01"}
    assert client.post(address, sent).status_code == 302
    assert sorted(Node.objects.values_list("stage", "promised")) == [("filed", date(2027, 1, 1)), ("signed", None)]
    thing.refresh_from_db()
    assert (thing.lamp, thing.due_on) == ("yellow", date(2026, 12, 5))
    assert world.client("department2").get(address).status_code == 403
    assert world.client(world.foreign.accounts["office"]).get(address).status_code == 404


# -- months --------------------------------------------------------------------------------------------------------
def _building(world, number, **values):
    return project(world.home, number, started_on="2026-05-01", year_plan="1000", **values)


def test_the_grid_keeps_all_rows_or_none(world):
    first, second = _building(world, 1), _building(world, 2)
    month(world.home, project=first, month=8, invested="200")
    client = world.client("department")
    page = _text(client, "project:months")
    assert "2026 年 10 月" in page
    sent = {
        "period": "2026-10", f"invested-{first.pk}": "300", f"image-{first.pk}": "封顶", f"planned-{first.pk}": "250",
        f"invested-{second.pk}": "5", f"funds-{second.pk}": "9",
    }  # fmt: skip
    response = client.post(reverse("project:months"), sent)
    assert response.status_code == 422
    assert "第2项目：有到位资金的，须填资金来源" in response.content.decode()
    assert first.months.count() == 1
    sent[f"funds_source-{second.pk}"] = "自筹"
    assert client.post(reverse("project:months"), sent).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.invested, first.image, second.funds) == (Decimal("500.00"), "封顶", Decimal("9.00"))
    (line, _other) = reporting.lines(by(world.home, "department"), world.home.accounts["department"],
                                     world.home.region, (2026, 10))  # fmt: skip
    # 500 of the year's 1000; 500 of 20,000
    assert (line.year, line.share, line.whole) == (500, 50, Decimal("2.5"))


def test_the_grid_shows_a_unit_its_own_projects_and_leaves_empty_rows_alone(world):
    own, other = _building(world, 1), _building(world, 2, unit=1)
    actor, account = by(world.home, "department"), world.home.accounts["department"]
    assert [one.project for one in reporting.lines(actor, account, world.home.region, (2026, 10))] == [own]
    assert reporting.report(actor, world.home.region, (2026, 10), {own: {"invested": " "}}) == 0
    with pytest.raises(InputFault, match="第2项目"):
        reporting.report(actor, world.home.region, (2026, 10), {other: {"invested": "1"}})


def test_periods_to_report_go_back_and_january_is_reported_with_february():
    assert reporting.latest(date(2026, 1, 20)) == (2025, 12)
    assert reporting.latest(date(2026, 2, 20)) == (2026, 2)
    assert reporting.latest(date(2026, 11, 30)) == (2026, 10)
    found = reporting.periods(date(2026, 3, 15))
    assert found[:3] == [(2026, 3), (2026, 2), (2025, 12)]
    assert (2026, 1) not in found


# -- energy, carbon, land ------------------------------------------------------------------------------------------
NEEDY = {"energy": "1000", "value_added": "9000", "land": "30"}


@pytest.mark.parametrize(
    ("values", "needs"),
    [
        ({"energy": "999.99"}, False),
        ({"energy": "1000"}, True),
        ({"industry": "3110"}, True),  # 黑色金属冶炼和压延加工业 is two-high
        ({}, False),
    ],
)
def test_two_high_projects_and_those_that_use_much_need_an_allocation(world, values, needs):
    assert elements.needs_allocation(project(world.home, **values)) is needs


def test_land_waits_for_the_allocation(world):
    actor = by(world.home, "department")
    thing = walk(project(world.home, **NEEDY), actor, "file")
    told = {"landed_on": "2025-04-01", "land_contract": "合同1号", "performance_agreement": "履约1号"}
    with pytest.raises(InputFault, match="先申请要素配置"):
        RUNNING_LOOP.take(actor, thing, "land", **told, files=proofs("land"))
    made = elements.apply(actor, thing)
    assert (made.project, made.energy, made.land, made.number[:2]) == (thing.name, 1000, 30, "PZ")
    with pytest.raises(InputFault, match="拟申请"):
        RUNNING_LOOP.take(actor, thing, "land", **told, files=proofs("land"))
    with pytest.raises(InputFault, match="已有要素配置申请"):
        elements.apply(actor, thing)
    type(made).objects.filter(pk=made.pk).update(state="allocated", energy="900")
    thing.refresh_from_db()
    with pytest.raises(InputFault, match="少于项目的 1000"):
        RUNNING_LOOP.take(actor, thing, "land", **told, files=proofs("land"))
    type(made).objects.filter(pk=made.pk).update(energy="1000")
    thing.refresh_from_db()
    RUNNING_LOOP.take(actor, thing, "land", **told, files=proofs("land"))
    assert thing.state == "landed"


def test_the_application_freezes_what_was_freed_and_no_more_than_there_is(world):
    service("test.free", "腾出")(_free)(by(world.home, "office"), world.home, "800")
    actor = by(world.home, "department")
    small = elements.apply(actor, project(world.home, 1, energy="700", value_added="9000"))
    large = elements.apply(actor, project(world.home, 2, energy="101", value_added="9000"))
    ALLOCATING.take(actor, small, "apply")
    assert ENERGY.balance(world.home.region, "frozen") == 700
    with pytest.raises(InputFault, match="可用 100"):
        ALLOCATING.take(actor, large, "apply")


def _free(actor, county, amount):
    ENERGY.post(actor, county.region, "available", Decimal(amount), cause=shed(county, "F"), kind="close")


def test_who_was_refused_may_apply_again(world):
    thing, actor = project(world.home, **NEEDY), by(world.home, "department")
    made = elements.apply(actor, thing)
    type(made).objects.filter(pk=made.pk).update(state="refused")
    thing.refresh_from_db()
    assert elements.apply(actor, thing).pk != made.pk


def test_without_figures_there_is_no_application(world):
    with pytest.raises(InputFault, match="年新增用能"):
        elements.apply(by(world.home, "department"), project(world.home, energy="1000"))


# -- the record's page ---------------------------------------------------------------------------------------------
def test_the_page_of_a_project_tells_its_nodes_money_agreements_gate_and_counting(world, monkeypatch):
    _bound(monkeypatch, 1)
    first = project(world.home, 1, total="20000")
    thing = project(
        world.home, 2, total="35000", relation="raise", before=first, transferred_on="2026-08-01", **NEEDY,
        promised_tax="30",
    )  # fmt: skip
    node(world.home, project=thing, stage="signed", planned="2026-10-01")
    month(world.home, project=thing, month=9, invested="700", funds="350", funds_source="自筹")
    page = world.client("department").get(PROJECTS.address(thing)).content.decode()
    for word in ("逾期超过 30 天", "15,000.00", "2027-06-30", "申请要素配置", "未登记", "未落实", "编排节点", "2.00%"):
        assert word in page, word
    assert "编排节点" not in world.client("leader").get(PROJECTS.address(thing)).content.decode()
    assert "申请要素配置" not in world.client("leader").get(PROJECTS.address(thing)).content.decode()


def test_the_button_of_supervision_stands_on_a_project_that_waits(world):
    thing = project(world.home)
    page = world.client("office").get(PROJECTS.address(thing)).content.decode()
    assert f"kind=projects&amp;pk={thing.pk}" in page
    form = world.client("office").get(f"{reverse('supervision:raise')}?kind=projects&pk={thing.pk}").content.decode()
    assert "第1项目" in form
    assert '<option value="project" selected' in form
