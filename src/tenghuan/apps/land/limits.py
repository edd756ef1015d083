"""The limits of a county that land runs by, each with the words of where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.parcels.lineage import Tolerance

HUNDRED = Decimal(100)


def limit(county: Any, key: str) -> Found:
    """Return a limit of a county as it holds today."""
    return parameter(county, key, timezone.localdate())


def own(county: Any, key: str) -> Found | None:
    """Return a limit that only some plans set, as it holds today; None where the county's does not."""
    try:
        return limit(county, key)
    except KeyError:
        return None


def told(found: Found) -> str:
    """Return where a limit comes from, with what must be said beside it."""
    return "；".join(filter(None, (found.source, found.note)))


def tolerance(county: Any) -> Tolerance:
    """Return what the areas of a split or merge may differ by."""
    return Tolerance(limit(county, "lineage_area").number, limit(county, "lineage_share").number)


@dataclass(frozen=True)
class IdleLimits:
    """What idle land is judged by in one county, read once for many parcels."""

    near_days: int
    grace_years: int
    least_developed: Decimal
    least_invested: Decimal

    @classmethod
    def of(cls, county: Any) -> IdleLimits:
        """Return the limits of a county; shares as parts of 1."""
        return cls(
            limit(county, "idle_near_days").days,
            limit(county, "idle_grace_years").days,
            limit(county, "idle_least_developed").number / HUNDRED,
            limit(county, "idle_least_invested").number / HUNDRED,
        )


def by_county(things: Sequence[Any], key: str) -> dict[Any, Decimal]:
    """Return county → a limit, reading each county's once for a list of records."""
    return {county: limit(county, key).number for county in {one.county for one in things}}
