"""The facts of a county and year as one Arrow table, frozen to bytes that are the same for the same facts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation.models import Decision, DecisionKind
from tenghuan.apps.organization.models import Region

IDENTITY = ("uscc", "name", "year", "town", "park", "industry", "above_scale", "registered_on")
DECIDED = ("bonus", "deduction", "veto", "exempt")
AMOUNT = pa.decimal128(20, 6)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("uscc", "name")),
        ("year", pa.int64()),
        *((name, pa.string()) for name in ("town", "park", "industry")),
        ("above_scale", pa.bool_()),
        ("registered_on", pa.date32()),
        *((fact, AMOUNT) for fact in FACTS),
        ("bonus", AMOUNT),
        ("deduction", AMOUNT),
        ("veto", pa.string()),
        ("exempt", pa.string()),
    ]
)


def digest(content: bytes) -> str:
    """Return the SM3 digest (64 hex digits)."""
    return hashlib.new("sm3", content).hexdigest()


def decided_of(county: Region, year: int) -> dict[str, dict[str, Any]]:
    """Return credit code → bonus, deduction (sums), veto (codes by ";") and exempt (reason) as people decided."""
    found: dict[str, dict[str, Any]] = {}
    decisions = Decision.objects.filter(county=county, year=year, retired_on=None).order_by("pk")
    for uscc, kind, points, code, reason in decisions.values_list(
        "enterprise__uscc", "kind", "points", "code", "reason"
    ):
        row = found.setdefault(uscc, {})
        if kind in (DecisionKind.BONUS, DecisionKind.DEDUCTION):
            row[kind] = row.get(kind, 0) + points
        elif kind == DecisionKind.VETO:
            row[kind] = ";".join(dict.fromkeys([*filter(None, row.get(kind, "").split(";")), code]))
        else:
            row[kind] = reason
    return found


def take(
    county: Region, year: int, decided: dict[str, dict[str, Any]] | None = None, *, looks_back: bool = False
) -> pa.Table:
    """Return the facts of all enterprises of a county in a year, by credit code, columns as in the contracts.

    Args:
        county: the county.
        year: the year of the facts.
        decided: as :func:`decided_of` gives (the default).
        looks_back: the scheme compares with the year before: its rows come after those of the year.
    """
    decided = decided_of(county, year) if decided is None else decided
    found = YearFacts.objects.filter(enterprise__county=county, enterprise__retired_on=None, year=year).select_related(
        "enterprise__town"
    )
    rows = [_row(facts, decided.get(facts.enterprise.uscc, {})) for facts in found.order_by("enterprise__uscc")]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    return pa.concat_tables([table, take(county, year - 1, {})]) if looks_back and rows else table


def of_year(table: pa.Table, facts: pa.Table, year: int) -> pa.Table:
    """Return those rows of a table that are of a year; ``facts`` has as many rows, in the same order."""
    return table.filter(pc.equal(facts["year"], year))


def _row(facts: YearFacts, decided: dict[str, Any]) -> dict[str, Any]:
    enterprise = facts.enterprise
    row: dict[str, Any] = {
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "year": facts.year,
        "town": enterprise.town.name if enterprise.town else None,
        "park": enterprise.park or None,
        "industry": enterprise.industry or None,
        "above_scale": enterprise.above_scale,
        "registered_on": enterprise.registered_on,
    }
    row.update({fact: getattr(facts, fact) for fact in FACTS})
    row.update({name: decided.get(name) for name in DECIDED})
    return row


def frozen(table: pa.Table) -> bytes:
    """Return the table as Parquet bytes."""
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", store_schema=False)
    return stream.getvalue()


def thawed(content: bytes, schema: pa.Schema = SCHEMA) -> pa.Table:
    """Return the table that :func:`frozen` wrote."""
    return pq.read_table(io.BytesIO(content), schema=schema)


def corrected(table: pa.Table, corrections: Iterable[tuple[str, dict[str, Any]]], year: int) -> pa.Table:
    """Return the table with a year's facts of some enterprises replaced: (credit code, {fact: value}) pairs."""
    changes = dict(corrections)
    if not changes:
        return table
    rows = table.to_pylist()
    for row in rows:
        if row["year"] == year:
            row.update(changes.get(row["uscc"], {}))
    return pa.Table.from_pylist(rows, schema=SCHEMA)
