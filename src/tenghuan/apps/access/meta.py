"""A model's columns by name, as their type."""

from __future__ import annotations

from typing import Any

from django.db import models


def field_of(model: models.Model | type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return a model's column; FieldDoesNotExist if it has none of this name, TypeError if others lead here by it."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model._meta.label}.{name} is no column")
    return field
