"""What looks wrong in a row of months: a meter that stands still, a slipped decimal point, a leap against last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

STUCK, TENFOLD, LEAP = "stuck", "tenfold", "leap"


@dataclass(frozen=True)
class Bounds:
    """When a month is marked; all of them are data.

    Args:
        stuck: this many months in a row with the same amount above zero.
        tenfold: so many times the median of the months before, or the same part of it.
        before: how many months before are looked at, at least two of them known.
        leap: by how much per cent a month may differ from the same month a year ago.
    """

    stuck: int
    tenfold: Decimal
    before: int
    leap: Decimal


@dataclass(frozen=True)
class Mark:
    """A month (as month_number counts) that looks wrong: which rule, its amount, what it was compared with."""

    rule: str
    month: int
    amount: Decimal
    against: Decimal


def marks(amounts: Mapping[int, Decimal], bounds: Bounds) -> list[Mark]:
    """Return the marks of one meter or carrier, by month; a month that is missing is compared with nothing."""
    found: list[Mark] = []
    for month in sorted(amounts):
        amount = amounts[month]
        if _stuck(amounts, month, bounds.stuck):
            found.append(Mark(STUCK, month, amount, amount))
        earlier = [amounts[one] for one in range(month - bounds.before, month) if one in amounts]
        if (usual := _tenfold(amount, earlier, bounds.tenfold)) is not None:
            found.append(Mark(TENFOLD, month, amount, usual))
        elif (last := amounts.get(month - 12)) is not None and _leaps(amount, last, bounds.leap):
            found.append(Mark(LEAP, month, amount, last))
    return found


def _stuck(amounts: Mapping[int, Decimal], month: int, count: int) -> bool:
    row = [amounts.get(one) for one in range(month - count + 1, month + 1)]
    return amounts[month] > 0 and len(set(row)) == 1


def _tenfold(amount: Decimal, earlier: Sequence[Decimal], times: Decimal) -> Decimal | None:
    known = [one for one in earlier if one > 0]
    if len(known) < 2 or amount <= 0:
        return None
    usual = median(known)
    return usual if amount >= usual * times or amount * times <= usual else None


def _leaps(amount: Decimal, last: Decimal, percent: Decimal) -> bool:
    return last > 0 and abs(amount - last) * 100 > last * percent
