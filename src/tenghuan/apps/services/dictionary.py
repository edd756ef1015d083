"""Words and limits of requests: sources, kinds, ways of visiting back, deadlines — all data, none of it code."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import after_minutes, deadline, office_hours
from tenghuan.apps.organization.models import Region

DATA = Path(__file__).parent / "data" / "dictionary.yaml"


@cache
def _told() -> dict[str, Any]:
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def _choices(name: str) -> list[tuple[str, str]]:
    return [(row["key"], row["name"]) for row in _told()[name]]


def sources() -> list[tuple[str, str]]:
    """Return where requests come from: key, word."""
    return _choices("sources")


def kinds() -> list[tuple[str, str]]:
    """Return what requests are about: key, word."""
    return _choices("kinds")


def ways() -> list[tuple[str, str]]:
    """Return how an enterprise is visited back: key, word."""
    return _choices("ways")


def reached(way: str) -> bool:
    """Whether a way of visiting back means that the enterprise was reached."""
    return next((bool(row["reached"]) for row in _told()["ways"] if row["key"] == way), False)


def limit(county: Region, key: str, kind: str = "") -> int:
    """Return a limit of the county today: that of the kind if there is one, else the general one."""
    today = timezone.localdate()
    if kind:
        try:
            return parameter(county, f"{key}_{kind}", today).days
        except KeyError:
            pass
    return parameter(county, key, today).days


def by_minutes(county: Region, key: str, start: datetime, kind: str = "", *, each: int = 1) -> datetime:
    """Return when a limit in minutes (``each`` of them a unit) of office hours after ``start`` is over.

    Hours and minutes run in office hours only (methodology2 §14.7).
    """
    clock = timezone.make_naive(start)
    return timezone.make_aware(after_minutes(clock, limit(county, key, kind) * each))


def by_days(county: Region, key: str, start: datetime, kind: str = "") -> datetime:
    """Return the end of office hours of the last working day of a limit in days; ``start``'s day does not count."""
    last = deadline(timezone.localdate(start), limit(county, key, kind))
    return timezone.make_aware(datetime.combine(last, office_hours()[-1][1]))
