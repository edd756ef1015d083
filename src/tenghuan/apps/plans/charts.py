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
    cells = [c for c in indicator.milestones.all() if c.caliber == indicator.caliber and c.value is not None and c.year]
    planned = [[f"{c.year}-12-31", float(c.value)] for c in wording.in_order(cells)]  # type: ignore[arg-type]
    if indicator.baseline_year and indicator.baseline_value is not None:
        planned.insert(0, [f"{indicator.baseline_year}-12-31", float(indicator.baseline_value)])
    actual = [[p.at.isoformat(), float(p.value)] for p in points if p.value is not None]
    expected = [[p.at.isoformat(), float(p.expected)] for p in points if p.expected is not None]
    if not planned and not actual:
        return None
    series = [
        {
            "name": str(_("方案目标")),
            "type": "line",
            "data": planned,
            "symbol": "diamond",
            "symbolSize": 9,
            "lineStyle": {"type": "dashed"},
            "itemStyle": {"color": "#667382"},
        },
        {"name": str(_("实际")), "type": "line", "data": actual, "symbolSize": 6, "itemStyle": {"color": "#1f5fa8"}},
    ]
    if expected:
        series.insert(
            1,
            {
                "name": str(_("序时")),
                "type": "line",
                "data": expected,
                "symbol": "none",
                "lineStyle": {"type": "dotted"},
                "itemStyle": {"color": "#a86400"},
            },
        )
    return {
        "animation": False,
        "grid": {"left": 60, "right": 24, "top": 40, "bottom": 32},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "name": "" if indicator.unit == "1" else indicator.unit, "scale": True},
        "series": series,
    }
