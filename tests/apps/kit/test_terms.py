"""Terms in working days and office hours around holidays, weekends worked in exchange, years' ends, leap days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.kit import holidays, workdays
from tenghuan.apps.kit.workdays import after_minutes, days_left, days_over, deadline, is_working_day, last_day
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_days_of_an_earlier_test():
    workdays.forget()
    yield
    workdays.forget()


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # National Day 2025: off 1–8 October; 28 September (Sunday) and 11 October (Saturday) are worked
        (date(2025, 9, 26), 1, date(2025, 9, 28)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2025, 10, 3), 1, date(2025, 10, 9)),
        # Spring Festival 2024: off 10–17 February; 4 (Sunday) and 18 February (Sunday) are worked
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
        (date(2024, 2, 2), 2, date(2024, 2, 5)),
        # a leap day is worked like another Thursday
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 28), 2, date(2024, 3, 1)),
        # across the year's end: 1 January 2025 is off
        (date(2024, 12, 31), 1, date(2025, 1, 2)),
        (date(2025, 9, 30), 0, date(2025, 9, 30)),
    ],
)
def test_a_deadline_is_the_so_many_th_working_day_after_the_start(start, days, due):
    assert deadline(start, days) == due


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2025, 9, 28), 1, date(2025, 9, 28)),  # a Sunday worked in exchange counts itself
        (date(2025, 9, 27), 1, date(2025, 9, 28)),
        (date(2025, 10, 1), 2, date(2025, 10, 10)),
        (date(2025, 9, 29), 3, date(2025, 10, 9)),
        (date(2025, 9, 29), 0, date(2025, 9, 29)),  # no fewer than one
    ],
)
def test_a_span_of_working_days_counts_its_first_if_that_is_worked(start, days, last):
    assert last_day(start, days) == last


starts = st.dates(date(2021, 1, 1), date(2026, 9, 30))


def walked(first, last):
    """Every working day of a span, one by one: an own way of counting."""
    return [day for n in range((last - first).days + 1) if is_working_day(day := first + timedelta(days=n))]


@settings(max_examples=60)
@given(starts, st.integers(1, 40))
def test_between_start_and_deadline_lie_so_many_working_days_and_the_last_is_one(start, days):
    due = deadline(start, days)
    assert len(walked(start + timedelta(days=1), due)) == days
    assert is_working_day(due)
    assert days_over(start, due) == days
    assert days_over(due, start) == 0


@settings(max_examples=60)
@given(starts, st.integers(1, 30))
def test_so_many_days_are_left_on_the_first_day_and_none_after_the_last(start, days):
    last = last_day(start, days)
    assert days_left(start, last) == days == len(walked(start, last))
    assert days_left(last, last) == 1
    assert days_left(last + timedelta(days=1), last) == 0


MORNING, NOON, AFTERNOON, EVENING = 8 * 60 + 30, 12 * 60, 14 * 60, 17 * 60 + 30


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # 3.5 hours before noon and 3.5 after it: 7 a day
        (datetime(2025, 9, 29, 8, 30), 60, datetime(2025, 9, 29, 9, 30)),
        (datetime(2025, 9, 29, 11, 30), 60, datetime(2025, 9, 29, 14, 30)),
        (datetime(2025, 9, 29, 12, 30), 60, datetime(2025, 9, 29, 15, 0)),
        (datetime(2025, 9, 29, 8, 30), 210, datetime(2025, 9, 29, 12, 0)),  # it ends with the morning
        (datetime(2025, 9, 29, 8, 30), 420, datetime(2025, 9, 29, 17, 30)),
        (datetime(2025, 9, 29, 8, 30), 421, datetime(2025, 9, 30, 8, 31)),
        (datetime(2025, 9, 29, 6, 0), 30, datetime(2025, 9, 29, 9, 0)),
        (datetime(2025, 9, 30, 17, 0), 60, datetime(2025, 10, 9, 9, 0)),  # across the holiday
        (datetime(2025, 9, 30, 18, 0), 60, datetime(2025, 10, 9, 9, 30)),
        (datetime(2025, 10, 4, 10, 0), 15, datetime(2025, 10, 9, 8, 45)),
        (datetime(2024, 12, 31, 17, 29), 2, datetime(2025, 1, 2, 8, 31)),
    ],
)
def test_minutes_run_in_office_hours_alone(start, minutes, due):
    assert after_minutes(start, minutes) == due


@settings(max_examples=25)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30)), st.integers(1, 900))
def test_minutes_end_within_office_hours_of_a_working_day_and_add_up(start, minutes):
    start = start.replace(second=0, microsecond=0)
    end = after_minutes(start, minutes)
    clock = end.hour * 60 + end.minute
    assert is_working_day(end.date())
    assert MORNING < clock <= NOON or AFTERNOON < clock <= EVENING
    # minute by minute through the office hours: an own way of counting
    counted, now = 0, start
    while now < end:
        at = now.hour * 60 + now.minute
        if is_working_day(now.date()):
            counted += MORNING <= at < NOON or AFTERNOON <= at < EVENING
            now += timedelta(minutes=1)
        else:
            now = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
    assert counted == minutes
    assert after_minutes(after_minutes(start, minutes), 1) > end


@pytest.fixture
def administrator(world):
    return actor_of(world.home.accounts["system_admin"])


def test_a_notice_moves_what_is_counted_and_its_withdrawal_moves_it_back(
    administrator, django_capture_on_commit_callbacks
):
    monday, friday = date(2026, 3, 9), date(2026, 3, 6)
    assert deadline(friday, 1) == monday
    with django_capture_on_commit_callbacks(execute=True):
        one = holidays.set_day(administrator, monday, worked=False, source="县府办〔2026〕1号")
    assert (is_working_day(monday), deadline(friday, 1)) == (False, date(2026, 3, 10))
    with django_capture_on_commit_callbacks(execute=True):
        holidays.set_day(administrator, date(2026, 3, 7), worked=True, source="县府办〔2026〕1号")
    assert deadline(friday, 1) == date(2026, 3, 7)
    with django_capture_on_commit_callbacks(execute=True):
        holidays.drop_day(administrator, one, "登记有误")
    assert is_working_day(monday)


def test_a_day_without_a_notice_is_refused_and_the_same_twice_says_nothing_new(administrator):
    from tenghuan.apps.audit.models import Entry

    with pytest.raises(InputFault, match="请写明依据") as refused:
        holidays.set_day(administrator, date(2026, 3, 9), worked=False, source="  ")
    assert (refused.value.where, "文号" in refused.value.remedy) == ("2026-03-09", True)
    for _each in range(2):
        holidays.set_day(administrator, date(2026, 3, 9), worked=False, source="通知")
    assert Entry.objects.filter(action="kit.set_holiday").count() == 1


def test_years_that_no_notice_knows_are_counted_by_weekends_and_said_to_be_uncertain(administrator):
    day = date(2150, 10, 1)  # a Thursday
    assert (is_working_day(day), workdays.uncertain(day)) == (True, True)
    holidays.set_day(administrator, day, worked=False, source="通知")
    workdays.forget()
    assert (is_working_day(day), workdays.uncertain(day)) == (False, False)
    assert workdays.uncertain(day, day + timedelta(days=1))
