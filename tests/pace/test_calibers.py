"""Every caliber: what is reported, what it is compared with, and that nothing is compared across kinds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace import LampState, Mode, Month, Past, Subject, Target, assess, standing
from tenghuan.pace.progress import drop, needed_drop
from tenghuan.plan import default_pace
from tenghuan.plan.calibers import Caliber, Comparison, Direction
from tenghuan.plan.schema import Frequency

D = Decimal
PACE = default_pace()


def subject(caliber, *targets, **changes):
    return Subject(caliber, tuple(targets), **({"first_year": 2021} | changes))


def target(value, year=2023, caliber=Caliber.CUMULATIVE, **changes):
    return Target(year, D(str(value)), caliber, **changes)


def monthly(year, values):
    return {Month(year, month): D(str(value)) for month, value in enumerate(values, start=1)}


def test_cumulative_expected_runs_from_milestone_to_milestone():
    one = subject(Caliber.CUMULATIVE, target(3000, 2022), target(5000), first_year=2022)
    result = assess(one, {Month(2023, 6): D(4000)}, Month(2023, 6), PACE)
    assert (result.expected, result.rate, result.lamp) == (D("0.8"), D("0.8"), LampState.GREEN)


def test_cumulative_over_a_plan_of_three_years():
    one = subject(Caliber.CUMULATIVE, target(3600))
    result = assess(one, {Month(2022, 6): D(1700)}, Month(2022, 6), PACE)
    assert result.expected == D("0.5")
    assert result.lamp is LampState.BLUE


def test_yearly_curve_replaces_the_straight_line():
    one = subject(Caliber.ANNUAL, target(100, 2022, Caliber.ANNUAL), curve=tuple(D(n) / 78 for n in range(1, 13)))
    result = assess(one, {Month(2022, 3): D(5)}, Month(2022, 3), PACE)
    assert result.expected == D(3) / 78
    assert result.lamp is LampState.GREEN


def test_annual_target_from_cumulative_readings_needs_the_year_before():
    one = subject(Caliber.CUMULATIVE, target(40, 2022, Caliber.ANNUAL), target(100))
    readings = {Month(2021, 12): D(30), Month(2022, 6): D(55)}
    assert assess(one, readings, Month(2022, 6), PACE).actual == 25
    # without the year before the increment is unknown, not 55
    alone = assess(one, {Month(2022, 6): D(55)}, Month(2022, 6), PACE)
    assert (alone.lamp, alone.actual) == (LampState.NO_DATA, None)


def test_cumulative_target_from_annual_readings_adds_the_years():
    one = subject(Caliber.ANNUAL, target(100), past=(Past(2021, D(27), Caliber.ANNUAL),))
    assert assess(one, {Month(2022, 6): D(40)}, Month(2022, 6), PACE).actual == 67
    gap = assess(one, {Month(2023, 6): D(40)}, Month(2023, 6), PACE)
    assert gap.lamp is LampState.NO_DATA
    assert "缺以前年度的数" in gap.explanation()[-1]


def test_periodic_readings_are_added_up():
    one = subject(Caliber.CUMULATIVE, target(120, 2021), mode=Mode.PERIODIC)
    result = assess(one, monthly(2021, [10, 10, 5]), Month(2021, 3), PACE)
    assert (result.actual, result.lamp) == (25, LampState.BLUE)


def test_with_base_of_periodic_readings_counts_the_base_in():
    one = subject(
        Caliber.CUMULATIVE_WITH_BASE,
        target(20, 2021, Caliber.CUMULATIVE_WITH_BASE),
        base=D(8),
        base_year=2020,
        mode=Mode.PERIODIC,
    )
    result = assess(one, monthly(2021, [1, 2, 3]), Month(2021, 3), PACE)
    assert (result.actual, result.rate, result.progress.total_rate) == (14, D("0.5"), D("0.7"))


def test_with_base_without_a_base_goes_by_the_total_and_says_so():
    one = subject(Caliber.CUMULATIVE_WITH_BASE, target(20, 2021, Caliber.CUMULATIVE_WITH_BASE))
    result = assess(one, {Month(2021, 6): D(10)}, Month(2021, 6), PACE)
    assert result.rate == result.progress.total_rate == D("0.5")
    assert any("没有给出基数" in line for line in result.explanation())


def test_a_fall_is_better_when_larger_even_if_the_indicator_is_better_lower():
    goal = target(8, 2022, Caliber.CUMULATIVE_DROP_RATE)
    one = subject(Caliber.CUMULATIVE_DROP_RATE, goal, direction=Direction.LOWER, first_year=2022)
    assert assess(one, {Month(2022, 12): D(9)}, Month(2022, 12), PACE).lamp is LampState.GREEN
    assert assess(one, {Month(2022, 12): D(2)}, Month(2022, 12), PACE).lamp is LampState.RED


def test_lower_is_better_level_on_the_way_down():
    goal = target("0.5", 2022, Caliber.LEVEL, comparison=Comparison.LE)
    one = subject(Caliber.LEVEL, goal, direction=Direction.LOWER, base=D("0.7"), base_year=2020, first_year=2021)
    on_path = assess(one, {Month(2021, 12): D("0.6")}, Month(2021, 12), PACE)
    assert on_path.lamp is LampState.GREEN
    assert on_path.progress.met is False
    assert assess(one, {Month(2021, 12): D("0.69")}, Month(2021, 12), PACE).lamp is LampState.YELLOW
    assert assess(one, {Month(2022, 12): D("0.5")}, Month(2022, 12), PACE).progress.met is True


def test_an_allowance_is_used_no_faster_than_time():
    goal = target(12, 2022, Caliber.ANNUAL, comparison=Comparison.LE)
    one = subject(Caliber.ANNUAL, goal)
    assert assess(one, {Month(2022, 6): D(6)}, Month(2022, 6), PACE).lamp is LampState.GREEN
    assert assess(one, {Month(2022, 6): D(11)}, Month(2022, 6), PACE).lamp is LampState.RED
    assert assess(one, {Month(2022, 6): D(0)}, Month(2022, 6), PACE).lamp is LampState.GREEN


def test_a_target_to_be_exceeded_is_not_met_by_equality():
    one = subject(Caliber.LEVEL, target("3.3", 2022, Caliber.LEVEL, comparison=Comparison.GT))
    result = assess(one, {Month(2022, 12): D("3.3")}, Month(2022, 12), PACE)
    assert (result.progress.met, result.lamp) == (False, LampState.BLUE)


def test_a_level_held_every_year_is_due_in_full_every_month():
    one = subject(Caliber.SHARE, target(40, None, Caliber.SHARE, comparison=Comparison.GE))
    assert assess(one, {Month(2022, 2): D(41)}, Month(2022, 2), PACE).lamp is LampState.GREEN
    assert assess(one, {Month(2022, 2): D(38)}, Month(2022, 2), PACE).lamp is LampState.BLUE


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (Caliber.LEVEL, Caliber.AVERAGE_GROWTH),
        (Caliber.CUMULATIVE, Caliber.CUMULATIVE_DROP_RATE),
        (Caliber.AVERAGE_GROWTH, Caliber.CUMULATIVE_DROP_RATE),
        (Caliber.SHARE, Caliber.CUMULATIVE),
        (Caliber.QUALITATIVE, Caliber.LEVEL),
    ],
)
def test_kinds_are_never_compared_with_each_other(own, other):
    one = subject(own, target(10, 2022, other))
    result = assess(one, {Month(2022, 12): D(10)}, Month(2022, 12), PACE)
    assert (result.lamp, result.rate) == (LampState.NO_DATA, None)


def test_year_end_indicator_is_not_due_in_june_and_never_red_for_want_of_data():
    one = subject(Caliber.LEVEL, target(28, 2023, Caliber.LEVEL), frequency=Frequency.YEAR_END)
    for month in range(1, 12):
        assert standing(one, {}, Month(2023, month), PACE).lamp is LampState.NOT_DUE
    assert standing(one, {}, Month(2023, 12), PACE).lamp is LampState.NO_DATA
    old = standing(one, {Month(2022, 12): D(10)}, Month(2023, 6), PACE)
    assert (old.lamp, old.actual, old.at) == (LampState.NOT_DUE, 10, Month(2022, 12))
    assert standing(one, {Month(2023, 12): D(10)}, Month(2023, 12), PACE).lamp is LampState.RED


def test_quarterly_indicator_stands_by_its_last_quarter():
    one = subject(Caliber.ANNUAL, target(12, 2022, Caliber.ANNUAL), frequency=Frequency.QUARTERLY)
    assert standing(one, {}, Month(2022, 2), PACE).lamp is LampState.NOT_DUE
    result = standing(one, {Month(2022, 3): D(1)}, Month(2022, 5), PACE)
    assert (result.lamp, result.at) == (LampState.YELLOW, Month(2022, 3))


def test_no_data_is_not_zero():
    one = subject(Caliber.ANNUAL, target(12, 2022, Caliber.ANNUAL))
    missing = assess(one, {}, Month(2022, 6), PACE)
    zero = assess(one, {Month(2022, 6): D(0)}, Month(2022, 6), PACE)
    assert (missing.lamp, missing.rate) == (LampState.NO_DATA, None)
    assert (zero.lamp, zero.rate) == (LampState.RED, 0)


def test_forecast_states_its_method():
    one = subject(Caliber.ANNUAL, target(120, 2022, Caliber.ANNUAL))
    result = assess(one, {Month(2022, 6): D(50)}, Month(2022, 6), PACE)
    assert result.forecast == 100
    assert any("预测：当年已完成 50 ÷ 序时 50.0% = 全年 100" in line for line in result.explanation())


def test_forecast_of_a_level_is_the_line_through_the_past_year():
    one = subject(Caliber.LEVEL, target(28, 2022, Caliber.LEVEL))
    readings = {Month(2022, 1): D(20), Month(2022, 6): D(25)}
    assert assess(one, readings, Month(2022, 6), PACE).forecast == 31


@given(st.lists(st.decimals(0, 50, places=2), min_size=0, max_size=4), st.integers(1, 4))
def test_the_needed_drops_lead_to_the_target(so_far, years):
    needed = needed_drop(D(90), so_far, years)
    assert needed is not None
    assert abs(drop([*so_far, *[needed] * years]) - 90) < D("1e-20")


@given(st.decimals(1, 1000, places=2), st.decimals(0, 1000, places=2), st.integers(1, 12))
def test_the_derivation_names_the_lamp(goal, actual, month):
    one = subject(Caliber.ANNUAL, target(goal, 2022, Caliber.ANNUAL))
    result = assess(one, {Month(2022, month): actual}, Month(2022, month), PACE)
    names = {"green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "red": "红灯"}
    assert any(f"亮{names[result.lamp.value]}" in line for line in result.explanation())
    assert "{" not in "".join(result.explanation())
