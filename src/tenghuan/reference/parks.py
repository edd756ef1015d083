"""Industrial parks and platforms that the county plans name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tenghuan.reference.tables import rows


@dataclass(frozen=True, slots=True)
class Park:
    """A park: ``county`` is the 6-digit code, ``source`` the plan and section that names it."""

    county: str
    name: str
    aliases: tuple[str, ...]
    source: str


@cache
def parks(county: str | None = None) -> tuple[Park, ...]:
    """Return all parks, or those of one county (6-digit code)."""
    found = tuple(
        Park(r["county"], r["name"], tuple(a for a in r["aliases"].split(";") if a), r["source"]) for r in rows("parks")
    )
    return found if county is None else tuple(park for park in found if park.county == county)
