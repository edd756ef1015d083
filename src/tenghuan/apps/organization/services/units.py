"""Regions, units and their aliases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization.models import Region, Unit, UnitAlias, UnitKind
from tenghuan.errors import InputFault


@service("organization.load_regions")
def load_regions(actor: Actor, rows: Iterable[tuple[str, str, str, str]]) -> int:
    """Add or rename regions from (code, name, level, parent code) rows, parents first; return how many changed."""
    known = {region.code: region for region in Region.objects.select_for_update()}
    changed = 0
    for code, name, level, parent in rows:
        region = known.get(code)
        if region is not None and (region.name, region.level) == (name, level):
            continue
        region = region or Region(code=code)
        region.name, region.level, region.parent = name, level, known.get(parent)
        region.save()
        known[code] = region
        changed += 1
    if changed:
        record("regions", label=_("载入行政区划 %(n)d 条") % {"n": changed}, after={"rows": changed})
    else:
        nothing_changed()
    return changed


@service("organization.create_unit")
def create_unit(
    actor: Actor, region: Region, name: str, kind: str = UnitKind.DEPARTMENT, aliases: Iterable[str] = ()
) -> Unit:
    """Create a unit with its aliases; a name or alias that the region already has is refused."""
    name = name.strip()
    try:
        with transaction.atomic():
            unit = Unit.objects.create(region=region, name=name, kind=kind)
    except IntegrityError as error:
        raise InputFault(_("%(r)s已有单位“%(n)s”") % {"r": region, "n": name}, remedy=_("请选用已有单位")) from error
    record(unit, after=snapshot(unit))
    for alias in aliases:
        _add_alias(unit, alias)
    return unit


@service("organization.add_alias")
def add_alias(actor: Actor, unit: Unit, name: str) -> None:
    """Let another name lead to the unit."""
    _add_alias(unit, name)


def _add_alias(unit: Unit, name: str) -> None:
    name = name.strip()
    # names and aliases are one space: whoever adds to it waits for who is adding
    Region.objects.select_for_update().get(pk=unit.region_id)
    taken = UnitAlias.objects.filter(region=unit.region, name=name).exclude(unit=unit).first()
    other = Unit.objects.filter(region=unit.region, name=name).exclude(pk=unit.pk).first()
    if taken or other:
        owner = taken.unit if taken else other
        raise InputFault(
            _("“%(n)s”已是“%(o)s”的名称") % {"n": name, "o": owner},
            remedy=_("如两者为同一单位，请先合并单位"),
        )
    if name == unit.name or unit.aliases.filter(name=name).exists():
        nothing_changed()
        return
    alias = UnitAlias.objects.create(unit=unit, region=unit.region, name=name)
    record(unit, after={"alias": alias.name})


def resolve_units(region: Region) -> dict[str, Unit]:
    """Return every name and alias of the region's units → unit (one query each)."""
    units = {unit.name: unit for unit in Unit.objects.filter(region=region, active=True)}
    by_id = {unit.pk: unit for unit in units.values()}
    for alias in UnitAlias.objects.filter(region=region, unit__active=True):
        units.setdefault(alias.name, by_id[alias.unit_id])
    return units
