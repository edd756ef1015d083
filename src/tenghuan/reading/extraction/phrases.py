"""Noun phrases around a number: what is measured, cut out of the words before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenghuan.reading.extraction.bases import FILLER
from tenghuan.reading.extraction.lexicon import either, listed

_TIME = (
    r"(?:(?:力争|确保|争取|通过|经过|用|在|到|至|截至)?“?(?:20\d\d\s*[-—–~至]\s*)?(?:20\d\d年(?:度|底|末)?(?:[、和])?)+(?:之前|以前|底前|末前|前|期间|间|内|全年)?|"
    r"(?:力争|通过|经过|用|未来|今后)?[二两三四五六2-6]年(?:内|时间|期间|累计|攻坚|努力|间)?|“?十[三四五六]五”?(?:末|期末|期间|时期)|"
    r"(?:到|至)?(?:规划|行动|计划|攻坚)?期(?:末|内|间)|\d{1,2}月(?:底|末)?之?前?|全年|年内|次年|翌年|每年|逐年|年均(?![增下降])|当年(?=底))"
)
_LEADING = "|".join([either(listed("lead_in")), *listed("lead_in_patterns")])
_AGAINST = r"(?:较|比|同比|环比)(?:20\d\d年|上年|去年|年初|上月|上季度)?(?:底|末|同期)?"
_WITHIN = r"(?:(?:全|本|我)?[市县区](?:域|境)?(?:范围)?|区域|辖区)内的?"
# 各类, 引领型, 建成区, 及格率: what would be left begins in the middle of a word
_ORPHAN = re.compile(r"^(?:[类级型性化率者们]|内的|区(?![块域位县级属间划])|格率|金(?!属|融|华|额|额))")
_LEAD_IN = re.compile(
    rf"^(?:{_TIME}|{_WITHIN}|(?:{_LEADING})(?!期)|{_AGAINST}|“[^”]{{1,6}}”即|[、，,：:；）]|（(?=其中|含其中))"
)
_HEAD_VERB = re.compile(rf"^{either(listed('head_verbs'))}(?![率额量度数])")
_COMPARATORS = {kind: either(listed("comparators", kind)) for kind in ("ge", "gt", "le", "lt", "eq")}
_KEPT = either(listed("verbs", "kept"))
_VERBS = either([*listed("verbs", "plain"), *listed("verbs", "kept")])
_TAIL = re.compile(
    rf"(?:{either(listed('tail'))}|(?:较|(?<!占)比|与)(?:20\d\d年|上年|去年)(?:底|末)?(?:相比)?|(?:20\d\d[、和及])+20\d\d年(?:底|末|度)?|{_TIME}|[、，：:])$"
)
_COMPARE = {kind: re.compile(rf"{pattern}$") for kind, pattern in _COMPARATORS.items()}
_CHANGES = either([*listed("changes", "growth"), *listed("changes", "decline")])
_CHANGE_END = re.compile(rf"(?:年均|同比|累计|平均每年)?{_CHANGES}$")
_COMPARED_WITH = re.compile(
    rf"(?<=[\u4e00-\u9fff）”])(?:相?较|(?<!占)相?比|与)(?:于)?(?:20\d\d年|上年|去年|年初|上月|上季度)(?:底|末|同期)?(?:相比)?(?=(?:累计|年均|再)?{_CHANGES}$)"
)
_FARTHEST = 400  # characters before a figure that can belong to its name
_ONLY_VERBS = re.compile(rf"^(?:{_VERBS}|{_LEADING}|{_TIME}|{_CHANGES}|[、，,])*$")
_BOUNDING = "|".join(_COMPARATORS[kind] for kind in ("ge", "gt", "le", "lt"))
_BASE = re.compile(
    rf"^(?P<name>.*?)(?P<word>{_BOUNDING}|达到|占到|占|保持在|提高到|为|按)(?P<base>[^，。；]{{2,30}}?)的$"
)
_BOUND_BASE = re.compile(
    rf"^(?P<name>.*?)(?P<word>{_BOUNDING})(?P<base>[^，。；的]{{1,12}}(?:额|价|价款|收入|费用|投资|投入|标准|成本|租金))$"
)
_PER_WHAT = re.compile(rf"(?P<word>{_BOUNDING})每(?:{either(listed('units', 'per'))})$")  # 不低于每亩300万元
_FASTER = re.compile(r"(?:不低于|不小于|不少于)[^，；]{2,12}(?:增速|增幅|平均水平)$")  # 不低于各项贷款增速3个百分点
_AT_MOST = re.compile(
    r"(?:最高|最多)(?:可)?(?:给予)?(?:补助|奖励|补贴|资助|支持|贴息|奖补|返还|给予)$"
)  # 单个项目最高补助300万元
_LEADING_COMPARATOR = re.compile(rf"^(?:{_BOUNDING})")


@dataclass(frozen=True, slots=True)
class Left:
    """What stands before a number, taken apart."""

    name: str  # noun phrase, "" where there is none in the clause
    start: int  # where the phrase begins in the sentence
    comparison: str  # "", "eq", "ge", "gt", "le"
    attained: bool  # a verb of reaching (达到, 不低于 …) stands right before the number
    verb: str  # the verb the left part ends with, "" for none
    base: str = ""  # what a percentage is taken of


def left_of(text: str, position: int, floor: int, *, percent: bool) -> Left:
    """Take apart the words before a number, from the last boundary (at least ``floor``) to ``position``."""
    start = _boundary(text, position, max(floor, position - _FARTHEST))
    phrase = text[start:position].replace(FILLER, "")
    phrase = re.sub(r"(?<=[到至])20\d\d年(?:底|末)?的$", "", phrase)  # 从2023年的18%降到2026年的8%
    base = ""
    found = _BASE.match(phrase) if percent else None
    if found:
        phrase, base = found["name"] + found["word"], found["base"]
        more = _LEADING_COMPARATOR.match(base)
        if more:
            phrase, base = phrase + more[0], base[more.end() :]
    elif percent and phrase.endswith("的"):
        phrase = phrase[:-1]
    elif percent and (bounded := _BOUND_BASE.match(phrase)):  # 按不超过设备购置额25%
        phrase, base = bounded["name"] + bounded["word"], bounded["base"]
    phrase, comparison, attained = _strip_tail(_PER_WHAT.sub(r"\g<word>", phrase))
    if re.search(r"上限$", phrase) or (attained and phrase.endswith("上限")):
        comparison = "le"
    if _AT_MOST.search(phrase):
        comparison = comparison or "le"
    if percent and _FASTER.search(phrase):
        comparison = "ge"
    verb = re.search(rf"(?:{_VERBS})$", phrase)
    if "至少" in phrase:  # 每年至少推进1个, 至少盘活低效用地50亩
        comparison = comparison or "ge"
    name = strip_head(_COMPARED_WITH.sub("", phrase))
    if _ONLY_VERBS.match(name):
        name = ""
    return Left(name, start, comparison, attained, verb[0] if verb else "", base)


def _boundary(text: str, position: int, floor: int) -> int:
    """Start of the clause: after the last comma, colon or semicolon outside closed brackets, or an open bracket."""
    depth = 0
    for i in range(position - 1, floor - 1, -1):
        char = text[i]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if depth == 0:
                return i + 1
            depth -= 1
        elif depth == 0 and (char in "，；。！？：\n■" or (char == "—" and text[i - 1 : i] == "—")):
            return i + 1
    return floor


def _strip_tail(phrase: str) -> tuple[str, str, bool]:
    """Drop 累计, 分别, 达到 … from the end; say which comparison the dropped words make."""
    comparison, attained = "", False
    phrase = re.sub(r"(?:实现|取得)?“?零”?的?突破、", "", phrase)  # 实现零的突破、力争3户
    for _ in range(8):
        if _CHANGE_END.search(phrase):
            return phrase, comparison or "eq", True
        kind, word = _ending(phrase)
        if word:
            phrase, attained = phrase[: -len(word)], True
            comparison = kind if not comparison or comparison == "eq" else comparison
            if word.startswith("上限"):
                phrase, comparison = phrase + "上限", "le"
        else:
            shorter = _TAIL.sub("", phrase)
            if shorter == phrase or _part_of_word(phrase):
                break
            if phrase.endswith("上限"):
                comparison = "le"
            phrase = shorter
    return phrase, comparison, attained


def _ending(phrase: str) -> tuple[str, str]:
    """The longest comparing word a phrase ends with, and its kind; 低于 bounds from above like 不超过."""
    best = ("", "")
    for kind, pattern in _COMPARE.items():
        found = pattern.search(phrase)
        if not found or len(found[0]) <= len(best[1]):
            continue
        if not (kind == "eq" and len(found[0]) == 1 and _part_of_word(phrase)):
            best = ("le" if kind == "lt" else kind, found[0])
    return best


def _part_of_word(phrase: str) -> bool:
    return bool(
        re.search(
            r"(?:存在|所在|潜在|拥有|所有|国有|占有|私有|许可|认可|附近|节约|预约|签约|履约|契约|公约|高达|发达|到达|直达|周到|遇到|行为|成为|作为|还是|于是|供应|响应|效应|需要|重要|主要|公共|平均|人均|亩均|地均|车均|户均|年均|社会化|首都|存量总数)$",
            phrase,
        )
    )


def strip_head(phrase: str) -> str:
    """Drop time words, adverbs and empty verbs from the head of a phrase."""
    for _ in range(12):
        shorter = _LEAD_IN.sub("", phrase, count=1)
        if shorter == phrase or _ORPHAN.match(shorter):
            shorter = _HEAD_VERB.sub("", phrase, count=1)
        if shorter == phrase or _ORPHAN.match(shorter):
            break
        phrase = shorter
    if "下达的" in phrase:
        phrase = strip_head(phrase.rsplit("下达的", 1)[1].removeprefix("目标"))
    told = re.split(
        r"每年|(?:[二两三四五]年)(?:内|累计)", phrase
    )  # 每个乡镇每年至少盘活低效用地, 区属国企三年内筹集资金
    if len(told) > 1:
        after = re.sub(r"^至少", "", told[-1])
        phrase = strip_head(after) if len(after) >= 4 else told[0] if not after else phrase
    return phrase.strip("、，的 ")


def right_of(text: str, end: int, limit: int) -> str:
    """The noun phrase that follows a number, up to the end of its clause or ``limit``."""
    depth = 0
    for i in range(end, min(limit, end + 60)):
        char = text[i]
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth -= 1
            if depth < 0:
                return text[end:i]
        elif depth <= 0 and char in "，；。！？：\n■":
            return text[end:i]
    return text[end : min(limit, end + 60)]


def with_kept_verb(left: Left, noun: str) -> str:
    """新增 and the like belong to what is measured although they stand before the number."""
    kept = re.search(rf"{_KEPT}$", left.verb)
    return f"{kept[0]}{noun}" if kept and not noun.startswith(kept[0]) else noun
