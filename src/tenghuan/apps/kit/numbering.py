"""Numbers of records: a prefix, the year, and the next one of the county."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone


def numbered(column: str, prefix: str) -> Callable[[Any], None]:
    """Return a completion that gives a new record the next number of its county and year, like ``AH2026-0007``.

    Two at the same moment draw the same one; the unique constraint lets one through and the other is told.
    """

    def complete(thing: Any) -> None:
        if getattr(thing, column):
            return
        start = f"{prefix}{timezone.localdate().year}-"
        used = type(thing)._default_manager.filter(county=thing.county, **{f"{column}__startswith": start})
        last = used.aggregate(last=models.Max(column))["last"]
        setattr(thing, column, f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}")

    return complete
