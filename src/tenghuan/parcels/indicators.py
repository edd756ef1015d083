"""The indicators of a parcel, computed from its parts (methodology2 §21).

Every limit is an argument; what cannot be said for want of a part is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

M2_A_MU = Decimal("666.67")  # ㎡ in a mu, as the registers count (methodology2 §21)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Floor:
    """One floor of a building: area in ㎡, height in m (None: not told), whether it is used for offices and service."""

    area: Decimal
    height: Decimal | None = None
    office: bool = False


@dataclass(frozen=True)
class Ground:
    """What of a parcel's ground is covered, in ㎡: base of buildings, structures, open yards; ``office``: set aside."""

    base: Decimal | None = None
    structures: Decimal | None = None
    yards: Decimal | None = None
    office: Decimal | None = None


def mu(area: Decimal) -> Decimal:
    """Return an area in ㎡ as mu."""
    return area / M2_A_MU


def intensity(investment: Decimal | None, area: Decimal) -> Decimal | None:
    """Return 投资强度, 10⁴ CNY a mu: fixed-asset investment over the land."""
    return None if investment is None or area <= 0 else investment / mu(area)


def counted(floors: Iterable[Floor], tall: Decimal) -> Decimal:
    """Return the floor area that counts (㎡): a floor higher than ``tall`` metres counts twice."""
    return sum((one.area * (2 if one.height is not None and one.height > tall else 1) for one in floors), ZERO)


def plot_ratio(floors: Iterable[Floor], area: Decimal, tall: Decimal) -> Decimal | None:
    """Return 容积率: the counted floor area over the land; None where no floor is told."""
    told = list(floors)
    return counted(told, tall) / area if told and area > 0 else None


def coefficient(ground: Ground, area: Decimal) -> Decimal | None:
    """Return 建筑系数 in per cent: base, structures and yards over the land; None where no base is told."""
    if ground.base is None or area <= 0:
        return None
    return (ground.base + (ground.structures or ZERO) + (ground.yards or ZERO)) * 100 / area


def office_share(ground: Ground, floors: Iterable[Floor], area: Decimal) -> Decimal | None:
    """Return 行政办公用地占比 in per cent: the land set aside, else the office floors' share of all floors."""
    if ground.office is not None:
        return ground.office * 100 / area if area > 0 else None
    told = list(floors)
    whole = sum((one.area for one in told), ZERO)
    return sum((one.area for one in told if one.office), ZERO) * 100 / whole if whole else None


def rented_mu(floor_area: Decimal, ratio: Decimal) -> Decimal:
    """Return the mu that rented floors (㎡) stand for at a plot ratio: 建筑面积/(容积率×666.67)."""
    return floor_area / (ratio * M2_A_MU)
