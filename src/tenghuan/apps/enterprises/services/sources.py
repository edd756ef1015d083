"""A checked sheet becomes part of the register, all of it or nothing; a source can be withdrawn whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, hold_rows, record, service, snapshot
from tenghuan.apps.enterprises import bulk, hooks
from tenghuan.apps.enterprises.merging import Given, given, kin
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Record, Source
from tenghuan.apps.enterprises.names import names_in
from tenghuan.apps.enterprises.projection import build, identify, rebuild, slices, tell_former_names, town_ids
from tenghuan.apps.enterprises.single import single_facts
from tenghuan.apps.enterprises.table import Line, Table
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

RECORD = ("source", "enterprise", "register", "year", "month", "line", "values")
ENTERPRISE = (
    *("county", "uscc", "name", "town", "park", "industry", "status", "address", "contact", "phone", "former"),
    *("by_hand", "revision", "made_at", "changed_at", "retired_because", "sample"),
)


@dataclass(frozen=True)
class Sheet:
    """Where rows come from, for the way back: workbook, digest, sheet, register, unit, field key → column letter."""

    workbook: str
    digest: str
    sheet: str
    register: str
    unit: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@service("enterprises.commit_source", gettext_lazy("登记表入库"), locks=("county",))
def commit_source(actor: Actor, county: Region, sheet: Sheet, rows: Table | Iterable[Line]) -> Source:
    """Take a sheet into the register: enterprises that are new, one record a row, facts rebuilt, conflicts noted.

    Args:
        actor: who is recorded as the officer.
        county: whose register.
        sheet: where the rows come from.
        rows: by columns or one by one.

    Raises:
        InputFault: the same sheet of the same workbook is committed already; nothing is changed.
    """
    if Source.objects.filter(county=county, digest=sheet.digest, sheet=sheet.sheet, register=sheet.register).exists():
        raise InputFault(
            _("这张表已入库，未重复入库"), where=f"{sheet.workbook} {sheet.sheet}", remedy=_("如需更正，请先撤回原批次")
        )
    table = rows if isinstance(rows, Table) else Table.of(rows)
    source = Source.objects.create(
        county=county, officer=actor.person or actor.account, at=timezone.now(), rows=len(table), **vars(sheet)
    )
    ids, created = _enterprises(county, table)
    before = _occupied(source)
    _write_records(source, table, ids)
    renamed, conflicts = _project(source, table, ids, before)
    figures = {"rows": source.rows, "new_enterprises": created, "renamed": renamed, "conflicts": conflicts}
    record(source, after={**snapshot(source), **figures})
    return source


@service("enterprises.withdraw_source", gettext_lazy("撤回登记表"))
def withdraw_source(actor: Actor, source: Source) -> None:
    """Take a source out of the register with all its records; the facts are what the others say.

    Enterprises that only this source knew go with it.

    Raises:
        InputFault: something final stands on it (``hooks.withdraw_guards`` says what).
    """
    hold_rows(source.county, source)
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
        tell_former_names(every - gone)


def _drop_present_names(piece: list[int]) -> None:
    present = dict(Enterprise.objects.filter(pk__in=piece).values_list("pk", "name"))
    former = FormerName.objects.filter(enterprise_id__in=piece)
    same = [pk for pk, owner, name in former.values_list("pk", "enterprise_id", "name") if present[owner] == name]
    FormerName.objects.filter(pk__in=same).delete()


def _drop_unknown(enterprises: set[int]) -> set[int]:
    """Delete the enterprises of which no record is left and no person said anything; return their ids."""
    gone: set[int] = set()
    for piece in slices(enterprises):
        left = set(Record.objects.filter(enterprise_id__in=piece).values_list("enterprise_id", flat=True))
        people = Enterprise.objects.filter(pk__in=piece).exclude(by_hand={}).values_list("pk", flat=True)
        left.update(people)
        unknown = [pk for pk in piece if pk not in left]
        try:
            Enterprise.objects.filter(pk__in=unknown).delete()
        except ProtectedError as fault:
            raise InputFault(
                _("该批次新登记的企业已被其他业务引用，不能撤回"), remedy=_("请先处理引用这些企业的业务记录")
            ) from fault
        gone.update(unknown)
    return gone


def _enterprises(county: Region, table: Table) -> tuple[list[int], int]:
    """Return each row's enterprise and how many are new, creating the unknown under the name that the row gives."""
    known = dict(Enterprise.objects.filter(county=county).values_list("uscc", "pk"))
    towns = town_ids(county)
    codes = table.column("uscc")
    new: dict[str, tuple[Any, ...]] = {}
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    blank = ("", "", "normal", "", "", "", "", "{}", 1, now, now, "", False)
    for code, name, town in zip(codes, table.column("name"), table.column("town"), strict=True):
        if code not in known:
            new[code] = (county.pk, code, name or code, towns.get(town or ""), *blank)
    if new:
        last = Enterprise.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        bulk.insert(Enterprise, ENTERPRISE, new.values())
        known |= dict(Enterprise.objects.filter(county=county, pk__gt=last).order_by("pk").values_list("uscc", "pk"))
    return [known[code] for code in codes], len(new)


def _occupied(source: Source) -> set[tuple[int, int | None]]:
    """Return the (enterprise, year) of which the register and its kin hold records already."""
    others = Source.objects.filter(county=source.county, register__in=kin(source.register)).exclude(pk=source.pk)
    if not (ids := list(others.values_list("pk", flat=True))):
        return set()
    return set(Record.objects.filter(source_id__in=ids).values_list("enterprise_id", "year").distinct())


def _write_records(source: Source, table: Table, ids: list[int]) -> None:
    same = (repeat(source.pk), ids, repeat(source.register))
    own = (table.column("year"), table.column("month"), table.numbers, table.texts())
    bulk.insert(Record, RECORD, zip(*same, *own, strict=False))


def _project(source: Source, table: Table, ids: list[int], before: set[tuple[int, int | None]]) -> tuple[int, int]:
    """Bring facts (or identities) up to date; return (names changed, conflicts standing).

    Args:
        source: whose records were written.
        table: its rows.
        ids: the enterprise of each.
        before: (enterprise, year) of which the register and its kin hold other records, which are to be read again.
    """
    pks = dict(Record.objects.filter(source=source).values_list("line", "pk"))
    records = [pks[number] for number in table.numbers]
    keys = [*zip(ids, table.column("year"), strict=True)]
    counts = Counter(keys)
    alone: dict[int, list[int]] = defaultdict(list)
    fresh: dict[int | None, dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
    shared: dict[int | None, set[int]] = defaultdict(set)
    months, base = table.column("month"), source.register == "base"
    for at, key in enumerate(keys):
        enterprise, year = key
        if key in before:
            shared[year].add(enterprise)
        elif year is not None and counts[key] == 1:
            alone[year].append(at)
        elif year is not None or base:
            row = given(records[at], source.register, source.unit, source.pk, months[at], table.row(at))
            fresh[year][enterprise].append(row)
    if base:
        _keep_former_names(source, table, ids)
        done = identify(source, [*fresh[None], *shared[None]], fresh[None])
        tell_former_names(_named_by(source))
        return done
    for year, places in alone.items():
        facts = single_facts(source.register, table, places)
        build(source.register, year, [ids[at] for at in places], [records[at] for at in places], facts)
    years = sorted(year for year in {*fresh, *shared} if year is not None)
    return 0, sum(rebuild(source.register, y, [*fresh[y], *shared[y]], fresh[y]) for y in years)


def _named_by(source: Source) -> set[int]:
    """Return the enterprises of which a source gave a former name."""
    return set(FormerName.objects.filter(source=source).values_list("enterprise_id", flat=True))


def _keep_former_names(source: Source, table: Table, ids: list[int]) -> None:
    rows = zip(ids, table.column("former_names"), strict=True)
    former = [(pk, name) for pk, names in rows for name in sorted(names_in(names))]
    FormerName.objects.bulk_create(
        [FormerName(enterprise_id=pk, name=name[:120], source=source) for pk, name in former],
        batch_size=200,
        ignore_conflicts=True,
    )
