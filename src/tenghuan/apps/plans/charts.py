"""ECharts options: the path of an indicator against what the plan demands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.hooks import Point
from tenghuan.apps.plans.models import Indicator


def path(indicator: Indicator, points: Sequence[Point]) -> dict[str, Any] | None:
    """Reported values as a line, the plan's year-end targets as points and dashes; None if there is nothing to draw.

    Only cells in the reported caliber stand on one axis with the reports (methodology §0.1).
    """
    planned = _planned(indicator)
    actual = [[p.at.isoformat(), float(p.value)] for p in points if p.value is not None]
    expected = [[p.at.isoformat(), float(p.expected)] for p in points if p.expected is not None]
    if not planned and not actual:
        return None
    series = [_line(_("方案目标"), planned, "#667382", "dashed", symbol="diamond", symbolSize=9)]
    if expected:
        series.append(_line(_("序时"), expected, "#a86400", "dotted", symbol="none"))
    series.append(_line(_("实际"), actual, "#1f5fa8", "solid", symbolSize=6))
    return {
        "animation": False,
        "grid": {"left": 60, "right": 24, "top": 40, "bottom": 32},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "name": "" if indicator.unit == "1" else indicator.unit, "scale": True},
        "series": series,
    }


def _planned(indicator: Indicator) -> list[list[Any]]:
    cells = [c for c in indicator.milestones.all() if c.caliber == indicator.caliber and c.value is not None and c.year]
    ends = [[f"{c.year}-12-31", float(c.value)] for c in wording.in_order(cells) if c.value is not None]
    if indicator.baseline_year and indicator.baseline_value is not None:
        ends.insert(0, [f"{indicator.baseline_year}-12-31", float(indicator.baseline_value)])
    return ends


def _line(name: str, data: list[list[Any]], colour: str, stroke: str, **more: Any) -> dict[str, Any]:
    look = {"lineStyle": {"type": stroke}, "itemStyle": {"color": colour}}
    return {"name": name, "type": "line", "data": data, **look, **more}
