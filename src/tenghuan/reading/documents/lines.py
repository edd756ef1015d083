"""What a single line is: page furniture, the start of something, the end of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tenghuan.reading.documents.characters import simplify, unmark, widths

_CN = "一二三四五六七八九十百零〇"
_NUMBERED = re.compile(
    rf"""^\s*(?:
      第[{_CN}0-9]+(?:[章节条]|部分?)      |
      [{_CN}]{{1,3}}[、．.]                |
      [（(〔\[]\s*[{_CN}]{{1,3}}\s*[）)〕\]] |
      [{_CN}]{{1,3}}[）)]                  |
      \d{{1,2}}\s*[、．](?!\d)             |
      \d{{1,2}}\s*\.(?!\d)                 |
      \d{{1,2}}(?:\.\d{{1,2}}){{1,2}}[、.\s]?\s*(?=[{chr(0x4E00)}-{chr(0x9FFF)}“])(?![亿万元亩家个项%]) |
      [（(]\s*\d{{1,2}}\s*[）)]            |
      \d{{1,2}}[）)]                       |
      [①-⑳]
    )""",
    re.VERBOSE,
)
_OTHER_START = re.compile(
    r"^\s*(?:附\s*件|附\s*表|抄\s*送|主\s*送|[\[【〔（(]?(?:牵\s*头|配\s*合|责\s*任|协\s*同|参\s*与|协\s*办|主\s*办|承\s*办)"
    r"(?:\s*责\s*任)?\s*(?:单\s*位|部\s*门)|组\s*长|副\s*组\s*长|常务副组长|成\s*员|联\s*络\s*员|职\s*责|"
    r"办公室主任|主\s*任\s*[:：]|[一-九]是|其中[:：]|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|"
    r"（?此件公开发布|本(?:方案|计划|意见|办法)自|各(?:镇|乡|街道|区|县|市|有关|部门|直属))"
)
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–─―－]\s*\d{1,4}\s*[-—–─―－]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4}|"
    r"[Pp](?:age)?\.?\s*\d{1,4}|[-—–─―_=*]{3,}|\d{1,3})\s*$"
)
_TERMINAL = re.compile(r"[。！？；：…!?;:][”’』」）)]?\s*$")
_TITLE_END = re.compile(
    r"(?:方案|计划|意见|办法|通知|规划|细则|措施|要点|清单|名单|文件|表|稿|决定|体系)\s*[》”]?\s*(?:[（(][^（）()]{1,20}[）)])?\s*的?(?:通知)?$"
)
_PAIRS = {"（": "）", "《": "》", "“": "”", "【": "】", "〔": "〕", "[": "]"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stood; ``opens`` is True where the layout (indent, own paragraph) says a paragraph begins,
    ``goes_on`` where it says that the paragraph of the line before goes on (full line before, no indent)."""

    text: str
    page: int = 1
    opens: bool = False
    goes_on: bool = False


def is_numbered(text: str) -> bool:
    """Whether the line begins with a heading or list number."""
    return bool(_NUMBERED.match(unmark(text)))


def is_structural(text: str) -> bool:
    """Whether the line must begin a paragraph: a number, a unit line, a role, a date, an annex."""
    bare = simplify(unmark(text))
    return bool(_NUMBERED.match(bare) or _OTHER_START.match(bare)) or text.lstrip().startswith("#")


def is_furniture(text: str) -> bool:
    """Whether the line is a page number or a rule."""
    return bool(_PAGE_NUMBER.match(widths(text)))


def ends_sentence(text: str) -> bool:
    """Whether the text can be the end of a paragraph."""
    return bool(_TERMINAL.search(text))


def looks_like_title(text: str) -> bool:
    """Whether a line without a full stop is a title and not a broken sentence."""
    return bool(_TITLE_END.search(simplify(text.strip()))) and "，" not in text and "。" not in text


def open_brackets(text: str) -> int:
    """How many brackets and quotes are still open at the end (never negative)."""
    text = text.replace("(", "（").replace(")", "）")
    return sum(max(0, text.count(left) - text.count(right)) for left, right in _PAIRS.items())


def running_heads(lines: Sequence[Line]) -> set[str]:
    """Texts that come back on page after page and number nothing.

    A text without pages needs four occurrences, each standing alone between blank lines or page numbers.
    """
    pages = max((line.page for line in lines), default=1)
    paged = pages > 2
    edges = _edges(lines) if paged else [i for i in range(len(lines)) if _alone(lines, i)]
    seen = {(lines[i].page if paged else i, lines[i].text.strip()) for i in edges}
    counted = Counter(text for _, text in seen if 6 <= len(text) <= 60 and "\t" not in text and "|" not in text)
    least = max(3, pages // 2) if paged else 4
    return {
        text
        for text, times in counted.items()
        if times >= least and not is_structural(text) and not ends_sentence(text)
    }


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Indices of bare numbers that end (or begin) their page and count up with the pages."""
    by_page: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.text.strip():
            by_page.setdefault(line.page, []).append(i)
    out: set[int] = set()
    for edge in (-1, 0):
        ends = [indices[edge] for indices in by_page.values()]
        bare = [i for i in ends if re.fullmatch(r"\s*\d{1,3}\s*", lines[i].text)]
        offsets = Counter(int(lines[i].text) - lines[i].page for i in bare)
        out |= {i for i in bare if offsets[int(lines[i].text) - lines[i].page] >= 2}
    return out


def _edges(lines: Sequence[Line]) -> list[int]:
    """Indices of the first two and last three lines with words of each page."""
    by_page: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.text.strip():
            by_page.setdefault(line.page, []).append(i)
    return [i for indices in by_page.values() for i in {*indices[:2], *indices[-3:]}]


def _alone(lines: Sequence[Line], i: int) -> bool:
    around = [lines[j].text for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    return all(not text.strip() or is_furniture(text) for text in around)
