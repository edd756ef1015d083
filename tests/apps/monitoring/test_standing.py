"""Lamps on the board: from approved numbers only, in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.queries.standing import subject_of
from tenghuan.apps.monitoring.readings import Numbers
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft, set_mode, submit
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.models import Duty, Parameter, Responsibility
from tenghuan.apps.plans.queries import items_of
from tenghuan.plan import default_periods
from tests.apps.monitoring.campaigns import TODAY, actor_of, history, indicator, make_campaign


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def standing(campaign, key):
    return hooks.standings(items_of([campaign.plan]))[campaign.items[key].pk]


def report_and_approve(campaign, key, value):
    report, author = campaign.report(key), campaign.actor("department")
    save_draft(author, report, value=Decimal(value), note="如实", today=TODAY)
    submit(author, [report], today=TODAY)
    review.approve(campaign.actor("office"), [campaign.report(key)])


def test_a_lamp_changes_with_approval_not_before(campaign):
    assert standing(campaign, "annual").lamp == "no_data"
    report, author = campaign.report("annual"), campaign.actor("department")
    save_draft(author, report, value=Decimal(45), today=TODAY)
    submit(author, [report], today=TODAY)
    assert standing(campaign, "annual").lamp == "no_data"
    review.approve(campaign.actor("office"), [campaign.report("annual")])
    found = standing(campaign, "annual")
    assert (found.lamp, found.progress, found.pace, found.actual) == ("blue", Decimal("0.45"), Decimal("0.5"), 45)
    assert (str(found.as_of), found.forecast, found.target.value) == ("2022-06-30", 90, 100)
    assert (found.parts[:2], found.due[:2], found.year) == ((45, 100), (50, 100), 2022)


def test_year_end_indicator_is_not_due(campaign):
    assert standing(campaign, "level").lamp == "not_due"


def test_stock_goes_by_the_increment(campaign):
    report_and_approve(campaign, "stock", "194")
    found = standing(campaign, "stock")
    assert (found.progress, found.pace, found.lamp) == (Decimal("0.5"), Decimal("0.5"), "green")


def test_two_yellow_months_turn_red(campaign):
    history(campaign, "annual", 2022, {4: "20", 5: "21"})
    found = standing(campaign, "annual")
    assert found.lamp == "red"
    assert "连续黄灯未改善" in found.note


def test_a_missed_month_is_said(campaign):
    history(campaign, "annual", 2022, {4: "40"})
    assert "最新数为2022年4月" in standing(campaign, "annual").note


def test_zero_report_is_said(campaign):
    history(campaign, "annual", 2022, {5: "50"})
    report_zero(campaign.actor("department"), campaign.report("annual"), today=TODAY)
    review.approve(campaign.actor("office"), [campaign.report("annual")])
    found = standing(campaign, "annual")
    assert (found.lamp, found.actual, found.note) == ("green", 50, "零报告")


def test_task_by_time_and_deadline(campaign):
    report_and_approve(campaign, "task", "100")
    assert standing(campaign, "task").lamp == "done"


def test_periodic_numbers_are_added_up(campaign):
    set_mode(campaign.actor("office"), campaign.items["annual"], "periodic")
    history(campaign, "annual", 2022, dict.fromkeys(range(1, 6), "8"))
    report_and_approve(campaign, "annual", "12")
    assert standing(campaign, "annual").actual == 52


def test_lamp_method_is_a_parameter_of_the_plan(campaign):
    from tenghuan.plan import default_pace

    report_and_approve(campaign, "annual", "24")
    assert standing(campaign, "annual").lamp == "yellow"
    Parameter.objects.create(
        plan=campaign.plan, key="pace", name="亮灯", status="local",
        value={**default_pace().model_dump(mode="json"), "method": "ratio"},
    )  # fmt: skip
    assert standing(campaign, "annual").lamp == "red"


def test_calendar_is_a_parameter_of_the_plan(world, actor):
    from tenghuan.apps.monitoring.services.periods import open_due_periods

    made = make_campaign(world.foreign)
    Parameter.objects.create(
        plan=made.plan, key="reporting_calendar", name="日程", status="local", value={"open_month": 1, "open_day": 1}
    )
    (period,) = open_due_periods(actor, TODAY, [made.plan])
    assert (str(period.opens_on), period.month) == ("2022-06-01", 5)


def test_history_tells_how_each_lamp_came_about(campaign):
    history(campaign, "annual", 2022, {4: "20", 5: "21"})
    points = hooks.history(campaign.items["annual"], campaign.county.accounts["office"])
    assert [p.lamp for p in points] == ["yellow", "red", "no_data"]
    assert [p.value for p in points] == [20, 21, None]
    text = "\n".join(points[1].steps)
    assert "完成率 r = 当年完成 21 ÷ 目标 100 = 21.0%" in text
    assert "升为红灯" in text
    assert "本地参数（待核实）" in text
    assert points[0].link == reverse("monitoring:report", args=(_report(campaign, 4).pk,))


def _report(campaign, month):
    from tenghuan.apps.monitoring.models import Report

    return Report.objects.get(item=campaign.items["annual"], period__month=month)


@pytest.fixture
def large(world):
    """100 indicators, 60 tasks, 36 months of numbers."""
    made = make_campaign(world.home)
    unit, calibers = world.home.departments[0], ("annual", "cumulative", "level", "share", "average_growth")
    items = [
        indicator(made.plan, f"i{n}", calibers[n % 5], "100", unit, year=2023) for n in range(100 - len(made.items) + 2)
    ]
    duties = [
        Duty.objects.create(plan=made.plan, kind="task", key=f"t{n}", number=str(n), title=f"任务{n}")
        for n in range(58)
    ]
    Responsibility.objects.bulk_create([Responsibility(item=duty, unit=unit, role="lead") for duty in duties])
    figures = [
        Figure(item.pk, year, month, Decimal((year - 2021) * 30 + month))
        for item in (*items, *duties)
        for year in (2021, 2022, 2023)
        for month in range(1, 13)
    ]
    load_history(actor_of(world.home.accounts["office"]), made.plan, figures, note="示例数据")
    return made


def test_the_board_of_a_county_opens_in_twelve_queries(large, world, django_assert_max_num_queries):
    client = world.client("leader")
    client.get(reverse("plans:board"))
    with django_assert_max_num_queries(12) as counted:
        assert client.get(reverse("plans:board")).status_code == 200
    assert len(counted) <= 12


def test_standings_take_five_queries_however_many(large, django_assert_num_queries):
    items = items_of([large.plan])
    assert len(items) == 160
    with django_assert_num_queries(5):
        found = hooks.standings(items)
    assert len(found) == 160


def test_a_plan_without_a_first_year_runs_from_its_year_of_force(campaign):
    """The only target lies in 2023: without a first year the way there begins in 2022, not in January 2023."""
    plan = campaign.plan
    plan.start_year, plan.effective_from = None, date(2022, 5, 10)
    made = indicator(plan, "late", "cumulative", "100", campaign.county.departments[0], year=2023)
    assert subject_of(made, plan, Numbers(), default_periods()).first_year == 2022


def test_a_done_task_lacks_no_number_afterwards(campaign, actor):
    author, office = campaign.actor("department"), campaign.actor("office")
    save_draft(author, campaign.report("task"), value=Decimal(100), today=TODAY)
    submit(author, [campaign.report("task")], today=TODAY)
    review.approve(office, [campaign.report("task")])
    open_due_periods(actor, date(2022, 7, 28))
    points = hooks.history(campaign.items["task"], campaign.county.accounts["office"])
    assert [(point.label, point.lamp) for point in points] == [("2022年6月", "done"), ("2022年7月", "not_due")]
    assert points[-1].steps == ("本月不要求填报",)
