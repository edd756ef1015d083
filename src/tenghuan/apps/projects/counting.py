"""What of projects is counted: the increment alone, the year of a transfer, rates; pure (methodology2 §23)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

HUNDRED = Decimal(100)
HALF = 6  # the last month of the first half


def increment(total: Decimal, was: Decimal) -> Decimal:
    """Return what is new of a total investment of which ``was`` is counted already; never below 0."""
    return max(total - was, Decimal(0))


def enters_by(transferred: date) -> date:
    """Return by when a project enters the statistics: transferred in the first half, the same year; else mid next."""
    if transferred.month <= HALF:
        return date(transferred.year, 12, 31)
    return date(transferred.year + 1, 6, 30)


def crosses(total: Decimal, was: Decimal, line: Decimal) -> bool:
    """Tell whether a project counts among those from ``line`` on: it reaches it now and did not before."""
    return was < line <= total


def rate(reached: int, due: int) -> Decimal | None:
    """Return reached of those that should have been, in per cent; None where none was due (never 0)."""
    return Decimal(reached) / Decimal(due) * HUNDRED if due else None
