"""From the records of one enterprise and year to its facts: which row counts, what is summed, what disagrees.

The rules, in order:

1. Two rows of one origin (register and unit) with the same key: the later source corrects the earlier.
2. Rows of one origin with different keys are parts of one whole (parcels, months) and are summed; a row for the whole
   year stands above its months.
3. Two origins that give one fact differently are a conflict. The one that was there first stays in force until a
   person decides; a decision holds as long as both records stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from tenghuan.reading.registers import Register, facts, registers

FACTS = (
    *("land_mu", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu"),
    *("tax", "value_added", "revenue", "employees", "energy_tce", "electricity", "emissions", "rd"),
)
QUANTUM = Decimal("0.000001")  # what a column of YearFacts keeps


@dataclass(frozen=True)
class Given:
    """One record as merging sees it; ``order`` grows with the time of commit."""

    pk: int
    register: str
    unit: str
    order: int
    month: int | None
    values: Mapping[str, Any]


@dataclass
class Merged:
    """Facts in force, the record each comes from, and (fact, first record, second record) where origins disagree."""

    facts: dict[str, Decimal] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    conflicts: list[tuple[str, int, int]] = field(default_factory=list)


@cache
def _register(name: str) -> Register:
    return registers()[name]


def merge(records: Iterable[Given], chosen: Mapping[tuple[str, frozenset[int]], int] | None = None) -> Merged:
    """Merge the records of one enterprise and year.

    Args:
        records: in any order.
        chosen: (fact, the two records in conflict) → the record that a person decided for.
    """
    origins: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for given in sorted(records, key=lambda g: (g.order, g.pk)):
        origins[given.register, given.unit].append(given)
    merged = Merged()
    decided = chosen or {}
    for own in sorted(origins.values(), key=lambda g: g[0].order):
        found, source = _origin(own)
        for fact, value in found.items():
            _settle(merged, fact, value, source, decided)
    return merged


def _settle(
    merged: Merged, fact: str, value: Decimal, source: int, chosen: Mapping[tuple[str, frozenset[int]], int]
) -> None:
    if fact not in merged.facts:
        merged.facts[fact], merged.sources[fact] = value, source
    elif merged.facts[fact] != value:
        first = merged.sources[fact]
        merged.conflicts.append((fact, first, source))
        if chosen.get((fact, frozenset((first, source)))) == source:
            merged.facts[fact], merged.sources[fact] = value, source


def _origin(own: list[Given]) -> tuple[dict[str, Decimal], int]:
    """Return the facts of one origin and the record that stands for them (the last row that counts)."""
    register = _register(own[0].register)
    parts = [key for key in register.key if key not in ("uscc", "year")]
    latest = {tuple(g.values.get(key) for key in parts): g for g in own}
    counted = list(latest.values())
    if "month" in parts:
        whole = [given for given in counted if given.month is None]
        counted = whole or counted
    sums: dict[str, Decimal] = {}
    for given in counted:
        for fact, value in facts(register, given.values).items():
            if fact in FACTS:
                sums[fact] = sums.get(fact, Decimal(0)) + Decimal(str(value))
    return {fact: value.quantize(QUANTUM, ROUND_HALF_UP) for fact, value in sums.items()}, counted[-1].pk
