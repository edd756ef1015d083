"""A column of JSON kept as the one text that stands for it.

A database's own JSON type rewrites what it is given (PostgreSQL orders keys, drops zeros, refuses NUL), so that the
text which a digest covers could not be had back. This column keeps the canonical text itself.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from tenghuan.apps.access.outside import cleaned
from tenghuan.apps.audit.chain import canonical


class CanonicalJSON(models.TextField):
    """A mapping or list (JSON-ready, see :func:`tidy`) or None; stored as :func:`canonical` gives it."""

    # what django-stubs reads of a field: the types that are assigned and read
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """The value that the text stands for."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """The value itself: it never comes as a form's text."""
        return value

    def get_prep_value(self, value: Any) -> str | None:
        """The canonical text."""
        return None if value is None else canonical(value).decode()


def tidy(value: Any) -> Any:
    """A JSON-ready value in which every text can be kept and every number has one spelling."""
    if isinstance(value, dict):
        return {cleaned(str(name)): tidy(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(one) for one in value]
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value
