"""The calendar of reporting at its borders: leap days, year's ends, plans that have not begun or ran out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.monitoring.calendar import latest_month, months_to_open
from tenghuan.apps.monitoring.parameters import Calendar, reporting
from tenghuan.apps.plans.models import Plan
from tenghuan.pace.subject import Month

USUAL = reporting().calendar
ENDS = Calendar(open_month=0, open_day=31, due_month=1, due_day=31, close_month=2, close_day=31)
MOST = reporting().missed_periods_at_most


@pytest.mark.parametrize(
    ("month", "days"),
    [
        (Month(2024, 2), (date(2024, 2, 25), date(2024, 3, 5), date(2024, 3, 10))),
        (Month(2023, 12), (date(2023, 12, 25), date(2024, 1, 5), date(2024, 1, 10))),
        (Month(2023, 1), (date(2023, 1, 25), date(2023, 2, 5), date(2023, 2, 10))),
    ],
)
def test_a_month_opens_before_its_end_and_closes_in_the_next(month, days):
    assert USUAL.days(month) == days


@pytest.mark.parametrize(
    ("month", "days"),
    [
        (Month(2024, 2), (date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30))),
        (Month(2023, 2), (date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30))),
        (Month(2023, 1), (date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31))),
        (Month(2023, 11), (date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31))),
        (Month(2023, 12), (date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29))),
    ],
)
def test_a_day_that_the_month_has_not_is_its_last_one(month, days):
    assert ENDS.days(month) == days


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2022, 6, 24), Month(2022, 5)),
        (date(2022, 6, 25), Month(2022, 6)),
        (date(2022, 12, 31), Month(2022, 12)),
        (date(2023, 1, 1), Month(2022, 12)),
        (date(2024, 2, 24), Month(2024, 1)),
        (date(2024, 2, 29), Month(2024, 2)),
    ],
)
def test_the_latest_month_is_the_last_that_has_opened(today, month):
    assert latest_month(USUAL, today) == month


calendars = st.builds(
    Calendar,
    open_month=st.sampled_from([0, 1]),
    open_day=st.integers(1, 31),
    due_month=st.just(1),
    due_day=st.integers(1, 31),
    close_month=st.just(2),
    close_day=st.integers(1, 31),
)
days = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@settings(max_examples=80, deadline=None)
@given(calendars, days)
def test_nothing_opens_before_its_day_and_no_month_is_left_out(calendar, today):
    month = latest_month(calendar, today)
    assert calendar.days(month)[0] <= today < calendar.days(month.next())[0]


@settings(max_examples=80, deadline=None)
@given(
    calendars, days, st.none() | st.integers(0, 40), st.none() | st.integers(2019, 2024), st.none() | st.integers(0, 4)
)
def test_months_to_open_follow_each_other_within_the_plan(calendar, today, ago, first, years):
    plan = Plan(start_year=first, end_year=None if years is None or first is None else first + years)
    last = latest_month(calendar, today)
    known = None if ago is None else last.back(ago)
    found = months_to_open(plan, calendar, today, known)
    months = [month for month, _days in found]
    assert months == [months[0].back(-n) for n in range(len(months))] if months else True
    assert len(months) <= (MOST if known is not None else 1)
    for month, (opens, due, _closes) in found:
        assert opens <= today
        assert opens <= due or calendar.days(month)[0] > calendar.days(month)[1]
        assert plan.start_year is None or month.year >= plan.start_year or (known is not None and month > known)
        assert plan.end_year is None or month.year <= plan.end_year
        assert known is None or month > known
    if known is not None and known >= last:
        assert found == []


def test_of_a_long_silence_the_latest_months_are_opened_and_no_more():
    plan = Plan(start_year=2020, end_year=2025)
    found = [month for month, _days in months_to_open(plan, USUAL, date(2023, 6, 28), Month(2021, 1))]
    assert (len(found), found[0], found[-1]) == (MOST, Month(2022, 7), Month(2023, 6))


def test_a_plan_that_has_not_begun_owes_nothing_and_begins_with_january():
    plan = Plan(start_year=2024, end_year=2026)
    assert months_to_open(plan, USUAL, date(2024, 1, 24), None) == []
    (only,) = months_to_open(plan, USUAL, date(2024, 1, 25), None)
    assert only[0] == Month(2024, 1)


def test_the_last_month_of_a_plan_that_ran_out_can_still_be_reported():
    """The usual days are 25 December to 10 January: sixteen days from the one on which it is opened."""
    plan, today = Plan(start_year=2021, end_year=2023), date(2024, 5, 20)
    (only,) = months_to_open(plan, USUAL, today, None)
    assert only == (Month(2023, 12), (today, today + timedelta(days=11), today + timedelta(days=16)))
    assert months_to_open(plan, USUAL, today, Month(2023, 12)) == []
    # what was missed before it is open for days that are past: the office decides
    found = months_to_open(plan, USUAL, today, Month(2023, 10))
    assert [month for month, _days in found] == [Month(2023, 11), Month(2023, 12)]
    assert found[0][1] == USUAL.days(Month(2023, 11))
