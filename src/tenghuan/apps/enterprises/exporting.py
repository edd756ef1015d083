"""Registers out: templates with drop-downs, and what is in force of a register, ready to be handed in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenghuan.apps.enterprises.merging import IDENTITY, Given, counted, direct, given
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record
from tenghuan.apps.enterprises.projection import town_ids
from tenghuan.apps.organization.models import Region
from tenghuan.reading.registers import registers
from tenghuan.reference import industries, parks

Row = dict[str, Any]
Chosen = defaultdict[int, set[str]]


def drop_downs(county: Region | None) -> dict[str, list[str]]:
    """Return what the templates offer: the county's towns and parks (none without a county), all industries."""
    codes = [f"{entry.code} {entry.name}" for entry in industries() if entry.code.isdigit()]
    if county is None:
        return {"industry": codes}
    used = Enterprise.objects.filter(county=county).exclude(park="").values_list("park", flat=True).distinct()
    known = [park.name for park in parks(county.code)]
    return {"town": sorted(town_ids(county)), "park": sorted({*known, *used}), "industry": codes}


def rows_of(account: Any, register: str, year: int | None) -> Iterator[Row]:
    """Yield the rows of a register (and year) that are in force, of the enterprises in the account's scope."""
    records = Record.objects.visible_to(account).filter(register=register)
    if year is not None:
        records = records.filter(year=year)
    who = _identities(account) if register == "base" else {}
    chosen: Chosen = defaultdict(set)
    decided = Conflict.objects.visible_to(account).exclude(chosen=None)
    for pk, fact in decided.values_list("chosen_id", "fact"):
        chosen[pk].add(fact)
    columns = ("enterprise_id", "year", "pk", "register", "source__unit", "source_id", "month", "values")
    ordered = records.order_by("enterprise__uscc", "enterprise_id", "year", "source_id", "pk")
    group: list[tuple[Given, Row]] = []
    present: tuple[int, int | None] | None = None
    for enterprise, of, *rest in ordered.values_list(*columns).iterator():
        if present != (enterprise, of):
            yield from _in_force(group, chosen, who.get(present[0] if present else 0))
            present, group = (enterprise, of), []
        group.append((given(*rest), rest[-1]))
    yield from _in_force(group, chosen, who.get(present[0] if present else 0))


def _identities(account: Any) -> dict[int, Row]:
    """Return enterprise → its identity as base rows say it."""
    found = Enterprise.objects.visible_to(account).values("pk", *[k for k in IDENTITY if k != "town"], "town__name")
    return {row.pop("pk"): {**row, "town": row.pop("town__name")} for row in found.iterator()}


def _in_force(group: list[tuple[Given, Row]], chosen: Mapping[int, set[str]], identity: Row | None) -> Iterable[Row]:
    """Return rows that add up to what is in force: the first bureau's, with what others say beyond it or was decided.

    A bureau that cuts the whole in other parts (parcels, months) stands for all of it or for none: parts of two cuts
    would count twice.
    """
    if not group:
        return []
    if identity is not None:
        whole: Row = {}
        for _, values in group:
            whole |= values
        return [whole | {key: value if value != "" else None for key, value in identity.items()}]
    origins: dict[str, list[Given]] = defaultdict(list)
    values_of = {row.pk: values for row, values in group}
    for row, _ in group:
        origins[row.unit].append(row)
    found: dict[tuple[Any, ...], Row] = {}
    for own in origins.values():
        facts = set().union(*(chosen.get(row.pk, set()) for row in own))
        told = {row.parts: values_of[row.pk] for row in own}  # a later row of the same key corrects the earlier
        if not found or (facts and told.keys() != found.keys()):
            found = told
        elif told.keys() == found.keys():
            found = {parts: _over(own[0].register, row, told[parts], facts) for parts, row in found.items()}
    return found.values()


def _over(register: str, row: Row, told: Row, facts: set[str]) -> Row:
    """Return a row with what another bureau says where it is blank, and of the facts that were decided for it."""
    columns = facts & {*direct(register)} if all(told.get(fact) is not None for fact in facts) else set(told)
    said = {key: value for key, value in told.items() if value is not None}
    blank = {key: value for key, value in said.items() if row.get(key) is None}
    decided = {key: value for key, value in said.items() if facts and key in columns}
    return row | blank | decided


def land_rows(records: Iterable[Record]) -> tuple[int | None, list[Row]]:
    """Return the latest year with land records of an enterprise, and the parcels that count in it.

    ``records``: all of the enterprise, with their sources.
    """
    land = [record for record in records if record.register == "land"]
    latest = max((record.year for record in land if record.year is not None), default=None)
    own = sorted((r for r in land if r.year == latest), key=lambda r: (r.source_id, r.pk))
    rows = [given(r.pk, r.register, r.source.unit, r.source_id, r.month, r.values) for r in own]
    counting = {row.pk for row in counted(rows)}
    return latest, [{**r.values, "unit": r.source.unit} for r in own if r.pk in counting]


def register_names() -> dict[str, str]:
    """Return register id → Chinese name."""
    return {key: register.name for key, register in registers().items()}
