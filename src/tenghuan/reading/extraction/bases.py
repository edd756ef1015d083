"""What a figure is measured against: figures of the base year are no targets and no part of a name."""

from __future__ import annotations

import re

from tenghuan.reading.extraction.lexicon import either, listed

FILLER = "□"
_CHANGES = either([*listed("changes", "growth"), *listed("changes", "decline"), *listed("changes", "moves")])
_WHEN = r"(?:20\d\d年(?:底|末|初|度)?|上年(?:底|末)?|去年(?:底|末)?|“?十[二三四五]五”?(?:末|期末|时期)?|基期|基年|期初)"
_FIGURE = r"(?:约|近)?\d[\d.,]*[^\d，。；、：（）的分到至和及基年□]{0,8}?(?:(?<=人)年)?"
_FIGURES = rf"{_FIGURE}(?:[、和及]{_FIGURE})*"
_LINK = r"(?:的|为|是|时的)?"
_BASES = re.compile(
    rf"(?:与|(?<!占)比|较|相比|相较于?|对比){_WHEN}{_LINK}{_FIGURES}(?:的?(?:水平|基数|总量|规模))?(?:相比)?(?=分别|依次|年均|均|各|累计|共|实现|翻|净|新|，|{_CHANGES})"
    rf"|(?:力争)?[在以]?{_WHEN}{_LINK}{_FIGURES}的?(?:基础|基数|水平)之?上"
    rf"|在(?:现有|原有|目前|已有){_FIGURES}的?(?:基础|基数)之?上"
    rf"|[在以]{_WHEN}的?(?:基础|基数|水平)之?上"
    rf"|以{_WHEN}{_LINK}(?:{_FIGURES})?为(?:基数|基期|基准)"
    rf"|[由从](?:目前|现在|现有)?(?:{_WHEN})?{_LINK}{_FIGURE}(?:左右|上下)?(?=(?:{_CHANGES})?[到至])"
    rf"|[由从]{_WHEN}{_LINK}{_FIGURE}(?=，(?:逐年|每年|年均|到|至|提))"
    rf"|(?:比|较){_WHEN}（[^（）]{{1,20}}）"
    rf"|（20\d\d年(?:底|末)?(?:分别)?为{_FIGURES}）"
    rf"|（(?:{_WHEN})?基数{_LINK}[^（）]{{1,24}}）"
)


_TOLD_BASE = re.compile(
    rf"(以{_WHEN}[^，。；\d]{{0,8}}为(?:基数|基期|基准)，[^，。；\d]{{2,20}})({_FIGURE})(?=[，；。]|$)"
)


_LISTED = r"(?:[（(][一二三四五六七八九十\d]+[）)]|[①-⑳]|\d+[.．、]|[一二三四五六七八九]是)"
_CONDITIONS = re.compile(
    rf"(?:下列|以下|如下)[\u4e00-\u9fff]{{0,4}}(?:情形|条件)[^：。]{{0,30}}：(?P<list>(?:{_LISTED}[^；]*(?:；|$))+)"
)
_ANNOUNCED = re.compile(r"，(?:力争|确保|到20\d\d年)")


def without_conditions(sentence: str) -> str:
    """The sentence with the figures of conditions blanked out (same length).

    有下列情形之一的，认定为低效企业：（一）容积率低于0.7
    """
    found = _CONDITIONS.search(sentence)
    if not found:
        return sentence
    listed = found["list"]
    behind = _ANNOUNCED.search(listed)
    end = found.start("list") + (behind.start() if behind else len(listed))
    return sentence[: found.start("list")] + re.sub(r"\d", FILLER, sentence[found.start("list") : end]) + sentence[end:]


def without_bases(sentence: str) -> str:
    """The sentence with 比2020年的2.4万吨, 在2023年180家的基础上, 由12家 blanked out (same length)."""
    sentence = _TOLD_BASE.sub(lambda m: m[1] + FILLER * len(m[2]), sentence)  # 以2024年底摸底数为基数，低效用地1.28万亩
    return _BASES.sub(lambda m: FILLER * len(m[0]), sentence) if re.search(r"\d", sentence) else sentence
