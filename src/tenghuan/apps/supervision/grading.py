"""When a slip gets which grade, when who is told, when feedback is due: rules on days, apart from any record.

The rules are those of methodology2 §17; the numbers come with :class:`Limits`, from the county's parameters.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tenghuan.apps.kit.workdays import days_over
from tenghuan.apps.supervision.models import Cycle, Grade


@dataclass(frozen=True)
class Limits:
    """The numbers of the grades: working days and periods."""

    near: int
    red_after: int
    red_periods: int
    silent: int


@dataclass(frozen=True)
class Facts:
    """What the grade of an order hangs on.

    Args:
        due: the limit that holds.
        lamp: of the indicator or task that it is about, "" for none.
        reds: how many periods on end that lamp has been red.
        returned: whether its feedback was sent back.
        orange_on: when the orange slip was issued for another reason than being overdue, None for none.
        reported_on: when the lead last gave feedback.
    """

    due: date
    lamp: str = ""
    reds: int = 0
    returned: bool = False
    orange_on: date | None = None
    reported_on: date | None = None


@dataclass(frozen=True)
class Verdict:
    """The grade that the rules give, why in words, and whether it is for being overdue."""

    grade: Grade
    reason: str
    late: bool = False


NOTHING = Verdict(Grade.PLAIN, "")


def graded(facts: Facts, limits: Limits, day: date) -> Verdict:
    """Return the grade by rule on a day, the gravest reason first.

    An orange slip for being overdue has its own line to red (``red_after``); without feedback after two days only
    the others turn red.
    """
    over = days_over(facts.due, day)
    if over > limits.red_after:
        return Verdict(
            Grade.RED, _("逾期 %(n)d 个工作日，超过 %(l)d 个") % {"n": over, "l": limits.red_after}, late=True
        )
    if facts.reds >= limits.red_periods:
        return Verdict(Grade.RED, _("关联事项连续 %(n)d 期红灯") % {"n": facts.reds})
    if _silent(facts, limits, day):
        return Verdict(Grade.RED, _("橙单发出 %(n)d 个工作日没有反馈") % {"n": limits.silent})
    if over:
        return Verdict(Grade.ORANGE, _("逾期 %(n)d 个工作日") % {"n": over}, late=True)
    if facts.lamp == "red":
        return Verdict(Grade.ORANGE, _("关联事项亮红灯"))
    if facts.returned:
        return Verdict(Grade.ORANGE, _("反馈被退回"))
    if facts.lamp == "yellow":
        return Verdict(Grade.BLUE, _("关联事项亮黄灯"))
    if days_over(day, facts.due) <= limits.near:
        return Verdict(Grade.BLUE, _("距限期不超过 %(n)d 个工作日") % {"n": limits.near})
    return NOTHING


def _silent(facts: Facts, limits: Limits, day: date) -> bool:
    if facts.orange_on is None or days_over(facts.orange_on, day) < limits.silent:
        return False
    return facts.reported_on is None or facts.reported_on < facts.orange_on


def reds_on_end(lamps: Sequence[str]) -> int:
    """Return how many red ones stand at the end of a row of lamps, oldest first; periods without a lamp are skipped."""
    lit = [lamp for lamp in lamps if lamp not in ("", "not_due", "no_data")]
    return next((n for n, lamp in enumerate(reversed(lit)) if lamp != "red"), len(lit))


def level(over: int, steps: Sequence[int]) -> int:
    """Return the highest level that so many working days over the limit have reached; 0 for none.

    It is asked of the state as it is, never of a window of time: a day on which nobody looked is made up for.
    """
    return sum(over >= step for step in steps)


def next_feedback(cycle: str, day: date, due: date, *, weekday: int, month_day: int) -> date:
    """Return when feedback is next due after ``day``; never after the limit while that is ahead.

    Args:
        weekday: on which day of the week weekly feedback is given (1 = Monday).
        month_day: on which day of the month monthly and quarterly feedback is given.
    """
    if cycle == Cycle.ONCE:
        return due
    if cycle in (Cycle.WEEK, Cycle.FORTNIGHT):
        found = day + timedelta(days=(weekday - day.isoweekday() - 1) % 7 + 1 + 7 * (cycle == Cycle.FORTNIGHT))
    else:
        found = _month_day(day, month_day, 1 if cycle == Cycle.MONTH else 3)
    return min(found, due) if due > day else found


def _month_day(day: date, month_day: int, every: int) -> date:
    """Return the next ``month_day`` (a short month's last day) in a month that follows a full month or quarter."""
    year, month = day.year, day.month
    while True:
        found = date(year, month, min(month_day, monthrange(year, month)[1]))
        if found > day and (month - 1) % every == 0:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
