"""Working days of a publication and of the other time limits."""

from __future__ import annotations

from datetime import date, timedelta

from tenghuan.apps.evaluation.parameters import calendar


def is_working_day(day: date) -> bool:
    """Tell whether a day is worked: Monday to Friday but for holidays, and the weekend days worked in exchange."""
    known = calendar()
    return day in known.work or (day.weekday() < 5 and day not in known.off)


def add_working_days(start: date, days: int) -> date:
    """Return the last of ``days`` working days from ``start`` on; the opening day counts if it is one.

    Years that ``data/holidays.yaml`` does not know are counted by weekends alone (see :func:`uncertain`).
    """
    day, left = start, days
    while True:
        left -= is_working_day(day)
        if left <= 0 and is_working_day(day):
            return day
        day += timedelta(days=1)


def working_days_left(today: date, last: date) -> int:
    """Return how many working days are left, today and the last one included; 0 when it is over."""
    return sum(is_working_day(today + timedelta(days=n)) for n in range((last - today).days + 1))


def uncertain(*days: date) -> bool:
    """Tell whether a day lies in a year whose holidays are not known."""
    return any(day.year not in calendar().years for day in days)
