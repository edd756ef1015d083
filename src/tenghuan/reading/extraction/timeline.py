"""Which year a figure is due: markers in a sentence, and what they leave for the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Sort = Literal["due", "span", "annual", "past"]
_YEAR = r"(?P<year>20\d\d)"
_DUE = re.compile(
    rf"(?P<before>到|至|截至|截止到?|在|力争|确保|从|由|(?<!占)比|较|以|与|相比|自)?(?:{_YEAR})(?:\s*[-—–~至]\s*(?P<last>20\d\d))?"
    rf"\s*年(?P<month>\d{{1,2}}月)?(?P<suffix>底前|末前|底|末|年底|前|之前|以前|基础|基数|以来|为基)?"
)
_COMPARED = re.compile(r"(?:的)?(?:基础|基数|水平上|）?基|同期|[\d.一二两三]+倍)")
_TOLD = re.compile(r"(?:底|末)?(?:为|是|达|实现|完成|仅|已)")  # 达到60%（2023年为52%）
_SPAN = re.compile(
    r"(?<![第每前近续满逾超])(?:通过|经过|用|力争|未来|今后|利用)?(?:[二三四五六两]|(?<!\d)[2-6])年(?:内|时间|间|期间|来|累计|攻坚|努力|以内|左右)?"
    r"(?!.{0,4}(?:行动|计划|规划|方案|期)|以上)|(?:行动|攻坚|计划|规划)(?:期满|结束)(?:时|后)?|规划期末|计划期末|期末|行动期内|行动期间|规划期内|攻坚期内|攻坚期末"
)
_FIVE = re.compile(
    r"(?<![较比与以])(?<![较比与以]“)(?:到|至)?“?十(?P<which>[三四五六])五”?(?P<suffix>末|期末|期间|时期|以来)"
)
_ARABIC = str.maketrans("二两三四五六", "223456")
_TRAILS = re.compile(r"(?:全部|基本|全面)?(?:完成|建成|投产|竣工|到位)(?=[，；。、）]|$)")
_THIS_YEAR = re.compile(r"全年|今年(?!以来)|年内|本年度?")
_ANNUAL = re.compile(
    r"(?:^|(?<=[，；。、]))年(?=(?:组织)?(?:实施|新增|引进|培育|认定|招引|净增|盘活|关停|淘汰)(?!能力|量|额|率))|每年|逐年|每个年度|每年度|年度内?每|各年度"
)  # 年实施技改项目15项
_YEARLY = re.compile(r"年均(?![增下递降提减])(?![\u4e00-\u9fff]{0,10}(?:增长|下降|递增|递减|增速|增幅))")


@dataclass(frozen=True, slots=True)
class Marker:
    """A time word: from ``start`` on, figures are due by ``year``."""

    start: int
    end: int
    sort: Sort
    year: int | None
    narrow: bool = False  # holds only up to the next semicolon
    until: int | None = None  # holds only up to here


def markers_in(
    text: str,
    plan_end: int | None,
    known_until: int | None,
    duration: int | None = None,
    this_year: int | None = None,
) -> list[Marker]:
    """Time markers of a sentence, in order.

    Args:
        text: the sentence.
        plan_end: last year of the plan, for 三年累计 and the like.
        duration: years the plan lasts, where it says so; 两年内 in a plan of three years is not its end.
        this_year: the year of a plan for one year, for 全年 and 年内.
        known_until: last year that was past when the document was issued; a bare earlier year tells the past.
    """
    found = [*_years(text, known_until), *_spans(text, plan_end, duration), *_annual(text)]
    told = min((marker.start for marker in found if marker.sort == "past"), default=len(text))
    if this_year is not None:
        found += [Marker(m.start(), m.end(), "due", this_year, True) for m in _THIS_YEAR.finditer(text, 0, told)]
    return sorted((_bounded(text, marker) for marker in found), key=lambda marker: marker.start)


def _bounded(text: str, marker: Marker) -> Marker:
    """（其中2024年整治160家）: the year ends with its bracket; 改造12栋，2022年底前完成 looks back only."""
    close = text.find("）", marker.end)
    opened = text.rfind("（", 0, marker.start)
    inside = opened > text.rfind("）", 0, marker.start) and close > 0
    if inside:
        return replace(marker, until=close)
    trails = text[: marker.start].endswith("，") and _TRAILS.match(text, marker.end)
    return replace(marker, until=marker.end) if trails else marker


def _years(text: str, known_until: int | None) -> Iterator[Marker]:
    for m in _DUE.finditer(text):
        before, suffix = m["before"] or "", m["suffix"] or ""
        if before == "到" and re.search(r"[达高升降增]$", text[: m.start()]):  # 达到2023年的1.5倍
            before = ""
        year = int(m["last"] or m["year"])
        tail = text[m.end() : m.end() + 8]
        if suffix == "以来" or (before == "自" and "以来" in text[m.end() : m.end() + 24]):
            yield Marker(m.start(), m.end(), "past", year)
            continue
        if before in {"比", "较", "与", "以", "自", "从", "由"} or suffix in {"基础", "基数", "为基", "以来"}:
            continue
        compared = _COMPARED.match(tail) or text[: m.start()].endswith(("（", "〔", "["))
        if compared and not re.search(r"[到至]", before):
            if known_until is not None and year <= known_until and _TOLD.match(tail):
                yield Marker(m.start(), m.end(), "past", year)
            continue
        past = before.startswith("截") or (
            known_until is not None and year <= known_until and before not in {"到", "至", "力争"}
        )
        bare = not before and not suffix and not text[m.end() :].startswith("，")
        yield Marker(m.start(), m.end(), "past" if past else "due", year, narrow=bare)
    for m in _FIVE.finditer(text):
        year = 2005 + 5 * "一二三四五六".index(m["which"]) + 5
        past = (known_until is not None and year <= known_until) or m["suffix"] == "以来"
        yield Marker(m.start(), m.end(), "past" if past else "due", year)


def _spans(text: str, plan_end: int | None, duration: int | None) -> Iterator[Marker]:
    for m in _SPAN.finditer(text):
        said = re.search(r"[二两三四五六2-6]", m[0])
        years = "0123456".find(said[0].translate(_ARABIC)) if said else 0
        if years and (years != duration if duration else years < 3):
            continue
        if not re.search(r"[前近上连]$", text[: m.start()]) and not re.match(r"来", text[m.end() :]):
            yield Marker(m.start(), m.end(), "span", plan_end, narrow=True)


def _annual(text: str) -> Iterator[Marker]:
    for m in _ANNUAL.finditer(text):
        yield Marker(m.start(), m.end(), "annual", None, narrow=True)
    for m in _YEARLY.finditer(text):  # 年均引进甲5家、乙3家: only to the end of its clause
        clause = re.search(r"[，；]", text[m.end() :])
        yield Marker(m.start(), m.end(), "annual", None, True, m.end() + clause.start() if clause else None)
