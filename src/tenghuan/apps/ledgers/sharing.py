"""Shares of a total in whole units by the largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal


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
    exact = list(wanted) if whole <= total or not whole else [one * total / whole for one in wanted]
    goal = int(min(whole, total).to_integral_value(ROUND_FLOOR))
    found = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    order = sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))
    for at in order[: goal - sum(found)]:
        found[at] += 1
    return [Decimal(one) for one in found]
