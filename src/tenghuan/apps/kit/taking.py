"""Rows of workbooks into a register, all or none, and back out whole: services of their own name for each register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.access.who import owner
from tenghuan.apps.audit.trail import SERVICES, Actor, hold_rows, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.doubts import Alike, RowFault, misnamed, named_in_words, plain
from tenghuan.apps.kit.exchange import SEVERAL, columns_of, named, near, numbered, reference
from tenghuan.apps.kit.limits import hold_constraints
from tenghuan.apps.kit.models import Event, EventKind, Origin, Task
from tenghuan.apps.kit.records import KEPT, bound_to, hold_open, hold_writer
from tenghuan.apps.kit.timeline import name_of
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

Row = tuple[int, Mapping[str, Any]]
# number in the sheet, record, what it said before (None: the row makes it)
Told = tuple[int, Any, dict[str, Any] | None]
FAULTS_AT_MOST = 200
NEAR = 3  # names that a fault proposes


@dataclass(frozen=True)
class Sheet:
    """Which sheet of which workbook rows come from, as a record's origin keeps it; ``columns``: field → letter."""

    batch: str
    workbook: str
    sheet: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """What a commit did: how many rows made a record, changed one, or said what the record said already."""

    made: int
    changed: int
    same: int


@dataclass
class _Reading:
    """Rows read into records: what they make or change, how many say what stands already, and what is wrong."""

    told: list[Told] = field(default_factory=list)
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    doubts: list[RowFault] = field(default_factory=list)


def declare(register: Register) -> None:
    """Make the services by which workbooks enter and leave a register."""
    service(f"{register.key}.import", gettext_lazy("工作簿入库"))(bound_to(_commit, register))
    service(f"{register.key}.take_back", gettext_lazy("撤回入库批次"))(bound_to(_take_back, register))


def commit(actor: Actor, register: Register, county: Region, sheet: Sheet, rows: Iterable[Row]) -> Done:
    """Take rows into a county's register, all or none; a row whose natural key is known changes that record.

    Args:
        rows: number in the sheet, values by column in base units (choices by their word, links by name).

    Raises:
        InputFault: rows that do not fit, each with its number, what is wrong and how to mend it.
    """
    return SERVICES[f"{register.key}.import"](actor, county, sheet, list(rows))


def take_back(actor: Actor, register: Register, batch: str) -> int:
    """Withdraw a batch whole: what it made goes, what it changed says again what it said before.

    Raises:
        InputFault: a record was changed or moved since, or is none of this actor's.
    """
    return SERVICES[f"{register.key}.take_back"](actor, batch)


def faults_of(actor: Actor, register: Register, county: Region, rows: Iterable[Row]) -> list[RowFault]:
    """Return what a commit of the rows would refuse, and what a person is to look at first; nothing is written."""
    with transaction.atomic():
        found = _read(actor, register, county, list(rows))
        transaction.set_rollback(True)
    return found.faults + found.doubts


def _commit(actor: Actor, register: Register, county: Region, sheet: Sheet, rows: list[Row]) -> Done:
    hold_rows(county)  # a county's workbooks enter one after the other: the second finds what the first brought
    found = _read(actor, register, county, rows)
    if found.faults:
        told = [_("第 %(n)d 行：%(f)s") % {"n": one.number, "f": _words(one)} for one in found.faults[:FAULTS_AT_MOST]]
        raise InputFault("\n".join(told), where=f"{sheet.workbook} {sheet.sheet}", remedy=_("请改正后重新上传"))
    if not found.told:
        nothing_changed()
        return Done(0, 0, found.same)
    _tell(actor, register, sheet, found.told)
    made = sum(before is None for _n, _thing, before in found.told)
    return Done(made, len(found.told) - made, found.same)


def _words(fault: RowFault) -> str:
    return str(InputFault(fault.message, remedy=fault.remedy))


def _read(actor: Actor, register: Register, county: Region, rows: list[Row]) -> _Reading:
    """Read rows into records and write those that are sound (inside a transaction that faults undo)."""
    found, known = _Reading(), _known(register, county)
    rows = [(number, named_in_words(register, words)) for number, words in rows]
    linked, alike = _links(register, county, rows), Alike(register, known.values())
    # a register with rules of its own may ask the database: each row must find the earlier ones there
    alone = register.complete is not None or register.hold is not None
    met: dict[tuple[str, ...], int] = {}
    for number, words in rows:
        values, faults = _resolved(register, number, words, linked)
        key = _key(register, values)
        thing = known.get(key) or register.model(county=county, made_by=actor.user)
        before = snapshot(thing) if thing.pk else None
        faults += _told_apart(thing, number, words, values)
        if any(key) and (earlier := met.setdefault(key, number)) != number:
            told = _("与第 %(n)d 行重复") % {"n": earlier}
            faults.append(RowFault(number, register.natural[0], "repeated", told, _("请合并为一行")))
        elif thing.pk and _says_nothing_new(register, thing, words, values):
            found.same += 1  # whatever state it is in and whoever hands it in: nothing is asked of it
            continue
        found.doubts += [*alike.find(number, thing, values), *misnamed(register, number, words, values)]
        faults += _admitted(actor, register, thing, number, words)
        faults = faults or _taken_in(register, thing, number, values)
        faults = faults or _of_rows(register, found.told, _held(actor, register, thing, number))
        if not faults and before is not None and before == snapshot(thing):
            found.same += 1
            continue
        if not faults and alone:
            faults = _saved(register, (number, thing, before))
        found.faults += faults
        if not faults:
            found.told.append((number, thing, before))
    if not alone and not found.faults:
        _save(register, found.told)
    return found


def _of_rows(register: Register, told: list[Told], faults: list[RowFault]) -> list[RowFault]:
    """Name a record that an earlier row makes by its row: nobody has seen the number that it would be given."""
    given = [(str(getattr(one, name)), at) for name in numbered(register) for at, one, before in told if before is None]
    found = []
    for fault in faults:
        at = next((row for number, row in given if number and number in fault.message), 0)
        if at:
            number = next(one for one, row in given if row == at)
            said = " ".join(fault.message.replace(number, " ").split())
            fault = replace(
                fault, message=_("与第 %(n)d 行重复：%(m)s") % {"n": at, "m": said}, remedy=_("请合并为一行")
            )
        found.append(fault)
    return found


def _says_nothing_new(register: Register, thing: Any, words: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Tell whether a row says of a record just what the record says: an empty cell says nothing."""
    given = [name for name in (*register.fields, *register.brings) if words.get(name) not in (None, "")]
    return all(_same(thing, name, words[name], values[name]) for name in given)


def _same(thing: Any, name: str, word: Any, value: Any) -> bool:
    stands, field = getattr(thing, name), field_of(thing, name)
    if isinstance(field, models.ForeignKey):
        # a link that can be made no more (a unit that was closed) still stands where it was made
        return stands is not None and (stands == value or reference(field).show(stands) == str(word).strip())
    if isinstance(stands, str) and stands.split() == str(value).split():
        return True  # blanks at the ends and ends of lines are lost in a workbook
    try:
        return bool(asking.cleaned(thing, [name], {name: value})[name] == stands)
    except InputFault:
        return False


def _admitted(actor: Actor, register: Register, thing: Any, number: int, words: Mapping[str, Any]) -> list[RowFault]:
    """Say why the record that a row is of may not be changed, as it stands."""
    own = [name for name in numbered(register) if words.get(name) not in (None, "")]
    if thing.pk is None:
        if not own:
            return []
        told = _("没有“%(k)s”这条记录") % {"k": words[own[0]]}
        return [RowFault(number, own[0], "link", told, _("编号由平台编排，新增的请留空"))]
    if thing.retired_on is not None:
        return [RowFault(number, "", "refused", _("“%(t)s”已停用") % {"t": thing}, _("请删去这一行"))]
    try:
        hold_open(register, thing)
    except InputFault as fault:
        return [RowFault(number, "", "refused", fault.message, fault.remedy)]
    return _theirs(actor, register, thing, number)


def _theirs(actor: Actor, register: Register, thing: Any, number: int) -> list[RowFault]:
    """Say that a record is not this actor's to write, and whose town's it is."""
    try:
        hold_writer(actor, register, thing)
    except InputFault as fault:
        path = scope_of(register.model).town
        town = owner(thing, path)
        told = _("%(m)s；这一行属于“%(t)s”") % {"m": fault.message, "t": town} if town else fault.message
        return [RowFault(number, path.split("__")[0], "refused", told, fault.remedy or _("请删去这一行"))]
    return []


class _Linked(NamedTuple):
    """What a column's names lead to, and what is told of one that leads nowhere."""

    things: Mapping[str, Any]
    remedy: Callable[[str], str]


def _links(register: Register, county: Region, rows: list[Row]) -> dict[str, _Linked]:
    """Return column → what its names lead to: one query a column, and one for all names if any leads nowhere."""
    found: dict[str, _Linked] = {}
    for column in (register.model._meta.get_field(name) for name in columns_of(register)):
        if isinstance(column, models.ForeignKey):
            names = {str(values[column.name]).strip() for _n, values in rows if values.get(column.name)}
            every = cache(partial(reference(column).names, county))
            found[column.name] = _Linked(named(column, county, names), partial(_remedy, every))
    return found


def _remedy(every: Callable[[], Iterable[str]], name: str) -> str:
    alike = "、".join(f"“{one}”" for one in near(every(), name)[:NEAR])
    told = _("请核对名称或代码")
    return _("%(t)s；名称相近的有%(n)s") % {"t": told, "n": alike} if alike else told


def _resolved(
    register: Register, number: int, words: Mapping[str, Any], linked: Mapping[str, _Linked]
) -> tuple[dict[str, Any], list[RowFault]]:
    """Return the values with links and choices in the place of their words, and the links that lead nowhere."""
    found, faults = dict(words), []
    for name in columns_of(register):
        field, text = field_of(register.model, name), found.get(name)
        if text in (None, ""):
            continue
        if name in linked:
            word = str(text).strip()
            found[name] = linked[name].things.get(word)
            if found[name] is None:
                told = reference(field).astray(word)
                told = told or _("%(l)s“%(t)s”没有登记") % {"l": field.verbose_name, "t": text}
                faults.append(RowFault(number, name, "link", told, linked[name].remedy(word)))
        elif field.choices:
            found[name] = next((value for value, label in field.flatchoices if str(label) == str(text)), text)
    return found, faults


def _told_apart(thing: Any, number: int, words: Mapping[str, Any], values: dict[str, Any]) -> list[RowFault]:
    """Put in the place of a name that several bear the one that the record has already; refuse it else."""
    faults = []
    for name in [name for name, value in values.items() if value is SEVERAL]:
        field, text = field_of(thing, name), str(words[name]).strip()
        stands = getattr(thing, name) if getattr(thing, f"{name}_id") else None
        values[name] = stands if stands is not None and reference(field).show(stands) == text else None
        if values[name] is None:
            told = _("%(l)s“%(t)s”有多个同名的") % {"l": field.verbose_name, "t": text}
            faults.append(RowFault(number, name, "link", told, _("请在页面上登记或修改这一条")))
    return faults


def _key(register: Register, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(plain(values.get(name)) for name in register.natural)


def _known(register: Register, county: Region) -> dict[tuple[str, ...], Any]:
    """Return the county's records by natural key, held until the transaction ends: nobody changes them meanwhile.

    A record in use goes before one that is retired.
    """
    found = register.model._default_manager.filter(county=county).order_by("pk")
    every: models.QuerySet[Any] = found.select_for_update(of=("self",))
    return {
        _key(register, {name: getattr(thing, name) for name in register.natural}): thing
        for thing in sorted(every.select_related("county"), key=lambda thing: thing.retired_on is None)
    }


def _taken_in(register: Register, thing: Any, number: int, values: Mapping[str, Any]) -> list[RowFault]:
    """Set the columns that the row has: an empty cell of a record that stands changes nothing."""
    faults = _brought(register, thing, number, values)
    for name in register.fields:
        if thing.pk and values.get(name) in (None, ""):
            continue
        field = thing._meta.get_field(name)
        optional = frozenset({name}) if field.blank or field.null or field.has_default() else frozenset()
        try:
            setattr(thing, name, asking.cleaned(thing, [name], values, optional=optional)[name])
        except InputFault as fault:
            faults.append(RowFault(number, name, "value", fault.message, _("请改正这一格")))
    return faults


def _brought(register: Register, thing: Any, number: int, values: Mapping[str, Any]) -> list[RowFault]:
    """Set what happened to an old record before it came; what stands is changed by moves, not by workbooks."""
    faults = []
    for name in register.brings:
        value = values.get(name)
        if value in (None, ""):
            continue
        try:
            cleaned = asking.cleaned(thing, [name], values, optional=frozenset({name}))[name]
        except InputFault as fault:
            faults.append(RowFault(number, name, "value", fault.message, _("请改正这一格")))
            continue
        if thing.pk and cleaned != getattr(thing, name):
            told = _("在册记录的“%(l)s”由办理登记，不能用工作簿改") % {"l": field_of(thing, name).verbose_name}
            faults.append(RowFault(number, name, "refused", told, _("请改回原值或清空这一格，在页面上办理")))
        setattr(thing, name, cleaned)
    return faults


def _held(actor: Actor, register: Register, thing: Any, number: int) -> list[RowFault]:
    """Hold a record against who may write it, the register's own rules and those of its table."""
    if foreign := _theirs(actor, register, thing, number):
        return foreign
    try:
        if register.complete is not None:
            register.complete(thing)
        if register.hold is not None:
            register.hold(thing)
    except InputFault as fault:
        return [RowFault(number, fault.field, "refused", fault.message, fault.remedy)]
    return _fitting(register, thing, number)


def _fitting(register: Register, thing: Any, number: int) -> list[RowFault]:
    """Hold a record against the constraints of its table; what one of them speaks of is the column at fault."""
    try:
        hold_constraints(thing, register.fields, exclude=frozenset(register.natural))
    except InputFault as fault:
        return [RowFault(number, fault.field, "refused", fault.message, fault.remedy)]
    return []


def _saved(register: Register, told: Told) -> list[RowFault]:
    try:
        _save(register, [told])
    except InputFault as fault:
        return [RowFault(told[0], "", "refused", fault.message, fault.remedy)]
    return []


def _save(register: Register, told: list[Told]) -> None:
    """Write new and changed records.

    Raises:
        InputFault: somebody else brought in the same one at this moment.
    """
    fresh = [thing for _n, thing, before in told if before is None]
    changed = [thing for _n, thing, before in told if before is not None]
    for thing in changed:
        thing.revision, thing.changed_at = thing.revision + 1, timezone.now()
    try:
        with transaction.atomic():
            register.model._default_manager.bulk_create(fresh, batch_size=500)
            register.model._default_manager.bulk_update(changed, [*_columns(register), "changed_at"], batch_size=200)
    except IntegrityError as fault:
        raise InputFault(_("与在册的另一条记录重复"), remedy=_("请刷新列表后重试")) from fault


def _columns(register: Register) -> list[str]:
    """Return what an import may change: what people fill in and what follows from it."""
    fields = register.model._meta.concrete_fields
    return [field.name for field in fields if field.name == "revision" or field.name not in KEPT]


def _tell(actor: Actor, register: Register, sheet: Sheet, told: list[Told]) -> None:
    """Keep where each record came from, in its origin, its timeline and the trail; open what is to be done next."""
    by, kind = name_of(actor), ContentType.objects.get_for_model(register.model)
    Origin.objects.bulk_create(
        [
            Origin(
                content_type=kind, object_id=thing.pk, batch=sheet.batch, workbook=sheet.workbook[:200],
                sheet=sheet.sheet[:80], line=number, columns=dict(sheet.columns), before=before,
                revision=thing.revision, by=by,
            )
            for number, thing, before in told
        ],
        batch_size=500,
    )  # fmt: skip
    Event.objects.bulk_create(
        [
            Event(
                content_type=kind, object_id=thing.pk, account=actor.user, by=by,
                note=f"{sheet.workbook} {sheet.sheet}",
                kind=EventKind.CHANGE if before else EventKind.MADE, label=str(_("工作簿入库")),
            )
            for _number, thing, before in told
        ],
        batch_size=500,
    )  # fmt: skip
    for _number, thing, before in told:
        record(thing, before=before, after=snapshot(thing))
        if before is None and register.loop is not None:
            register.loop.turn(actor, thing)
        if register.follows is not None:
            register.follows(actor, thing)


def _take_back(actor: Actor, register: Register, batch: str) -> int:
    kind = ContentType.objects.get_for_model(register.model)
    found = Origin.objects.select_for_update(of=("self",)).filter(content_type=kind, batch=batch)
    origins = list(found.order_by("-pk"))
    named = register.model._default_manager.filter(pk__in=[one.object_id for one in origins]).order_by("pk")
    things: dict[Any, Any] = {thing.pk: thing for thing in named.select_for_update(of=("self",))}
    for origin in origins:
        thing = things[origin.object_id]
        hold_writer(actor, register, thing)
        if thing.revision != origin.revision or _moved(thing, origin):
            raise InputFault(
                _("“%(t)s”在入库后已被修改或办理，这一批不能撤回") % {"t": thing},
                remedy=_("请逐条更正，或先撤销后来的修改"),
            )
        _put_back(thing, origin)
        if register.follows is not None:
            register.follows(actor, thing)
    if not origins:
        nothing_changed()
    Origin.objects.filter(pk__in=[one.pk for one in origins]).delete()
    return len(origins)


def _moved(thing: Any, origin: Origin) -> bool:
    """Whether a thing moved since the workbook: what it did before is no hindrance to taking the workbook back."""
    return Event.objects.about(thing).filter(kind=EventKind.MOVE, at__gt=origin.at).exists()


def _put_back(thing: Any, origin: Origin) -> None:
    now = snapshot(thing)
    if origin.before is None:
        record(thing, before=now)
        Event.objects.about(thing).delete()
        Task.objects.about(thing).delete()
        try:
            with transaction.atomic():
                thing.delete()
        except models.ProtectedError as fault:
            raise InputFault(
                _("“%(t)s”已被其他业务引用，这一批不能撤回") % {"t": thing}, remedy=_("请先处理引用它的业务记录")
            ) from fault
        return
    names = [field.attname for field in thing._meta.concrete_fields if field.name not in KEPT]
    told = {name: origin.before[name] for name in names}
    here = type(thing)._default_manager.filter(pk=thing.pk, revision=thing.revision)
    here.update(**told, revision=thing.revision + 1)
    record(thing, before={name: now[name] for name in names}, after=told)
