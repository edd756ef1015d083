"""The rules on days alone, with the dates of methodology2 §17 and §14.7, worked out on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenghuan.apps.kit.workdays import days_over
from tenghuan.apps.supervision.grading import Facts, Limits, graded, level, next_feedback, reds_on_end
from tenghuan.apps.supervision.models import Cycle, Grade

pytestmark = pytest.mark.django_db
LIMITS = Limits(near=3, red_after=5, red_periods=2, silent=2)
DUE = date(2022, 10, 24)


def day(month: int, number: int) -> date:
    return date(2022, month, number)


@pytest.mark.parametrize(
    ("on", "grade"),
    [
        (day(10, 18), Grade.PLAIN),  # four working days ahead: 19, 20, 21, 24
        (day(10, 19), Grade.BLUE),
        (day(10, 22), Grade.BLUE),  # a Saturday: one working day ahead
        (day(10, 24), Grade.BLUE),  # the last day is no delay
        (day(10, 25), Grade.ORANGE),
        (day(10, 29), Grade.ORANGE),  # a Saturday: four working days over
        (day(10, 31), Grade.ORANGE),  # the fifth
        (day(11, 1), Grade.RED),  # the sixth
        (day(12, 30), Grade.RED),
    ],
)
def test_the_grade_follows_the_days_of_the_worked_example(on, grade):
    assert graded(Facts(due=DUE), LIMITS, on).grade is grade


def test_reports_upwards_fall_on_the_days_of_the_worked_example():
    reached = {on: level(days_over(DUE, on), (2, 4)) for on in (day(10, 25), day(10, 26), day(10, 27), day(10, 28))}
    assert list(reached.values()) == [0, 1, 1, 2]
    # nobody looked in between: both are due at once
    assert level(days_over(DUE, day(11, 10)), (2, 4)) == 2


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({"lamp": "yellow"}, Grade.BLUE),
        ({"lamp": "red"}, Grade.ORANGE),
        ({"lamp": "red", "reds": 1}, Grade.ORANGE),
        ({"lamp": "red", "reds": 2}, Grade.RED),
        ({"returned": True}, Grade.ORANGE),
        ({"lamp": "green"}, Grade.PLAIN),
        # orange on Monday the 10th: Tuesday the first, Wednesday the second working day without a word
        ({"orange_on": day(10, 11)}, Grade.PLAIN),
        ({"orange_on": day(10, 10)}, Grade.RED),
        ({"orange_on": day(10, 10), "reported_on": day(10, 11)}, Grade.PLAIN),
        ({"orange_on": day(10, 10), "reported_on": day(9, 30)}, Grade.RED),
    ],
)
def test_lamps_returned_feedback_and_silence_grade_before_the_limit(facts, grade):
    assert graded(Facts(due=DUE, **facts), LIMITS, day(10, 12)).grade is grade


def test_every_verdict_says_why():
    assert graded(Facts(due=DUE), LIMITS, day(11, 1)).reason == "逾期 6 个工作日，超过 5 个"
    assert graded(Facts(due=DUE, lamp="red"), LIMITS, day(10, 12)).reason == "关联事项亮红灯"


@pytest.mark.parametrize(
    ("lamps", "reds"),
    [
        ([], 0),
        (["red"], 1),
        (["red", "green", "red", "red"], 2),
        (["red", "red", "yellow"], 0),
        (["red", "not_due", "red", "no_data"], 2),
    ],
)
def test_red_periods_are_counted_from_the_end_over_those_that_were_lit(lamps, reds):
    assert reds_on_end(lamps) == reds


@pytest.mark.parametrize(
    ("cycle", "on", "expected"),
    [
        (Cycle.ONCE, day(10, 3), DUE),
        (Cycle.WEEK, day(10, 3), day(10, 7)),  # Monday → Friday
        (Cycle.WEEK, day(10, 7), day(10, 14)),  # Friday → the next one
        (Cycle.WEEK, day(10, 22), DUE),  # the limit comes before the Friday
        (Cycle.WEEK, day(10, 25), day(10, 28)),  # past the limit it goes on
        (Cycle.FORTNIGHT, day(10, 3), day(10, 14)),
        (Cycle.MONTH, day(9, 20), day(10, 5)),
        (Cycle.MONTH, day(10, 5), DUE),
        (Cycle.MONTH, day(12, 6), date(2023, 1, 5)),
        (Cycle.QUARTER, day(11, 2), date(2023, 1, 5)),
    ],
)
def test_feedback_is_due_on_the_day_of_the_cycle_and_never_after_a_limit_ahead(cycle, on, expected):
    assert next_feedback(cycle, on, DUE, weekday=5, month_day=5) == expected


def test_feedback_of_any_cycle_is_always_later_than_today():
    for cycle in (Cycle.WEEK, Cycle.FORTNIGHT, Cycle.MONTH, Cycle.QUARTER):
        for n in range(400):
            on = day(1, 1) + timedelta(days=n)
            assert next_feedback(cycle, on, day(1, 1), weekday=5, month_day=5) > on
