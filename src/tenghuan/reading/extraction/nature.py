"""What kind of figure a target is, and how it compares."""

from __future__ import annotations

import re

from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.quantities import Quantity

_GROWTH, _DECLINE = either(listed("changes", "growth")), either(listed("changes", "decline"))
_RATE = re.compile(rf"{either(listed('rate_words'))}")
_NEW = re.compile(r"新增|净增|新建|新培育|新认定|新引进|新招引|新开工")


def comparison_of(before: str, bound: str, *, span: bool = False) -> str:
    """One of eq, ge, gt, le: the words before the number, then those after it (突破90%以上 is gt).

    ``span``: the figure has an upper end of its own; 控制在70—75公斤 is no limit of 70.
    """
    if span and before == "le" and not bound:
        return "eq"
    if before in {"gt", "le"}:
        return before
    if bound:
        return bound
    return before or "eq"


def nature_of(name: str, q: Quantity, clause: str, *, annual: bool) -> str:
    """level, cumulative, increment, annual, growth_rate, decline_rate or share (see the schema)."""
    if q.sort in {"percent", "fraction"}:
        return _nature_of_rate(name, clause)
    if _multiplied(q, clause):
        return "growth_rate"
    if annual:
        return "annual"
    if q.sort == "duration" or re.search(
        r"亩均|劳动生产率|强度|容积率|^每(?:[十百千万亿]|个|家|平方|亩|人|户|名)", name
    ):
        return "level"
    if re.search(r"余额|保有量|户均|人均|(?:容量|功率)$", name) and not _NEW.match(name):
        return "level"
    if _NEW.search(clause) or _NEW.match(name):
        return "increment"
    if q.sort == "ratio":
        return "level"
    if "累计" in clause:
        return "cumulative"
    if q.sort == "measure":
        return "level" if re.search(r"亩均|劳动生产率|产值|税收|收入|交易额|增加值|人均|单位", name) else "cumulative"
    return "cumulative"


def _nature_of_rate(name: str, clause: str) -> str:
    if _near(_DECLINE, clause) or re.search(rf"{_DECLINE}$", name):
        return "decline_rate"
    grows = _near(_GROWTH, clause) or re.search(r"(?:增长|增速|增幅)$", name)
    return "growth_rate" if grows and not re.search(r"(?:提高|提升|增长|增加)(?:到|至)", clause) else "share"


def _multiplied(q: Quantity, clause: str) -> bool:
    """翻一番, 增长1.5倍; 达到2022年的2倍 is a level."""
    return q.unit == "番" or (q.unit == "倍" and bool(re.search(rf"{_GROWTH}$", clause)))


def _near(words: str, clause: str) -> bool:
    """The word of change stands right before the figure."""
    return bool(re.search(rf"{words}(?:率|幅)?(?:达到|达|为|超过|突破|不低于|保持在|控制在|累计|约|在)?$", clause))
