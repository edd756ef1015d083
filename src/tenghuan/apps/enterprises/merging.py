"""From the records of one enterprise to what is in force: which row counts, what is summed, what disagrees.

The rules, in order:

1. Two rows of one origin (register and unit) with the same key: the later source corrects the earlier.
2. Rows of one origin with different keys are parts of one whole (parcels, months) and are summed; a row for the whole
   year stands above its months.
3. Two origins that give one value differently are a conflict. The one that was there first stays in force until a
   person decides; a decision holds as long as both records stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, NamedTuple

from tenghuan.reading.registers import Register, fact_columns, facts, registers

FACTS = (
    *("land_mu", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu"),
    *("tax", "value_added", "revenue", "employees", "energy_tce", "electricity", "emissions", "rd"),
)
IDENTITY = ("name", "town", "park", "industry", "above_scale", "registered_on", "address", "contact", "phone")
QUANTUM = Decimal("0.000001")  # what a column of YearFacts keeps
Pair = frozenset[int]
Chosen = Mapping[tuple[str, Pair], int]


class Given(NamedTuple):
    """One record as merging sees it; ``order`` grows with the time of commit.

    ``parts``: the values of the register's key besides code and year; ``values``: fact or identity column → value.
    """

    pk: int
    register: str
    unit: str
    order: int
    month: int | None
    parts: tuple[Any, ...]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Merged:
    """Values in force, the record each comes from, and (column, first, second record) where origins disagree."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    conflicts: list[tuple[str, int, int]] = field(default_factory=list)


@cache
def _register(name: str) -> Register:
    return registers()[name]


@cache
def facts_of(register: str) -> tuple[str, ...]:
    """Return the columns of YearFacts that a register feeds."""
    return tuple(fact for fact in FACTS if fact in fact_columns(_register(register)))


@cache
def kin(register: str) -> frozenset[str]:
    """Return the registers whose records must be merged together: those that share a fact with it, and theirs."""
    group, fed = {register}, set(facts_of(register))
    while grown := {r for r in registers() if r not in group and fed & set(facts_of(r))}:
        group |= grown
        fed |= {fact for r in grown for fact in facts_of(r)}
    return frozenset(group)


@cache
def _parts(register: str) -> tuple[str, ...]:
    return tuple(key for key in _register(register).key if key not in ("uscc", "year"))


def values_of(register: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says: the facts that its register feeds, or identity columns of the base register."""
    if register == "base":
        return {key: values[key] for key in IDENTITY if values.get(key) is not None}
    wanted, own = facts_of(register), direct(register)
    found = {key: value for key in own if (value := values.get(key)) is not None}
    if len(found) < len(wanted):
        every = facts(_register(register), values)
        found = {key: every[key] for key in wanted if key in every}
    return found


@cache
def direct(register: str) -> tuple[str, ...]:
    """Return the facts that a column of their own says where it is filled: the field of that key, fed or stated."""
    definition = _register(register)
    fed = {item.key for item in definition.fields if item.fact == item.key}
    stated = {rule.fact for rule in definition.derived if rule.stated == rule.fact}
    return tuple(fact for fact in facts_of(register) if fact in fed | stated)


def given(pk: int, register: str, unit: str, order: int, month: int | None, values: Mapping[str, Any]) -> Given:
    """Return a record's row as merging sees it."""
    parts = tuple([values.get(key) for key in _parts(register)])
    return Given(pk, register, unit, order, month, parts, values_of(register, values))


def merge(records: Iterable[Given], chosen: Chosen | None = None) -> Merged:
    """Merge the records of one enterprise and year (or, of the base register, of one enterprise).

    Args:
        records: in any order.
        chosen: (column, the two records in conflict) → the record that a person decided for.
    """
    records = list(records)
    merged = Merged()
    if len(records) == 1:  # the common case, thousands of times in one commit
        found = _origin(records)
        merged.values = {column: value for column, (value, _) in found.items()}
        merged.sources = {column: source for column, (_, source) in found.items()}
        return merged
    origins: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for row in sorted(records, key=lambda g: (g.order, g.pk)):
        origins[row.register, row.unit].append(row)
    for own in origins.values():
        for column, (value, source) in _origin(own).items():
            _settle(merged, column, value, source, chosen or {})
    return merged


def _settle(merged: Merged, column: str, value: Any, source: int, chosen: Chosen) -> None:
    if column not in merged.values:
        merged.values[column], merged.sources[column] = value, source
    elif merged.values[column] != value:
        first = merged.sources[column]
        merged.conflicts.append((column, first, source))
        if chosen.get((column, frozenset((first, source)))) == source:
            merged.values[column], merged.sources[column] = value, source


def counted(own: Iterable[Given]) -> list[Given]:
    """Return the rows of one origin, in order of commit, that count: none that a later one corrects."""
    latest = {row.parts: row for row in own}
    rows = list(latest.values())
    if rows and "month" in _parts(rows[0].register):
        return [row for row in rows if row.month is None] or rows
    return rows


def _origin(own: list[Given]) -> dict[str, tuple[Any, int]]:
    """Return column → (value, the record that stands for it: the last row that counts)."""
    if own[0].register == "base":
        # a later sheet corrects what it says; what it leaves blank stays as it was
        return {column: (value, row.pk) for row in own for column, value in row.values.items()}
    rows = own if len(own) == 1 else counted(own)
    sums: dict[str, Decimal] = {}
    for row in rows:
        for column, value in row.values.items():
            sums[column] = sums.get(column, Decimal(0)) + Decimal(str(value))
    last = rows[-1].pk
    return {column: (value.quantize(QUANTUM, ROUND_HALF_UP), last) for column, value in sums.items()}
