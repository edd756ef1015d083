"""An indicator against itself: with the same time of the year before, with the period before, what is needed.

What is compared follows the caliber. Amounts (当年, 累计) compare what the year brought so far, levels the level;
shares and rates of change differ by percentage points. Nothing is compared with a period that was not reported, nor
one of two months with one of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tenghuan.pace.amounts import as_shares, increments
from tenghuan.pace.numbers import HUNDRED, ZERO, divide
from tenghuan.pace.subject import ADDITIVE, LEVELS, RATES, Mode, Month, Progress, Readings, Subject, Target
from tenghuan.plan.calibers import Caliber

PERCENT = ("%", "百分点")


@dataclass(frozen=True)
class Change:
    """A change in per cent, or in percentage points (``points``)."""

    value: Decimal
    points: bool


def in_points(subject: Subject) -> bool:
    """Whether two values of the indicator differ by percentage points: shares, rates of change, what is in per cent."""
    return subject.caliber is Caliber.SHARE or subject.caliber in RATES or subject.unit in PERCENT


def to_date(subject: Subject, readings: Readings, at: Month) -> Decimal | None:
    """Return what the year of ``at`` brought up to its end, for amounts; else the value; None if not reported."""
    if at not in readings:
        return None
    if subject.caliber in ADDITIVE:
        return increments(subject, readings, at).get(at.year)
    return as_shares(subject, readings).get(at)


def this_period(subject: Subject, readings: Readings, at: Month) -> Decimal | None:
    """Return 本期: what the reporting period that ends with ``at`` brought, for amounts; else the value itself."""
    now = to_date(subject, readings, at)
    if now is None or subject.caliber not in ADDITIVE:
        return now
    if subject.mode is Mode.PERIODIC:
        return readings[at]
    before = _due_before(subject, at)
    if before is None:
        return now
    then = to_date(subject, readings, before)
    return None if then is None else now - then


def year_on_year(subject: Subject, readings: Readings, at: Month) -> Change | None:
    """Return 同比: the year to date (the level) against that of the same month a year before."""
    before = Month(at.year - 1, at.month)
    if subject.mode is Mode.PERIODIC and _months(readings, at) != _months(readings, before):
        return None  # one of the two years lacks a month
    return _change(subject, to_date(subject, readings, at), to_date(subject, readings, before))


def month_on_month(subject: Subject, readings: Readings, at: Month) -> Change | None:
    """Return 环比: the period against the one before it, of equally many months; the level against the level before."""
    before = _due_before(subject, at) or _last_due(subject, at.year - 1)
    if before is None:
        return None
    if subject.caliber in ADDITIVE and _length(subject, at) != _length(subject, before):
        return None
    return _change(subject, this_period(subject, readings, at), this_period(subject, readings, before))


def needed_monthly(target: Target, progress: Progress, at: Month) -> Decimal | None:
    """Return 需月均: what each month left until the target's year-end has to bring, None where nothing is lacking.

    Rates of change do not build up month by month: none for them (``Progress.needed`` says what a year needs).
    """
    left = ((target.year or at.year) - at.year) * 12 + 12 - at.month
    if not progress.needed or left <= 0 or target.caliber not in ADDITIVE | LEVELS:
        return None
    return divide(progress.needed, Decimal(left))


def _change(subject: Subject, now: Decimal | None, before: Decimal | None) -> Change | None:
    if now is None or before is None:
        return None
    if in_points(subject):
        return Change(now - before, points=True)
    grown = divide(now - before, abs(before))
    return None if grown is None else Change(grown * HUNDRED, points=False)


def _due(subject: Subject) -> list[int]:
    return sorted(subject.periods.of(subject.frequency).due)


def _due_before(subject: Subject, at: Month) -> Month | None:
    """The due month before ``at`` in the same year."""
    found = [month for month in _due(subject) if month < at.month]
    return Month(at.year, found[-1]) if found else None


def _last_due(subject: Subject, year: int) -> Month | None:
    found = _due(subject)
    return Month(year, found[-1]) if found else None


def _length(subject: Subject, at: Month) -> int:
    """How many months the period that ends with ``at`` covers; a month in between that is not due ends none."""
    if subject.mode is Mode.PERIODIC:
        return 1
    before = _due_before(subject, at)
    return at.month - (before.month if before else 0)


def _months(readings: Readings, at: Month) -> set[int]:
    return {month.month for month in readings if month.year == at.year and month.month <= at.month}


def speeds(subject: Subject, readings: Readings, at: Month, look_back: int) -> list[tuple[Decimal, int]]:
    """Return the changes between consecutive readings of the last ``look_back`` months, each with its months.

    An amount begins anew with the year: its first stretch there is what the year brought until then.
    """
    known = sorted(month for month in readings if at.back(look_back) <= month <= at)
    found: list[tuple[Decimal, int]] = []
    for before, now in pairwise(known):
        value, then = to_date(subject, readings, now), to_date(subject, readings, before)
        if value is None or then is None:
            continue
        if subject.caliber in ADDITIVE and before.year != now.year:
            found.append((value, now.month))
        else:
            found.append((value - then, (now.year - before.year) * 12 + now.month - before.month))
    return found


def band(
    subject: Subject,
    target: Target,
    readings: Readings,
    progress: Progress,
    likely: Decimal,
    at: Month,
    *,
    look_back: int,
    window: int,
) -> tuple[Decimal, Decimal] | None:
    """Return the least and the most that the target's year-end may bring, around the likely value.

    The slowest and the quickest stretch of at least ``window`` months within the last ``look_back`` go on until then.
    None for rates of change and where too few readings are known.
    """
    left = ((target.year or at.year) - at.year) * 12 + 12 - at.month
    if left <= 0 or target.caliber not in ADDITIVE | LEVELS:
        return None
    rates = _windows(speeds(subject, readings, at, look_back), window)
    if not rates:
        return None
    ends = [progress.actual + rate * left for rate in (min(rates), max(rates))]
    return min(*ends, likely), max(*ends, likely)


def _windows(stretches: list[tuple[Decimal, int]], window: int) -> list[Decimal]:
    """The mean monthly change of every run of stretches that is just long enough."""
    rates: list[Decimal] = []
    for first in range(len(stretches)):
        amount, months = ZERO, 0
        for change, length in stretches[first:]:
            amount, months = amount + change, months + length
            if months >= window:
                rates.append(divide(amount, Decimal(months)) or ZERO)
                break
    return rates
