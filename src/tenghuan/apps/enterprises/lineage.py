"""The way back: from a fact of a year to the rows and cells that make it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.merging import counted, given
from tenghuan.apps.enterprises.models import Enterprise, Record, YearFacts
from tenghuan.apps.enterprises.projection import listed
from tenghuan.reading.registers import fact_columns, quantities, registers


@dataclass
class Cell:
    """One value as a row gave it: the field's label, value and base unit, the cell it stands in ("" if in none)."""

    label: str
    value: Any
    unit: str
    cell: str


@dataclass
class RowOfOrigin:
    """One row: its cells, and whether it counts (False: a later row corrects it, or the whole year stands above)."""

    record: Record
    counts: bool
    original: str
    cells: list[Cell] = field(default_factory=list)


def origin(facts: YearFacts, fact: str, account: Any) -> list[RowOfOrigin]:
    """Return the rows of the register and unit whose value is in force, in order of commit; [] if unknown."""
    source = Record.objects.filter(pk=facts.sources.get(fact)).select_related("source").first()
    if source is None:
        return []
    found = Record.objects.filter(
        enterprise_id=facts.enterprise_id,
        year=facts.year,
        register=source.register,
        source__unit=source.source.unit,
    ).select_related("source")
    records = sorted(found, key=lambda r: (r.source_id, r.pk))
    rows = [given(r.pk, r.register, r.source.unit, r.source_id, r.month, r.values) for r in records]
    counting = {row.pk for row in counted(rows)}
    links = {r.source_id: hooks.original(r.source, account) for r in records}
    return [RowOfOrigin(r, r.pk in counting, links[r.source_id], cells_of(r, fact)) for r in records]


def origin_of_identity(enterprise: Enterprise, column: str, account: Any) -> list[RowOfOrigin]:
    """Return the row of a bureau's list that gives a column; it does not count where a person said otherwise."""
    key = listed(enterprise).sources.get(column)
    if key is None:
        return []
    record = Record.objects.select_related("source").get(pk=key)
    link = hooks.original(record.source, account)
    return [RowOfOrigin(record, column not in enterprise.by_hand, link, cells_of(record, column))]


def cells_of(record: Record, fact: str) -> list[Cell]:
    """Return the values of a row that a fact (or a field of the base register) is taken from."""
    register = registers()[record.register]
    keys = fact_columns(register).get(fact, (fact,))
    stated = keys[0]
    # where the total is stated the parts are not needed
    wanted = [stated] if record.values.get(stated) is not None else keys
    found = []
    for key in wanted:
        value = record.values.get(key)
        if value is None or key not in register.by_key:
            continue
        item = register.field(key)
        unit = quantities()[item.quantity].base if item.quantity else ""
        letter = record.source.columns.get(key, "")
        found.append(Cell(item.label, value, unit, f"{letter}{record.line}" if letter else ""))
    return found
