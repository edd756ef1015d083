"""Working days and working hours: every deadline of the platform is counted here.

Holidays and exchanged working days come from ``chinesecalendar`` (from the State Council's notices, year by year),
corrected and continued by imported :class:`~tenghuan.apps.kit.models.Holiday` rows. Years that neither knows are
counted by weekends alone, and :func:`uncertain` says so.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar
import yaml
from django.core.cache import cache as kept

from tenghuan.apps.kit.models import Holiday

KEY = "kit:holidays"
DATA = Path(__file__).parent / "data" / "hours.yaml"


@cache
def office_hours() -> tuple[tuple[time, time], ...]:
    """Return when an office works in a day, morning and afternoon."""
    spans = yaml.safe_load(DATA.read_text(encoding="utf-8"))["spans"]
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def corrections() -> dict[date, bool]:
    """Return the days that were imported: day → whether it is worked."""
    found = kept.get(KEY)
    if found is None:
        found = dict(Holiday.objects.values_list("day", "worked"))
        kept.set(KEY, found, 300)
    return found


def forget() -> None:
    """Read the imported days anew, after they changed."""
    kept.delete(KEY)


@cache
def _by_notice(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def is_working_day(day: date) -> bool:
    """Tell whether a day is worked."""
    own = corrections().get(day)
    if own is not None:
        return own
    known = _by_notice(day)
    return day.weekday() < 5 if known is None else known


def uncertain(*days: date) -> bool:
    """Tell whether a day lies in a year whose holidays are not known."""
    return any(day not in corrections() and _by_notice(day) is None for day in days)


def deadline(start: date, days: int) -> date:
    """Return the ``days``-th working day after ``start`` (the day it begins does not count); methodology2 §14.7."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def last_day(start: date, days: int) -> date:
    """Return the last of ``days`` working days from ``start`` on; the opening day counts if it is worked."""
    first = start if is_working_day(start) else deadline(start, 1)
    return deadline(first, max(days, 1) - 1)


def days_left(today: date, last: date) -> int:
    """Return how many working days are left, today and the last one included; 0 when it is over."""
    return sum(is_working_day(today + timedelta(days=n)) for n in range((last - today).days + 1))


def days_over(due: date, today: date) -> int:
    """Return how many working days have passed since ``due``; 0 while it is not over."""
    return sum(is_working_day(due + timedelta(days=n)) for n in range(1, (today - due).days + 1))


def after_minutes(start: datetime, minutes: int) -> datetime:
    """Return when ``minutes`` of office hours have passed since ``start`` (a clock time, no zone)."""
    now, left = start, timedelta(minutes=minutes)
    while True:
        for opens, closes in office_hours() if is_working_day(now.date()) else ():
            begin = max(now, datetime.combine(now.date(), opens))
            end = datetime.combine(now.date(), closes)
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        now = datetime.combine(now.date() + timedelta(days=1), time(0))
