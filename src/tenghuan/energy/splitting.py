"""A shared meter's amount among those who share it: shares sum to one, parts to the amount (methodology2 §24)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from tenghuan.errors import InputFault

STEP = Decimal("0.0001")  # what an amount keeps
DIGITS = 6  # decimals that a share keeps


def hold_shares(shares: Sequence[Decimal], where: str = "") -> None:
    """Refuse shares that are not all above zero, have more decimals than are kept, or do not sum to exactly one.

    Raises:
        InputFault: with the share that is too fine, or the sum that they have.
    """
    if any(not one.is_finite() or one <= 0 for one in shares):
        raise InputFault("分摊比例须大于 0", where=where, remedy="不分摊的企业请删去")
    for one in shares:
        # kept shorter, they would no longer sum to one, and a part of the amount would be nobody's
        if one != round(one, DIGITS):
            raise InputFault(f"分摊比例 {one:f} 超过 {DIGITS} 位小数", where=where, remedy="请取六位小数，差额并入一家")
    total = sum(shares, Decimal(0))
    if total != 1:
        raise InputFault(f"分摊比例合计为 {total:f}，应为 1", where=where, remedy="请改正比例，使合计恰为 1")


def split(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Return each one's part in steps of 0.0001, summing to ``amount`` exactly (largest remainder, first of equals).

    Args:
        amount: a multiple of 0.0001; negative for a correction.
        shares: summing to one.
    """
    units = int(abs(amount) / STEP)
    exact = [units * share for share in shares]
    found = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    order = sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))
    for at in order[: units - sum(found)]:
        found[at] += 1
    return [(-STEP if amount < 0 else STEP) * one for one in found]
