"""Rows of a board put in order: what lags most, and who has the most on time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenghuan.apps.plans.queries import Row

LIT = ("green", "done", "blue", "yellow", "red")
GOOD = ("green", "done")


@dataclass(frozen=True)
class Problem:
    """A red or yellow item with who leads it and what was said of the cause."""

    row: Row
    cause: str

    @property
    def lead(self) -> str:
        """The leading units in words."""
        return "、".join(unit.name for unit in self.row.lead)


def problems(rows: Iterable[Row], causes: Mapping[int, str]) -> list[Problem]:
    """Return the red and yellow items, red first, the furthest behind before the others."""
    behind = [row for row in rows if row.standing.lamp in ("red", "yellow")]
    behind.sort(key=lambda row: (row.standing.lamp != "red", _ahead(row)))
    return [Problem(row, causes.get(row.item.pk, "")) for row in behind]


def _ahead(row: Row) -> float:
    standing = row.standing
    if standing.progress is None or standing.pace is None:
        return 0.0
    return float(standing.progress - standing.pace)


@dataclass(frozen=True)
class Standing:
    """A line of a ranking: lamps of a county, a campaign or a unit."""

    name: str
    counts: Mapping[str, int]
    address: str = ""

    @property
    def lit(self) -> int:
        """Items with a lamp."""
        return sum(self.counts.get(lamp, 0) for lamp in LIT)

    @property
    def good(self) -> float | None:
        """The share of items on time among those with a lamp; None without any."""
        return sum(self.counts.get(lamp, 0) for lamp in GOOD) / self.lit if self.lit else None

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.counts.values())

    @property
    def heat(self) -> int:
        """0 (none lit) to 5 (all on time), for the shade of a cell."""
        return 0 if self.good is None else 1 + min(4, int(self.good * 5))


def counted(rows: Iterable[Row], key: Any, address: Any = None) -> list[Standing]:
    """Return lamps by ``key(row)``; rows with no key are left out; in the order in which keys first come."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, str] = {}
    for row in rows:
        if name := key(row):
            found[name][row.standing.lamp] += 1
            places.setdefault(name, address(row) if address else "")
    return [Standing(name, counts, places[name]) for name, counts in found.items()]


def ranked(lines: Iterable[Standing]) -> list[Standing]:
    """Return the lines, the largest share on time first, those without a lamp last."""
    return sorted(lines, key=lambda line: (line.good is None, -(line.good or 0), -line.lit))
