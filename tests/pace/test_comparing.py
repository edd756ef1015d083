"""This month against others, by hand: to date, this period, 同比, 环比, 需月均, and the band of the forecast."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace import Mode, Month, Subject, Target, assess
from tenghuan.pace.comparing import (
    Change,
    band,
    month_on_month,
    needed_monthly,
    speeds,
    this_period,
    to_date,
    year_on_year,
)
from tenghuan.plan import default_pace
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import Frequency

D = Decimal
PACE = default_pace()


def subject(caliber, value="100", year=2023, **changes):
    return Subject(caliber, (Target(year, D(value), caliber),), **({"first_year": 2022} | changes))


def series(year, *values):
    return {Month(year, month): D(str(value)) for month, value in enumerate(values, start=1)}


ANNUAL = subject(Caliber.ANNUAL)
CUMULATIVE = subject(Caliber.CUMULATIVE)
LEVEL = subject(Caliber.LEVEL)
SHARE = subject(Caliber.SHARE, unit="%")
TWO_YEARS = series(2022, 5, 12, 20) | series(2023, 8, 15, 26)


def test_an_annual_amount_compares_the_years_so_far_and_the_months_by_themselves():
    at = Month(2023, 3)
    assert (to_date(ANNUAL, TWO_YEARS, at), this_period(ANNUAL, TWO_YEARS, at)) == (26, 11)  # 26 − 15
    assert year_on_year(ANNUAL, TWO_YEARS, at) == Change(D(30), points=False)  # 26 against 20
    assert month_on_month(ANNUAL, TWO_YEARS, at).value.quantize(D("0.01")) == D("57.14")  # 11 against 7


def test_january_is_compared_with_december():
    readings = series(2022, *range(10, 130, 10)) | series(2023, 5)
    assert month_on_month(ANNUAL, readings, Month(2023, 1)) == Change(D(-50), points=False)  # 5 against 120 − 110


def test_a_cumulative_amount_compares_what_each_year_added():
    readings = series(2022, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120) | series(2023, 135, 150)
    assert to_date(CUMULATIVE, readings, Month(2023, 2)) == 30  # 150 − 120
    assert year_on_year(CUMULATIVE, readings, Month(2023, 2)) == Change(D(50), points=False)  # 30 against 20
    assert this_period(CUMULATIVE, readings, Month(2023, 1)) == 15


def test_months_told_by_themselves_are_added_up_and_a_year_with_a_gap_is_not_compared():
    periodic = replace(ANNUAL, mode=Mode.PERIODIC)
    readings = series(2022, 5, 7, 8) | series(2023, 8, 7, 11)
    assert to_date(periodic, readings, Month(2023, 3)) == 26
    assert this_period(periodic, readings, Month(2023, 3)) == 11
    assert year_on_year(periodic, readings, Month(2023, 3)) == Change(D(30), points=False)
    del readings[Month(2022, 2)]
    assert year_on_year(periodic, readings, Month(2023, 3)) is None


def test_a_level_is_compared_with_the_level_and_a_share_by_points():
    readings = series(2022, 20, 25) | series(2023, 22, 24)
    assert year_on_year(LEVEL, readings, Month(2023, 2)) == Change(D(-4), points=False)
    assert month_on_month(LEVEL, readings, Month(2023, 1)) is None  # December was not reported
    assert year_on_year(SHARE, readings, Month(2023, 2)) == Change(D(-1), points=True)


def test_a_fall_below_nothing_is_told_by_its_own_size():
    readings = series(2022, -10) | series(2023, -5)
    assert year_on_year(LEVEL, readings, Month(2023, 1)) == Change(D(50), points=False)
    assert year_on_year(LEVEL, series(2022, 0) | series(2023, 3), Month(2023, 1)) is None


def test_two_months_are_not_compared_with_one():
    """January with February is one period of statistics: March is a month alone, April against March is even."""
    statistics = replace(ANNUAL, frequency=Frequency.STATISTICS)
    readings = {Month(2023, 2): D(10), Month(2023, 3): D(16), Month(2023, 4): D(25)}
    assert this_period(statistics, readings, Month(2023, 2)) == 10
    assert month_on_month(statistics, readings, Month(2023, 3)) is None
    assert month_on_month(statistics, readings, Month(2023, 4)) == Change(D(50), points=False)


def test_what_was_not_reported_is_compared_with_nothing():
    at = Month(2023, 4)
    assert to_date(ANNUAL, TWO_YEARS, at) is None
    assert year_on_year(ANNUAL, TWO_YEARS, at) is None
    assert month_on_month(ANNUAL, TWO_YEARS, at) is None


@pytest.mark.parametrize(
    ("one", "needed"),
    [
        (ANNUAL, D("8.2222")),  # (100 − 26) ÷ 9
        (replace(ANNUAL, targets=(Target(2024, D(100), Caliber.CUMULATIVE),), caliber=Caliber.CUMULATIVE), D("3.5238")),
        (LEVEL, D("8.2222")),
    ],
)
def test_what_is_lacking_is_spread_over_the_months_that_are_left(one, needed):
    found = assess(one, TWO_YEARS, Month(2023, 3), PACE)
    assert needed_monthly(found.target, found.progress, Month(2023, 3)).quantize(D("0.0001")) == needed


def test_nothing_is_needed_of_what_is_reached_at_the_end_or_of_a_rate():
    december = Month(2023, 12)
    done = assess(ANNUAL, {december: D(120)}, december, PACE)
    assert needed_monthly(done.target, done.progress, december) is None
    rate = subject(Caliber.AVERAGE_GROWTH, "25", first_year=2023)
    found = assess(rate, {Month(2023, 6): D(10)}, Month(2023, 6), PACE)
    assert needed_monthly(found.target, found.progress, Month(2023, 6)) is None


def test_the_band_takes_the_slowest_and_the_quickest_three_months():
    readings = series(2023, 10, 14, 24, 34, 46, 54)
    at = Month(2023, 6)
    found = assess(ANNUAL, readings, at, PACE)
    assert speeds(ANNUAL, readings, at, 12) == [(4, 1), (10, 1), (10, 1), (12, 1), (8, 1)]
    # means of three months: 8, 32/3, 10; six months are left; the likely value is 54 ÷ 6/12 = 108
    low, high = band(ANNUAL, found.target, readings, found.progress, found.forecast, at, look_back=12, window=3)
    assert (low, high.quantize(D("0.000001"))) == (102, 118)


def test_a_year_begins_anew_and_a_level_goes_on():
    readings = {Month(2022, 11): D(90), Month(2022, 12): D(100), Month(2023, 2): D(30)}
    assert speeds(ANNUAL, readings, Month(2023, 2), 12) == [(10, 1), (30, 2)]
    assert speeds(LEVEL, readings, Month(2023, 2), 12) == [(10, 1), (-70, 2)]
    assert speeds(LEVEL, readings, Month(2023, 2), 2) == [(-70, 2)]


def test_too_few_months_give_no_band():
    readings = series(2023, 10, 14)
    found = assess(ANNUAL, readings, Month(2023, 2), PACE)
    assert band(ANNUAL, found.target, readings, found.progress, D(90), Month(2023, 2), look_back=12, window=3) is None


@given(st.lists(st.integers(0, 1000), min_size=4, max_size=12), st.integers(1, 3))
def test_the_likely_value_always_lies_in_the_band(monthly, window):
    total, readings = D(0), {}
    for month, amount in enumerate(monthly, start=1):
        total += amount
        readings[Month(2023, month)] = total
    at = Month(2023, len(monthly))
    found = assess(ANNUAL, readings, at, PACE)
    likely = found.forecast if found.forecast is not None else D(0)
    edges = band(ANNUAL, found.target, readings, found.progress, likely, at, look_back=12, window=window)
    assert edges is None if at.month == 12 else edges[0] <= likely <= edges[1]
