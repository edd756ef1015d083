"""Who answers and by when, fairly: an order handed on stays in the county; waiting for the office is no delay."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.supervision import quarters
from tenghuan.apps.supervision.grading import Facts, Limits, graded, level, next_feedback
from tenghuan.apps.supervision.models import Cycle, Grade, Order
from tenghuan.apps.supervision.registers import ORDERING
from tenghuan.apps.supervision.sweeping import sweep_all
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.supervision.orders import draft, issued, proof

ISSUED, DUE = date(2022, 9, 28), date(2022, 10, 24)


class Clock:
    today = ISSUED


@pytest.fixture
def clock(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_: Clock.today)
    Clock.today = ISSUED
    return Clock


def worked(world, **values) -> Order:
    order = draft(world.home, source="check", **values)
    ORDERING.take(by(world.home, "office"), order, "issue")
    ORDERING.take(by(world.home, "department"), order, "sign", promise="按期", planned_on=Clock.today)
    return order


def report(world, order, on: date) -> None:
    Clock.today = on
    told = {"outcome": "done", "progress": f"{on} 完成", "files": proof(on.day)}
    ORDERING.take(by(world.home, "department"), order, "report", **told)


def line_of(world, key: str = "2022-4") -> quarters.Line:
    page = world.client("office").get(reverse("supervision:quarter"), {"quarter": key})
    (line,) = page.context["table"].rows
    return line


class TestAnotherLead:
    """An order that a unit objected to is handed to another one."""

    def disputed(self, world, **values) -> Order:
        order = issued(world.home, **values)
        ORDERING.take(by(world.home, "department"), order, "object", reason="不属本单位职责")
        return order

    @pytest.mark.parametrize("county", ["neighbour", "foreign"])
    def test_is_a_unit_of_the_county(self, world, county):
        order = self.disputed(world)
        strange = getattr(world, county).departments[1]
        with pytest.raises(InputFault, match="单位不属于本县") as caught:
            ORDERING.take(by(world.home, "office"), order, "adjust", lead=strange.pk, opinion="请协助")
        assert strange.name not in str(caught.value)
        order.refresh_from_db()
        assert (order.state, order.lead) == ("disputed", world.home.departments[0])

    def test_may_be_a_town_of_the_county(self, world):
        order = self.disputed(world)
        ORDERING.take(by(world.home, "office"), order, "adjust", lead=world.home.towns[1], opinion="属地办理")
        assert (order.state, order.lead) == ("issued", world.home.towns[1])

    def test_supports_itself_no_more(self, world):
        home = world.home
        other = home.departments[1]
        order = self.disputed(world, supports=f"{other.name}、{home.towns[0].name}")
        ORDERING.take(by(home, "office"), order, "adjust", lead=str(other.pk), opinion="改由其牵头")
        assert (order.lead, order.supports) == (other, home.towns[0].name)

    def test_is_asked_for(self, world):
        order = self.disputed(world)
        with pytest.raises(InputFault, match="牵头单位：必填"):
            ORDERING.take(by(world.home, "office"), order, "adjust", opinion="再议")


class TestQuarter:
    """What is reported in time is in time, however long it waits for the office."""

    def test_the_days_of_the_office_are_not_the_lead_s(self, world, clock):
        order = worked(world)
        report(world, order, DUE)
        clock.today = date(2022, 11, 7)  # ten working days later
        ORDERING.take(by(world.home, "office"), order, "close", opinion="属实")
        line = line_of(world)
        assert (line.result, line.over) == ("按期办结", 0)

    def test_feedback_that_waits_is_not_late(self, world, clock):
        report(world, worked(world), date(2022, 10, 20))
        clock.today = date(2022, 12, 1)
        line = line_of(world)
        assert (line.result, line.over) == ("在办", 0)

    def test_late_feedback_is_late_by_its_own_days(self, world, clock):
        """24 October to 27 October: three working days, whenever it is closed."""
        order = worked(world)
        report(world, order, date(2022, 10, 27))
        clock.today = date(2022, 11, 30)
        assert (line_of(world).result, line_of(world).over) == ("逾期未办结", 3)
        ORDERING.take(by(world.home, "office"), order, "close", opinion="属实")
        assert (line_of(world).result, line_of(world).over) == ("逾期办结", 3)

    def test_feedback_that_was_sent_back_counts_on(self, world, clock):
        order = worked(world)
        report(world, order, date(2022, 10, 20))
        clock.today = date(2022, 10, 25)
        ORDERING.take(by(world.home, "office"), order, "return", reason="缺照片")
        clock.today = date(2022, 10, 28)
        assert line_of(world).over == 4  # 25, 26, 27, 28 October
        report(world, order, date(2022, 10, 31))
        clock.today = date(2022, 12, 1)
        assert line_of(world).over == 5

    def test_a_quarter_that_is_past_stands_as_it_was(self, world, clock):
        """Open at the end of September, reported and closed in October."""
        order = worked(world, due_on=date(2022, 9, 29))
        report(world, order, date(2022, 10, 10))
        ORDERING.take(by(world.home, "office"), order, "close", opinion="属实")
        before = line_of(world, "2022-3")
        assert (before.closed, before.result, before.over) == (False, "逾期未办结", 1)
        # 30 September, then 8, 9 and 10 October: the 8th and 9th were worked in exchange
        after = line_of(world, "2022-4")
        assert (after.closed, after.result, after.over) == (True, "逾期办结", 4)

    def test_the_workbook_says_what_the_page_says(self, world, clock):
        order = worked(world)
        report(world, order, date(2022, 10, 27))
        clock.today = date(2022, 11, 30)
        told = {"quarter": "2022-4", "export": "xlsx"}
        got = world.client("office").get(reverse("supervision:quarter"), told)
        content = got.getvalue() if hasattr(got, "getvalue") else got.content
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
        head = next(row for row in rows if "督办号" in row)
        (mine,) = [dict(zip(head, row, strict=True)) for row in rows if order.number in row]
        assert (mine["办理结果"], mine["逾期（工作日）"], mine["牵头单位"]) == ("逾期未办结", 3, "东县经信局")
        assert str(mine["现行限期"]).startswith("2022-10-24")
        assert mine["办结日"] is None

    def test_another_county_has_another_list(self, world, clock):
        worked(world)
        for county in (world.neighbour, world.foreign):
            page = world.client(county.accounts["office"]).get(reverse("supervision:quarter"), {"quarter": "2022-4"})
            assert list(page.context["table"].rows) == []
        assert world.client("enterprise").get(reverse("supervision:quarter")).status_code == 403

    def test_an_order_issued_on_the_first_and_one_on_the_last_day_belong_to_the_quarter(self, world, clock):
        order = worked(world)
        for day, inside in (
            (date(2022, 9, 30), True),  # open when the quarter began
            (date(2022, 10, 1), True),
            (date(2022, 12, 31), True),
            (date(2023, 1, 1), False),
        ):
            Order.objects.filter(pk=order.pk).update(issued_on=day)
            assert quarters.within(Order.objects.all(), quarters.Quarter(2022, 4)).exists() is inside
        for day, inside in ((date(2022, 9, 30), False), (date(2022, 10, 1), True)):
            Order.objects.filter(pk=order.pk).update(issued_on=date(2022, 9, 28), closed_on=day, state="closed")
            assert quarters.within(Order.objects.all(), quarters.Quarter(2022, 4)).exists() is inside


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 1, 31), date(2023, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2024, 3, 31)),
        (date(2023, 3, 31), date(2023, 4, 30)),
        (date(2023, 12, 31), date(2024, 1, 31)),
    ],
)
def test_feedback_on_the_last_day_of_the_month_is_given_in_short_months_too(on, expected):
    assert next_feedback(Cycle.MONTH, on, date(2022, 1, 1), weekday=5, month_day=31) == expected


def test_a_quarterly_day_at_the_month_s_end_stays_in_the_first_month_of_the_quarter():
    days = [date(2023, 1, 1)]
    for _turn in range(4):
        days.append(next_feedback(Cycle.QUARTER, days[-1], date(2022, 1, 1), weekday=5, month_day=31))
    assert days[1:] == [date(2023, 1, 31), date(2023, 4, 30), date(2023, 7, 31), date(2023, 10, 31)]


@pytest.mark.django_db
def test_the_grade_never_falls_as_days_pass_and_leaps_over_no_holiday():
    """National day week of 2022: nothing moves from 1 to 7 October, for none of it is worked."""
    limits = Limits(near=3, red_after=5, red_periods=2, silent=2)
    order = [Grade.PLAIN, Grade.BLUE, Grade.ORANGE, Grade.RED]
    facts = Facts(due=date(2022, 9, 30))
    days = [date(2022, 9, 20) + timedelta(days=n) for n in range(30)]
    grades = [order.index(graded(facts, limits, day).grade) for day in days]
    assert grades == sorted(grades)
    by_day = dict(zip(days, grades, strict=True))
    assert {by_day[date(2022, 10, n)] for n in range(1, 8)} == {1}
    assert by_day[date(2022, 10, 8)] == 2  # a Saturday that was worked
    # 8, 9, 10, 11, 12 October are five; the 13th is the sixth
    assert (by_day[date(2022, 10, 12)], by_day[date(2022, 10, 13)]) == (2, 3)


@pytest.mark.parametrize(("over", "reached"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (400, 2)])
def test_levels_are_reached_on_their_day_and_kept(over, reached):
    assert level(over, (2, 4)) == reached
    assert level(over, ()) == 0


def test_a_sweep_asks_the_database_as_often_for_ten_orders_as_for_two(world, clock):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert sweep_all() == 0
        return len(found)

    for number in range(1, 3):
        made = draft(world.home, number, source="check")
        ORDERING.take(by(world.home, "office"), made, "issue")
    two = asked()
    for number in range(3, 11):
        made = draft(world.home, number, source="check")
        ORDERING.take(by(world.home, "office"), made, "issue")
    assert asked() == two
