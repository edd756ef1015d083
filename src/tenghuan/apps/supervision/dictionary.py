"""What orders may be called and chosen from: the county's plan first, else the dictionary beside the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.organization.models import Region, Seat, Unit
from tenghuan.apps.supervision.models import Order, Source

DATA = Path(__file__).parent / "data" / "dictionary.yaml"


@cache
def _told() -> dict[str, Any]:
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def days(county: Region, key: str) -> int:
    """Return a number of days (or times) of the county as it holds today."""
    return parameter(county, key, timezone.localdate()).days


def mechanisms(county: Region) -> list[dict[str, str]]:
    """Return the county's own mechanisms of supervision out of its plan: ``name``, ``source`` (of which orders)."""
    try:
        found = parameter(county, "supervision_mechanisms", timezone.localdate()).value
    except KeyError:
        return []
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def mechanism_of(county: Region, source: str) -> str:
    """Return the county's mechanism for orders from a source, "" if its plan names none."""
    return next((row["name"] for row in mechanisms(county) if row.get("source") == source), "")


def source_of(register: str) -> str:
    """Return the source that an order about a register's record has."""
    return str(_told()["sources"].get(register, Source.TASK))


def direct() -> Mapping[str, Mapping[str, Any]]:
    """Return on what condition a grade may be issued directly, and whether a seat must have approved it."""
    return dict(_told()["direct"])


def escalation() -> Sequence[Mapping[str, Any]]:
    """Return the levels of reporting upwards: ``level``, ``after`` (a parameter), ``seat`` (a role), ``word``."""
    return list(_told()["escalation"])


def contacts(county: Region) -> list[str]:
    """Return the seats that may be named as contact: posts, never persons."""
    found = Seat.objects.filter(group__region=county, group__active=True).values_list("post", flat=True)
    return list(dict.fromkeys(found))


def seat_above(order: Order, role: str) -> Seat | None:
    """Return the seat of a role in the group that the order's lead belongs to, else in the county's first group."""
    seats = Seat.objects.filter(group__region=order.county, group__active=True, role=role)
    seats = seats.select_related("group").order_by("group__order", "order")
    own = seats.filter(group__lead_unit=order.lead).first() or seats.filter(group__seats__unit=order.lead).first()
    return own or seats.first()


def units_named(county: Region, names: str) -> tuple[list[Unit], list[str]]:
    """Return the units in use of a county (its towns' too) out of names parted by 、, and the names of no such unit."""
    given = list(dict.fromkeys(part.strip() for part in names.replace("，", "、").replace(",", "、").split("、")))
    given = [name for name in given if name]
    units = Unit.objects.filter(region__path__startswith=county.path, name__in=given, active=True)
    found = {unit.name: unit for unit in units}
    return [found[name] for name in given if name in found], [name for name in given if name not in found]
