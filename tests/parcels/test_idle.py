"""Idle land: the calendar cases of methodology §13.5, periods of the government, what is short."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.parcels.idle import Begun, Period, Standing, clock, lost_days, short, start_day, suspected, years_after

LIMITS = {"least_developed": Decimal(1) / 3, "least_invested": Decimal("0.25"), "near_days": 180}
NOTHING = Begun(None, None, None)


def stands(today, begins=date(2021, 3, 1), started=None, begun=NOTHING, periods=()):
    return suspected(today, begins, started, begun, periods, **LIMITS)[0]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2021, 3, 1), Standing.CLEAR),
        (date(2021, 9, 1), Standing.CLEAR),  # 181 days to go
        (date(2021, 9, 2), Standing.NEAR),
        (date(2022, 3, 1), Standing.NEAR),  # the corresponding day itself is not past
        (date(2022, 3, 2), Standing.ONE_YEAR),
        (date(2023, 3, 1), Standing.ONE_YEAR),
        (date(2023, 3, 2), Standing.TWO_YEARS),
    ],
)
def test_a_year_is_full_on_the_day_after_the_corresponding_day(today, expected):
    assert stands(today) is expected


def test_where_there_is_no_corresponding_day_the_month_ends_it():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert stands(date(2025, 2, 28), date(2024, 2, 29)) is Standing.NEAR
    assert stands(date(2025, 3, 1), date(2024, 2, 29)) is Standing.ONE_YEAR


def test_exactly_a_third_and_exactly_a_quarter_are_enough():
    third, quarter = Decimal(1) / 3, Decimal("0.25")
    assert not short(Begun(third, quarter, None), third, quarter)
    assert short(Begun(Decimal("0.33"), quarter, None), third, quarter)
    assert short(Begun(third, Decimal("0.2499"), None), third, quarter)


def test_thirty_per_cent_without_a_full_year_of_standstill_is_not_idle():
    begun = Begun(Decimal("0.30"), Decimal("0.5"), None)
    assert stands(date(2024, 1, 1), started=date(2021, 4, 1), begun=begun) is Standing.CLEAR
    stopped = Begun(Decimal("0.30"), Decimal("0.5"), date(2023, 1, 10))
    assert stands(date(2024, 1, 10), started=date(2021, 4, 1), begun=stopped) is Standing.NEAR
    assert stands(date(2024, 1, 11), started=date(2021, 4, 1), begun=stopped) is Standing.ONE_YEAR


def test_begun_and_enough_is_never_idle_however_long_it_stands():
    enough = Begun(Decimal("0.5"), Decimal("0.5"), date(2020, 1, 1))
    assert stands(date(2024, 1, 1), started=date(2019, 1, 1), begun=enough) is Standing.CLEAR


def test_the_day_to_begin_is_the_extended_one_else_the_agreed_one_else_a_year_after_delivery():
    agreed, delivered, extended = date(2021, 3, 1), date(2020, 6, 30), date(2021, 9, 1)
    assert start_day(agreed, delivered, extended, 1) == extended
    assert start_day(agreed, delivered, None, 1) == agreed
    assert start_day(None, delivered, None, 1) == date(2021, 6, 30)
    assert start_day(None, None, None, 1) is None


def test_days_of_the_government_move_the_year_on_and_count_once_where_they_overlap():
    periods = [Period(date(2021, 6, 1), date(2021, 6, 30)), Period(date(2021, 6, 21), date(2021, 7, 10))]
    # 30 days of June and ten of July
    found = clock(date(2021, 3, 1), periods, date(2022, 4, 1))
    assert found.lost == 40
    assert found.one_year == date(2022, 4, 10)
    assert stands(date(2022, 4, 10), periods=periods) is Standing.NEAR
    assert stands(date(2022, 4, 11), periods=periods) is Standing.ONE_YEAR


def test_days_before_the_clock_runs_and_after_today_do_not_count():
    periods = [Period(date(2021, 1, 1), date(2021, 3, 2)), Period(date(2022, 1, 1), date(2030, 1, 1))]
    assert clock(date(2021, 3, 1), periods, date(2022, 1, 3)).lost == 2 + 3


days = st.dates(date(2020, 1, 1), date(2024, 12, 31))
spans = st.lists(st.tuples(days, st.integers(0, 200)), max_size=6)


@given(spans, days, st.integers(0, 900))
def test_lost_days_are_those_of_the_calendar(told, since, length):
    until = since + timedelta(days=length)
    periods = [Period(first, first + timedelta(days=more)) for first, more in told]
    counted = {one.since + timedelta(days=n) for one in periods for n in range((one.until - one.since).days + 1)}
    assert lost_days(periods, since, until) == len({day for day in counted if since <= day <= until})


@given(days, st.integers(1, 2))
def test_years_are_calendar_years(day, years):
    after = years_after(day, years)
    assert after.year == day.year + years
    assert Fraction((after - day).days, years) in (365, 366, Fraction(731, 2), 364, Fraction(729, 2))
