"""Rows of a workbook into a register that its own services write: each row is the register's form, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import formfields, own, records
from tenghuan.errors import InputFault
from tenghuan.reading.checks import Fault
from tenghuan.reading.checks import check as check_cells
from tenghuan.reading.workbooks import Row, Rows
from tenghuan.reading.workbooks.values import printable

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

REFUSED = "refused"  # the rule of what services refuse


@dataclass
class Taken:
    """What the rows of a sheet made, changed and left alone, and what is wrong with them, each at its cell."""

    made: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)


def take(actor: Actor, register: Register, rows: Rows, *, keep: bool) -> Taken:
    """Take rows in, all or none.

    Args:
        rows: read by the register's field list.
        keep: whether to; else everything is tried just so and taken back, so that both find the same faults.
    """
    taken = Taken(faults=[one for one in check_cells(rows) if one.severity == "error"])
    faulty = {one.row for one in taken.faults}
    met: dict[tuple[str, ...], int] = {}
    with transaction.atomic():
        for row in rows:
            if row.number in faulty:
                continue
            key = tuple(str(row[name] or "").strip().casefold() for name in register.natural)
            if (earlier := met.setdefault(key, row.number)) != row.number:
                told = _("与第 %(n)d 行重复") % {"n": earlier}
                taken.faults.append(_fault(row, register.natural[0], told, _("请合并为一行")))
            else:
                _one(actor, register, row, taken)
        if taken.faults or not keep:
            transaction.set_rollback(True)
    return taken


def _one(actor: Actor, register: Register, row: Row, taken: Taken) -> None:
    """Take one row in; what the form or the service refuses becomes faults of its cells."""
    try:
        with transaction.atomic():
            _written(actor, register, row, taken)
    except InputFault as refused:
        taken.faults.append(_fault(row, register.natural[0], str(refused.message), refused.remedy))
    except ValidationError as refused:
        for name, faults in refused.message_dict.items():
            at = name if name in row.rows.register.by_key else register.natural[0]
            taken.faults.append(_fault(row, at, "；".join(faults), ""))


def _written(actor: Actor, register: Register, row: Row, taken: Taken) -> None:
    writes = register.writes
    assert writes is not None
    given = _given(row)
    thing = writes.find(actor.user, given)
    if thing is None and writes.add is None:
        raise InputFault(_("没有这个%(n)s") % {"n": register.name}, remedy=_("请核对，或先登记"))
    if thing is not None and writes.change is None:
        raise InputFault(_("%(n)s已在册") % {"n": register.name}, remedy=_("请删去这一行"))
    blank = writes.form(actor.user, thing)
    data, faults = formfields.sent(blank, given)
    told = writes.told(thing) if thing is not None else {}
    faults |= formfields.fixed(blank, told, given)
    form = writes.form(actor.user, thing, {**_as_sent(blank, told), **data}, initial=told)
    if faults or not form.is_valid():
        raise ValidationError({**{name: list(told) for name, told in form.errors.items()}, **_listed(faults)})
    if thing is None:
        taken.made.append(records.add(actor, register, None, form.cleaned_data))
    elif not form.has_changed():
        taken.same += 1
    else:
        records.change(actor, register, thing, form.cleaned_data)
        taken.changed.append(thing)


def _given(row: Row) -> dict[str, Any]:
    """Return a row's values, texts as they stand in their cells: names are looked up sign by sign."""
    found = row.values
    for name, column in row.rows.columns.items():
        cell = column.raw[row.at]
        if column.field.type == "text" and isinstance(cell, str):
            found[name] = printable(cell).strip()
    return found


def _listed(faults: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [text] for name, text in faults.items()}


def _as_sent(form: own.OwnForm, told: own.Values) -> dict[str, Any]:
    """Return what a record says as a browser would send it, so that an empty cell changes nothing."""
    found = {}
    for name, value in told.items():
        if value not in (None, "", False):
            found[name] = _sent(form.fields[name], value) if name in form.fields else value
    return found


def _sent(field: Any, value: Any) -> str:
    if isinstance(value, models.Model):
        return own.word_of(value) if isinstance(field, own.Named) else str(value.pk)
    return str(value)


def _fault(row: Row, name: str, message: str, remedy: str) -> Fault:
    rows = row.rows
    label = rows.register.by_key[name].label if name in rows.register.by_key else ""
    return Fault(rows.file, rows.sheet.name, row.cell(name), row.number, name, label, REFUSED, "error", message, remedy)
