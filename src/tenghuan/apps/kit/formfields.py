"""A form as a field list: the template of a register that its own services write, its rows out, a row back in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.kit.own import Named, OwnForm, Values, unclear, word_of
from tenghuan.reading import registers as lists
from tenghuan.reading.registers import RegisterField, Wide

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register


def field_list(register: Register) -> lists.Register:
    """Return the field list that a form makes: the same labels, the same choices."""
    assert register.writes is not None
    form = register.writes.form
    return listed(register, [_field(name, one, form) for name, one in form.base_fields.items() if asked(one)])


def listed(register: Register, fields: Iterable[RegisterField]) -> lists.Register:
    """Return a register's field list of these fields."""
    return lists.Register(
        id=register.key,
        name=str(register.title),
        bureau="",
        period="none",
        key=register.natural,
        hints=(str(register.name),),
        apart=True,
        fields=tuple(fields),
        wide=Wide(value=register.wide[0], across=register.wide[1]) if register.wide else None,
    )


def asked(field: forms.Field) -> bool:
    """Tell whether a workbook asks for a field: secrets are typed on the page or not at all."""
    return not isinstance(field.widget, forms.PasswordInput)


def _field(name: str, field: Any, form: type[OwnForm]) -> RegisterField:
    return RegisterField(
        key=name,
        label=str(field.label),
        headings=form.labels.get(name, ()),
        type=_type(field),
        required=field.required,
        choices=_words(field) if _type(field) == "choice" else (),
        help="；".join(filter(None, (str(field.help_text or ""), _when_blank(field)))),
    )


def _when_blank(field: Any) -> str:
    return str(_("新增时空白按“否”登记")) if _type(field) == "boolean" else ""


def _type(field: Any) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        return "text"
    kinds = ((forms.ChoiceField, "choice"), (forms.BooleanField, "boolean"), (forms.DateField, "date"))
    return next((word for kind, word in kinds if isinstance(field, kind)), "text")


def _words(field: Any) -> tuple[str, ...]:
    return tuple(str(label) for value, label in field.choices if value)


def rows_out(register: Register, found: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Yield records as rows of the template, links and choices by their words."""
    assert register.writes is not None
    fields = {name: one for name, one in register.writes.form.base_fields.items() if asked(one)}
    for thing in found:
        told = register.writes.told(thing)
        yield {name: _shown(field, told.get(name)) for name, field in fields.items()}


def _shown(field: Any, value: Any) -> Any:
    if isinstance(value, models.Model):
        return word_of(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return {str(key): str(label) for key, label in pairs_of(field)}.get(str(value), value)
    return value


def pairs_of(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    """Return what a field offers, value and label."""
    offered: Any = field.choices  # pairs by now, whatever was given: a list of words or a function
    return list(offered)


def sent(form: OwnForm, row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a row of a workbook as the form takes it, and by field what its words do not lead to."""
    data: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, field in form.fields.items():
        value = row.get(name)
        if value is None or value == "" or not asked(field):
            continue
        if isinstance(field, forms.ModelChoiceField) and not isinstance(field, Named):
            found = list(form.named(name, field, str(value).strip(), data)[:2])
            data[name] = str(found[0].pk) if len(found) == 1 else ""
            if len(found) != 1:
                faults[name] = unclear(str(value), bool(found))
        else:
            data[name] = _value(field, value)
    return data, faults


def fixed(form: OwnForm, told: Values, row: Mapping[str, Any]) -> dict[str, str]:
    """Return by field what a row says otherwise of a record though nobody can change it this way."""
    faults = {}
    for name, field in form.base_fields.items():
        value = row.get(name)
        if name in form.fields or name not in told or not asked(field) or value in (None, ""):
            continue
        if str(_shown(field, told[name])).casefold() != str(value).strip().casefold():
            faults[name] = _("在册的是“%(v)s”，不能由工作簿修改") % {"v": _shown(field, told[name])}
    return faults


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, forms.ChoiceField):
        return next((str(key) for key, label in pairs_of(field) if str(label) == str(value)), str(value))
    if isinstance(field, forms.BooleanField):
        return "true" if value else ""
    return str(value)
