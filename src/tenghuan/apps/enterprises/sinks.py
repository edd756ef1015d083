"""The registers of facts as workbooks find them: what their rows are checked against, and how they enter and leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.merging import counted, given
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Record, Source
from tenghuan.apps.enterprises.projection import town_ids
from tenghuan.apps.enterprises.services.sources import Sheet, commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Table
from tenghuan.apps.kit.sinks import Delivery, add_sink
from tenghuan.apps.organization.models import Region
from tenghuan.reading.checks import Context, Fault, Known
from tenghuan.reading.registers import Register, registers
from tenghuan.reading.workbooks import Rows
from tenghuan.reference import industries

OFFICERS = frozenset({Role.OFFICE, Role.DEPARTMENT})


def declare() -> None:
    """Let workbooks enter the registers of facts."""
    for key in registers():
        add_sink(FactSink(key))


class FactSink:
    """A register of facts: its rows are records of enterprises, of which the facts are built."""

    def __init__(self, key: str) -> None:
        self.key = key

    @property
    def fields(self) -> Register:
        """The field list that ships as data."""
        return registers()[self.key]

    def may(self, account: Any) -> bool:
        """The office and the departments of a county."""
        return account.role in OFFICERS

    def context(self, county: Region, rows: Rows, year: int | None) -> Context:
        """Towns, industries, the enterprises of the county, and last year's values where rows are of whole years."""
        months = rows.columns.get("month")
        return context(county, self.key, most_common_year(rows), year, bool(months and any(months.values)))

    def find(self, actor: Actor, county: Region, rows: Rows) -> list[Fault]:
        """Nothing more: who may bring rows in may bring in any of the county."""
        return []

    def commit(self, actor: Actor, delivery: Delivery, table: Any) -> Source:
        """Take the rows in as a source."""
        sheet = Sheet(
            workbook=delivery.workbook,
            digest=delivery.digest,
            sheet=delivery.sheet,
            register=self.key,
            unit=delivery.unit or self.fields.bureau,
            columns=dict(delivery.columns),
        )
        rows: Table = table
        return commit_source(actor, delivery.county, sheet, rows)

    def withdraw(self, actor: Actor, delivery: Delivery) -> None:
        """Take the source out with all its records."""
        same = {"county": delivery.county, "digest": delivery.digest, "sheet": delivery.sheet, "register": self.key}
        if (source := Source.objects.filter(**same).first()) is not None:
            withdraw_source(actor, source)

    def address(self) -> str:
        """The list of enterprises."""
        return reverse("enterprises:list")


def most_common_year(rows: Rows) -> int | None:
    """Return the year that most rows are of, None where they name none."""
    years = rows.columns.get("year")
    most = Counter(year for year in years.values if year).most_common(1) if years else []
    return int(most[0][0]) if most else None


@cache
def _industries() -> frozenset[str]:
    return frozenset(entry.code for entry in industries() if entry.code.isdigit())


def context(county: Region, register: str, year: int | None, given_year: int | None, monthly: bool) -> Context:
    """Return what rows of a register and year are compared with: five queries, whatever the size.

    Args:
        county: whose towns, enterprises and last year.
        register: whose last year's values count.
        year: that most rows are of.
        given_year: the year the officer said the batch is for; rows of another are then faults.
        monthly: rows are of months; then last year's whole-year values are no measure.
    """
    former: dict[int, list[str]] = defaultdict(list)
    for owner, name in FormerName.objects.filter(enterprise__county=county).values_list("enterprise_id", "name"):
        former[owner].append(name)
    found = Enterprise.objects.filter(county=county).values_list("pk", "uscc", "name")
    known = {code: Known(name, tuple(former.get(pk, ()))) for pk, code, name in found.iterator()}
    return Context(
        towns=frozenset(town_ids(county)),
        industries=_industries(),
        enterprises=known,
        last_year=_last_year(county, register, year - 1) if year and not monthly else {},
        year=given_year,
    )


def _last_year(county: Region, register: str, year: int) -> dict[str, dict[str, float]]:
    """Return code → field → value of the enterprises that have one row (one parcel, one meter) in that year."""
    fields = [item.key for item in registers()[register].fields if item.previous]
    sources = dict(Source.objects.filter(county=county, register=register).values_list("pk", "unit"))
    if not sources or not fields:
        return {}
    rows = defaultdict(list)
    records = Record.objects.filter(source_id__in=list(sources), year=year, month=None).order_by("source_id", "pk")
    columns = ("enterprise__uscc", "pk", "source_id", "values")
    for code, pk, source, values in records.values_list(*columns).iterator():
        row = given(pk, register, "", source, None, values)
        rows[code].append((row, {key: values[key] for key in fields if values.get(key) is not None}))
    last = {}
    for code, own in rows.items():
        if len(counted(row for row, _ in own)) == 1:
            last[code] = own[-1][1]
    return last
