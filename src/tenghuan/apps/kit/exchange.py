"""Registers and workbooks: the field list of a register, its template, rows in (all or none) and out again, and back.

The reading, checking and configuring of workbooks is the intake's; here stands what a register is to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import SERVICES, Actor, hold_rows, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.fields import unit_of
from tenghuan.apps.kit.models import Event, EventKind, Origin, Task
from tenghuan.apps.kit.records import KEPT, hold_open, hold_writer
from tenghuan.apps.kit.timeline import name_of
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column
from tenghuan.reading import registers as lists
from tenghuan.reading.registers import RegisterField, quantities

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

FieldType = Literal["code", "text", "number", "integer", "date", "boolean", "choice", "town"]
FAULTS_AT_MOST = 200


@dataclass(frozen=True)
class Reference:
    """How a workbook names what a column leads to.

    Args:
        type: the type of the column in a field list.
        show: the thing's name in a workbook.
        find: county, names → those of them that there are.
        label: the heading of the column, where it is not the column's own name.
    """

    type: FieldType
    show: Callable[[Any], str]
    find: Callable[[Region, set[str]], Mapping[str, Any]]
    label: str = ""


def _towns(county: Region, names: set[str]) -> dict[str, Any]:
    return {town.name: town for town in Region.objects.filter(path__startswith=county.path, name__in=names)}


def _units(county: Region, names: set[str]) -> dict[str, Any]:
    found = Unit.objects.filter(region__path__startswith=county.path, name__in=names)
    return {unit.name: unit for unit in found}


REFERENCES: dict[type[models.Model], Reference] = {
    Region: Reference("town", str, _towns),
    Unit: Reference("text", str, _units),
}


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


Row = tuple[int, Mapping[str, Any]]


def declare(register: Register) -> None:
    """Make the services by which workbooks enter and leave a register, and let others' workbooks name its records."""
    if len(register.natural) == 1:
        REFERENCES.setdefault(register.model, _by_natural(register.model, register.natural[0]))
    service(f"{register.key}.import", gettext_lazy("工作簿入库"))(_bound(_commit, register))
    service(f"{register.key}.take_back", gettext_lazy("撤回入库批次"))(_bound(_take_back, register))


def _bound(function: Callable[..., Any], register: Register) -> Callable[..., Any]:
    def bound(actor: Actor, *args: Any) -> Any:
        return function(actor, register, *args)

    return bound


@cache
def field_list(register: Register) -> lists.Register:
    """Return the field list of a register: what its template shows and its workbooks are read by."""
    return lists.Register(
        id=register.key,
        name=str(register.title),
        bureau="",
        period="none",
        key=register.natural,
        hints=(str(register.name),),
        fields=tuple(_field(register, name) for name in register.fields),
    )


def _field(register: Register, name: str) -> RegisterField:
    field = register.model._meta.get_field(name)
    shown: Column = column(register.model, name)
    required = not (field.blank or field.null or field.has_default()) or name in register.natural
    return RegisterField(
        key=name,
        label=(reference(field).label if isinstance(field, models.ForeignKey) else "") or shown.label,
        headings=register.headings.get(name, ()),
        type=_type(field),
        quantity=_quantity(field),
        required=required,
        choices=tuple(str(label) for _value, label in field.flatchoices if _value) if field.choices else (),
        help=str(field.help_text or ""),
    )


def _type(field: Any) -> FieldType:
    if isinstance(field, models.ForeignKey):
        return reference(field).type
    kinds: list[tuple[Any, FieldType]] = [
        (models.BooleanField, "boolean"),
        (models.DateField, "date"),
        (models.DecimalField, "number"),
        (models.FloatField, "number"),
        (models.IntegerField, "integer"),
    ]
    if field.choices:
        return "choice"
    return next((name for kind, name in kinds if isinstance(field, kind)), "text")


def _quantity(field: Any) -> str | None:
    unit = unit_of(field)
    return next((key for key, one in quantities().items() if unit and one.base == str(unit)), None)


def reference(field: Any) -> Reference:
    """Return how workbooks name what a column leads to.

    Raises:
        TypeError: nothing says how.
    """
    target = field.related_model
    if target not in REFERENCES:
        raise TypeError(f"{field} leads to {target._meta.label}, which no workbook can name")
    return REFERENCES[target]


def _by_natural(target: Any, name: str) -> Reference:
    def find(county: Region, names: set[str]) -> dict[str, Any]:
        return {str(getattr(one, name)): one for one in target.objects.filter(county=county, **{f"{name}__in": names})}

    return Reference("text", lambda thing: str(getattr(thing, name)), find)


def rows_out(register: Register, found: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Yield records as rows of the template: what goes out can be handed in again and changes nothing."""
    fields = [register.model._meta.get_field(name) for name in register.fields]
    for thing in found:
        yield {field.name: _shown(field, thing) for field in fields}


def _shown(field: Any, thing: Any) -> Any:
    value = getattr(thing, field.name)
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return reference(field).show(value)
    if field.choices:
        return getattr(thing, f"get_{field.name}_display")()
    return value


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
        InputFault: a record was changed or moved since.
    """
    return SERVICES[f"{register.key}.take_back"](actor, batch)


def _commit(actor: Actor, register: Register, county: Region, sheet: Sheet, rows: list[Row]) -> Done:
    hold_rows(county)  # a county's workbooks enter one after the other: the second finds what the first brought
    linked, faults = _links(register, county, rows), []
    known = _known(register, county)
    fresh: list[tuple[int, Any]] = []
    changed: list[tuple[int, Any, dict[str, Any]]] = []
    same, met = 0, {}
    for number, values in rows:
        try:
            values = _resolved(register, values, linked)
            thing = known.get(_key(register, values)) or register.model(county=county, made_by=actor.user)
            before = snapshot(thing) if thing.pk else None
            _take_in(register, thing, values)
            if (earlier := met.setdefault(_key(register, values), number)) != number:
                raise InputFault(_("与第 %(n)d 行重复") % {"n": earlier}, remedy=_("请合并为一行"))
            _allowed(actor, register, thing)
        except InputFault as fault:
            faults.append(_("第 %(n)d 行：%(f)s") % {"n": number, "f": fault})
            if len(faults) >= FAULTS_AT_MOST:
                break
            continue
        if before is None:
            fresh.append((number, thing))
        elif before != snapshot(thing):
            changed.append((number, thing, before))
        else:
            same += 1
    if faults:
        raise InputFault("\n".join(faults), where=f"{sheet.workbook} {sheet.sheet}", remedy=_("请改正后重新上传"))
    _write(actor, register, sheet, fresh, changed)
    if not fresh and not changed:
        nothing_changed()
    return Done(len(fresh), len(changed), same)


def _allowed(actor: Actor, register: Register, thing: Any) -> None:
    hold_writer(actor, register, thing)
    if thing.pk:
        hold_open(register, thing)
    if register.complete is not None:
        register.complete(thing)
    if register.hold is not None:
        register.hold(thing)


def _links(register: Register, county: Region, rows: list[Row]) -> dict[str, Mapping[str, Any]]:
    """Return column → name → thing, one query a column."""
    found = {}
    for field in (register.model._meta.get_field(name) for name in register.fields):
        if isinstance(field, models.ForeignKey):
            names = {str(values[field.name]).strip() for _n, values in rows if values.get(field.name)}
            found[field.name] = reference(field).find(county, names)
    return found


def _resolved(register: Register, values: Mapping[str, Any], linked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with links and choices in the place of their words."""
    found = dict(values)
    for name in register.fields:
        field, text = register.model._meta.get_field(name), found.get(name)
        if text in (None, ""):
            continue
        if name in linked:
            if (thing := linked[name].get(str(text).strip())) is None:
                raise InputFault(
                    _("%(l)s“%(t)s”没有登记") % {"l": field.verbose_name, "t": text}, remedy=_("请核对名称或代码")
                )
            found[name] = thing
        elif field.choices:
            found[name] = next((value for value, label in field.flatchoices if str(label) == str(text)), text)
    return found


def _key(register: Register, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_plain(values.get(name)) for name in register.natural)


def _plain(value: Any) -> str:
    return str(value.pk if isinstance(value, models.Model) else "" if value is None else value).strip()


def _known(register: Register, county: Region) -> dict[tuple[str, ...], Any]:
    every = register.model._default_manager.filter(county=county).select_related("county")
    return {_key(register, {name: getattr(thing, name) for name in register.natural}): thing for thing in every}


def _take_in(register: Register, thing: Any, values: Mapping[str, Any]) -> None:
    """Set the columns that the row has: an empty cell of a record that stands changes nothing."""
    names = [name for name in register.fields if not thing.pk or values.get(name) not in (None, "")]
    fields = [thing._meta.get_field(name) for name in names]
    optional = frozenset(field.name for field in fields if field.blank or field.null or field.has_default())
    for name, value in asking.cleaned(thing, names, values, optional=optional).items():
        setattr(thing, name, value)


def _write(
    actor: Actor,
    register: Register,
    sheet: Sheet,
    fresh: list[tuple[int, Any]],
    changed: list[tuple[int, Any, dict[str, Any]]],
) -> None:
    model, by = register.model, name_of(actor)
    model._default_manager.bulk_create([thing for _n, thing in fresh], batch_size=500)
    _hold_seen(model, [thing for _n, thing, _b in changed])
    for _number, thing, _before in changed:
        thing.revision += 1
    model._default_manager.bulk_update([t for _n, t, _b in changed], _columns(register), batch_size=200)
    kind = ContentType.objects.get_for_model(model)
    told = [(number, thing, None) for number, thing in fresh] + list(changed)
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


def _hold_seen(model: type[models.Model], things: list[Any]) -> None:
    """Lock the records that rows change, and refuse if somebody changed one since it was read."""
    rows = model._default_manager.filter(pk__in=[thing.pk for thing in things]).order_by("pk")
    stand = dict(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", "revision"))
    for thing in things:
        if stand.get(thing.pk) != thing.revision:
            raise InputFault(_("这条记录刚被他人修改"), where=str(thing), remedy=_("请重新检查后再入库"))


def _columns(register: Register) -> list[str]:
    """Return what an import may change: what people fill in and what follows from it."""
    fields = register.model._meta.concrete_fields
    return [field.name for field in fields if field.name == "revision" or field.name not in KEPT]


def _take_back(actor: Actor, register: Register, batch: str) -> int:
    kind = ContentType.objects.get_for_model(register.model)
    found = Origin.objects.select_for_update(of=("self",)).filter(content_type=kind, batch=batch)
    origins = list(found.order_by("-pk"))
    named = register.model._default_manager.filter(pk__in=[one.object_id for one in origins]).order_by("pk")
    things = {thing.pk: thing for thing in named.select_for_update(of=("self",))}
    for origin in origins:
        thing = things[origin.object_id]
        if thing.revision != origin.revision or _moved(thing):
            raise InputFault(
                _("“%(t)s”在入库后已被修改或办理，这一批不能撤回") % {"t": thing},
                remedy=_("请逐条更正，或先撤销后来的修改"),
            )
        _put_back(register, thing, origin)
    if not origins:
        nothing_changed()
    Origin.objects.filter(pk__in=[one.pk for one in origins]).delete()
    return len(origins)


def _moved(thing: Any) -> bool:
    return Event.objects.about(thing).filter(kind=EventKind.MOVE).exists()


def _put_back(register: Register, thing: Any, origin: Origin) -> None:
    now = snapshot(thing)
    if origin.before is None:
        record(thing, before=now)
        Event.objects.about(thing).delete()
        Task.objects.about(thing).delete()
        thing.delete()
        return
    names = [field.attname for field in thing._meta.concrete_fields if field.name not in KEPT]
    told = {name: origin.before[name] for name in names}
    here = type(thing)._default_manager.filter(pk=thing.pk, revision=thing.revision)
    here.update(**told, revision=thing.revision + 1)
    record(thing, before={name: now[name] for name in names}, after=told)
