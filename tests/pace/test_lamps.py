"""Bands at their edges, both methods, and yellow that turns red."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace import LampState, Month, Subject, Target, assess_task, default_tasks, history, standing
from tenghuan.pace.lamps import judge
from tenghuan.plan import default_pace
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import PaceMethod

D = Decimal
PACE = default_pace()
RATIO = PACE.model_copy(update={"method": PaceMethod.RATIO})


@pytest.mark.parametrize(
    ("rate", "lamp"),
    [
        ("0.5", "green"),
        ("0.4999", "blue"),
        ("0.4001", "blue"),
        ("0.40", "yellow"),
        ("0.20", "yellow"),
        ("0.1999", "red"),
        ("1.2", "green"),
    ],
)
def test_difference_method(rate, lamp):
    assert judge(D(rate), D("0.5"), PACE).lamp == lamp


@pytest.mark.parametrize(
    ("rate", "lamp"),
    [
        ("0.5", "green"),
        ("0.4999", "blue"),
        ("0.4", "blue"),
        ("0.3999", "yellow"),
        ("0.3", "yellow"),
        ("0.2999", "red"),
        ("0", "red"),
    ],
)
def test_ratio_method(rate, lamp):
    assert judge(D(rate), D("0.5"), RATIO).lamp == lamp


def test_nothing_due_is_on_schedule():
    assert judge(D(0), D(0), RATIO).lamp is LampState.GREEN


def lamps(values, parameters=PACE):
    """A yearly target of 120; p is month × 10 %."""
    subject = Subject(
        Caliber.ANNUAL,
        (Target(2022, D(100), Caliber.ANNUAL),),
        first_year=2022,
        curve=tuple(D(n) / 12 for n in range(1, 13)),
    )
    readings = {Month(2022, m): D(str(v)) for m, v in enumerate(values, start=1) if v is not None}
    stretch = [Month(2022, m) for m in range(1, len(values) + 1)]
    return [one.lamp.value for one in history(subject, readings, stretch, parameters)]


def test_two_yellow_months_without_improvement_turn_red():
    # behind by 8.3, 15, 20 points
    assert lamps([0, "1.67", 5]) == ["blue", "yellow", "red"]


def test_an_improving_yellow_stays_yellow():
    # behind by 16.7, then 14
    assert lamps([0, 0, 11]) == ["blue", "yellow", "yellow"]


def test_a_missing_month_does_not_save_from_red():
    assert lamps([0, 0, None, 10]) == ["blue", "yellow", "no_data", "red"]


def test_green_between_starts_the_count_anew():
    assert lamps([0, 0, 25, 20]) == ["blue", "yellow", "green", "yellow"]


def test_escalation_is_a_parameter():
    three = PACE.model_copy(update={"escalate_after": 3})
    assert lamps([0, "1.67", 5], three) == ["blue", "yellow", "yellow"]


def task(percent, month, **changes):
    value = None if percent is None else D(percent)
    dates = {"begins": date(2022, 1, 1), "due": date(2022, 12, 31)} | changes
    return assess_task(value, Month(2022, month), PACE, **dates)


@pytest.mark.parametrize(
    ("percent", "month", "lamp"),
    [(50, 6, "green"), (45, 6, "blue"), (30, 6, "yellow"), (10, 6, "red"), (100, 2, "done"), (None, 3, "no_data")],
)
def test_task_against_time(percent, month, lamp):
    assert task(percent, month).lamp == lamp


def test_overdue_task_is_at_least_yellow_and_red_after_thirty_days():
    assert task(99, 7, due=date(2022, 7, 10)).lamp is LampState.YELLOW
    assert task(99, 9, due=date(2022, 7, 10)).lamp is LampState.RED
    assert "本地参数" in (default_tasks().note or "")


def test_task_without_deadline_has_no_lamp():
    assert task(20, 6, due=None).lamp is LampState.NOT_DUE


@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=12))
def test_looking_back_gives_what_the_whole_history_gives(values):
    subject = Subject(Caliber.ANNUAL, (Target(2022, D(100), Caliber.ANNUAL),), first_year=2022)
    readings = {Month(2022, m): D(v) for m, v in enumerate(values, start=1) if v is not None}
    if not readings:
        return
    last = max(readings)
    stretch = [Month(2022, m) for m in range(1, last.month + 1)]
    assert standing(subject, readings, last, PACE) == history(subject, readings, stretch, PACE)[-1]
