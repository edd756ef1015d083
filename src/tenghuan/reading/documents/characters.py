"""Character level healing: width, punctuation, spaces, markdown marks; traditional characters for matching."""

from __future__ import annotations

import re
import unicodedata

from opencc import OpenCC

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
for _kept in "，：；！？（）～":
    _WIDE.pop(ord(_kept), None)
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0xFF5E: 0x7E}
_WIDE |= {0x2015: 0x2014}
# PDF fonts give many characters back as radicals: ⼯ for 工, ⻓ for 长 (Unicode blocks 2F00 and 2E80)
_WIDE |= {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
_WIDE |= dict(
    zip(
        map(ord, "⺁⺄⺌⺎⺝⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳"),
        map(ord, "厂乙小兀月母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"),
        strict=True,
    )
)
_DROPPED = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x0C, 0x0B])
_PUNCTUATION = str.maketrans({"(": "（", ")": "）", "!": "！", "?": "？"})
# a full stop typed as a point; the point after 一. or 附件1. belongs to a number
_POINT = re.compile(rf"(?<=[{CJK}%）\]”])(?<=.{{5}})\.(?=[{CJK}“（\[【《]|\s*$)")
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|`")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*+•·●▪◆■]\s+)")


def widths(text: str) -> str:
    """Full-width letters, digits and signs to half width; exotic spaces to a blank; invisible characters away."""
    return text.translate(_DROPPED).translate(_WIDE)


def unmark(line: str) -> str:
    """Drop the markdown marks and list dashes that a converter left at a line's start and around words."""
    return _EMPHASIS.sub("", _LINE_MARK.sub("", line))


def tidy(text: str) -> str:
    """One paragraph as it should stand: full-width punctuation, no blanks beside a Chinese character.

    Numbers keep their separators: ``1,000``, ``1:1.2`` and ``2021-2023`` stay as they are.
    """
    text = widths(text).translate(_PUNCTUATION)
    text = re.sub(r"(?<![0-9]),|,(?![0-9])", "，", text)
    text = re.sub(r"(?<![0-9]):|:(?![0-9])", "：", text)
    text = text.replace(";", "；")
    text = _POINT.sub("。", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", text)


class _Simplified(dict[int, str]):
    """Traditional → simplified, one character for one, so that positions stay the same; filled as needed."""

    _convert = staticmethod(OpenCC("t2s").convert)

    def __missing__(self, code: int) -> str:
        char = chr(code)
        simple = self._convert(char) if code > 0x3400 else char
        self[code] = simple if len(simple) == 1 else char
        return self[code]


_SIMPLIFIED = _Simplified()


def simplify(text: str) -> str:
    """The same text in simplified characters, character by character: for matching, never for showing."""
    return text.translate(_SIMPLIFIED)
