"""Idle land by order 53 of the ministry (methodology §6.2, §13.5): calendar years, lost periods, what is short.

What is said here is suspicion only. Idle land is found by the resource bureau's letter of finding.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Standing(StrEnum):
    """How a parcel stands by the days alone."""

    CLEAR = "clear"
    NEAR = "near"
    ONE_YEAR = "one_year"
    TWO_YEARS = "two_years"


def years_after(day: date, years: int) -> date:
    """Return the corresponding day so many years on; the month's last day where there is none (民法典 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@dataclass(frozen=True)
class Period:
    """Days that a cause of the government took, first and last day included; ``basis``: the document that says so."""

    since: date
    until: date
    basis: str = ""


def lost_days(periods: Iterable[Period], since: date, until: date) -> int:
    """Return how many days of the periods lie between two days, both included; days in two periods count once."""
    lost, reached = 0, since - timedelta(days=1)
    for one in sorted(periods, key=lambda each: (each.since, each.until)):
        first, last = max(one.since, since, reached + timedelta(days=1)), min(one.until, until)
        if last >= first:
            lost += (last - first).days + 1
            reached = last
    return lost


def start_day(agreed: date | None, delivered: date | None, extended: date | None, grace_years: int) -> date | None:
    """Return the day by which building must begin: extended, else agreed, else a year after delivery; None: unknown."""
    if extended is not None or agreed is not None:
        return extended or agreed
    return years_after(delivered, grace_years) if delivered is not None else None


@dataclass(frozen=True)
class Clock:
    """The days of a parcel: from where it runs, when it is a year and two, as moved by the government's periods."""

    since: date
    one_year: date
    two_years: date
    lost: int

    def standing(self, today: date, near_days: int) -> Standing:
        """Return how it stands: a year is full on the day *after* the corresponding day."""
        if today > self.two_years:
            return Standing.TWO_YEARS
        if today > self.one_year:
            return Standing.ONE_YEAR
        return Standing.NEAR if (self.one_year - today).days <= near_days else Standing.CLEAR


def clock(since: date, periods: Iterable[Period], today: date) -> Clock:
    """Return the clock of a parcel that should have been begun by ``since``; periods move its days on."""
    lost = lost_days(periods, since, today)
    moved = timedelta(days=lost)
    return Clock(since, years_after(since, 1) + moved, years_after(since, 2) + moved, lost)


@dataclass(frozen=True)
class Begun:
    """What was done on a parcel that was begun: shares of 1, and since when nothing is done (None: work goes on)."""

    developed: Decimal | None
    invested: Decimal | None
    stopped: date | None


def short(begun: Begun, least_developed: Decimal, least_invested: Decimal) -> bool:
    """Tell whether too little was developed (< 1/3) or invested (< 25 %); exactly the limit is enough."""
    low_area = begun.developed is not None and begun.developed < least_developed
    return low_area or (begun.invested is not None and begun.invested < least_invested)


def suspected(
    today: date,
    begins: date | None,
    started: date | None,
    begun: Begun,
    periods: Iterable[Period],
    *,
    least_developed: Decimal,
    least_invested: Decimal,
    near_days: int,
) -> tuple[Standing, Clock | None]:
    """Return how a parcel stands, with the clock that says so.

    Not begun: the clock runs from the day it should have been. Begun and short: from the day work stopped. Begun and
    not short, or not stopped: nothing is suspected.
    """
    if started is None:
        since = begins
    elif short(begun, least_developed, least_invested):
        since = begun.stopped
    else:
        since = None
    if since is None:
        return Standing.CLEAR, None
    found = clock(since, periods, today)
    standing = found.standing(today, near_days)
    # work that stopped is suspected after a full year only; there is nothing to warn of on its first day
    return standing, found


def months_before(day: date, months: int) -> date:
    """Return the corresponding day so many months before; the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
