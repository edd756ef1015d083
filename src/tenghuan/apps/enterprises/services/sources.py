"""A checked sheet becomes part of the register, all of it or nothing; a source can be withdrawn whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Record, Source
from tenghuan.apps.enterprises.services.projection import rebuild
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

BATCH = 1000
IDENTITY = ("name", "park", "industry", "above_scale", "registered_on", "contact", "phone")


@dataclass(frozen=True)
class Sheet:
    """Where rows come from, for the way back: workbook, digest, sheet, register, unit, field key → column letter."""

    workbook: str
    digest: str
    sheet: str
    register: str
    unit: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row: its number in the workbook and its values by field key in base units (``uscc`` is among them)."""

    number: int
    values: dict[str, Any]


@service("enterprises.commit_source")
def commit_source(actor: Actor, county: Region, sheet: Sheet, lines: Iterable[Line]) -> Source:
    """Take a sheet into the register: enterprises that are new, one record a row, facts rebuilt, conflicts noted.

    Raises:
        InputFault: the same sheet of the same workbook is committed already; nothing is changed.
    """
    if Source.objects.filter(county=county, digest=sheet.digest, sheet=sheet.sheet, register=sheet.register).exists():
        raise InputFault(
            _("这张表已入库，未重复入库"), where=f"{sheet.workbook} {sheet.sheet}", remedy=_("如需更正，请先撤回原批次")
        )
    source = Source.objects.create(
        county=county, officer=actor.person or actor.account, at=timezone.now(), **vars(sheet)
    )
    rows = list(lines)
    ids, created, renamed = _enterprises(county, sheet.register, rows)
    records = [
        Record(
            source=source,
            enterprise_id=ids[line.values["uscc"]],
            register=sheet.register,
            year=line.values.get("year"),
            month=line.values.get("month"),
            line=line.number,
            values=_plain(line.values),
        )
        for line in rows
    ]
    Record.objects.bulk_create(records, batch_size=BATCH)
    touched = {(r.enterprise_id, r.year) for r in records if r.year is not None}
    conflicts = rebuild(touched)
    figures = {"rows": len(rows), "new_enterprises": created, "renamed": renamed, "conflicts": conflicts}
    record(source, after={**snapshot(source), **figures})
    return source


@service("enterprises.withdraw_source")
def withdraw_source(actor: Actor, source: Source) -> None:
    """Take a source out of the register with all its records; the facts are what the others say."""
    touched = set(source.records.exclude(year=None).values_list("enterprise_id", "year"))
    record(source, before={**snapshot(source), "rows": source.records.count()})
    source.delete()
    rebuild(touched)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in values.items()
        if value is not None
    }


def _enterprises(county: Region, register: str, rows: list[Line]) -> tuple[dict[str, int], int, int]:
    """Return credit code → enterprise for all rows, creating the unknown; the base register also sets who they are."""
    wanted = {line.values["uscc"]: line.values for line in rows}
    known = {e.uscc: e for e in Enterprise.objects.filter(county=county) if e.uscc in wanted}
    towns = {town.name: town for town in Region.objects.filter(parent=county)}
    new = [Enterprise(county=county, uscc=code, name="") for code in wanted if code not in known]
    renamed: list[FormerName] = []
    changed: list[Enterprise] = []
    for enterprise in [*known.values(), *new]:
        values = wanted[enterprise.uscc]
        if register == "base":
            former = enterprise.name
            if _identify(enterprise, values, towns) and enterprise.pk:
                changed.append(enterprise)
            if former and former != enterprise.name:
                renamed.append(FormerName(enterprise=enterprise, name=former))
        elif not enterprise.pk:
            enterprise.name = values.get("name") or enterprise.uscc
            enterprise.town = towns.get(values.get("town") or "")
    Enterprise.objects.bulk_create(new, batch_size=BATCH)
    Enterprise.objects.bulk_update(changed, [*IDENTITY, "town"], batch_size=BATCH)
    FormerName.objects.bulk_create(renamed, batch_size=BATCH, ignore_conflicts=True)
    ids = dict(Enterprise.objects.filter(county=county).values_list("uscc", "pk"))
    return ids, len(new), len(renamed)


def _identify(enterprise: Enterprise, values: dict[str, Any], towns: dict[str, Region]) -> bool:
    """Set what the base register says of an enterprise; tell whether anything changed. A blank changes nothing."""
    before = [getattr(enterprise, name) for name in (*IDENTITY, "town_id")]
    for name in IDENTITY:
        if values.get(name) is not None:
            setattr(enterprise, name, values[name])
    if town := towns.get(values.get("town") or ""):
        enterprise.town = town
    enterprise.name = enterprise.name or enterprise.uscc
    return before != [getattr(enterprise, name) for name in (*IDENTITY, "town_id")]
