"""Broken lines → whole paragraphs: page numbers and running heads out, split sentences together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenghuan.reading.documents.characters import tidy, unmark
from tenghuan.reading.documents.lines import (
    Line,
    ends_sentence,
    is_furniture,
    is_structural,
    looks_like_title,
    open_brackets,
    page_numbers,
    running_heads,
)
from tenghuan.reading.documents.textables import Grid, take_table

_LONG = 26  # a line of prose; shorter lines without a full stop are headings, signatures, list entries
# a figure must follow: 容积率不低于 | 2.0、绿地率 … is no heading 2.0
_WAITING = re.compile(
    r"(?:不[低高少多大小]于|不超过|低于|高于|超过|突破|达到?|提高[到至]|提升[到至]|降[到至]|增加到|控制在|保持在|由|约)$"
)
_SIGNS = re.compile(r"[\u4e00-\u9fff]{2,20}(?:人民政府|人民政府办公室|领导小组|领导小组办公室)$")
_ISSUED = re.compile(r"[（(][^（）()]{8,60}(?:印发|发布|公布|通过)[）)]")  # （某政办〔2023〕18号，2023年5月31日印发）
_OPEN_LIMIT = 400  # an unclosed bracket does not swallow more than this


_TAIL = 240  # characters of a paragraph's end that tell whether it goes on


@dataclass(slots=True)
class Paragraph:
    """Lines joined into one paragraph."""

    page: int
    parts: list[str]
    length: int = 0  # characters of all lines but the last

    @property
    def text(self) -> str:
        """Healed text."""
        return tidy("".join(_glue(self.parts)))

    @property
    def raw(self) -> str:
        """The lines with their blanks, joined by line breaks."""
        return "\n".join(part.strip() for part in self.parts)

    def add(self, part: str) -> None:
        """Append a line; costs no more than the line."""
        self.length += len(self.parts[-1])
        self.parts.append(part)

    @property
    def end(self) -> str:
        """The last words, tidied: enough to tell whether a sentence goes on, whatever the paragraph's length."""
        count, size = 0, 0
        for part in reversed(self.parts):
            count, size = count + 1, size + len(part)
            if size >= _TAIL:
                break
        return tidy("".join(_glue(self.parts[-count:])))

    def leaves_open(self) -> bool:
        """Whether a bracket or quote is still open, in a paragraph short enough for that to mean something."""
        return (
            self.length + len(self.parts[-1]) < 2 * _OPEN_LIMIT
            and open_brackets(self.text) > 0
            and len(self.text) < _OPEN_LIMIT
        )


def _glue(parts: Sequence[str]) -> Iterator[str]:
    """Join lines; a blank only where two Latin words meet."""
    for i, part in enumerate(parts):
        part = part.strip()
        if i and part[:1].isascii() and part[:1].isalpha() and parts[i - 1].strip()[-1:].isascii():
            yield " "
        yield part


def heal(lines: Sequence[Line]) -> list[Paragraph | Grid]:
    """Ordered paragraphs and tables of a text that came as lines."""
    kept = _without_furniture(lines)
    out: list[Paragraph | Grid] = []
    i, blank = 0, True
    while i < len(kept):
        if not kept[i].text.strip():
            blank, i = True, i + 1
            continue
        grid, after = take_table(kept, i)
        if grid is not None:
            out.append(grid)
            i, blank = after, True
            continue
        opens = kept[i].opens or kept[i].text.lstrip().startswith("#")
        line = Line(unmark(kept[i].text), kept[i].page, opens, kept[i].goes_on)
        last = out[-1] if out and isinstance(out[-1], Paragraph) else None
        if last is not None and _continues(last, line, after_blank=blank):
            last.add(line.text)
        elif line.text.strip():
            out.append(Paragraph(line.page, [line.text]))
        i, blank = i + 1, False
    return _merged(out)


def heal_pieces(pieces: Sequence[Line | Grid]) -> list[Paragraph | Grid]:
    """Like ``heal`` for a source that knows its tables: lines between them are healed, a sentence that a table or a
    page break interrupts stays two paragraphs."""
    all_lines = [piece for piece in pieces if isinstance(piece, Line)]
    heads, numbers = running_heads(all_lines), {id(all_lines[i]) for i in page_numbers(all_lines)}
    out: list[Paragraph | Grid] = []
    lines: list[Line] = []
    for piece in pieces:
        if isinstance(piece, Line):
            if piece.text.strip() not in heads and id(piece) not in numbers:
                lines.append(piece)
            continue
        out.extend(heal(lines))
        lines = []
        if [line for line in out[-1:] if isinstance(line, Grid)] or not _merge_back(out, piece):
            out.append(piece)
    out.extend(heal(lines))
    return _merged(out)


def _merge_back(out: list[Paragraph | Grid], piece: Grid) -> bool:
    """A table goes on after nothing but page furniture."""
    last = next((item for item in reversed(out) if isinstance(item, Grid)), None)
    if last is None or out[-1] is not last or not last.takes(piece):
        return False
    last.extend(piece)
    return True


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    heads = running_heads(lines)
    out = []
    for i, line in enumerate(lines):
        text = line.text.strip()
        if text in heads or (is_furniture(line.text) and _stands_alone(lines, i)):
            line = Line("", line.page)
        out.append(line)
    return out


def _stands_alone(lines: Sequence[Line], i: int) -> bool:
    """A bare number is a page number at a page's edge or between blank lines, else a table cell or a value."""
    if not re.fullmatch(r"\s*\d{1,3}\s*", lines[i].text):
        return True
    before = lines[i - 1] if i else None
    after = lines[i + 1] if i + 1 < len(lines) else None
    edges = (before, after)
    return all(line is None or not line.text.strip() or line.page != lines[i].page for line in edges) and any(
        line is None or not line.text.strip() or line.page != lines[i].page for line in edges
    )


def _continues(last: Paragraph, line: Line, *, after_blank: bool) -> bool:
    """Whether a line goes on where the paragraph before it broke off."""
    before, tail = last.end, tidy(last.parts[-1][-2 * _OPEN_LIMIT :])
    if before and _WAITING.search(before[-12:]) and re.match(r"\d", line.text.strip()):
        return True
    if not before or is_structural(line.text):
        return False
    if line.goes_on and not after_blank:
        return True
    if not ends_sentence(before[-8:]) and last.leaves_open():
        return True
    if re.search(r"[（【〔\[][^）】〕\]]*(?:单位|部门)：$", before):
        return True
    if open_brackets(tail) and re.match(r"[^（(]{0,40}[）)]", line.text.strip()) and len(tail) > 2:
        return True
    if line.opens or ends_sentence(before) or looks_like_title(before):
        return False
    if re.search(r"[，、,]$", before):
        return True
    if _closed(before) or _SIGNS.match(tidy(line.text)):
        return False
    return len(tail) >= _LONG and (not after_blank or len(line.text.strip()) > 1)


def _closed(before: str) -> bool:
    """A bracket of units, or of number and date of issue, closes its paragraph."""
    units = re.search(r"[）)】]$", before) and re.search(r"单位|部门|牵头", before[-60:])
    return bool(units or _ISSUED.fullmatch(before))


def _merged(items: Iterable[Paragraph | Grid]) -> list[Paragraph | Grid]:
    """Tables that a page break cut in two become one again: same width, same or no heading row."""
    out: list[Paragraph | Grid] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Grid) and isinstance(last, Grid) and last.takes(item):
            last.extend(item)
        else:
            out.append(item)
    return out
