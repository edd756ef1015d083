"""Shares of a total that add up exactly, by the largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor

ONE = Decimal(1)


def shares(wanted: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Return what each gets in whole units: all that it wants if the total allows it, else scaled down to the total.

    Scaled down, each gets the whole part of its share, and what is left goes unit by unit to the largest remainders
    (the first of equal ones), so that the sum is the total. methodology2 §24: 420, 300, 190, 85 of 950 are
    401, 287, 181, 81.

    Args:
        wanted: at or above zero.
        total: whole, at or above zero.
    """
    total = total.to_integral_value(ROUND_FLOOR)
    whole = sum(wanted, Decimal(0))
    scale = Fraction(1) if whole <= total or not whole else Fraction(total) / Fraction(whole)
    return rounded([Fraction(one) * scale for one in wanted], min(whole, total).to_integral_value(ROUND_FLOOR))


def apportion(weights: Sequence[Decimal], total: Decimal, step: Decimal = ONE) -> list[Decimal]:
    """Return the total shared out by weight in multiples of ``step``; the sum is the total.

    Args:
        weights: at or above zero, at least one; all zero counts as all equal.
        total: a multiple of ``step``, at or above zero.
        step: the smallest part, such as 1 or 0.01.
    """
    known = [Fraction(one) for one in weights] if any(weights) else [Fraction(1)] * len(weights)
    each = Fraction(total) / sum(known)
    return rounded([one * each for one in known], total, step)


def rounded(exact: Sequence[Fraction], goal: Decimal, step: Decimal = ONE) -> list[Decimal]:
    """Return each cut down to a multiple of ``step``; what the goal is short of goes to the largest remainders."""
    parts = [one / Fraction(step) for one in exact]
    found = [floor(one) for one in parts]
    order = sorted(range(len(parts)), key=lambda at: (found[at] - parts[at], at))
    for at in order[: int(goal / step) - sum(found)]:
        found[at] += 1
    return [one * step for one in found]
