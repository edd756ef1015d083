"""Administrative divisions of Zhejiang: province, cities, counties, towns and streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tenghuan.reference.tables import rows

Level = Literal["province", "city", "county", "town"]

TOWN_CODE_LENGTH = 9  # GB/T 10114—2003: 6 digits of the county and 3 of the town


@dataclass(frozen=True, slots=True)
class Region:
    """One division.

    ``code``: 6 digits (GB/T 2260) for province, city and county, 9 digits (GB/T 10114) for a town.
    ``parent``: code of the division above, "" for the province.
    """

    code: str
    name: str
    parent: str
    level: Level

    @property
    def special(self) -> bool:
        """Whether a town-level code stands for a park or farm, not a town or street (digit 7 is 4 or 5)."""
        return self.level == "town" and self.code[6] in "45"


def _level(code: str) -> Level:
    if len(code) == TOWN_CODE_LENGTH:
        return "town"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


@cache
def regions(level: Level | None = None) -> tuple[Region, ...]:
    """Return all divisions, or those of one level, ordered by code within their level."""
    if level is not None:
        return tuple(region for region in regions() if region.level == level)
    return tuple(Region(r["code"], r["name"], r["parent"], _level(r["code"])) for r in rows("regions"))


@cache
def _by_code() -> dict[str, Region]:
    return {region.code: region for region in regions()}


@cache
def _by_parent() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in regions():
        found.setdefault(region.parent, []).append(region)
    return {parent: tuple(children) for parent, children in found.items()}


def region(code: str) -> Region | None:
    """Return the division with this code (6 or 9 digits), or None."""
    return _by_code().get(code.strip())


def children(code: str) -> tuple[Region, ...]:
    """Return the divisions directly below; empty if there are none or the code is unknown."""
    return _by_parent().get(code, ())


def towns(county: str) -> tuple[Region, ...]:
    """Return the towns and streets of a county (6-digit code), without parks that are coded like towns."""
    return tuple(child for child in children(county) if child.level == "town" and not child.special)


def ancestors(code: str) -> tuple[Region, ...]:
    """Return the divisions above, the nearest first; empty if the code is unknown."""
    found: list[Region] = []
    current = region(code)
    while current is not None and current.parent:
        current = region(current.parent)
        if current is not None:
            found.append(current)
    return tuple(found)
