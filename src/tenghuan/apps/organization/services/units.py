"""Regions, units and their aliases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization.models import Region, Unit, UnitAlias, UnitKind
from tenghuan.errors import InputFault


@service("organization.load_regions", lazy("载入行政区划"))
def load_regions(actor: Actor, rows: Iterable[tuple[str, str, str, str]]) -> int:
    """Add or rename regions from (code, name, level, parent code) rows, parents first; return how many changed.

    Raises:
        InputFault: a parent that is neither known nor among the rows before.
    """
    known = {region.code: region for region in Region.objects.select_for_update()}
    changed = 0
    for code, name, level, parent in rows:
        region = known.get(code)
        if region is not None and (region.name, region.level) == (name, level):
            continue
        if parent and parent not in known:
            raise InputFault(
                _("区划 %(c)s %(n)s 的上级 %(p)s 不存在") % {"c": code, "n": name, "p": parent},
                remedy=_("请核对上级代码；上级须排在下级之前"),
            )
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


@service("organization.create_unit", lazy("新增单位"))
def create_unit(
    actor: Actor,
    region: Region,
    name: str,
    kind: str = UnitKind.DEPARTMENT,
    aliases: Iterable[str] = (),
    parent: Unit | None = None,
) -> Unit:
    """Create a unit with its aliases; a name or alias that the region already has is refused."""
    name = name.strip()
    if not name:
        raise InputFault(_("请填单位名称"), where=str(region))
    # names and aliases are one space: whoever adds to it waits for who is adding
    Region.objects.select_for_update().get(pk=region.pk)
    _hold_alias(region, name)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(region=region, name=name, kind=kind, parent=parent)
    except IntegrityError as error:
        raise InputFault(_("%(r)s已有单位“%(n)s”") % {"r": region, "n": name}, remedy=_("请选用已有单位")) from error
    record(unit, after=snapshot(unit))
    for alias in aliases:
        _add_alias(unit, alias)
    return unit


@service("organization.change_unit", lazy("修改单位"))
def change_unit(
    actor: Actor,
    unit: Unit,
    *,
    name: str,
    kind: str,
    parent: Unit | None = None,
    aliases: Iterable[str] = (),
    active: bool = True,
) -> None:
    """Bring a unit to this name, kind, parent and to exactly these aliases; the former name becomes one.

    Raises:
        InputFault: another unit of the region bears the name or an alias, or the unit would stand above itself.
    """
    # names and aliases are one space: whoever adds to it waits for who is adding
    Region.objects.select_for_update().get(pk=unit.region_id)
    before = _picture(unit)
    _hold_parent(unit, parent)
    wanted = dict.fromkeys(alias.strip() for alias in (*aliases, unit.name) if alias.strip() and alias.strip() != name)
    _hold_name(unit, name)
    unit.name, unit.kind, unit.parent, unit.active = name, kind, parent, active
    unit.save()
    unit.aliases.exclude(name__in=wanted).delete()
    have = set(unit.aliases.values_list("name", flat=True))
    for alias in wanted:
        if alias not in have:
            _hold_name(unit, alias)
            UnitAlias.objects.create(unit=unit, region=unit.region, name=alias)
    after = _picture(unit)
    if before == after:
        nothing_changed()
    else:
        record(unit, before=before, after=after)


@service("organization.retire_unit", lazy("停用单位"))
def retire_unit(actor: Actor, unit: Unit, reason: str) -> None:
    """Take a unit out of use; it stays where it was named.

    Raises:
        InputFault: it is out of use already, or accounts in use still belong to it.
    """
    if not unit.active:
        raise InputFault(_("单位已停用"), where=str(unit))
    if count := unit.accounts.filter(is_active=True).count():
        raise InputFault(
            _("还有 %(n)d 个启用的账号属于这个单位") % {"n": count},
            where=str(unit),
            remedy=_("请先修改这些账号的单位，或由安全管理员停用"),
        )
    unit.active = False
    unit.save(update_fields=("active",))
    record(unit, before={"active": True}, after={"active": False, "reason": reason})


def _picture(unit: Unit) -> dict[str, object]:
    return {**snapshot(unit), "aliases": sorted(unit.aliases.values_list("name", flat=True))}


def _hold_parent(unit: Unit, parent: Unit | None) -> None:
    above, seen = parent, {unit.pk}
    while above is not None:
        if above.pk in seen:
            raise InputFault(_("上级单位不能是本单位或其下级"), where=str(unit), remedy=_("请另选上级单位"))
        seen.add(above.pk)
        above = above.parent


@service("organization.add_alias", lazy("增加单位别名"))
def add_alias(actor: Actor, unit: Unit, name: str) -> None:
    """Let another name lead to the unit."""
    _add_alias(unit, name)


def _add_alias(unit: Unit, name: str) -> None:
    name = name.strip()
    # names and aliases are one space: whoever adds to it waits for who is adding
    Region.objects.select_for_update().get(pk=unit.region_id)
    _hold_name(unit, name)
    if name == unit.name or unit.aliases.filter(name=name).exists():
        nothing_changed()
        return
    alias = UnitAlias.objects.create(unit=unit, region=unit.region, name=name)
    record(unit, after={"alias": alias.name})


def _hold_name(unit: Unit, name: str) -> None:
    """Refuse a name by which the region knows another unit."""
    _hold_alias(unit.region, name, unit)
    other = Unit.objects.filter(region=unit.region, name=name).exclude(pk=unit.pk).first()
    if other is not None:
        raise _taken(name, other)


def _hold_alias(region: Region, name: str, unit: Unit | None = None) -> None:
    """Refuse a name that is another unit's alias: which of the two a document means could not be told."""
    taken = UnitAlias.objects.filter(region=region, name=name)
    if (found := (taken.exclude(unit=unit) if unit else taken).select_related("unit").first()) is not None:
        raise _taken(name, found.unit)


def _taken(name: str, owner: Unit) -> InputFault:
    return InputFault(
        _("“%(n)s”已是“%(o)s”的名称") % {"n": name, "o": owner}, remedy=_("如两者为同一单位，请先合并单位")
    )


def resolve_units(region: Region) -> dict[str, Unit]:
    """Return every name and alias of the region's units → unit (one query each)."""
    units = {unit.name: unit for unit in Unit.objects.filter(region=region, active=True)}
    by_id = {unit.pk: unit for unit in units.values()}
    for alias in UnitAlias.objects.filter(region=region, unit__active=True):
        units.setdefault(alias.name, by_id[alias.unit_id])
    return units
