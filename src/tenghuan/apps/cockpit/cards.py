"""Cards of key figures: which indicators, and whether one crosses its line of alarm or of excellence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenghuan.apps.cockpit.models import Card, Measured
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.queries import Row
from tenghuan.plan.calibers import Direction

MOST = 8  # cards on a wall


@dataclass(frozen=True)
class Shown:
    """A card with the board's row behind it; ``card`` is None where the county chose none."""

    row: Row
    card: Card | None = None

    @property
    def alarm(self) -> bool:
        """Whether the figure is past the line of alarm; never without a figure."""
        card = self.card
        return card is not None and reached(self.row, card.trigger_by, card.trigger_at) is False

    @property
    def excellent(self) -> bool:
        """Whether the figure is on or beyond the line of excellence."""
        card = self.card
        return card is not None and reached(self.row, card.excellent_by, card.excellent_at) is True


def reached(row: Row, by: str, bound: Decimal | None) -> bool | None:
    """Tell whether a figure is on the good side of a threshold (on the line counts); None without figure or threshold.

    Args:
        by: what is held against it: the actual, the points ahead of pace, the per cent of the year's target.
        bound: in the indicator's unit, in percentage points, in per cent. A lower actual is the better one where the
            indicator says so; progress is always the better the more.
    """
    standing = row.standing
    if bound is None or not by or row.indicator is None:
        return None
    if by == Measured.VALUE:
        if standing.actual is None:
            return None
        lower = row.indicator.direction == Direction.LOWER.value
        return standing.actual <= bound if lower else standing.actual >= bound
    if standing.progress is None or (by == Measured.PACE and standing.pace is None):
        return None
    less = standing.pace if by == Measured.PACE and standing.pace is not None else Decimal(0)
    return (standing.progress - less) * 100 >= bound


def shown(county: Region, rows: Sequence[Row]) -> list[Shown]:
    """Return the cards of a county in its order; without any, the plan's first indicators that have a figure."""
    indicators = {row.item.title: row for row in rows if row.indicator is not None}
    own = Card.objects.filter(county=county, retired_on=None)
    found = [Shown(indicators[card.indicator], card) for card in own if card.indicator in indicators]
    if found:
        return found[:MOST]
    told = [row for row in indicators.values() if row.standing.actual is not None]
    told.sort(key=lambda row: (row.item.campaign_order, row.item.order))
    return [Shown(row) for row in told[:MOST]]
