"""Filters of lists, from the model: django-filter over the columns, with choices limited to the account's scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.fields import unit_of
from tenghuan.apps.kit.formfields import pairs_of
from tenghuan.apps.web.forms import dress


class _Numbers(django_filters.fields.RangeField):
    """From and to, as long as columns hold: 1e9999999999 as a whole number would fill the memory."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ends = tuple(forms.DecimalField(max_digits=20, decimal_places=6) for _end in range(2))
        super().__init__(ends, *args, **kwargs)


class NumberRange(django_filters.RangeFilter):
    """From a number to a number, both included."""

    field_class = _Numbers


class Scoped(django_filters.FilterSet):
    """A filter set whose links offer no more than what the account may see.

    One that chooses a year adds that year's figures to ``queryset``, says so in ``note``, and fills in by ``prepare``
    what the rows of a page need beyond it.
    """

    note = ""
    prepare: Callable[[Sequence[Any]], Sequence[Any]] | None = None

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        for one in self.filters.values():
            queryset = getattr(one, "queryset", None)
            if queryset is not None and hasattr(queryset, "visible_to"):
                one.queryset = queryset.visible_to(account)

    @cached_property
    def form(self) -> Any:
        """Return the fields, dressed once (a page asks for each of them); what takes several choices is ticked."""
        form = super().form
        for field in form.fields.values():
            if isinstance(field, forms.MultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple(choices=pairs_of(field))
        dress(form.fields, small=True)
        return form


def filterset(model: type[models.Model], names: tuple[str, ...]) -> type[Scoped]:
    """Return the filter set over columns of a model, each in the way of its kind."""
    found = {name: _filter(_field(model, name), name) for name in names}
    meta = type("Meta", (), {"model": model, "fields": ()})
    return type(f"{model.__name__}Filters", (Scoped,), {**found, "Meta": meta})


def _field(model: type[models.Model], name: str) -> Any:
    field: Any = None
    for step in name.split("__"):
        field = model._meta.get_field(step)
        model = field.related_model or model
    return field


def yes_or_no(name: str, label: Any) -> django_filters.Filter:
    """Return a filter over a column of truth: all, yes, no."""
    # without the first one a browser would send the next whenever another filter is set
    words = (("", _("全部")), ("true", _("是")), ("false", _("否")))
    return django_filters.TypedChoiceFilter(
        field_name=name, label=label, choices=words, coerce=lambda text: text == "true"
    )


def _filter(field: Any, name: str) -> django_filters.Filter:
    label = str(field.verbose_name)
    unit = unit_of(field)
    if field.choices:
        # a row has one such value: it is met once, and comparing whole rows would take longer than finding them
        return django_filters.MultipleChoiceFilter(
            field_name=name, label=label, choices=pairs_of(field), distinct=False
        )
    if isinstance(field, models.BooleanField):
        return yes_or_no(name, label)
    if isinstance(field, models.ForeignKey):
        # an empty query set until the account narrows it: nothing is offered by chance
        every = field.related_model._default_manager.all()
        return django_filters.ModelChoiceFilter(field_name=name, label=label, queryset=every, empty_label=_("全部"))
    if isinstance(field, models.DateField):
        return django_filters.DateFromToRangeFilter(
            field_name=name, label=label, widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"})
        )
    if isinstance(field, models.DecimalField | models.IntegerField):
        return NumberRange(field_name=name, label=f"{label}（{unit}）" if unit else label)
    return django_filters.CharFilter(
        field_name=name, label=label, lookup_expr="icontains", widget=forms.TextInput(attrs={"maxlength": 100})
    )
