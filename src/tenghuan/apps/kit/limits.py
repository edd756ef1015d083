"""What the constraints of a table refuse, in words of the house: which column, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.errors import InputFault

PLACES = frozenset({"county", "retired_on", "state"})  # said of every record, nobody types them


def hold_constraints(thing: models.Model, columns: Iterable[str], *, exclude: frozenset[str] = frozenset()) -> None:
    """Refuse a record that breaks a constraint of its table.

    Args:
        thing: as it is to be written.
        columns: what people fill in: one of them is the column at fault.
        exclude: columns whose constraints are held elsewhere.

    Raises:
        InputFault: with what is wrong, how to mend it, and the column.
    """
    typed = tuple(columns)
    for _model, constraints in thing.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(type(thing), thing, exclude=set(exclude))
            except ValidationError as fault:
                raise _told(thing, constraint, fault, typed) from fault


def _told(thing: models.Model, constraint: Any, fault: ValidationError, typed: tuple[str, ...]) -> InputFault:
    named = list(dict.fromkeys(_named(constraint)))
    column = next((name for name in typed if name in named), "")
    shown = [name for name in named if name not in PLACES] or named
    labels = "、".join(str(field_of(thing, name).verbose_name) for name in shown)
    if constraint.violation_error_message != constraint.default_violation_error_message:
        message = "；".join(fault.messages)  # the model's own words
        return InputFault(message, remedy=_("请核对%(l)s") % {"l": labels}, field=column)
    if isinstance(constraint, models.UniqueConstraint):
        values = " ".join(str(getattr(thing, name)) for name in shown)
        message = _("%(l)s“%(v)s”已经登记过，不能重复") % {"l": labels, "v": values}
        return InputFault(message, remedy=_("请查找并修改原有的一条，或改正%(l)s") % {"l": labels}, field=column)
    said = _condition(thing, getattr(constraint, "condition", None))
    message = said or _("%(l)s互相不符，不能登记") % {"l": labels}
    return InputFault(message, remedy=_("请核对%(l)s") % {"l": labels}, field=column)


def _named(constraint: Any) -> Iterable[str]:
    yield from getattr(constraint, "fields", ())
    yield from _columns(getattr(constraint, "condition", None))


def _columns(condition: Any) -> Iterable[str]:
    """Yield the columns that a condition names."""
    for child in getattr(condition, "children", ()):
        if not isinstance(child, tuple):
            yield from _columns(child)
            continue
        yield child[0].split("__")[0]
        if isinstance(child[1], models.F):
            yield _of(child[1])


def _of(column: models.F) -> str:
    """Return the column that stands on the other side of a comparison."""
    return str(getattr(column, "name", "")).split("__")[0]


def _condition(thing: models.Model, condition: Any) -> str:
    """Return a plain condition in words (份额须大于 0，不大于 1), "" for one with alternatives."""
    if not isinstance(condition, models.Q) or condition.negated or condition.connector != models.Q.AND:
        return ""
    says = {
        "gt": _("大于 %(v)s"), "gte": _("不小于 %(v)s"), "lt": _("小于 %(v)s"), "lte": _("不大于 %(v)s"),
    }  # fmt: skip
    told: dict[str, list[str]] = {}
    for child in _leaves(condition):
        if child is None:
            return ""
        name, _sep, lookup = child[0].partition("__")
        if lookup not in says:
            return ""
        value = child[1]
        word = field_of(thing, _of(value)).verbose_name if isinstance(value, models.F) else value
        told.setdefault(name, []).append(says[lookup] % {"v": word})
    parts = [f"{field_of(thing, name).verbose_name}{_('须')}{'，'.join(bounds)}" for name, bounds in told.items()]
    return "；".join(parts)


def _leaves(condition: models.Q) -> Iterable[tuple[str, Any] | None]:
    """Yield the comparisons of a condition of which all must hold, None for a part that is none."""
    for child in condition.children:
        if isinstance(child, tuple):
            yield child
        elif isinstance(child, models.Q) and child.connector == models.Q.AND and not child.negated:
            yield from _leaves(child)
        else:
            yield None
