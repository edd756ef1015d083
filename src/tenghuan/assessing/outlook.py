"""Who can still change the ranking: what is left to be gained, and the ranks that are still within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenghuan.assessing.shapes import Item


@dataclass(frozen=True)
class Stand:
    """An object with what it has so far."""

    object: str
    group: str
    total: Decimal


@dataclass(frozen=True)
class Reach:
    """The best and the worst rank that an object can still have, None where nothing holds the points."""

    best: int | None
    worst: int | None


def span_of(items: Sequence[Item]) -> tuple[Decimal | None, Decimal | None]:
    """Return the fewest and the most points of all items together, None where one of them is not held."""
    spans = [item.span for item in items]
    lows, highs = [low for low, _high in spans], [high for _low, high in spans]
    low = None if None in lows else sum((one for one in lows if one is not None), Decimal(0))
    high = None if None in highs else sum((one for one in highs if one is not None), Decimal(0))
    return low, high


def outlook(stands: Sequence[Stand], low: Decimal | None, high: Decimal | None) -> list[Reach]:
    """Return what each object can still reach within its group if everybody gains between ``low`` and ``high`` more.

    The best rank: it gains the most and all others the least; the worst: the other way round. Equals share the better
    rank. Bonus and deduction that are yet to come are not counted.
    """
    if low is None or high is None:
        return [Reach(None, None)] * len(stands)
    found = []
    for own in stands:
        others = [one.total for one in stands if one.group == own.group and one is not own]
        best = 1 + sum(total + low > own.total + high for total in others)
        worst = 1 + sum(total + high > own.total + low for total in others)
        found.append(Reach(best, worst))
    return found
