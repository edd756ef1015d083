"""Options of the charts on an enterprise's page (ECharts)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.enterprises.hooks import Grade
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.enterprises.ratios import RATIOS

Chart = dict[str, Any]
COLOURS = ["#1f5fa8", "#c98a00", "#1b7f3b", "#8a94a3"]
GRADES = "DCBA"  # from the bottom of the axis to its top


def _chart(key: str, title: str, option: dict[str, Any]) -> Chart:
    base = {
        "tooltip": {"trigger": "axis"},
        "color": COLOURS,
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 56, "right": 48, "top": 40, "bottom": 56},
        "animation": False,
    }
    return {"key": f"chart-{key}", "title": title, "option": {**base, **option}}


def _plain(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)


def _series(years: Sequence[YearFacts], name: str, kind: str, axis: int = 0) -> dict[str, Any] | None:
    """One fact or ratio over the years; None where it is never known."""
    ratio = next((ratio for ratio in RATIOS if ratio.key == name), None)
    data = [_plain(ratio.of(facts) if ratio else getattr(facts, name)) for facts in years]
    if not any(value is not None for value in data):
        return None
    label = ratio.label if ratio else field_of(YearFacts, name).verbose_name
    return {"name": str(label), "type": kind, "symbolSize": 8, "barMaxWidth": 48, "yAxisIndex": axis, "data": data}


def _of_two(years: Sequence[YearFacts], key: str, title: str, parts: Sequence[tuple[str, str, str]]) -> list[Chart]:
    """A chart of facts with an axis each (name, kind, unit); axes of what is never known are left out."""
    series: list[dict[str, Any]] = []
    axes: list[dict[str, Any]] = []
    for name, kind, unit in parts:
        if found := _series(years, name, kind, len(axes)):
            series.append(found)
            axes.append({"type": "value", "name": f"{found['name']} {unit}", "nameTextStyle": {"fontSize": 11}})
    if not series:
        return []
    axis = {"type": "category", "data": [str(facts.year) for facts in years]}
    grid = {"left": 64, "right": 72 if len(axes) > 1 else 32, "top": 48, "bottom": 56}
    return [_chart(key, title, {"xAxis": axis, "yAxis": axes, "series": series, "grid": grid})]


def of_years(years: Sequence[YearFacts]) -> list[Chart]:
    """Return per-mu yields, amounts, land and people, energy over the years; only what is known of it."""
    if not years:
        return []
    per_mu = _("万元/亩")
    amounts = [found for name in ("revenue", "value_added", "tax", "rd") if (found := _series(years, name, "bar"))]
    axis = {"type": "category", "data": [str(facts.year) for facts in years]}
    money = {"type": "value", "name": _("万元")}
    shown = {"xAxis": axis, "yAxis": money, "series": amounts}
    return [
        *_of_two(
            years, "yield", _("亩均效益"), (("tax_per_mu", "line", per_mu), ("value_added_per_mu", "line", per_mu))
        ),
        *([_chart("amounts", _("规模与税收"), shown)] if amounts else []),
        *_of_two(years, "land", _("用地和用工"), (("land_mu", "bar", _("亩")), ("employees", "line", _("人")))),
        *_of_two(
            years,
            "energy",
            _("用能和用电"),
            (("electricity", "bar", _("万千瓦时")), ("energy_tce", "line", _("吨标准煤"))),
        ),
    ]


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
