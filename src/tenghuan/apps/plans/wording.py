"""How a plan's cells are said in words: targets, calibers, thresholds. Shown, exported and compared alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.plans.models import Indicator, Milestone
from tenghuan.plan.calibers import CALIBER_NAMES, Caliber, Comparison

SIGNS = {Comparison.EQ.value: "", Comparison.GE.value: "≥", Comparison.GT.value: ">", Comparison.LE.value: "≤"}

# what each caliber means to somebody who fills it in (methodology §0.1, §3.2)
EXPLAINED = {
    Caliber.LEVEL: _("报告期的实际水平，不累加"),
    Caliber.ANNUAL: _("当年 1 月 1 日起完成的数量，跨年清零"),
    Caliber.CUMULATIVE: _("方案起始以来完成的累计数量，起点为 0，跨年不清零"),
    Caliber.CUMULATIVE_WITH_BASE: _("基期存量加上方案起始以来的新增，进度按新增部分计算"),
    Caliber.CUMULATIVE_DROP_RATE: _("与基期相比累计下降的百分比，各年降幅连乘，不相加"),
    Caliber.AVERAGE_GROWTH: _("方案期内各年增速的几何平均"),
    Caliber.SHARE: _("报告期的占比，不累加"),
    Caliber.QUALITATIVE: _("没有数值，由专班认定是否完成"),
}


def number(value: Decimal | float | None) -> str:
    """A number without idle zeros, at most six decimals; "" for none."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def target(milestone: Milestone) -> str:
    """What a milestone demands, without unit and year: ≥28, 1—2, a statement."""
    if milestone.value is None:
        return milestone.raw
    text = number(milestone.value)
    if milestone.upper is not None:
        text = f"{text}—{number(milestone.upper)}"
    return f"{SIGNS[milestone.comparison]}{text}"


def when(milestone: Milestone) -> str:
    """2023年, or 每年."""
    return _("%(y)s年") % {"y": milestone.year} if milestone.year else _("每年")


def caliber_name(key: str) -> str:
    """水平值, 当年, …"""
    return CALIBER_NAMES[Caliber(key)]


def milestone(cell: Milestone, unit: str) -> str:
    """One cell in full: 2023年 ≥28 万元/亩（水平值）."""
    shown = "" if cell.value is None or unit == "1" else f" {unit}"
    return f"{when(cell)} {target(cell)}{shown}（{caliber_name(cell.caliber)}）"


def milestones(indicator: Indicator) -> str:
    """All cells of an indicator; needs ``milestones`` prefetched to cost no query."""
    return "；".join(milestone(cell, indicator.unit) for cell in in_order(indicator.milestones.all()))


def in_order(cells: Any) -> list[Milestone]:
    """Cells by year, those of every year last."""
    return sorted(cells, key=lambda cell: (cell.year or 9999, cell.pk or 0))


def threshold(data: dict[str, Any] | None) -> str:
    """10亿元以上 from a pack's threshold; "" for none."""
    return f"{number(data['value'])}{data['unit']}以上" if data else ""


def source(data: dict[str, Any]) -> str:
    """Where something stands: document and section."""
    parts = [data.get("document"), data.get("section"), data.get("place")]
    return " ".join(str(part) for part in parts if part)


# in the order in which a board counts them; the words are those of the lamp tag
LAMPS = {
    "red": _("滞后"),
    "yellow": _("预警"),
    "blue": _("提示"),
    "green": _("正常"),
    "done": _("已完成"),
    "not_due": _("未到期"),
    "no_data": _("未报数"),
}


def lamp(colour: str) -> str:
    """The word of a lamp, for workbooks."""
    return str(LAMPS.get(colour, ""))
