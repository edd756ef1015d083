"""Calibers of methodology §14.3 and the calendar of periods (§14.1), by the worked cases of §32."""

from decimal import Decimal

import pytest

from tenghuan.pace import LampState, Month, Subject, Target, assess, standing
from tenghuan.plan import default_pace, default_periods
from tenghuan.plan.calibers import Caliber, Comparison
from tenghuan.plan.parameters import DueMonths, Frequency

D = Decimal
PACE = default_pace()
GE = Comparison.GE
STOCK, BOTH, SHARE, MERGED = Caliber.STOCK, Caliber.TWO_CONDITIONS, Caliber.SHARE, Caliber.MERGED_COUNT


def test_a_stock_falls_when_members_leave():
    """§32.10: 21 in reserve, 2 leave → 19 of 20, not met."""
    subject = Subject(STOCK, (Target(None, D(20), STOCK, GE),), 2021, unit="家")
    readings = {Month(2024, 5): D(21), Month(2024, 6): D(19)}
    assert assess(subject, readings, Month(2024, 5), PACE).lamp is LampState.GREEN
    june = assess(subject, readings, Month(2024, 6), PACE)
    assert (june.actual, june.rate, june.progress.met) == (19, D("0.95"), False)
    assert june.lamp is LampState.BLUE


def test_stocks_of_several_years_are_never_added_up():
    subject = Subject(STOCK, (Target(2024, D(98), STOCK),), 2021)
    readings = {Month(2022, 12): D(60), Month(2023, 12): D(80), Month(2024, 12): D(97)}
    assert assess(subject, readings, Month(2024, 12), PACE).actual == 97


def test_what_is_done_beyond_a_yearly_flow_does_not_count_for_the_next_year():
    """Lin'an: 40 a year; 55 last year leave this year's 40 as they are."""
    subject = Subject(Caliber.ANNUAL, (Target(None, D(40), Caliber.ANNUAL),), 2021)
    found = assess(subject, {Month(2022, 12): D(55), Month(2023, 6): D(18)}, Month(2023, 6), PACE)
    assert (found.actual, found.rate, found.expected) == (18, D("0.45"), D("0.5"))


def both(count, whole, month=12):
    at = Month(2024, month)
    subject = Subject(BOTH, (Target(None, D(3), BOTH, GE, share=D(30)),), 2022, wholes={at: D(whole)})
    return assess(subject, {at: D(count)}, at, PACE)


@pytest.mark.parametrize(
    ("count", "whole", "rate", "lamp"),
    [
        (3, 10, "1", LampState.GREEN),
        (4, 20, "0.6667", LampState.RED),  # 20 % of all, 30 % wanted
        (2, 4, "0.6667", LampState.RED),  # half of all, but only two
        (3, 11, "0.9091", LampState.BLUE),
    ],
)
def test_of_two_conditions_the_weaker_counts(count, whole, rate, lamp):
    """Yunhe: at least 3 a year and at least 30 % of all that came."""
    found = both(count, whole)
    assert round(found.rate, 4) == D(rate)
    assert found.lamp is lamp
    assert found.rate == found.progress.parts.rate


def test_a_share_that_is_too_small_is_not_green_in_mid_year_either():
    # 2 of 3 by June is ahead of half the year; 20 % of all is two thirds of 30 %
    assert round(both(2, 10, 6).rate, 4) == D("0.6667")
    assert both(2, 10, 6).lamp is LampState.BLUE


def test_without_a_total_two_conditions_cannot_be_judged():
    subject = Subject(BOTH, (Target(None, D(3), BOTH, GE, share=D(30)),), 2022)
    found = assess(subject, {Month(2024, 6): D(3)}, Month(2024, 6), PACE)
    assert (found.lamp, found.rate) == (LampState.NO_DATA, None)


def test_a_share_is_reckoned_from_its_parts():
    at = Month(2024, 6)
    subject = Subject(SHARE, (Target(None, D(30), SHARE, GE),), 2022, unit="%", wholes={at: D(640)})
    found = assess(subject, {at: D(200)}, at, PACE)  # 200 of 640 mu
    assert (found.actual, found.lamp) == (D("31.25"), LampState.GREEN)
    ratio = Subject(SHARE, (Target(None, D("0.3"), SHARE, GE),), 2022, unit="1", wholes={at: D(640)})
    assert assess(ratio, {at: D(200)}, at, PACE).actual == D("0.3125")


def test_a_share_of_nothing_is_not_due_rather_than_nought():
    at = Month(2024, 6)
    for caliber in (SHARE, BOTH):
        target = Target(None, D(30), caliber, GE, share=D(30))
        subject = Subject(caliber, (target,), 2022, unit="%", wholes={at: D(0)})
        found = standing(subject, {at: D(0)}, at, PACE)
        assert (found.lamp, found.rate) == (LampState.NOT_DUE, None)


def test_a_merged_count_is_no_part_of_another_sum():
    merged = Subject(MERGED, (Target(2023, D(1000), MERGED),), 2021)
    found = assess(merged, {Month(2022, 6): D(500)}, Month(2022, 6), PACE)
    assert (found.rate, found.expected) == (D("0.5"), D("0.5"))
    other = Subject(Caliber.CUMULATIVE, (Target(2023, D(1000), MERGED),), 2021)
    assert assess(other, {Month(2022, 6): D(500)}, Month(2022, 6), PACE).lamp is LampState.NO_DATA


# -- periods -----------------------------------------------------------------------------------------------------
def statistic(**more):
    return Subject(
        Caliber.ANNUAL, (Target(2024, D(120), Caliber.ANNUAL),), 2024, frequency=Frequency.STATISTICS, **more
    )


def test_january_with_february_has_two_twelfths_and_no_lamp():
    """§14.1, §32.10: the merged period is 16.67 % of the year and shows no lamp."""
    found = standing(statistic(), {Month(2024, 2): D(1)}, Month(2024, 2), PACE)
    assert found.lamp is LampState.NOT_DUE
    assert found.actual == 1
    assert round(found.expected * 100, 2) == D("16.67")
    march = standing(statistic(), {Month(2024, 2): D(1), Month(2024, 3): D(30)}, Month(2024, 3), PACE)
    assert (march.lamp, march.expected) == (LampState.GREEN, D("0.25"))


def test_there_are_eleven_periods_and_january_alone_is_none():
    due = [month for month in range(1, 13) if statistic().due(month)]
    assert due == list(range(2, 13))
    assert standing(statistic(), {}, Month(2024, 1), PACE).lamp is LampState.NOT_DUE
    assert standing(statistic(), {}, Month(2024, 2), PACE).lamp is LampState.NOT_DUE
    assert standing(statistic(), {}, Month(2024, 3), PACE).lamp is LampState.NO_DATA


def test_september_is_three_quarters_of_the_year():
    assert assess(statistic(), {Month(2024, 9): D(90)}, Month(2024, 9), PACE).expected == D("0.75")


def test_a_county_may_have_other_periods():
    own = default_periods().model_copy(update={"statistics": DueMonths(due=[6, 12])})
    assert [m for m in range(1, 13) if statistic(periods=own).due(m)] == [6, 12]


@pytest.mark.parametrize("months", [[0, 1], [12, 6], [3, 3], [13]])
def test_months_out_of_order_are_refused(months):
    with pytest.raises(ValueError, match="月份"):
        DueMonths(due=months)
