"""Who is assessed: towns, departments, parks of a county, or the counties of a city or province, by group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.assessment.models import Kind
from tenghuan.apps.organization.models import Level, Region, Unit, UnitKind
from tenghuan.errors import InputFault

UNITS = {Kind.TOWNS: UnitKind.TOWN, Kind.DEPARTMENTS: UnitKind.DEPARTMENT, Kind.PARKS: UnitKind.PARK}


@dataclass(frozen=True)
class Object:
    """One that is assessed: a unit, or a whole county; ``home`` is the county that it lies in or is."""

    name: str
    group: str
    home: Region
    unit: Unit | None = None
    town: Region | None = None


@dataclass(frozen=True)
class Span:
    """The days that figures are drawn for, both included; what falls due later is not counted yet.

    ``read`` holds what several figures of one span share, so that it is read once.
    """

    first: date
    last: date
    read: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


def objects_of(region: Region, kind: str, groups: str = "") -> list[Object]:
    """Return the objects of a kind below a region, in the order of the groups, else of their names.

    Args:
        groups: a group a line (``分组：甲镇、乙镇``); who stands in none is not assessed. Empty: all, in one group.

    Raises:
        InputFault: nobody to assess, a name that is none of the kind's, one that stands twice or that two bear.
    """
    every = _all(region, kind)
    known = {one.name: one for one in every}
    placed = grouped(groups) if groups.strip() else [(one.name, "") for one in every]
    _hold_doubles(kind, every, {name for name, _group in placed})
    if not groups.strip():
        if not known:
            raise InputFault(_("%(r)s没有可考核的%(k)s") % {"r": region, "k": Kind(kind).label})
        return list(known.values())
    if strange := [name for name, _group in placed if name not in known]:
        raise InputFault(
            _("没有这样的%(k)s：%(n)s") % {"k": Kind(kind).label, "n": "、".join(strange)},
            where=_("分组"),
            remedy=_("请按全称填写；可选：%(o)s") % {"o": "、".join(known)},
        )
    return [Object(name, group, known[name].home, known[name].unit, known[name].town) for name, group in placed]


def _hold_doubles(kind: str, every: Sequence[Object], wanted: set[str]) -> None:
    """Refuse a name that two of those bear who are assessed: points go by name, and one would get the other's."""
    names = Counter(one.name for one in every)
    if twice := sorted(name for name in wanted if names[name] > 1):
        raise InputFault(
            _("有同名的%(k)s：%(n)s") % {"k": Kind(kind).label, "n": "、".join(twice)},
            remedy=_("请先改成不同的名称，或在分组里只列要考核的对象"),
        )


def grouped(groups: str) -> list[tuple[str, str]]:
    """Return name and group of everybody in a text of groups. Raises InputFault: a name stands twice, or no name."""
    found: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, groups.splitlines())):
        group, colon, names = line.replace(":", "：").partition("：")
        listed = [name.strip() for name in re.split("[、,，]", names) if name.strip()]
        if not colon or not group.strip() or not listed:
            raise InputFault(_("分组“%(l)s”看不懂") % {"l": line[:40]}, remedy=_("每行写“分组：甲镇、乙镇”"))
        found += [(name, group.strip()) for name in listed]
    names_ = [name for name, _group in found]
    if twice := sorted({name for name in names_ if names_.count(name) > 1}):
        raise InputFault(_("分组里重复：%(n)s") % {"n": "、".join(twice)}, remedy=_("每个对象只进一个组"))
    return found


def _all(region: Region, kind: str) -> Sequence[Object]:
    if kind == Kind.COUNTIES:
        counties = Region.objects.filter(level=Level.COUNTY, path__startswith=region.path).exclude(pk=region.pk)
        return [Object(one.name, "", one) for one in counties.order_by("path")]
    return [
        Object(unit.name, "", region, unit, unit.region if unit.region.level in (Level.TOWN, Level.PARK) else None)
        for unit in _units(region, kind)
    ]


def _units(region: Region, kind: str) -> QuerySet[Unit]:
    found = Unit.objects.filter(region__path__startswith=region.path, kind=UNITS[Kind(kind)], active=True)
    return found.select_related("region").order_by("region__path", "pk")
