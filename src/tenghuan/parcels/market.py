"""The gate of the secondary market: what a deal about a parcel still lacks (methodology2 §21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Deal:
    """What is known of a deal.

    ``seizures`` and ``mortgages`` stand now; ``papers``: key → whether it is told (a number, a consent); areas of the
    smallest part in ㎡ of floors and in mu of bare land, None where there is none.
    """

    kind: str
    seizures: int
    mortgages: int
    papers: Mapping[str, bool]
    floors: Decimal | None = None
    bare: Decimal | None = None


@dataclass(frozen=True)
class Rules:
    """The gate of a county: which papers each kind of deal needs, and the least that may be split off."""

    needs: Mapping[str, tuple[str, ...]]
    least_floors: Decimal
    least_bare: Decimal


def lacking(deal: Deal, rules: Rules) -> list[str]:
    """Return the keys of what a deal lacks, worst first; none: it may go on."""
    found = ["seized"] if deal.seizures else []
    needs = [*rules.needs.get(deal.kind, ()), *(["consent"] if deal.mortgages and deal.kind != "mortgage" else [])]
    found += [key for key in dict.fromkeys(needs) if not deal.papers.get(key)]
    if deal.kind == "split":
        if deal.floors is None and deal.bare is None:
            found.append("size")
        if deal.floors is not None and deal.floors < rules.least_floors:
            found.append("floors")
        if deal.bare is not None and deal.bare < rules.least_bare:
            found.append("bare")
    return found
