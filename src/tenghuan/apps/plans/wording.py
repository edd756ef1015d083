"""How a plan's cells are said in words: targets, calibers, thresholds. Shown, exported and compared alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.plans.models import Indicator, Milestone
from tenghuan.pace import Parts, Target
from tenghuan.plan.calibers import CALIBER_NAMES, Caliber, Comparison
from tenghuan.plan.parameters import LAMP_WORDS

_BOUND = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)([^0-9]+?)以上")
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
    Caliber.STOCK: _("期末在册的数量，退出即减，不累加"),
    Caliber.MERGED_COUNT: _("方案起始以来列入任一名单的数量，同一信用代码只计一次，各名单不得相加"),
    Caliber.TWO_CONDITIONS: _("当年个数和占总数的比例都要达到，完成率取小的"),
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
    if milestone.share is not None:
        return _("%(s)s%(t)s 且占 %(p)s%%以上") % {
            "s": SIGNS[milestone.comparison],
            "t": text,
            "p": number(milestone.share),
        }
    return f"{SIGNS[milestone.comparison]}{text}"


def parts(found: Parts | None) -> str:
    """The two numbers whose quotient is shown: 49 ÷ 52（增量）; "" for none."""
    if found is None:
        return ""
    word = f"（{found.word}）" if found.word else ""
    return f"{_short(found.over)} ÷ {_short(found.under)}{word}"


def _short(value: Decimal) -> str:
    # as many digits as a reader needs to reckon it again
    return number(round(value, 4 if abs(value) < 100 else 2))


def pace_target(told: Target) -> str:
    """A target with caliber and year, as a line of an item's history names it: ≥30 累计含基数 / 2023."""
    if told.value is None:
        return ""
    year = told.year or _("每年")
    return f"{SIGNS[told.comparison.value]}{number(told.value)} {CALIBER_NAMES[told.caliber]} / {year}"


def met(reached: bool | None) -> str:
    """What stands in progress's place where a quotient means nothing."""
    return "" if reached is None else str(_("达标") if reached else _("未达标"))


def scope(indicator: Indicator) -> str:
    """What belongs to the definition beside the name: whose figures, from what size on."""
    return "，".join(part for part in (indicator.population, indicator.threshold) if part)


def when(milestone: Milestone) -> str:
    """2023年, or 每年."""
    return _("%(y)s年") % {"y": milestone.year} if milestone.year else str(_("每年"))


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


def bound(words: str) -> tuple[Decimal, str] | None:
    """Return number and unit of a threshold as :func:`threshold` writes it (10亿元以上), None for other words."""
    found = _BOUND.fullmatch(words.strip())
    return (Decimal(found[1].replace(",", "")), found[2]) if found else None


def source(data: dict[str, Any]) -> str:
    """Where something stands: document and section."""
    parts = [data.get("document"), data.get("section"), data.get("place")]
    return " ".join(str(part) for part in parts if part)


def parameter(value: Any, unit: str = "") -> str:
    """A parameter's value in words: 0.5 %, 是, 兼并重组、整体腾退."""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, int | float):
        return f"{number(value)} {'' if unit == '1' else unit}".strip()
    if isinstance(value, list):
        return "、".join(parameter(part, unit) for part in value)
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        return " ".join(parameter(part, unit) for part in value.values())
    return str(value)


# the pack's own words, for somebody who never sees a pack
PARTS = {
    "plan": (_("基本信息"), "meta"),
    "indicators": (_("指标"), "target"),
    "actions": (_("重点任务"), "action"),
    "tasks": (_("清单任务"), "task"),
    "groups": (_("专班"), "group"),
    "units": (_("单位"), "unit"),
    "campaigns": (_("攻坚行动"), "action"),
    "parameters": (_("政策参数"), "target"),
}
FIELDS = {
    "lead_unit": _("牵头单位"),
    "lead": _("牵头单位"),
    "support": _("配合单位"),
    "unit": _("计量单位"),
    "milestones": _("目标"),
    "baseline": _("基数"),
    "catalogue": _("标准指标"),
    "threshold": _("规模界限"),
    "period": _("方案期"),
    "title": _("名称"),
    "number": _("序号"),
    "section": _("章节"),
    "part": _("组次"),
    "name": _("名称"),
    "caliber": _("口径"),
    "value": _("数值"),
    "year": _("年份"),
    "region": _("县（市、区）"),
    "aliases": _("别名"),
    "key": _("标识"),
    "units": _("单位表"),
}
_NAMED = re.compile(r"「(.*?)」")
_WORD = re.compile(r"[a-z_]+")


def fault(found: Any, places: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    """A fault of a pack in the reviewer's words: place, message, remedy, the tab and the item to open.

    Args:
        found: a ``tenghuan.plan.Fault``.
        places: bare names of the draft's items → kind and number.
    """
    head = found.path.split("[", 1)[0].split(".", 1)[0]
    part, kind = PARTS.get(head, (found.path, "meta"))
    named = _NAMED.search(found.path)
    name = named[1] if named else ""
    rest = _NAMED.sub("", found.path)[len(head) :]
    fields = [str(FIELDS[word]) for word in _WORD.findall(rest) if word in FIELDS]
    kind, item = places.get(re.sub(r"[\W_]+", "", name), (kind, 0))
    remedy = _WORD.sub(lambda match: str(FIELDS.get(match[0], match[0])), found.remedy)
    where = f"{part}{f'“{name}”' if name else ''}{' · '.join(['', *fields[:1]])}"
    return {"where": where, "message": found.message, "remedy": remedy, "kind": kind, "item": item}


# in the order in which a board counts them
LAMPS = {colour: _(LAMP_WORDS[colour]) for colour in ("red", "yellow", "blue", "green", "done", "not_due", "no_data")}


def lamp(colour: str) -> str:
    """The word of a lamp, for workbooks."""
    return str(LAMPS.get(colour, ""))
