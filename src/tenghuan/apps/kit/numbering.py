"""Numbers of records: a prefix, the year, and the next one of the county."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.functions import Length
from django.utils import timezone

from tenghuan.apps.organization.models import Region


def numbered(column: str, prefix: str) -> Callable[[Any], None]:
    """Return a completion that gives a new record the next number of its county and year, like ``AH2026-0007``.

    Records of a county are numbered one after the other: the county's row is held until the number is kept.
    """

    def complete(thing: Any) -> None:
        if getattr(thing, column):
            return
        list(Region.objects.select_for_update(no_key=True).filter(pk=thing.county_id).values_list("pk"))
        start = f"{prefix}{timezone.localdate().year}-"
        used = type(thing)._default_manager.filter(county=thing.county, **{f"{column}__startswith": start})
        # the longest is the last: as texts, 9999 stands behind 10000
        last = used.order_by(Length(column).desc(), f"-{column}").values_list(column, flat=True).first()
        setattr(thing, column, f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}")

    return complete
