"""Columns of lists, from the model: label, unit, kind, digits and order are said there, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.encoding import force_str

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.kit.fields import unit_of
from tenghuan.publishing.tables import Column, Kind

if TYPE_CHECKING:
    from tenghuan.apps.kit.loop import Loop

NUMBERS = (models.DecimalField, models.IntegerField, models.FloatField)
LONG = 36  # of a text of several lines: the whole width of a page
WIDE, NARROW = 26, 10


def column(model: type[models.Model], one: str | Column) -> Column:
    """Return the column of a field (``town``, or ``parcel__area`` across a link); one made by hand stays as it is."""
    if isinstance(one, Column):
        return one
    path = one.split("__")
    field = _field(model, path)
    return Column(
        key=one,
        label=str(field.verbose_name),
        unit=str(unit_of(field)),
        kind=_kind(field),
        digits=getattr(field, "decimal_places", 0) or 0,
        width=_width(field),
        sort=_sort(field, one),
        value=_word_of(field, path) if field.choices else None,
    )


def _word_of(field: Any, path: list[str]) -> Callable[[Any], Any]:
    """Return what reads a choice's word from a row, as Django's ``get_…_display`` would; that one makes its table of
    words anew for each cell, which was a tenth of a list's time."""
    *way, last = path
    words = dict(field.flatchoices)

    def word(row: Any) -> Any:
        for step in way:
            row = getattr(row, step, None)
        value = getattr(row, last, None)
        return force_str(words.get(value, value), strings_only=True)

    return word


def _field(model: type[models.Model], path: list[str]) -> Any:
    field: Any = None
    for step in path:
        field = model._meta.get_field(step)
        model = field.related_model or model
    return field


def _kind(field: Any) -> Kind:
    if isinstance(field, models.DateField):
        return "date"
    # a year is a name, not an amount: it has no thousands
    amount = isinstance(field, NUMBERS) and not field.choices and field.name != "year"
    return "number" if amount else "text"


def _width(field: Any) -> int:
    if isinstance(field, models.ForeignKey):
        named = next((one for one in field.related_model._meta.concrete_fields if one.name in ("name", "title")), None)
        return 14 if named is None else _width(named)
    if isinstance(field, models.TextField):
        return LONG
    if isinstance(field, models.CharField) and (field.max_length or 0) >= 80:
        return WIDE
    return NARROW if isinstance(field, models.BooleanField) else 14


def _sort(field: Any, key: str) -> str:
    """Order a link by what people read of it."""
    if isinstance(field, models.ForeignKey):
        names = {one.name for one in field.related_model._meta.concrete_fields}
        shown = next((name for name in ("name", "title", "number") if name in names), "pk")
        return f"{key}__{shown}"
    return key


def linked(one: Column, address: Callable[[Any], str | None]) -> Column:
    """Return the column with its cells leading to ``address``."""
    return replace(one, link=address)


def state_column(loop: Loop) -> Column:
    """Return the column of a loop's state, in the county's own words."""
    field = field_of(loop.model, "state")
    return Column("state", str(field.verbose_name), value=loop.state_word, sort="state", width=12)
