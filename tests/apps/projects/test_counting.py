"""What of projects counts: worked figures of methodology2 §23 and §32, and an oracle that counts periods by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tenghuan.apps.projects import counting, lamps

BOUNDS = lamps.Bounds(near=30, late=30, silent=2, report_day=5)
DUE = date(2026, 6, 30)


def test_a_raise_from_two_to_three_and_a_half_counts_one_and_a_half():
    assert counting.increment(Decimal(35000), Decimal(20000)) == 15000


def test_what_shrank_counts_nothing_and_takes_nothing_away():
    assert counting.increment(Decimal(10000), Decimal(20000)) == 0


@pytest.mark.parametrize(
    ("transferred", "by"),
    [
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 6, 30), date(2024, 12, 31)),
        (date(2024, 7, 1), date(2025, 6, 30)),
        (date(2024, 12, 31), date(2025, 6, 30)),
    ],
)
def test_a_transfer_of_the_first_half_enters_the_same_year_one_of_the_second_by_mid_next(transferred, by):
    assert counting.enters_by(transferred) == by


def test_rates_of_the_examples():
    assert counting.rate(17, 20) == 85
    assert counting.rate(19, 40) == Decimal("47.5")
    assert counting.rate(22, 40) == 55
    assert round(counting.rate(48, 148), 1) == Decimal("32.4")
    assert counting.rate(0, 0) is None


@pytest.mark.parametrize(
    ("total", "was", "counts"),
    [(10000, 0, True), (9999, 0, False), (35000, 20000, False), (12000, 9999, True), (12000, 10000, False)],
)
def test_a_line_is_crossed_once(total, was, counts):
    assert counting.crosses(Decimal(total), Decimal(was), Decimal(10000)) is counts


@pytest.mark.parametrize(
    ("days", "colour"),
    [(-400, "green"), (-31, "green"), (-30, "yellow"), (0, "yellow"), (30, "yellow"), (31, "red"), (400, "red")],
)
def test_the_lamp_turns_yellow_thirty_days_before_and_red_after_thirty_days_over(days, colour):
    assert lamps.lamp(DUE + timedelta(days=days), DUE, 0, BOUNDS) == colour


def test_two_silent_periods_are_red_whatever_the_day_one_is_not():
    assert lamps.lamp(date(2026, 1, 1), DUE, 2, BOUNDS) == "red"
    assert lamps.lamp(date(2026, 1, 1), DUE, 1, BOUNDS) == "green"
    assert lamps.lamp(date(2026, 1, 1), None, 2, BOUNDS) == "red"
    assert lamps.lamp(date(2026, 1, 1), None, 0, BOUNDS) == ""


def _due_periods(day: date, since: date) -> list[tuple[int, int]]:
    """Every period from 2020 on, written out: eleven a year, due after the 5th of the month after its last one."""
    found = []
    for year in range(2020, 2030):
        for month in range(2, 13):
            after = date(year + 1, 1, 5) if month == 12 else date(year, month + 1, 5)
            last = after.replace(day=1) - timedelta(days=1)
            if after < day and last > since:
                found.append((year, month))
    return found


@pytest.mark.parametrize("since", [date(2025, 1, 15), date(2025, 11, 30), date(2026, 2, 27)])
def test_silence_is_as_long_as_the_oracle_says_on_every_day_of_two_years(since):
    moved = {(2025, 12), (2026, 4), (2026, 9)}
    for day in (date(2025, 1, 1) + timedelta(days=n) for n in range(730)):
        expected = 0
        for period in reversed(_due_periods(day, since)):
            if period in moved:
                break
            expected += 1
        assert min(lamps.silence(day, since, moved, BOUNDS), 2) == min(expected, 2), day


def test_the_worst_promise_decides_and_what_is_unknown_is_not_kept():
    promised = {"tax": Decimal(30), "fixed": Decimal(400), "output": Decimal(10000)}
    actual = {"tax": Decimal("31.5"), "fixed": Decimal(352), "output": Decimal(10500)}
    assert lamps.kept(promised, actual) == 88
    assert lamps.kept(promised, {**actual, "output": None}) is None
    assert lamps.kept({"tax": None}, {"tax": Decimal(3)}) is None


@pytest.mark.parametrize(
    ("ratio", "colour"),
    [
        ("105", "green"),
        ("100", "green"),
        ("99.99", "hint"),
        ("80", "hint"),
        ("79.99", "yellow"),
        ("60", "yellow"),
        ("59.99", "red"),
    ],
)
def test_performance_is_a_hint_below_a_hundred_yellow_below_eighty_red_below_sixty(ratio, colour):
    assert lamps.performance(Decimal(ratio), (Decimal(100), Decimal(80), Decimal(60))) == colour
