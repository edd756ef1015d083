"""ECharts options: distribution of scores, flows between grades, grades over the years, shares of draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.wording import COLOURS, GREY, colour, grade_word

PALETTE = (*COLOURS, GREY)
PLAIN: dict[str, Any] = {"animation": False, "textStyle": {"fontFamily": "inherit"}}


def histogram(width: Decimal, rows: Iterable[tuple[str, str, int, int]], ladder: list[str]) -> dict[str, Any] | None:
    """Scores in steps of ``width``, stacked by grade; None without scores."""
    found: dict[str, dict[int, int]] = {}
    for _track, grade, step, n in rows:
        steps = found.setdefault(grade, {})
        steps[step] = steps.get(step, 0) + n
    every = [step for steps in found.values() for step in steps]
    if not every:
        return None
    axis = range(min(every), max(every) + 1)
    order = [*(grade for grade in ladder if grade in found), *(grade for grade in found if grade not in ladder)]
    return {
        **PLAIN,
        "grid": {"left": 48, "right": 16, "top": 36, "bottom": 48},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "category",
            "name": _("得分"),
            "nameLocation": "middle",
            "nameGap": 30,
            "data": [f"{(step * width).normalize():f}" for step in axis],
        },
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": grade_word(grade),
                "type": "bar",
                "stack": "all",
                "barCategoryGap": "8%",
                "itemStyle": {"color": colour(grade, ladder)},
                "data": [found[grade].get(step, 0) for step in axis],
            }
            for grade in order
        ],
    }


def sankey(
    flows: Sequence[tuple[str | None, str, int]], then: int, now: int, ladder: list[str]
) -> dict[str, Any] | None:
    """Grades of an earlier final list on the left, this list's on the right; None if there is nothing to compare."""
    if not any(before is not None for before, _now, _n in flows):
        return None

    def left(grade: str | None) -> str:
        return f"{then} {grade or _('未参评或未定档')}"

    def right(grade: str) -> str:
        return f"{now} {grade_word(grade)}"

    merged: dict[tuple[str, str], int] = {}
    for before, after, n in flows:
        merged[before or "", after] = merged.get((before or "", after), 0) + n
    flows = [(before, after, n) for (before, after), n in merged.items()]
    place: dict[str | None, int] = {grade: at for at, grade in enumerate([*ladder, ""])}
    befores = sorted({before for before, _now, _n in flows}, key=lambda g: place.get(g, 98))
    nows = sorted({after for _before, after, _n in flows}, key=lambda g: place.get(g, 98))
    nodes = [{"name": left(g), "depth": 0, "itemStyle": {"color": colour(g or "", ladder)}} for g in befores]
    nodes += [{"name": right(g), "depth": 1, "itemStyle": {"color": colour(g, ladder)}} for g in nows]
    return {
        **PLAIN,
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 96,
                "top": 8,
                "bottom": 8,
                "nodeGap": 12,
                # the order of the grades, not the one that crosses least
                "layoutIterations": 0,
                "lineStyle": {"color": "source", "opacity": 0.35},
                "data": nodes,
                "links": [{"source": left(b), "target": right(a), "value": n} for b, a, n in flows],
            }
        ],
    }


def areas(rows: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
    """Areas by their score, best first, with the county's average (100) as a line; None without areas."""
    if not rows:
        return None
    average = {"yAxis": 100, "label": {"formatter": _("平均 100"), "position": "insideEndTop"}}
    return {
        **PLAIN,
        "grid": {"left": 48, "right": 16, "top": 24, "bottom": 84},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "category",
            "data": [name for name, _score in rows],
            "axisLabel": {"interval": 0, "rotate": 40, "width": 96, "overflow": "truncate"},
        },
        "yAxis": {"type": "value", "name": _("综合得分")},
        "series": [
            {
                "type": "bar",
                "name": _("综合得分"),
                "barMaxWidth": 28,
                "data": [
                    {"value": round(score, 2), "itemStyle": {"color": COLOURS[1] if score >= 100 else COLOURS[2]}}
                    for _name, score in rows
                ],
                "markLine": {"symbol": "none", "lineStyle": {"color": COLOURS[3]}, "data": [average]},
            }
        ],
    }


def over_years(rows: Sequence[Graded]) -> dict[str, Any] | None:
    """Scores by year with the grade at each point; None for fewer than two years."""
    scored = [row for row in rows if row.score is not None]
    if len(scored) < 2:
        return None
    points = [
        {"value": float(row.score or 0), "label": {"show": True, "formatter": grade_word(row.grade)}} for row in scored
    ]
    return {
        **PLAIN,
        "grid": {"left": 48, "right": 24, "top": 32, "bottom": 28},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [str(row.run.year) for row in scored]},
        "yAxis": {"type": "value", "name": _("得分"), "scale": True},
        "series": [{"type": "line", "data": points, "symbolSize": 8, "itemStyle": {"color": "#1f5fa8"}}],
    }


def points_of(lines: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
    """Points of each criterion beside its weight: (name, points, weight)."""
    names = [name for name, _points, _weight in lines][::-1]
    return {
        **PLAIN,
        "grid": {"left": 104, "right": 40, "top": 28, "bottom": 24},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": names},
        "series": [
            {
                "name": _("得分"),
                "type": "bar",
                "itemStyle": {"color": "#1f5fa8"},
                "data": [round(points, 4) for _name, points, _weight in lines][::-1],
            },
            {
                "name": _("权重"),
                "type": "bar",
                "itemStyle": {"color": GREY, "opacity": 0.45},
                "data": [weight for _name, _points, weight in lines][::-1],
            },
        ],
    }
