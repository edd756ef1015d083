"""A checked sheet becomes part of the register, all of it or nothing; a source can be withdrawn whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.enterprises import bulk, hooks
from tenghuan.apps.enterprises.merging import Given, given, kin
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Record, Source
from tenghuan.apps.enterprises.projection import identify, rebuild, slices, town_ids
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

RECORD = ("source", "enterprise", "register", "year", "month", "line", "values")
NAMES = re.compile(r"[;；、\n]+")


@dataclass(frozen=True)
class Sheet:
    """Where rows come from, for the way back: workbook, digest, sheet, register, unit, field key → column letter."""

    workbook: str
    digest: str
    sheet: str
    register: str
    unit: str = ""
    columns: dict[str, str] = field(default_factory=dict)


class Line(NamedTuple):
    """One row: its number in the workbook and its values by field key in base units (``uscc`` is among them)."""

    number: int
    values: dict[str, Any]


@service("enterprises.commit_source")
def commit_source(actor: Actor, county: Region, sheet: Sheet, lines: Iterable[Line]) -> Source:
    """Take a sheet into the register: enterprises that are new, one record a row, facts rebuilt, conflicts noted.

    Args:
        actor: who is recorded as the officer.
        county: whose register.
        sheet: where the rows come from.
        lines: iterated several times (a list, or anything that yields the same lines each time); a generator is
            made a list.

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
    rows = list(lines) if iter(lines) is lines else lines
    ids, created = _enterprises(county, rows)
    before = _occupied(source)
    taken = _Taken(source, ids, before)
    bulk.insert(Record, RECORD, map(taken.take, rows))
    source.rows = taken.rows
    source.save(update_fields=("rows",))
    renamed, conflicts = _project(source, taken)
    figures = {"rows": source.rows, "new_enterprises": created, "renamed": renamed, "conflicts": conflicts}
    record(source, after={**snapshot(source), **figures})
    return source


@service("enterprises.withdraw_source")
def withdraw_source(actor: Actor, source: Source) -> None:
    """Take a source out of the register with all its records; the facts are what the others say.

    Enterprises that only this source knew go with it.

    Raises:
        InputFault: something final stands on it (``hooks.withdraw_guards`` says what).
    """
    for guard in hooks.withdraw_guards:
        if reason := guard(source):
            raise InputFault(reason, where=str(source), remedy=_("已定稿的结果所依据的数据不能撤回；请用更正批次入库"))
    touched: dict[int | None, set[int]] = defaultdict(set)
    for enterprise, year in source.records.values_list("enterprise_id", "year").distinct():
        touched[year].add(enterprise)
    record(source, before={**snapshot(source), "rows": source.rows})
    Record.objects.filter(source=source).delete()
    source.delete()
    every = set().union(*touched.values()) if touched else set()
    gone = _drop_unknown(every)
    for year, enterprises in touched.items():
        if year is not None:
            rebuild(source.register, year, enterprises - gone)
    if source.register == "base":
        identify(source, every - gone)
        for piece in slices(every - gone):
            _drop_present_names(piece)


def _drop_present_names(piece: list[int]) -> None:
    present = dict(Enterprise.objects.filter(pk__in=piece).values_list("pk", "name"))
    former = FormerName.objects.filter(enterprise_id__in=piece)
    same = [pk for pk, owner, name in former.values_list("pk", "enterprise_id", "name") if present[owner] == name]
    FormerName.objects.filter(pk__in=same).delete()


def _drop_unknown(enterprises: set[int]) -> set[int]:
    """Delete the enterprises of which no record is left; return their ids."""
    gone: set[int] = set()
    for piece in slices(enterprises):
        left = set(Record.objects.filter(enterprise_id__in=piece).values_list("enterprise_id", flat=True))
        unknown = [pk for pk in piece if pk not in left]
        try:
            Enterprise.objects.filter(pk__in=unknown).delete()
        except ProtectedError as fault:
            raise InputFault(
                _("该批次新登记的企业已被其他业务引用，不能撤回"), remedy=_("请先处理引用这些企业的业务记录")
            ) from fault
        gone.update(unknown)
    return gone


def _enterprises(county: Region, rows: Iterable[Line]) -> tuple[dict[str, int], int]:
    """Return credit code → enterprise for all rows, creating the unknown under the name that the row gives."""
    known = dict(Enterprise.objects.filter(county=county).values_list("uscc", "pk"))
    towns = town_ids(county)
    new: dict[str, tuple[Any, ...]] = {}
    for line in rows:
        code = line.values["uscc"]
        if code not in known:
            named = (line.values.get("name") or code, towns.get(line.values.get("town") or ""))
            new[code] = (county.pk, code, *named, "", "", "normal", "", "", "")
    if new:
        columns = ("county", "uscc", "name", "town", "park", "industry", "status", "address", "contact", "phone")
        last = Enterprise.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        bulk.insert(Enterprise, columns, new.values())
        added = Enterprise.objects.filter(county=county, pk__gt=last).order_by("pk") if known else Enterprise.objects
        known |= dict(added.filter(county=county).values_list("uscc", "pk"))
    return known, len(new)


def _occupied(source: Source) -> set[tuple[int, int | None]]:
    """Return the (enterprise, year) of which the register and its kin hold records already."""
    others = Source.objects.filter(county=source.county, register__in=kin(source.register)).exclude(pk=source.pk)
    if not (ids := list(others.values_list("pk", flat=True))):
        return set()
    return set(Record.objects.filter(source_id__in=ids).values_list("enterprise_id", "year").distinct())


class _Taken:
    """Turns lines into rows of records, and notes on the way what the facts are to be rebuilt from.

    ``fresh``: year → enterprise → its lines, where no other record of the register's kin is known; a line's number
    stands for the record that is about to be. ``shared``: year → enterprises that are to be read again.
    """

    def __init__(self, source: Source, ids: dict[str, int], before: set[tuple[int, int | None]]) -> None:
        self.source, self.ids, self.before, self.rows = source, ids, before, 0
        self.fresh: dict[int | None, dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
        self.shared: dict[int | None, set[int]] = defaultdict(set)
        self.former: list[tuple[int, str]] = []

    def take(self, line: Line) -> tuple[Any, ...]:
        """Return the record's row."""
        self.rows += 1
        source, register = self.source, self.source.register
        values = {key: value for key, value in line.values.items() if value is not None}
        enterprise, year, month = self.ids[values["uscc"]], values.get("year"), values.get("month")
        if names := values.get("former_names"):
            self.former += [(enterprise, name.strip()) for name in NAMES.split(names) if name.strip()]
        if (enterprise, year) in self.before:
            self.shared[year].add(enterprise)
        else:
            row = given(line.number, register, source.unit, source.pk, month, values)
            self.fresh[year][enterprise].append(row)
        return (source.pk, enterprise, register, year, month, line.number, bulk.as_json(values))


def _project(source: Source, taken: _Taken) -> tuple[int, int]:
    """Bring facts (or identities) up to date; return (names changed, conflicts standing)."""
    fresh, shared = taken.fresh, taken.shared
    if source.register == "base":
        FormerName.objects.bulk_create(
            [FormerName(enterprise_id=pk, name=name[:120], source=source) for pk, name in taken.former],
            batch_size=200,
            ignore_conflicts=True,
        )
        return identify(source, [*fresh[None], *shared[None]], fresh[None])
    records = dict(Record.objects.filter(source=source).values_list("line", "pk"))
    conflicts = 0
    for year in sorted(year for year in {*fresh, *shared} if year is not None):
        touched = [*fresh[year], *shared[year]]
        conflicts += rebuild(source.register, year, touched, fresh[year], records)
    return 0, conflicts
