"""Proposing a caliber: from the nature of a sentence's number, and from the arithmetic of a table's row."""

from __future__ import annotations

from typing import Any

from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import exact, measure
from tenghuan.plan.standards import Standard

_INCREMENT_WORDS = ("新增", "净增", "新培育", "新建", "新认定", "新引进", "三年累计", "五年累计")
_DIRECT = {
    "annual": Caliber.ANNUAL,
    "increment": Caliber.CUMULATIVE,
    "growth_rate": Caliber.AVERAGE_GROWTH,
    "decline_rate": Caliber.CUMULATIVE_DROP_RATE,
    "share": Caliber.SHARE,
}
_ALWAYS_WORDS = ("每年", "全年", "保持", "确保", "当年", "不低于", "不少于", "以内", "不超过")


def known_caliber(nature: str | None) -> Caliber | None:
    """The caliber that a nature of gold/SCHEMA.md fixes by itself; None for level and cumulative."""
    return _DIRECT.get(nature or "")


def is_multiple(target: dict[str, Any]) -> bool:
    """翻一番, 增长2倍: a multiple of the base year's figure, which the plan need not name."""
    return target.get("unit") == "番" or (target.get("unit") == "倍" and target.get("nature") == "growth_rate")


def holds_each_year(target: dict[str, Any], caliber: Caliber) -> bool:
    """Whether a target without a year is due every year: 每年, 保持…; a whole (100%) is due at all times."""
    if caliber is Caliber.SHARE:
        whole = target["value"] >= (100 if target.get("unit") == "%" else 1)
        words = f"{target.get('indicator', '')}{target.get('evidence', '')}"
        return whole or target.get("comparison") == "le" or any(word in words for word in _ALWAYS_WORDS)
    return caliber is Caliber.ANNUAL


def _counts(unit: str) -> bool:
    found = measure(unit)
    return found is not None and found.family == "count"


def possible(caliber: Caliber, value: float) -> bool:
    """Whether a value can stand under a caliber: a fall lies within 0…100 %, a share is not negative."""
    if caliber is Caliber.CUMULATIVE_DROP_RATE:
        return 0 < value < 100
    if caliber is Caliber.AVERAGE_GROWTH:
        return value > -100
    return caliber is not Caliber.SHARE or value >= 0


def propose(target: dict[str, Any], standard: Standard | None) -> tuple[Caliber, str | None]:
    """The caliber of a prose target and, where it is a guess, why.

    "达到270家" of something that existed before counts the stock of the base year; "新增270家" does not.
    """
    nature = target.get("nature")
    if is_multiple(target):
        return Caliber.LEVEL, "以基年数为底的倍数，请补基年数后折成水平值"
    if (fixed := known_caliber(nature)) is not None:
        return fixed, None
    words = f"{target.get('indicator', '')}{target.get('evidence', '')}"
    usual = standard.caliber if standard else None
    if nature == "level":
        if usual is Caliber.ANNUAL:
            return Caliber.ANNUAL, "按当年完成额理解"
        if usual is Caliber.CUMULATIVE_WITH_BASE or (usual is None and _counts(target.get("unit") or "")):
            return Caliber.CUMULATIVE_WITH_BASE, "按含基数的总量理解"
        return Caliber.LEVEL, None
    if nature == "cumulative":
        if usual is Caliber.CUMULATIVE_WITH_BASE and not any(word in words for word in _INCREMENT_WORDS):
            return Caliber.CUMULATIVE_WITH_BASE, "按含基数的累计理解，基数请补"
        return Caliber.CUMULATIVE, "按起点为 0 的累计理解"
    return usual or Caliber.LEVEL, "原文看不出口径，按标准指标的通常口径"


def propose_final(
    usual: Caliber, base: float | None, increments: list[float], final: float
) -> tuple[Caliber, str | None]:
    """The caliber of a table row's last target, decided by arithmetic (methodology §0.1).

    Args:
        usual: the caliber of the standard indicator, or of the prose target for it.
        base: the value of the base year, None if the table has none.
        increments: the values of the columns marked 当年, in order.
        final: the target of the last year.
    """
    if usual in {Caliber.LEVEL, Caliber.SHARE, Caliber.AVERAGE_GROWTH, Caliber.CUMULATIVE_DROP_RATE}:
        return usual, None
    total, goal = sum(map(exact, increments)), exact(final)
    if base is not None and goal >= exact(base) + total:
        return (
            Caliber.CUMULATIVE_WITH_BASE,
            f"基数 {base:g} 加历年增量 {float(total):g} 不超过目标 {final:g}，判为含基数",
        )
    if goal >= total:
        return Caliber.CUMULATIVE, f"历年增量合计 {float(total):g} 不超过目标 {final:g}，判为起点为 0 的累计"
    return Caliber.ANNUAL, f"历年增量合计 {float(total):g} 大于目标 {final:g}，判为当年值，请核对"


def of_column(final: Caliber, header: str) -> tuple[Caliber, str | None]:
    """The caliber of an earlier column of a row whose last target is ``final``."""
    this_year = "当年" in header
    if final in {Caliber.LEVEL, Caliber.SHARE}:
        return final, None
    if final is Caliber.CUMULATIVE_DROP_RATE:
        return final, "栏目写“当年”，但降幅与末年目标不自洽，按累计降幅录入，请核对" if this_year else None
    if final is Caliber.AVERAGE_GROWTH or this_year:
        return Caliber.ANNUAL, None
    return final, None
