"""The lamp of a project by its next node and its months; pure, every bound is an argument (methodology §8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FIRST, LAST = 2, 12  # January and February are one period
Period = tuple[int, int]


@dataclass(frozen=True)
class Bounds:
    """Days before the planned day from which a node is yellow, days after it from which it is red, silent periods."""

    near: int
    late: int
    silent: int
    report_day: int


def end_of(period: Period) -> date:
    """Return the last day of a period (year, month)."""
    year, month = period
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def before(period: Period) -> Period:
    """Return the period before: that of February follows December."""
    year, month = period
    return (year, month - 1) if month > FIRST else (year - 1, LAST)


def last_due(day: date, report_day: int) -> Period:
    """Return the latest period whose report is due on ``day``: it is due on a day of the month after."""
    year, month = (day.year, day.month - 1) if day.day > report_day else (day.year, day.month - 2)
    while month < 1:
        year, month = year - 1, month + 12
    # the report of January is that of February: with January alone over, December is the latest
    return (year - 1, LAST) if month == 1 else (year, month)


def silence(day: date, since: date, moved: Collection[Period], bounds: Bounds) -> int:
    """Return how many of the latest periods that are due, one after the other, brought no progress.

    Args:
        since: from when on the project reports: only periods that end after it count.
        moved: the periods with progress.
    """
    period, silent = last_due(day, bounds.report_day), 0
    while end_of(period) > since and period not in moved and silent <= bounds.silent:
        silent, period = silent + 1, before(period)
    return silent


def late(day: date, due: date) -> int:
    """Return the days past the planned day; below 0 those that remain."""
    return (day - due).days


def lamp(day: date, due: date | None, silent: int, bounds: Bounds) -> str:
    """Return the colour of a project: ``green``, ``yellow``, ``red``, "" without a planned day.

    Red: more than ``late`` days over, or ``silent`` periods without progress. Yellow: at most ``near`` days left, or
    over by no more than ``late`` days.
    """
    if silent >= bounds.silent:
        return "red"
    if due is None:
        return ""
    over = late(day, due)
    if over > bounds.late:
        return "red"
    return "yellow" if over >= -bounds.near else "green"


def kept(promised: Mapping[str, Decimal | None], actual: Mapping[str, Decimal | None]) -> Decimal | None:
    """Return the worst of actual by promised in per cent, None where nothing was promised or something is unknown."""
    found = []
    for key, promise in promised.items():
        if not promise:
            continue
        value = actual.get(key)
        if value is None:
            return None
        found.append(value / promise * 100)
    return min(found, default=None)


def performance(ratio: Decimal | None, bounds: tuple[Decimal, Decimal, Decimal]) -> str:
    """Return the lamp of what was kept of promises: below the bounds it is ``hint``, ``yellow``, ``red``."""
    if ratio is None:
        return ""
    hint, yellow, red = bounds
    if ratio < red:
        return "red"
    if ratio < yellow:
        return "yellow"
    return "hint" if ratio < hint else "green"
