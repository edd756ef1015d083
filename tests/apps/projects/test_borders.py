"""Projects at their borders: what a page says against its rows, totals that are corrected, days, grids, two at once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit import records
from tenghuan.apps.kit.parameters import Found
from tenghuan.apps.projects import counting, lamps, planning, rates, reporting, rules, schedule, stages, standing, wall
from tenghuan.apps.projects.following import MONTHS, NODES, PROBLEMS, SOLVING
from tenghuan.apps.projects.models import Month, Node, Project
from tenghuan.apps.projects.planning import Planned
from tenghuan.apps.projects.registers import PROJECTS, RUNNING_LOOP
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.projects.made import month, node, problem, project
from tests.apps.projects.test_standing import registered

D = Decimal
TODAY = date(2026, 3, 2)
BOUNDS = lamps.Bounds(near=30, late=30, silent=2, report_day=5)


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda *_rest: day)

    set_to(TODAY)
    return set_to


def _again(thing):
    thing.refresh_from_db()
    return thing


# --- what the page says against the rows behind it


def _rows(client, address):
    """How many rows a list says it has, read out of its workbook."""
    sheet = load_workbook(io.BytesIO(client.get(f"{address}&export=xlsx").getvalue())).active
    return [row for row in sheet.iter_rows(values_only=True) if row[0] and str(row[0]).startswith("第")]


def test_behind_each_rate_stand_as_many_nodes_as_it_says_were_due(world, today):
    for number in range(1, 8):
        thing = project(world.home, number)
        node(world.home, project=thing, stage="started", planned="2026-03-02" if number < 7 else "2026-03-03")
        if number in (1, 2):
            Project.objects.filter(pk=thing.pk).update(state="started", started_on="2026-01-05")
    dropped, gone = (Project.objects.get(name=f"第{number}项目") for number in (5, 6))
    RUNNING_LOOP.take(by(world.home, "office"), dropped, "drop", reason="业主撤资")
    records.retire(by(world.home, "office"), PROJECTS, gone, "重复登记")
    first = rates.rates(rates.visible(world.home.accounts["office"], world.home.region), TODAY)[0]
    assert (first.due, first.reached, first.value) == (4, 2, 50)
    assert len(_rows(world.client("office"), first.due_rows)) == 4
    assert first.due_rows.replace("&", "&amp;") in world.client("office").get(reverse("project:rates")).content.decode()


def test_rates_of_the_workbook_are_those_of_the_page_town_by_town(world, today):
    for number, town in ((1, 0), (2, 0), (3, 1)):
        node(world.home, project=project(world.home, number, town=town), stage="started", planned="2026-03-01")
    Project.objects.filter(name="第1项目").update(state="started", started_on="2026-02-01")
    Project.objects.filter(name="第3项目").update(town=None)
    response = world.client("leader").get(f"{reverse('project:rates')}?export=xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    head, *body = [row for row in sheet.iter_rows(values_only=True) if row[1] is not None]
    at = next(index for index, word in enumerate(head) if word and str(word).startswith("开工率"))
    found = {row[0]: row[at] for row in body}
    assert found == {world.home.town_regions[0].name: 50, "—": 0}


# --- what counts, when a figure is corrected


def test_a_corrected_total_moves_the_increment_of_what_follows(world, today):
    first = project(world.home, 1, total="20000")
    later = project(world.home, 2, total="35000", relation="raise", before=first)
    office = by(world.home, "office")
    assert (later.was, later.increment) == (20000, 15000)
    records.change(office, PROJECTS, first, {"total": "25000"})
    assert (_again(later).was, later.increment) == (25000, 10000)
    # together they are what stands in the end, never more
    assert sum(Project.objects.values_list("increment", flat=True)) == 35000
    assert Entry.objects.filter(action="projects.change").exists()
    with pytest.raises(InputFault, match="后续项目“第2项目”的总投资 35000 万元将不高于本项目"):
        records.change(office, PROJECTS, first, {"total": "35000"})
    assert (_again(first).total, _again(later).was) == (25000, 25000)


def test_another_owner_counts_nothing_whatever_is_corrected(world, today):
    first = project(world.home, 1, total="20000")
    later = project(world.home, 2, total="20000", relation="owner", before=first)
    assert later.increment == 0
    records.change(by(world.home, "office"), PROJECTS, first, {"total": "60000"})
    assert _again(later).increment == 0


def test_months_of_a_project_taken_out_of_use_are_counted_no_more(world, today):
    kept, twice = project(world.home, 1), project(world.home, 2)
    for thing, invested in ((kept, "100"), (twice, "40")):
        month(world.home, project=thing, year=2025, invested=invested, funds="10", funds_source="自筹")
    measure = {one.key: one for one in MONTHS.measures}
    year = (date(2025, 1, 1), date(2025, 12, 31))

    def told():
        keys = ("project_months.invested", "project_months.funds", "project_months.built")
        return [measure[key].of(Month.objects.all(), *year) for key in keys]

    assert told() == [140, 20, 2]
    records.retire(by(world.home, "office"), PROJECTS, twice, "重复登记")
    assert told() == [100, 10, 1]


@pytest.mark.parametrize(("total", "was"), [("0", "0"), ("20000.01", "20000"), ("1", "99999999")])
def test_an_increment_is_never_below_zero_nor_above_the_total(total, was):
    assert D(0) <= counting.increment(D(total), D(was)) <= D(total)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_project_enters_the_statistics_within_a_year_and_at_a_half_years_end(day):
    end = counting.enters_by(day)
    assert (end.month, end.day) in ((12, 31), (6, 30))
    assert timedelta(days=170) <= end - day <= timedelta(days=366)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("2503-990101-04-01-123456", "2503-990101-04-01-123456"),
        (" 25039901010401123456 ", "2503-990101-04-01-123456"),
        ("2512-990101-04-01-000000", "2512-990101-04-01-000000"),
    ],
)
def test_a_national_code_has_one_written_form(code, written):
    assert rules.national(code) == written


@pytest.mark.parametrize(
    "code", ["2500-990101-04-01-123456", "2513-990101-04-01-123456", "２５０３", "-" * 24, "x" * 5000]
)
def test_what_is_no_national_code_is_refused_with_its_form(code):
    with pytest.raises(InputFault, match="不是国家统一项目代码") as fault:
        rules.national(code)
    assert "2401-330683-04-01-123456" in fault.value.remedy
    assert len(fault.value.message) < 80


# --- days


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 1, 5), (2025, 11)),
        (date(2026, 1, 6), (2025, 12)),
        (date(2026, 2, 28), (2025, 12)),
        (date(2026, 3, 5), (2025, 12)),
        (date(2026, 3, 6), (2026, 2)),
        (date(2024, 3, 5), (2023, 12)),
        (date(2026, 4, 6), (2026, 3)),
    ],
)
def test_the_latest_report_that_is_due_skips_january(day, period):
    assert lamps.last_due(day, 5) == period


@pytest.mark.parametrize(
    ("period", "last"),
    [((2024, 2), date(2024, 2, 29)), ((2026, 2), date(2026, 2, 28)), ((2026, 12), date(2026, 12, 31))],
)
def test_a_period_ends_with_its_month(period, last):
    assert lamps.end_of(period) == last


@given(st.integers(2001, 2099), st.integers(2, 12))
def test_eleven_periods_before_a_period_lie_a_year_back(year, number):
    period = (year, number)
    for _ in range(11):
        period = lamps.before(period)
    assert period == (year - 1, number)


@given(st.integers(-90, 90), st.integers(0, 3))
def test_a_lamp_never_turns_better_as_days_go_by(offset, silent):
    order = ("green", "yellow", "red")
    due = date(2026, 6, 30)
    found = [lamps.lamp(due + timedelta(days=offset + more), due, silent, BOUNDS) for more in range(0, 60, 7)]
    assert [order.index(one) for one in found] == sorted(order.index(one) for one in found)


@pytest.mark.parametrize(
    ("planned", "real", "look"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "done"),
        (date(2026, 3, 2), date(2026, 3, 3), "late"),
        (date(2026, 4, 2), None, "green"),
        (date(2026, 4, 1), None, "yellow"),
        (date(2026, 1, 31), None, "yellow"),
        (date(2026, 1, 30), None, "red"),
    ],
)
def test_a_node_of_the_schedule_looks_as_its_lamp_does(planned, real, look):
    assert schedule.look(planned, real, TODAY, BOUNDS) == look


@given(st.integers(2000, 2060), st.integers(0, 365), st.integers(0, 365))
def test_days_of_a_year_stand_in_their_order_leap_year_or_not(year, one, other):
    first = date(year, 1, 1)
    days = sorted(min(first + timedelta(days=n), date(year, 12, 31)) for n in (one, other))
    places = [schedule.place(day, year) for day in days]
    assert 0 <= places[0] <= places[1] <= schedule.WIDTH
    assert schedule.place(date(year, 12, 31), year) == schedule.WIDTH


@pytest.mark.parametrize(
    ("year", "number", "before", "after"),
    [
        (2026, 1, date(2025, 12, 1), date(2026, 2, 1)),
        (2024, 2, date(2024, 1, 1), date(2024, 3, 1)),
        (2026, 12, date(2026, 11, 1), date(2027, 1, 1)),
    ],
)
def test_months_around_cross_the_year(year, number, before, after):
    found = schedule.around(year, number)
    assert (found[0], found[1].replace(day=1)) == (before, after)


def test_the_calendar_shows_a_node_once_though_weeks_reach_into_the_next_month(world, today):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned="2026-03-31")
    node(world.home, project=thing, stage="filed", planned="2026-04-01")
    weeks = schedule.month(world.home.accounts["office"], world.home.region, 2026, 3, TODAY)
    days = {day.on: day for week in weeks for day in week}
    assert [len(week) for week in weeks] == [7] * len(weeks)
    # 1 April is a Wednesday of the last week of March: shown, but outside
    assert [(days[on].inside, [due.word for due in days[on].due]) for on in (date(2026, 3, 31), date(2026, 4, 1))] == [
        (True, ["签约"]),
        (False, ["备案（核准）"]),
    ]
    RUNNING_LOOP.take(by(world.home, "office"), thing, "drop", reason="业主撤资")
    weeks = schedule.month(world.home.accounts["office"], world.home.region, 2026, 3, TODAY)
    assert not [due for week in weeks for day in week for due in day.due]


# --- plan


def test_a_plan_proposed_late_begins_today_and_keeps_the_usual_days(world, today):
    thing = project(world.home, signed_on="2024-01-10", attracted=True)
    found = planning.proposal(thing)
    assert "signed" not in found
    assert list(found) == [one.key for one in stages.stages()[1:]]
    # 30 days after today, not after January 2024; then 90 more, then 60
    assert [found[key] for key in ("filed", "landed", "started")] == [
        TODAY + timedelta(days=30),
        TODAY + timedelta(days=120),
        TODAY + timedelta(days=180),
    ]


def test_a_plan_on_one_day_is_in_order_and_one_day_back_is_not(world, today):
    thing, office = project(world.home), by(world.home, "office")
    same = date(2026, 8, 1)
    assert planning.plan(office, thing, {key: Planned(same) for key in ("signed", "filed", "landed")}) == 3
    with pytest.raises(InputFault, match="“备案（核准）”的计划日早于“签约”的计划日"):
        planning.plan(office, thing, {"signed": Planned(same), "filed": Planned(same - timedelta(days=1))})
    assert set(Node.objects.values_list("planned", flat=True)) == {same}


def test_a_plan_is_written_by_those_of_the_project_only(world, today):
    thing = project(world.home, unit=0, town=0)
    told = {"signed": Planned(date(2026, 8, 1))}
    for who in (by(world.home, "department2"), by(world.home, "town2"), by(world.neighbour, "office")):
        with pytest.raises(InputFault, match="项目节点由"):
            planning.plan(who, thing, told)
    assert planning.plan(by(world.home, "town"), thing, told) == 1


def test_a_node_taken_out_leaves_the_lamp_to_the_next_one(world, today):
    thing, office = project(world.home), by(world.home, "office")
    planning.plan(office, thing, {"signed": Planned(date(2025, 1, 1)), "filed": Planned(date(2027, 1, 1))})
    assert _again(thing).lamp == "red"
    planning.plan(office, thing, {"signed": Planned(None)})
    assert (_again(thing).lamp, thing.due_on) == ("green", date(2027, 1, 1))
    planning.plan(office, thing, {"filed": Planned(None)})
    assert (_again(thing).lamp, thing.due_on) == ("", None)


# --- months


@pytest.mark.parametrize(
    ("day", "year", "number", "fits"),
    [
        (date(2026, 1, 2), 2026, 2, True),  # January is part of the period that ends with February
        (date(2026, 1, 2), 2026, 3, False),
        (date(2026, 2, 28), 2026, 3, False),
        (date(2026, 3, 1), 2026, 3, True),
        (date(2026, 12, 31), 2027, 2, False),
    ],
)
def test_a_month_is_reported_when_it_has_come(world, today, day, year, number, fits):
    thing = project(world.home)
    today(day)
    if fits:
        assert month(world.home, project=thing, year=year, month=number).ends_on == lamps.end_of((year, number))
        return
    with pytest.raises(InputFault, match=f"{year}-{number:02d} 还没有到"):
        month(world.home, project=thing, year=year, month=number)


def test_a_grid_of_which_a_row_is_wrong_keeps_none_and_names_each(world, today):
    things = [project(world.home, number, started_on="2025-05-01") for number in (1, 2, 3)]
    told = {
        things[0]: {"invested": "10"},
        things[1]: {"invested": "-1"},
        things[2]: {"invested": "5", "funds": "3", "funds_source": ""},
    }
    with pytest.raises(InputFault) as fault:
        reporting.report(by(world.home, "office"), world.home.region, (2026, 2), told)
    lines = fault.value.message.splitlines()
    assert [line.split("：")[0] for line in lines] == ["第2项目", "第3项目"]
    assert "其余各行也没有保存" in fault.value.remedy
    assert not Month.objects.exists()


def test_a_grid_sent_again_changes_nothing_and_a_changed_row_only_itself(world, today):
    things = [project(world.home, number, started_on="2025-05-01") for number in (1, 2)]
    office, period = by(world.home, "office"), (2026, 2)
    told = {thing: {"invested": "10", "image": "打桩"} for thing in things}
    assert reporting.report(office, world.home.region, period, told) == 2
    assert reporting.report(office, world.home.region, period, told) == 0
    told[things[1]] = {"invested": "12", "image": "打桩"}
    assert reporting.report(office, world.home.region, period, told) == 1
    assert [_again(thing).invested for thing in things] == [10, 12]


def test_the_line_of_a_grid_tells_the_year_to_date_and_nothing_of_later_months(world, today):
    thing = project(world.home, total="1000", fixed="1000", year_plan="200", started_on="2025-05-01")
    for year, number, invested in ((2025, 12, "300"), (2026, 2, "50"), (2026, 3, "70")):
        month(world.home, project=thing, year=year, month=number, invested=invested)
    account = world.home.accounts["office"]
    (line,) = reporting.lines(by(world.home, "office"), account, world.home.region, (2026, 2))
    assert (line.year, line.share, line.whole) == (50, 25, 42)
    (line,) = reporting.lines(by(world.home, "office"), account, world.home.region, (2025, 12))
    assert (line.year, line.text("invested"), line.text("funds")) == (300, "300.00", "")


def test_two_who_change_a_month_at_once_do_not_write_over_each_other(world, today):
    thing = month(world.home, project=project(world.home), year=2025)
    other = Month.objects.get(pk=thing.pk)
    records.change(by(world.home, "office"), MONTHS, thing, {"invested": "1"}, seen=thing.revision)
    with pytest.raises(InputFault, match="刚被他人修改"):
        records.change(by(world.home, "town"), MONTHS, other, {"invested": "2"}, seen=other.revision)
    assert _again(thing).invested == 1


# --- lamps that are told, problems, the wall


def test_a_project_that_is_over_has_no_lamp_and_keeps_its_sums(world, today):
    thing = project(world.home)
    node(world.home, project=thing, stage="signed", planned="2025-01-01")
    month(world.home, project=thing, year=2025, invested="7")
    RUNNING_LOOP.take(by(world.home, "office"), thing, "drop", reason="业主撤资")
    assert (_again(thing).lamp, thing.due_on, thing.invested) == ("", None, 7)
    assert standing.stands(thing, {}, standing.Work(), BOUNDS, TODAY)["lamp"] == ""


def test_silence_is_said_beside_the_node_that_is_late(world, today):
    thing = registered(project(world.home, started_on="2025-06-01", site="leased"), date(2025, 6, 1))
    node(world.home, project=thing, stage="topped", planned="2026-02-20")
    assert _again(thing).lamp_why == "连续 2 期无进展；“主体封顶”计划 2026-02-20，已逾期"
    month(world.home, project=thing, year=2025, month=12, invested="1")
    assert (_again(thing).lamp, thing.lamp_why) == ("yellow", "“主体封顶”计划 2026-02-20，已逾期")


def test_a_problem_without_a_day_is_due_in_working_days_that_pass_over_a_holiday(world, today):
    today(date(2022, 9, 28))
    # 15 working days from 28 September 2022 with the days made up for: 24 October (methodology2 §14.7)
    assert problem(world.home, due_on="").due_on == date(2022, 10, 24)


def test_a_problem_sent_back_is_open_again_without_a_day_of_solution(world, today):
    thing = problem(world.home)
    SOLVING.take(by(world.home, "department"), thing, "solve", result="已通电")
    with pytest.raises(InputFault, match="不能修改"):
        records.change(by(world.home, "office"), PROBLEMS, thing, {"matter": "别的"})
    SOLVING.take(by(world.home, "office"), thing, "return", reason="未见凭证")
    assert (_again(thing).state, thing.solved_on) == ("open", None)
    measure = {one.key: one.of(type(thing).objects.all()) for one in PROBLEMS.measures}
    assert measure == {"project_problems.open": 1, "project_problems.solved": 0}


def test_the_wall_asks_no_more_queries_for_ten_times_the_projects(
    world, today, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(wall, "_of", lambda county, key: Found(D(1), "方案") if key == wall.BOUND else None)
    account = world.home.accounts["office"]
    for number in range(1, 4):
        project(world.home, number)
    wall.listed(account, world.home.region)
    for number in range(4, 31):
        project(world.home, number)
    with django_assert_max_num_queries(2):
        assert len(wall.listed(account, world.home.region)) == 30


def test_a_bound_is_reached_by_who_has_exactly_so_much(world, today, monkeypatch):
    monkeypatch.setattr(wall, "_of", lambda county, key: Found(D(1), "方案") if key == wall.BOUND else None)
    just, short = project(world.home, 1, total="10000", fixed=""), project(world.home, 2, total="9999.99", fixed="")
    assert (wall.is_linked(just), wall.is_linked(short)) == (True, False)
    monkeypatch.setattr(wall, "_of", lambda county, key: None)
    assert wall.is_linked(just) is False


def test_nodes_are_listed_with_the_real_day_of_their_project(world, today):
    thing = project(world.home, signed_on="2025-02-03")
    node(world.home, project=thing, stage="signed", planned="2025-02-01")
    sheet = load_workbook(io.BytesIO(world.client("office").get("/r/project_nodes/?export=xlsx").getvalue())).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "签约"]
    assert [(row[0], str(row[2])[:10], str(row[4])[:10]) for row in rows] == [(thing.name, "2025-02-01", "2025-02-03")]
    assert NODES.rows(world.foreign.accounts["office"]).count() == 0
