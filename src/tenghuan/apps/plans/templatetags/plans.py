"""Words for the keys that a draft's data hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.rows import PACE
from tenghuan.plan import catalogue

register = template.Library()


@register.filter
def caliber(key: str) -> str:
    """水平值 for level."""
    return wording.caliber_name(key) if key else ""


@register.filter
def standard(key: str) -> str:
    """The Chinese name of a standard indicator; 本县特有 for none."""
    found = catalogue().get(key) if key else None
    return found.zh if found else _("本县特有")


@register.filter
def wanted(data: Mapping[str, Any]) -> str:
    """≥28 万元/亩 from a target's data."""
    sign = wording.SIGNS.get(str(data.get("comparison") or "eq"), "")
    text = wording.number(data.get("value"))
    if data.get("upper") is not None:
        text = f"{text}—{wording.number(data['upper'])}"
    return f"{sign}{text} {data.get('unit') or ''}".strip()


@register.filter
def value(row: Any) -> str:
    """A parameter's value in words, with its sign and unit."""
    if row.key == PACE:
        return _("比值法") if row.value.get("method") == "ratio" else _("差值法")
    return f"{wording.SIGNS[row.comparison]}{wording.parameter(row.value, row.unit)}"


@register.filter
def as_read(cell: Mapping[str, Any]) -> str:
    """A table's cell as written, with the number understood where that is not the same: 20/年 → 20."""
    raw, value = str(cell.get("raw") or "—"), cell.get("value")
    try:
        plain = value is None or float(raw) == value
    except ValueError:
        plain = False
    return raw if plain else f"{raw} → {wording.number(value)}"


@register.filter
def names(units: Any) -> str:
    """Units joined as the documents do."""
    return "、".join(str(unit) for unit in units or ())


@register.filter
def posts(seats: Any) -> str:
    """Posts of seats joined."""
    return "、".join(seat["post"] if isinstance(seat, Mapping) else str(seat) for seat in seats or ())
