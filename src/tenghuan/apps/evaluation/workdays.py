"""Working days of a publication."""

from __future__ import annotations

from datetime import date, timedelta


def add_working_days(start: date, days: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the last day of a publication that opens on ``start`` and lasts ``days`` working days.

    Saturdays, Sundays and the given holidays do not count; the opening day does if it is a working day.
    """
    day, left = start, days
    while True:
        if day.weekday() < 5 and day not in holidays:
            left -= 1
            if left <= 0:
                return day
        day += timedelta(days=1)
