"""Regions and units to choose from, within an account's scope, a level at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Account, Level, Region, Unit, UnitKind
from tenghuan.errors import InputFault

FOUND_AT_MOST = 20  # of a search; more are a reason to type more


@dataclass(frozen=True)
class Step:
    """One level of the way down: the region it starts from, what lies below, and which of it the way takes."""

    above: Region
    label: str
    choices: list[Region]
    taken: Region | None


def region_in_scope(account: Account, code: str) -> Region | None:
    """The region with that code if the account may see it."""
    return Region.objects.visible_to(account).filter(code=code).first()


def way_down(account: Account, chosen: Region) -> list[Step]:
    """The levels from the account's own region down to ``chosen``, and the one below it (one query a level)."""
    codes = chosen.path.split("/")[:-1]
    passed = {region.code: region for region in Region.objects.visible_to(account).filter(code__in=codes)}
    way = [passed[code] for code in codes if code in passed and passed[code].path.startswith(account.region.path)]
    steps = []
    for at, above in enumerate(way):
        choices = list(Region.objects.visible_to(account).filter(parent=above))
        if choices:
            taken = way[at + 1] if at + 1 < len(way) else None
            steps.append(Step(above, str(Level(choices[0].level).label), choices, taken))
    return steps


def find_regions(account: Account, words: str) -> list[tuple[Region, str]]:
    """Regions by name or code, the highest first, each with its place in words (绍兴市 · 嵊州市 · 鹿山街道)."""
    words = words.strip()
    if not words:
        return []
    mine = Region.objects.visible_to(account)
    found = list(mine.filter(Q(name__contains=words) | Q(code__startswith=words)))
    found.sort(key=lambda region: (len(region.path), region.path))
    names = dict(mine.values_list("code", "name"))
    return [(region, _place(region, names)) for region in found[: FOUND_AT_MOST + 1]]


def _place(region: Region, names: dict[str, str]) -> str:
    codes = region.path.split("/")[:-1]
    return " · ".join(names[code] for code in codes[1:] or codes if code in names)


def units_at(account: Account, region: Region) -> Any:
    """The active units that an account of that region may belong to: from its county down; above it, its own."""
    mine = Unit.objects.visible_to(account).filter(active=True).select_related("region")
    if region.level in (Level.PROVINCE, Level.CITY):
        return mine.filter(region=region)
    return mine.filter(Q(region__path__startswith=region.path) | Q(region__path=region.county_path))


def place(account: Account, chosen: Region | None, unit: str = "") -> dict[str, Any]:
    """Return what the choice of a region shows: the region, the levels down to it, the units that go with it."""
    region = chosen or account.region
    return {
        "region": region,
        "steps": way_down(account, region),
        "units": units_at(account, region),
        "unit": unit,
    }


def county_above(region: Region | None) -> Region | None:
    """Return the county that a region is or lies in; None above the counties."""
    while region is not None and region.level != "county":
        region = region.parent
    return region


def county_of(account: Account) -> Region | None:
    """Return the county that an account belongs to or lies in; None above the counties."""
    region = account.region
    return region if region.path == region.county_path else Region.objects.filter(path=region.county_path).first()


def hold_answering(unit: Unit, county: Region, field: str = "") -> None:
    """Refuse a unit that cannot answer for something of a county (or of a region above, for its own
    units): a collective, one out of use, another county's.

    Raises:
        InputFault: why, with ``field`` as the column that names the unit.
    """
    if unit.region.county_path != county.county_path:  # its name is not told
        raise InputFault(_("所选单位不属于本县"), remedy=_("请选本县单位"), field=field)
    if unit.kind == UnitKind.COLLECTIVE:
        raise InputFault(_("“%(u)s”是一类单位的统称，请选一个单位") % {"u": unit}, where=str(unit), field=field)
    if not Unit.objects.filter(pk=unit.pk, active=True).exists():
        raise InputFault(_("“%(u)s”已经停用") % {"u": unit}, where=str(unit), remedy=_("请选在用的单位"), field=field)
