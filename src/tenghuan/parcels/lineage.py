"""Split and merge of parcels: whatever becomes of land, its areas add up (methodology2 §21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Tolerance:
    """What a survey may differ by: so many ㎡, or so many per cent of the old area; the larger of both."""

    area: Decimal
    share: Decimal

    def of(self, area: Decimal) -> Decimal:
        """Return the difference that an old area allows, in ㎡."""
        return max(self.area, area * self.share / 100)


def difference(old: Sequence[Decimal], new: Sequence[Decimal]) -> Decimal:
    """Return by how many ㎡ the new areas exceed the old ones (below 0: fall short)."""
    return sum(new, Decimal(0)) - sum(old, Decimal(0))


def adds_up(old: Sequence[Decimal], new: Sequence[Decimal], tolerance: Tolerance) -> bool:
    """Tell whether new areas are as large as the old ones, but for what a survey may differ by."""
    return abs(difference(old, new)) <= tolerance.of(sum(old, Decimal(0)))
