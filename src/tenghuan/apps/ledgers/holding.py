"""What numbers of the ledgers may be: an amount below zero would move what it should take the other way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.errors import InputFault

YEARS = range(2000, 2101)


def numbers(*above: str, least: tuple[str, ...] = (), year: bool = False) -> Callable[[Any], None]:
    """Return what refuses a record whose numbers cannot be (:class:`InputFault` with the column's name).

    Args:
        above: columns that must be above zero.
        least: columns that may be zero or unknown, not below.
        year: whether the record has a year, which must be one that budgets and revenues are of.
    """

    def hold(thing: Any) -> None:
        for name in (*above, *least):
            value = getattr(thing, name)
            if value is not None and (value < 0 or (name in above and not value)):
                words = _("%(l)s须大于 0") if name in above else _("%(l)s不能小于 0")
                raise InputFault(words % {"l": _label(thing, name)}, remedy=_("请核对数字和单位"), field=name)
        if year and thing.year not in YEARS:
            told = {"y": thing.year, "f": YEARS[0], "t": YEARS[-1]}
            raise InputFault(_("年度 %(y)s 不在 %(f)d 至 %(t)d 之间") % told, remedy=_("请核对年度"), field="year")

    return hold


def _label(thing: Any, name: str) -> Any:
    return thing._meta.get_field(name).verbose_name
