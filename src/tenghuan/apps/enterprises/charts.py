"""Options of the charts on an enterprise's page (ECharts)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.enterprises.hooks import Grade
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.enterprises.ratios import RATIOS

Chart = dict[str, Any]
GRADES = "DCBA"  # from the bottom of the axis to its top


def _chart(key: str, title: str, option: dict[str, Any]) -> Chart:
    base = {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 56, "right": 48, "top": 40, "bottom": 48},
        "animation": False,
    }
    return {"key": f"chart-{key}", "title": title, "option": {**base, **option}}


def _plain(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)


def of_years(years: Sequence[YearFacts]) -> list[Chart]:
    """Return per-mu yields and amounts over the years; [] for fewer than one year."""
    if not years:
        return []
    axis = {"type": "category", "data": [str(facts.year) for facts in years]}
    lines = [
        {
            "name": str(ratio.label),
            "type": "line",
            "symbolSize": 8,
            "yAxisIndex": at,
            "data": [_plain(ratio.of(facts)) for facts in years],
        }
        for at, ratio in enumerate(r for r in RATIOS if r.key in ("tax_per_mu", "value_added_per_mu"))
    ]
    amounts = [
        {"name": str(YearFacts._meta.get_field(name).verbose_name), "type": "bar", "data": data}
        for name in ("revenue", "value_added", "tax", "rd")
        if any(data := [_plain(getattr(facts, name)) for facts in years])
    ]
    two = [{"type": "value", "name": f"{line['name']} {_('万元/亩')}"} for line in lines]
    found = []
    if any(value is not None for line in lines for value in line["data"]):
        option = {
            "xAxis": axis,
            "yAxis": two,
            "series": lines,
            "grid": {"left": 64, "right": 72, "top": 48, "bottom": 48},
        }
        found.append(_chart("yield", _("亩均效益"), option))
    if amounts:
        money = {"type": "value", "name": _("万元")}
        found.append(_chart("amounts", _("规模与税收"), {"xAxis": axis, "yAxis": money, "series": amounts}))
    return found


def of_months(months: Sequence[tuple[int, int, float]]) -> list[Chart]:
    """Return electricity by month, where bureaus hand it in by month."""
    if not months:
        return []
    axis = {"type": "category", "data": [f"{year}-{month:02}" for year, month, _v in months]}
    bars = [{"name": _("用电量"), "type": "bar", "data": [_plain(value) for *_when, value in months]}]
    value = {"type": "value", "name": _("万千瓦时")}
    return [_chart("months", _("月度用电"), {"xAxis": axis, "yAxis": value, "series": bars})]


def of_grades(grades: Sequence[Grade]) -> list[Chart]:
    """Return the grades over the years as steps."""
    known = [grade for grade in grades if grade.grade in GRADES]
    if len(known) < 2:
        return []
    steps = [{"name": _("评价等级"), "type": "line", "step": "middle", "data": [grade.grade for grade in known]}]
    axis = {"type": "category", "data": [str(grade.year) for grade in known]}
    levels = {"type": "category", "data": list(GRADES)}
    return [_chart("grades", _("历年评价等级"), {"xAxis": axis, "yAxis": levels, "series": steps})]
