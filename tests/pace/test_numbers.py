"""Decimals as officials read them, and the time that has run: exact, rounded half up, at the borders of dates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace import Month
from tenghuan.pace.numbers import compound, decimal, divide, percent, root, shown
from tenghuan.pace.schedule import within_year
from tenghuan.pace.tasks import elapsed, month_end

D = Decimal
numbers = st.decimals(-(10**9), 10**9, places=6)


@pytest.mark.parametrize(("value", "exact"), [(0.1, "0.1"), (1, "1"), ("2.50", "2.50"), (D("3"), "3"), (1e-7, "1E-7")])
def test_a_number_is_taken_as_it_is_written(value, exact):
    assert str(decimal(value)) == exact


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (None, 4, "—"), ("0", 4, "0"), ("-0.00001", 4, "0"), ("12.5000", 4, "12.5"), ("1234567.5", 4, "1,234,567.5"),
        ("0.00005", 4, "0.0001"), ("-0.00005", 4, "-0.0001"), ("100", 4, "100"), ("99.995", 2, "100"),
        ("1E+3", 4, "1,000"),
    ],
)  # fmt: skip
def test_a_number_is_shown_rounded_half_up_without_idle_zeros(value, digits, said):
    assert shown(None if value is None else D(value), digits) == said


@given(numbers)
def test_what_is_shown_is_within_half_of_the_last_digit(value):
    assert abs(D(shown(value).replace(",", "")) - value) <= D("0.00005")


@pytest.mark.parametrize(
    ("value", "said"), [(None, "—"), ("0.826", "82.6%"), ("0.55795", "55.8%"), ("1", "100.0%"), ("12.3456", "1,234.6%")]
)
def test_a_fraction_is_shown_in_per_cent(value, said):
    assert percent(None if value is None else D(value)) == said


@given(numbers, numbers)
def test_a_quotient_is_none_over_nothing_and_else_the_exact_one_to_thirty_four_digits(above, below):
    found = divide(above, below)
    if not below:
        assert found is None
        return
    exact = Fraction(above) / Fraction(below)
    assert abs(Fraction(found) - exact) <= abs(exact) / 10**33


@given(st.decimals(0, 1000, places=4), st.integers(1, 12))
def test_a_root_to_its_power_is_the_number_again(base, degree):
    assert abs(root(base, degree) ** degree - base) <= D("1E-20") * max(base, D(1))


def test_rates_compound_as_the_methodology_reckons():
    # methodology §3.2: falls of 0.8, 4 and 3.5 per cent are 8.10 together; 31.6, 25 and 25 are 27.16 a year
    assert round((1 - compound([D("0.8"), D(4), D("3.5")], -1)) * 100, 2) == D("8.10")
    growth = compound([D("31.6"), D(25), D(25)])
    assert round((root(growth, 3) - 1) * 100, 2) == D("27.16")
    # the third year that makes 25 a year: 18.73
    assert round((D("1.25") ** 3 / compound([D("31.6"), D(25)]) - 1) * 100, 2) == D("18.73")
    assert compound([]) == 1


@given(st.lists(st.decimals(0, 50, places=2), max_size=6))
def test_falls_together_are_never_more_than_their_sum_nor_less_than_the_largest(rates):
    together = (1 - compound(rates, -1)) * 100
    assert max(rates, default=D(0)) <= together + D("1E-20")
    assert together <= sum(rates) + D("1E-20")


# -- time ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("month", "last"),
    [
        (Month(2023, 2), date(2023, 2, 28)), (Month(2024, 2), date(2024, 2, 29)), (Month(2100, 2), date(2100, 2, 28)),
        (Month(2000, 2), date(2000, 2, 29)), (Month(2023, 12), date(2023, 12, 31)), (Month(2023, 4), date(2023, 4, 30)),
    ],
)  # fmt: skip
def test_a_month_ends_on_its_last_day(month, last):
    assert month_end(month) == last
    assert (last + timedelta(days=1)).day == 1


@given(st.integers(1, 12))
def test_without_a_curve_a_twelfth_falls_due_each_month(month):
    assert abs(within_year(month) * 12 - month) < D("1E-30")
    curve = [D(at) ** 2 / 144 for at in range(1, 13)]
    assert within_year(month, curve) == D(month) ** 2 / 144


START, END = date(2024, 2, 28), date(2024, 3, 1)  # three days: a leap day lies between


@pytest.mark.parametrize(
    ("begins", "due", "day", "share"),
    [
        (START, END, date(2024, 2, 27), "0"),
        (START, END, START, "1/3"),
        (START, END, date(2024, 2, 29), "2/3"),
        (START, END, END, "1"),
        (START, END, date(2030, 1, 1), "1"),
        (None, END, START, "0"),  # nobody said when it begins
        (END, END, START, "0"),
        (END, START, date(2024, 2, 27), "0"),  # begins after its end
        (date(2023, 12, 31), date(2024, 1, 1), date(2023, 12, 31), "1/2"),
    ],
)
def test_the_days_that_have_run_count_the_first_and_the_last(begins, due, day, share):
    assert abs(Fraction(elapsed(begins, due, day)) - Fraction(share)) < Fraction(1, 10**20)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 800), st.integers(-50, 900))
def test_time_never_runs_backwards_and_lies_between_nothing_and_all(begins, length, later):
    due, day = begins + timedelta(days=length), begins + timedelta(days=later)
    now, next_day = elapsed(begins, due, day), elapsed(begins, due, day + timedelta(days=1))
    assert 0 <= now <= next_day <= 1
    assert (now == 1) == (day >= due)
