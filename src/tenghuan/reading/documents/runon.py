"""Text whose line breaks were lost: cut again before the headings whose numbers continue the list."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CN = "一二三四五六七八九十"
_LONG = 900  # a line that holds several numbered parts
_SHORT = 60  # a line that can hold none
_BOUNDARY = "。！；：）)〕】］]”;:!?？ 　\n\r\t\xa0"
_TOKEN = re.compile(
    rf"(?:(?P<cn>[{_CN}]{{1,3}})、(?![{_CN}]、)|[（(](?P<bracket>[{_CN}]{{1,3}})[）)]|"
    rf"(?P<arabic>\d{{1,2}})(?:[．.、](?!\d)|[．.](?=20\d\d年)))"
)
_ONLY_HEADING = re.compile(rf"[{_CN}]{{1,3}}、[\u4e00-\u9fff“”]+$")
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
    rf"(?<=[。：])(?=[\u4e00-\u9fff]{{3,24}}(?:政府|委员会|办公室|局)(?:{_DAY}|$))|(?<=日)(?=[\u4e00-\u9fff]{{4,40}}{_TITLE})"
)
_FIELDS = re.compile(r"印发(?:给)?你们|索引号|发布机构|主动公开|发文字号")
_ENDED = re.compile(r"(?<=[。！；：）)])[\s　]+(?=\S)")


def split_run_on(text: str) -> list[str]:
    """A page saved as one line is cut before its numbers again; other lines come back as they are.

    A line is such a page where it holds 一、 and 二、 (or more of one list) in order, or is very long.
    """
    if len(text) < _SHORT or ("\t" in text and len(text) <= 4 * _LONG):
        return [text]
    cuts, lists = _continuing(text)
    if max(lists.values(), default=0) < 2 and not (len(text) > _LONG and len(cuts) > 1):
        return _front(text) if not cuts and _FIELDS.search(text) and len(text.split()) > 3 else [text]
    text_before = text[: cuts[0]]
    out = _front(text_before)
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        for piece in _HEADING_THEN_TEXT.sub(lambda m: f"{m[1] or m[2]}\n", _plain(text[start:end])).split("\n"):
            out.extend(part.strip() for part in _ENDED.split(piece) if part.strip())
    return out


def _continuing(text: str) -> tuple[list[int], dict[str, int]]:
    """Where numbers continue their lists, and how far the lists of parts (一、 and （一）) go."""
    last = {"cn": 0, "bracket": 0, "arabic": 0}
    parts = dict(last)
    cuts: list[int] = []
    for m in _TOKEN.finditer(text):
        kind = str(m.lastgroup)
        if not _may_begin(text, m.start(), kind, cuts):
            continue
        number = int(m[kind]) if kind == "arabic" else _value(m[kind])
        opens_line = kind == "cn" and not text[: m.start()].strip()
        if number == last[kind] + 1 or (number == 1 and kind != "cn") or opens_line:
            last[kind] = number
            parts[kind] += 1
            if kind == "cn":
                last["arabic"] = 0
            cuts.append(m.start())
    return cuts, {"cn": parts["cn"], "bracket": parts["bracket"] if parts["cn"] else 0}


def _may_begin(text: str, at: int, kind: str, cuts: Sequence[int]) -> bool:
    """After a full stop or a blank; （一） also right after the words of the heading above it."""
    if at == 0 or text[at - 1] in _BOUNDARY:
        return True
    since = text[cuts[-1] : at] if cuts else ""
    return kind == "bracket" and 0 < len(since) <= 20 and bool(_ONLY_HEADING.match(since))


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
