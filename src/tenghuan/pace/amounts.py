"""From what was reported month by month to amounts and rates a calendar year, whatever the caliber reported in."""

from __future__ import annotations

from decimal import Decimal

from tenghuan.pace.numbers import HUNDRED, ONE, ZERO, divide
from tenghuan.pace.subject import FROM_ZERO, Mode, Month, Readings, Subject
from tenghuan.plan.calibers import Caliber

Yearly = dict[int, Decimal]


def last_by_year(readings: Readings, at: Month) -> Yearly:
    """Return each year's last reading up to ``at``."""
    found: dict[int, Month] = {}
    for month in readings:
        if month <= at and month > found.get(month.year, Month(month.year, 0)):
            found[month.year] = month
    return {year: readings[month] for year, month in sorted(found.items())}


def yearly_values(subject: Subject, readings: Readings, at: Month) -> Yearly:
    """Return the value of each year for levels and yearly rates: the last reading, else the plan's own past figure."""
    values = {past.year: past.value for past in subject.past if _comparable(past.caliber, subject.caliber)}
    values.update(last_by_year(as_shares(subject, readings), at))
    return {year: value for year, value in sorted(values.items()) if year <= at.year}


def as_shares(subject: Subject, readings: Readings) -> Readings:
    """Return the readings of a share with part ÷ total where both were reported; a total of nought gives none."""
    if subject.caliber is not Caliber.SHARE or not subject.wholes:
        return readings
    scale = HUNDRED if subject.unit == "%" else ONE
    found: dict[Month, Decimal] = {}
    for month, value in readings.items():
        whole = subject.wholes.get(month)
        share = value if whole is None else divide(value * scale, whole)
        if share is not None:
            found[month] = share
    return found


def _comparable(past: Caliber, own: Caliber) -> bool:
    # a plan states the yearly figures behind a cumulative rate as 当年
    return past is own or (past is Caliber.ANNUAL and own in (Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH))


def increments(subject: Subject, readings: Readings, at: Month) -> Yearly:
    """Return what each year added (the present year: to date), for additive calibers.

    A cumulative figure is split by the year-ends that were reported; a year nobody reported is absent, not zero:
    then the next year's entry would hold both and both are left to :func:`total`.
    """
    amounts = {past.year: past.value for past in subject.past if past.caliber is Caliber.ANNUAL}
    amounts.update(_reported(subject, readings, at))
    return {year: amount for year, amount in sorted(amounts.items()) if subject.first_year <= year <= at.year}


def _reported(subject: Subject, readings: Readings, at: Month) -> Yearly:
    if subject.mode is Mode.PERIODIC:
        sums: Yearly = {}
        for month, value in readings.items():
            if month <= at:
                sums[month.year] = sums.get(month.year, ZERO) + value
        return sums
    last = last_by_year(readings, at)
    if subject.caliber is Caliber.ANNUAL:
        return last
    return _split(subject, last)


def _split(subject: Subject, last: Yearly) -> Yearly:
    totals = {past.year: past.value for past in subject.past if past.caliber is subject.caliber} | last
    known = {past.year: past.value for past in subject.past if past.caliber is Caliber.ANNUAL}
    start = ZERO if subject.caliber in FROM_ZERO else subject.base
    for year in range(subject.first_year, min(totals, default=subject.first_year)):
        start = start + known[year] if start is not None and year in known else None
    amounts: Yearly = {}
    previous, last_year = start, min(totals, default=subject.first_year) - 1
    for year, total in sorted(totals.items()):
        if previous is not None and year == last_year + 1:
            amounts[year] = total - previous
        previous, last_year = total, year
    return amounts


def total(subject: Subject, readings: Readings, at: Month) -> Decimal | None:
    """Return the sum since the plan's first year (base not counted in), None where a year is missing.

    A cumulative figure is a total by itself; yearly or monthly amounts are added up, and every year from the
    first must be there.
    """
    if subject.mode is Mode.TO_DATE and subject.caliber is not Caliber.ANNUAL:
        latest = last_by_year(readings, at)
        if at.year in latest:
            if subject.caliber in FROM_ZERO:
                return latest[at.year]
            return None if subject.base is None else latest[at.year] - subject.base
    amounts = increments(subject, readings, at)
    if any(year not in amounts for year in range(subject.first_year, at.year + 1)):
        return None
    return sum(amounts.values(), ZERO)


def total_with_base(subject: Subject, readings: Readings, at: Month) -> Decimal | None:
    """Return the stock including the base, None where base or a year is missing."""
    if subject.mode is Mode.TO_DATE and subject.caliber is Caliber.CUMULATIVE_WITH_BASE:
        latest = last_by_year(readings, at)
        if at.year in latest:
            return latest[at.year]
    added = total(subject, readings, at)
    return None if added is None or subject.base is None else subject.base + added
