"""Model fields that know more of themselves than Django's: an amount and the unit it is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise


class Amount(models.DecimalField):
    """A decimal with its unit; label, unit and decimals of lists, forms, workbooks and the API come from here.

    Args:
        verbose_name: the Chinese name.
        unit: as printed in headings, also the unit that templates ask for.
        decimal_places: digits that are kept.
    """

    def __init__(
        self,
        verbose_name: Any = None,
        unit: str | Promise = "",
        *,
        max_digits: int = 18,
        decimal_places: int = 4,
        **rest: Any,
    ):
        self.unit = unit
        super().__init__(verbose_name, max_digits=max_digits, decimal_places=decimal_places, **rest)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return how migrations write the field."""
        name, path, args, kwargs = super().deconstruct()
        if self.unit:
            kwargs["unit"] = self.unit
        return name, path, args, kwargs


class CreditCode(models.CharField):
    """A credit code (GB 32100—2015), which workbooks read as one: a number in its place has lost its last digits."""


class Unspaced(models.CharField):
    """A number that is written in groups (不动产单元号 6-6-9-9): blanks and hyphens between them are not of it."""

    def to_python(self, value: Any) -> Any:
        """Return the number without what parts its groups."""
        return _unspaced(super().to_python(value))

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field that leaves room for what parts the groups."""
        made: Any = super().formfield(**{"form_class": _UnspacedField, **kwargs})
        return made

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return how migrations write the field: the table knows a plain text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class _UnspacedField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return _unspaced(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return {**attrs, "maxlength": "60"} if "maxlength" in attrs else attrs


def _unspaced(value: Any) -> Any:
    return re.sub(r"[\s\-‐–—]", "", value) if isinstance(value, str) else value


def unit_of(field: Any) -> str:
    """Return the unit of a model field, "" where it has none."""
    return getattr(field, "unit", "")
