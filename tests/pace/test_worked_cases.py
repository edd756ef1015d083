"""The methodology's cases that can be checked by hand: §3.2, §13.2, §13.3, §13.7."""

from decimal import Decimal

import pytest

from tenghuan.pace import LampState, Month, Past, Subject, Target, assess
from tenghuan.pace.numbers import HUNDRED
from tenghuan.pace.progress import (
    average_growth,
    drop,
    intensity_change,
    needed_drop,
    needed_growth,
    progress,
)
from tenghuan.plan import default_pace
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import Frequency

D = Decimal


def near(value, expected, digits=2):
    assert value is not None
    assert round(value, digits) == D(expected)


def test_energy_intensity_of_growth_of_energy_and_output():
    near(intensity_change(D(3), D(8)), "-4.63")


def test_yearly_drops_compound():
    near(drop([D("0.8"), D(4), D("3.5")]), "8.10")


def test_three_equal_drops_to_10_4_per_cent():
    near(needed_drop(D("10.4"), [], 3), "3.594", 3)


def test_mean_growth_is_geometric_and_the_third_year_needs_less():
    near(average_growth([D("31.6"), D(25), D(25)]), "27.16")
    near(needed_growth(D(25), [D("31.6"), D(25)], 1), "18.73")


def test_cumulative_with_base_shows_both_rates():
    """Shengzhou 12: base 8, +7, +4 = 19 of 23."""
    subject = Subject(
        Caliber.CUMULATIVE_WITH_BASE,
        (Target(2023, D(23), Caliber.CUMULATIVE_WITH_BASE),),
        first_year=2021,
        base_year=2020,
        base=D(8),
        frequency=Frequency.YEAR_END,
    )
    done = progress(subject, subject.targets[0], {Month(2021, 12): D(15), Month(2022, 12): D(19)}, Month(2022, 12))
    near(done.total_rate * HUNDRED, "82.6", 1)
    near(done.rate * HUNDRED, "73.3", 1)
    assert done.actual == 19


def test_level_shows_completion_and_advance():
    """20 of 25 is 80 %, but only 55.8 % of the way from 13.68."""
    subject = Subject(
        Caliber.LEVEL, (Target(2022, D(25), Caliber.LEVEL),), first_year=2021, base_year=2020, base=D("13.68")
    )
    result = assess(subject, {Month(2022, 12): D(20)}, Month(2022, 12), default_pace())
    assert result.rate == D("0.8")
    near(result.progress.advance * HUNDRED, "55.8", 1)
    assert result.expected == 1
    assert result.lamp is LampState.YELLOW
    text = "\n".join(result.explanation())
    assert "实际 20 ÷ 目标 25 = 80.0%" in text
    assert "= 55.8%" in text
    assert "差值 r − p = -20.0%" in text


@pytest.mark.parametrize(("third", "met"), [("18.73", False), ("18.74", True)])
def test_growth_target_over_three_years(third, met):
    subject = Subject(
        Caliber.AVERAGE_GROWTH,
        (Target(2023, D(25), Caliber.AVERAGE_GROWTH),),
        first_year=2021,
        past=(Past(2021, D("31.6"), Caliber.ANNUAL),),
        frequency=Frequency.YEAR_END,
    )
    readings = {Month(2022, 12): D(25), Month(2023, 12): D(third)}
    result = assess(subject, readings, Month(2023, 12), default_pace())
    assert result.progress.met is met
    # before the last year: what it has to bring
    before = assess(subject, {Month(2022, 12): D(25)}, Month(2022, 12), default_pace())
    near(before.progress.needed, "18.73")
