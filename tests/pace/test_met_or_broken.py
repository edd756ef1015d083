"""Lamps ask "met or broken" before any ratio: ceilings and targets of zero, negative growth, what must be held."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace import LampState, Month, Past, Subject, Target, assess, standing
from tenghuan.plan import default_pace
from tenghuan.plan.calibers import Caliber, Comparison, Direction
from tenghuan.plan.schema import PaceMethod

D = Decimal
PACE = default_pace()
RATIO = PACE.model_copy(update={"method": PaceMethod.RATIO})
JUNE = Month(2024, 6)
CUM, BASED, GROWTH = Caliber.CUMULATIVE, Caliber.CUMULATIVE_WITH_BASE, Caliber.AVERAGE_GROWTH
LE, GE, GT, EQ = Comparison.LE, Comparison.GE, Comparison.GT, Comparison.EQ
LOWER = Direction.LOWER


def lamp(caliber, goal, value, comparison=EQ, year=2024, parameters=PACE, **more):
    subject = Subject(caliber, (Target(year, D(str(goal)), caliber, comparison),), 2024, **more)
    return standing(subject, {JUNE: D(str(value))}, JUNE, parameters)


@pytest.mark.parametrize("parameters", [PACE, RATIO])
@pytest.mark.parametrize("caliber", [Caliber.ANNUAL, CUM, Caliber.LEVEL, Caliber.SHARE, Caliber.STOCK])
def test_a_ceiling_of_zero_is_kept_by_none_and_broken_by_one(caliber, parameters):
    kept = lamp(caliber, 0, 0, LE, parameters=parameters, direction=LOWER)
    broken = lamp(caliber, 0, 1, LE, parameters=parameters, direction=LOWER)
    assert (kept.lamp, broken.lamp) == (LampState.GREEN, LampState.RED)
    assert kept.rate is broken.rate is None  # no quotient by zero is ever shown
    assert broken.progress.broken or not broken.progress.met


def test_a_ceiling_that_was_crossed_stays_broken_however_early_in_the_year():
    # 11 of at most 10 in June: 110 % against 50 % would be red, against 100 % in December only yellow
    december = Month(2024, 12)
    subject = Subject(Caliber.ANNUAL, (Target(2024, D(10), Caliber.ANNUAL, LE),), 2024)
    at_the_end = standing(subject, {december: D(11)}, december, PACE)
    assert (at_the_end.lamp, at_the_end.progress.broken) == (LampState.RED, True)
    assert standing(subject, {december: D(10)}, december, PACE).lamp is LampState.GREEN
    assert "不能补回" in " ".join(at_the_end.explanation())


def test_a_target_of_zero_that_is_no_ceiling_asks_for_nothing():
    assert lamp(Caliber.ANNUAL, 0, 0).lamp is LampState.GREEN
    assert lamp(Caliber.ANNUAL, 0, 3).lamp is LampState.GREEN


@pytest.mark.parametrize(
    ("goal", "value", "comparison", "expected"),
    [
        (-5, -3, GE, LampState.GREEN),  # fell by 3 %, might fall by 5 %
        (-5, -5, GE, LampState.GREEN),
        (-5, -8, GE, LampState.RED),
        (0, 0, GE, LampState.GREEN),
        (0, "-0.1", GE, LampState.RED),
        (3, 2, LE, LampState.GREEN),  # growth of energy within 3 %
        (3, -2, LE, LampState.GREEN),
        (3, "3.1", LE, LampState.BLUE),  # 3 / 3.1 = 96.8 % of what is due in full
        (3, 6, LE, LampState.RED),
        (-2, -1, LE, LampState.RED),  # must fall by at least 2 %
        (-2, -3, LE, LampState.GREEN),
    ],
)
def test_negative_growth_and_growth_within_a_bound(goal, value, comparison, expected):
    assert lamp(GROWTH, goal, value, comparison, unit="%").lamp is expected


def test_growth_is_better_lower_where_the_indicator_says_so():
    assert lamp(GROWTH, -2, -3, direction=LOWER).progress.met
    assert not lamp(GROWTH, -2, -1, direction=LOWER).progress.met


@pytest.mark.parametrize("value", ["50", "51", "49", "45", "20"])
def test_what_equals_its_base_must_be_held_all_year(value):
    """Case 53: 50 to be kept, the base is 50; 45 is 90 % of what is due in full, no lead over 50 % of the time."""
    for caliber in (BASED, Caliber.LEVEL, Caliber.STOCK):
        found = lamp(caliber, 50, value, unit="家", base_year=2023, base=D(50))
        assert found.expected == 1
        assert (found.lamp is LampState.GREEN) == (D(value) >= 50)
        assert found.rate == D(value) / 50


def test_a_level_that_the_base_already_exceeds_may_sink_to_the_target_but_not_below():
    held = {"base_year": 2023, "base": D(95)}
    assert lamp(Caliber.LEVEL, 90, 92, GE, **held).lamp is LampState.GREEN
    assert lamp(Caliber.LEVEL, 90, "89.9", GE, **held).lamp is LampState.BLUE
    low = {"base_year": 2023, "base": D("0.4"), "direction": LOWER}
    assert lamp(Caliber.LEVEL, "0.5", "0.45", LE, **low).lamp is LampState.GREEN
    assert lamp(Caliber.LEVEL, "0.5", "0.51", LE, **low).lamp is LampState.BLUE


def test_a_later_target_that_is_lower_demands_no_more_than_itself():
    targets = (Target(2023, D(25), Caliber.LEVEL), Target(2024, D(20), Caliber.LEVEL))
    subject = Subject(Caliber.LEVEL, targets, 2022, base_year=2021, base=D(10))
    found = assess(subject, {JUNE: D(21)}, JUNE, PACE)
    assert (found.expected, found.lamp) == (1, LampState.GREEN)


def test_a_stock_to_be_brought_down_is_measured_on_the_way_down():
    """From 100 to 40 over 2024: by June 30 of 60 are due."""
    down = {"base_year": 2023, "base": D(100), "direction": LOWER}
    found = lamp(BASED, 40, 70, LE, **down)
    assert (found.rate, found.expected, found.lamp) == (D("0.5"), D("0.5"), LampState.GREEN)
    assert lamp(BASED, 40, 82, LE, **down).lamp is LampState.YELLOW  # 18 of 60
    assert (found.progress.parts.over, found.progress.parts.under) == (-30, -60)


def test_a_level_to_be_brought_to_zero_is_measured_by_the_way_it_has_come():
    """From 10 to 0 in 2024: 5 by June; 8 is 20 % of the way where half is due."""
    down = {"base_year": 2023, "base": D(10), "direction": LOWER}
    assert lamp(Caliber.LEVEL, 0, 5, **down).lamp is LampState.GREEN
    late = lamp(Caliber.LEVEL, 0, 8, **down)
    assert (late.rate, late.expected, late.lamp) == (D("0.2"), D("0.5"), LampState.YELLOW)


def test_a_net_fall_is_something_to_be_done_and_a_floor_below_zero_an_allowance():
    fall = lamp(Caliber.ANNUAL, -20, -8, direction=LOWER)
    assert (fall.rate, fall.lamp) == (D("0.4"), LampState.YELLOW)
    assert lamp(Caliber.ANNUAL, -20, -10, direction=LOWER).lamp is LampState.GREEN
    assert lamp(Caliber.ANNUAL, -20, -8, GE).lamp is LampState.GREEN
    assert lamp(Caliber.ANNUAL, -20, -21, GE).lamp is LampState.RED


@given(
    st.sampled_from([Caliber.ANNUAL, CUM, BASED, Caliber.LEVEL, Caliber.SHARE, Caliber.STOCK, GROWTH]),
    st.decimals(-50, 50, places=1),
    st.decimals(-50, 50, places=1),
    st.one_of(st.none(), st.decimals(-50, 50, places=1)),
    st.sampled_from([EQ, GE, GT, LE]),
    st.sampled_from(list(Direction)),
)
def test_at_the_years_end_green_is_met_and_met_is_green(caliber, goal, value, base, comparison, direction):
    """Whatever the signs: in December of the target's year the lamp is green exactly where the target is met."""
    december = Month(2024, 12)
    subject = Subject(
        caliber, (Target(2024, goal, caliber, comparison),), 2024, direction=direction, base=base, base_year=2023
    )
    found = standing(subject, {december: value}, december, PACE)
    upper = comparison is LE or direction is LOWER
    met = value <= goal if upper else value > goal if comparison is GT else value >= goal
    assert found.progress.met == met
    assert (found.lamp is LampState.GREEN) == met
    if found.progress.parts is not None:
        assert found.rate == found.progress.parts.rate


def test_the_year_of_the_row_is_one():
    """首台（套）: 12 + 7 + 8 = 27 by 2022; in 2023 the row asks for 30 with the base, and shows 27 as of before."""
    targets = (Target(2022, D(7), Caliber.ANNUAL), Target(2023, D(30), BASED, GE))
    past = (Past(2021, D(7), Caliber.ANNUAL),)
    subject = Subject(BASED, targets, 2021, base_year=2020, base=D(12), past=past)
    readings = {Month(2022, 12): D(27)}
    then = standing(subject, readings, Month(2022, 12), PACE)
    assert (then.target.value, then.target.caliber, then.actual) == (7, Caliber.ANNUAL, 8)
    assert (then.progress.parts.over, then.progress.parts.under) == (8, 7)
    now = standing(subject, readings, Month(2023, 3), PACE)
    assert (now.target.value, now.target.year, now.rate, now.expected) == (30, 2023, None, None)
    assert (now.earlier.value, now.earlier.at, now.earlier.caliber) == (27, Month(2022, 12), BASED)
    assert now.progress is None
    reported = standing(subject, readings | {Month(2023, 3): D(28)}, Month(2023, 3), PACE)
    assert (reported.actual, reported.progress.parts[:2], reported.progress.total[:2]) == (28, (16, 18), (28, 30))
    assert reported.earlier is None


def test_the_increment_and_the_total_are_both_told():
    """217 of 220 with a base of 168: 49 of 52 of the increment."""
    subject = Subject(BASED, (Target(2023, D(220), BASED),), 2021, base_year=2020, base=D(168))
    found = assess(subject, {Month(2023, 12): D(217)}, Month(2023, 12), PACE)
    assert found.progress.total[:2] == (217, 220)
    assert found.progress.parts[:2] == (49, 52)
    assert found.progress.parts.word == "增量"
    assert found.due_parts[:2] == (52, 52)
