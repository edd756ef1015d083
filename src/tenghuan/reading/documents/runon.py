"""Text whose line breaks were lost: cut again before the headings whose numbers continue the list."""

from __future__ import annotations

import re

_CN = "一二三四五六七八九十"
_LONG = 900  # a line that holds several numbered parts
_SHORT = 60  # a line that can hold none
_TOKEN = re.compile(
    rf"(?:^|(?<=[。！；：）)”;:!\s　]))(?:(?P<cn>[{_CN}]{{1,3}})、(?![{_CN}]、)|[（(](?P<bracket>[{_CN}]{{1,3}})[）)]|"
    rf"(?P<arabic>\d{{1,2}})(?:[．.、](?!\d)|[．.](?=20\d\d年)))"
)
_HEADS = (
    r"总体要求|总体思路|指导思想|基本原则|(?:工作|主要|总体|发展|行动|具体|实施)?目标(?:任务)?|"
    r"(?:主要|重点|工作|具体)(?:任务|举措|措施|工作)|(?:保障|政策|组织|工作)(?:措施|保障|实施|机制|要求)|实施步骤|附则"
)
_HEADING_THEN_TEXT = re.compile(
    rf"^(?:([{_CN}]{{1,3}}、[^\s，。；：]{{2,20}}|[（(][{_CN}]{{1,3}}[）)][^\s。]{{2,24}})[\s　]+(?=\S)|"
    rf"([{_CN}]{{1,3}}、[^\s，。；：]{{0,8}}?(?:{_HEADS}))(?=[^\s，。；：、和与及（(]))"
)
_TITLE = r"(?:方案|计划|意见|办法|规划|细则|措施|要点|清单)(?:[（(][^（）()]{2,20}[）)])?"
_TITLE_THEN_TEXT = re.compile(rf"^([^，。；：,]{{6,60}}?{_TITLE})(?=为[^\s]|根据|按照|经)")
_DAY = r"20\d\d年\d{1,2}月\d{1,2}日"
_SIGNED = re.compile(
    rf"(?<=[。：])(?=[\u4e00-\u9fff]{{3,24}}(?:政府|委员会|办公室|局){_DAY})|(?<=日)(?=[\u4e00-\u9fff]{{4,40}}{_TITLE})"
)
_ENDED = re.compile(r"(?<=[。！；：）)])[\s　]+(?=\S)")


def split_run_on(text: str) -> list[str]:
    """A page saved as one line is cut before its numbers again; other lines come back as they are.

    A line is such a page where it holds 一、 and 二、 (or more of one list) in order, or is very long.
    """
    if len(text) < _SHORT or ("\t" in text and len(text) <= 4 * _LONG):
        return [text]
    cuts, lists = _continuing(text)
    if max(lists.values(), default=0) < 2 and not (len(text) > _LONG and len(cuts) > 1):
        return [text]
    text_before = text[: cuts[0]]
    out = _front(text_before)
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        for piece in _HEADING_THEN_TEXT.sub(lambda m: f"{m[1] or m[2]}\n", _plain(text[start:end])).split("\n"):
            out.extend(part.strip() for part in _ENDED.split(piece) if part.strip())
    return out


def _continuing(text: str) -> tuple[list[int], dict[str, int]]:
    """Where numbers continue their lists, and how far the lists of parts (一、 and （一）) go."""
    last = {"cn": 0, "bracket": 0, "arabic": 0}
    cuts: list[int] = []
    for m in _TOKEN.finditer(text):
        kind = str(m.lastgroup)
        number = int(m[kind]) if kind == "arabic" else _value(m[kind])
        if number == last[kind] + 1 or (number == 1 and kind != "cn"):
            last[kind] = number
            if kind == "cn":
                last["arabic"] = 0
            cuts.append(m.start())
    return cuts, {"cn": last["cn"], "bracket": last["bracket"] if last["cn"] else 0}


def _value(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    return ((_CN.index(tens) + 1 if tens else 1) * 10 if ten else 0) + (_CN.index(ones) + 1 if ones else 0)


def _plain(text: str) -> str:
    """Without the marks of markdown."""
    return re.sub(r"\*\*|(?<=\s)#{1,6}\s", "", text).strip()


def _front(text: str) -> list[str]:
    """What stands before the first number: the fields of a portal, the notice, the signature, the title."""
    pieces = [part for piece in _plain(text).split() for part in _SIGNED.split(piece)]
    return [part for piece in pieces for part in _TITLE_THEN_TEXT.sub(r"\1\n", piece).split("\n") if part]
