"""Rebuild yearly facts and identities from records, and note what bureaus disagree on. Called by services only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from tenghuan.apps.enterprises import bulk
from tenghuan.apps.enterprises.merging import IDENTITY, Given, Merged, facts_of, given, kin, merge
from tenghuan.apps.enterprises.models import Conflict, Enterprise, FormerName, Record, Source, YearFacts
from tenghuan.apps.enterprises.names import BETWEEN
from tenghuan.apps.enterprises.single import sources_of
from tenghuan.apps.organization.models import Region

SLICE = 400  # enterprises a query; SQLite takes about a thousand parameters
PIECE = 5000  # enterprises merged before their facts are written: bounds the memory
FreshRows = Mapping[int, list[Given]]
Standing = dict[int, tuple[int, dict[str, int]]]  # enterprise → key and sources of its facts
FactsRow = tuple[int, dict[str, int], Sequence[Any]]  # enterprise, sources, values by column
BLANK = {"above_scale": None, "registered_on": None, "town": None}
COLUMNS = ("enterprise_id", "pk", "register", "source__unit", "source_id", "month", "values")


def slices(ids: Iterable[int], size: int = SLICE) -> Iterable[list[int]]:
    """Cut ids into pieces, by default such that one query takes, in order."""
    ordered = sorted(ids)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def rebuild(
    register: str,
    year: int,
    enterprises: Iterable[int],
    fresh: FreshRows | None = None,
) -> int:
    """Rebuild the facts that ``register`` feeds for some enterprises and a year; return how many conflicts stand.

    Args:
        register: whose records came or went.
        year: of the facts.
        enterprises: the ids touched.
        fresh: enterprise → its records, where these are known to be all there are of the register and its kin.
    """
    columns = _columns(register)
    if not columns:
        return 0
    fresh, conflicts = fresh or {}, 0
    for piece in slices(fresh, PIECE):
        merged = {e: merge(fresh[e]) for e in piece}
        _write_facts(year, _rows_of(merged, columns), columns, _standing(year, merged))
    for piece in slices(e for e in enterprises if e not in fresh):
        merged, standing = _reread(piece, register=register, year=year)
        _write_facts(year, _rows_of(merged, columns), columns, _standing(year, merged))
        conflicts += standing
    return conflicts


def build(register: str, year: int, enterprises: list[int], records: list[int], facts: Mapping[str, list[Any]]) -> None:
    """Write the facts of enterprises of which the register and its kin have one record each.

    Args:
        register: whose records they are.
        year: of the facts.
        enterprises: their ids.
        records: the record of each.
        facts: fact → the value of each, None where unknown.
    """
    columns = _columns(register)
    if not columns:
        return
    none = [None] * len(enterprises)
    values = zip(*(facts.get(column, none) for column in columns), strict=True)
    rows = zip(enterprises, sources_of(facts, records), values, strict=True)
    _write_facts(year, rows, columns, _standing(year, enterprises))


def _columns(register: str) -> tuple[str, ...]:
    """Return the facts that a register and its kin feed."""
    return tuple(dict.fromkeys(fact for name in sorted(kin(register)) for fact in facts_of(name)))


def _reread(piece: list[int], *, register: str, year: int | None) -> tuple[dict[int, Merged], int]:
    """Merge the records of a slice of enterprises as they stand in the database; note conflicts."""
    merged, known = _merged(piece, register=register, year=year)
    return merged, _note_conflicts(year, merged, known)


def _merged(
    piece: list[int], *, register: str, year: int | None
) -> tuple[dict[int, Merged], dict[tuple[int, str, int, int], int]]:
    """Return what the records of enterprises add up to, and the conflicts that are noted of them."""
    rows: dict[int, list[Given]] = {e: [] for e in piece}
    found = Record.objects.filter(enterprise_id__in=piece, year=year, register__in=kin(register))
    for enterprise, *rest in found.values_list(*COLUMNS):
        rows[enterprise].append(given(*rest))
    columns = IDENTITY if register == "base" else _columns(register)
    kept = Conflict.objects.filter(enterprise_id__in=piece, year=year, fact__in=columns)
    decided: dict[int, dict[tuple[str, frozenset[int]], int]] = defaultdict(dict)
    known: dict[tuple[int, str, int, int], int] = {}
    for conflict in kept:
        known[conflict.enterprise_id, conflict.fact, conflict.first_id, conflict.second_id] = conflict.pk
        if conflict.chosen_id:
            pair = frozenset((conflict.first_id, conflict.second_id))
            decided[conflict.enterprise_id][conflict.fact, pair] = conflict.chosen_id
    return {e: merge(own, decided.get(e)) for e, own in rows.items()}, known


def listed(enterprise: Enterprise) -> Merged:
    """Return what the lists of bureaus say of who an enterprise is; a town by its key, a day as its text."""
    found = _merged([enterprise.pk], register="base", year=None)[0][enterprise.pk]
    if "town" in found.values:
        found.values["town"] = town_ids(enterprise.county).get(found.values["town"])
    return found


def _note_conflicts(year: int | None, merged: dict[int, Merged], known: dict[tuple[int, str, int, int], int]) -> int:
    standing = {(e, *conflict) for e, result in merged.items() for conflict in result.conflicts}
    Conflict.objects.filter(pk__in=[pk for key, pk in known.items() if key not in standing]).delete()
    Conflict.objects.bulk_create(
        Conflict(enterprise_id=e, year=year, fact=fact, first_id=first, second_id=second)
        for e, fact, first, second in sorted(standing - known.keys())
    )
    return len(standing)


def _standing(year: int, enterprises: Collection[int]) -> Standing:
    """Return enterprise → (key, sources) of the facts that stand of a year."""
    known: Standing = {}
    if YearFacts.objects.filter(year=year).exists():
        for piece in slices(enterprises):
            found = YearFacts.objects.filter(year=year, enterprise_id__in=piece)
            known |= {e: (pk, sources) for e, pk, sources in found.values_list("enterprise_id", "pk", "sources")}
    return known


def _rows_of(merged: Mapping[int, Merged], columns: tuple[str, ...]) -> Iterator[FactsRow]:
    for enterprise, result in merged.items():
        values = [None if (v := result.values.get(column)) is None else str(v) for column in columns]
        yield enterprise, result.sources, values


def _write_facts(year: int, rows: Iterable[FactsRow], columns: tuple[str, ...], known: Standing) -> None:
    """Set the given columns of every row's enterprise and year; a year of which nothing is known is taken out."""
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    empty: list[int] = []
    for enterprise, origins, values in rows:
        if enterprise not in known:
            if origins:
                new.append((enterprise, year, bulk.as_json(origins), *values))
            continue
        pk, sources = known[enterprise]
        sources = {fact: record for fact, record in sources.items() if fact not in columns} | origins
        if sources:
            changed.append((bulk.as_json(sources), *values, pk))
        else:
            empty.append(pk)
    bulk.insert(YearFacts, ("enterprise", "year", "sources", *columns), new)
    bulk.update(YearFacts, ("sources", *columns), changed)
    for piece in slices(empty):
        YearFacts.objects.filter(pk__in=piece).delete()


def identify(source: Source, enterprises: Iterable[int], fresh: FreshRows | None = None) -> tuple[int, int]:
    """Set who enterprises are by the base register's records; return (how many names changed, conflicts).

    ``fresh``: enterprise → its base records, where these are known to be all there are.
    """
    fresh, towns = fresh or {}, town_ids(source.county)
    renamed = conflicts = 0
    for piece in slices(fresh):
        renamed += _write_identities(source, {e: merge(fresh[e]) for e in piece}, towns)
    for piece in slices(e for e in enterprises if e not in fresh):
        merged, standing = _reread(piece, register="base", year=None)
        renamed += _write_identities(source, merged, towns)
        conflicts += standing
    return renamed, conflicts


def _write_identities(source: Source, merged: dict[int, Merged], towns: dict[str, int]) -> int:
    """Set the identities of a slice of enterprises; return how many names changed.

    What a person said stands above the lists. A row that changes gets the next revision, so that whoever has it open
    does not write over it.
    """
    renamed: list[tuple[int, str]] = []
    changes: list[tuple[Any, ...]] = []
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = Enterprise.objects.filter(pk__in=list(merged)).order_by("pk").select_for_update(of=("self",))
    for row in rows.values("pk", "revision", "by_hand", *IDENTITY):
        values = merged[row["pk"]].values
        now = {key: values.get(key, BLANK.get(key, "")) for key in IDENTITY}
        now["name"] = values.get("name") or row["name"]
        now["town"] = towns.get(values.get("town", ""), row["town"])
        now |= row["by_hand"]
        if row["name"] != now["name"]:
            renamed.append((row["pk"], row["name"]))
        if any(now[key] != told(row[key]) for key in IDENTITY):
            changes.append((*(now[key] for key in IDENTITY), row["revision"] + 1, at, row["pk"]))
    bulk.update(Enterprise, (*IDENTITY, "revision", "changed_at"), changes)
    return _keep_names(source, renamed)


def told(value: Any) -> Any:
    """Return a value of an identity as ``by_hand`` keeps it: a link by its key, a day as its text."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


def tell_former_names(enterprises: Iterable[int]) -> None:
    """Write the former names that are known into the column by which people read them."""
    for piece in slices(enterprises):
        known: dict[int, list[str]] = defaultdict(list)
        rows = FormerName.objects.filter(enterprise_id__in=piece).order_by("name")
        for owner, name in rows.values_list("enterprise_id", "name"):
            known[owner].append(name)
        held = Enterprise.objects.filter(pk__in=piece).order_by("pk").select_for_update(of=("self",))
        for pk, former in held.values_list("pk", "former"):
            if (names := BETWEEN.join(known[pk])) != former:
                same = Enterprise.objects.filter(pk=pk)
                same.update(former=names, revision=F("revision") + 1, changed_at=timezone.now())


def _keep_names(source: Source, renamed: list[tuple[int, str]]) -> int:
    """Keep the names that enterprises no longer bear, as long as their source stands."""
    if not renamed:
        return 0
    if source.pk:
        rows = [FormerName(enterprise_id=pk, name=name, source=source) for pk, name in renamed]
        FormerName.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
    return len(renamed)


def town_ids(county: Region) -> dict[str, int]:
    """Return name → id of the county's towns and streets (one query)."""
    return dict(Region.objects.filter(parent=county).values_list("name", "pk"))
