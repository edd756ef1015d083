"""Word documents: paragraphs with their automatic numbers, tables with merged cells, in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from tenghuan.errors import InputFault
from tenghuan.reading.documents.archive import check_package
from tenghuan.reading.documents.heal import Paragraph, heal
from tenghuan.reading.documents.limits import Limits
from tenghuan.reading.documents.lines import Line
from tenghuan.reading.documents.model import Progress
from tenghuan.reading.documents.numbering import Numbering
from tenghuan.reading.documents.textables import Grid

_SKIPPED = {
    *(qn(f"w:{name}") for name in ("del", "moveFrom", "delText", "instrText", "footnoteReference")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(data: bytes, limits: Limits, tell: Progress) -> list[Paragraph | Grid]:
    """Paragraphs and tables of a Word document; headers, footers, deletions and comments left out.

    Raises:
        InputFault: broken, encrypted, too big, or no Word document.
    """
    check_package(data, limits)
    try:
        document = open_docx(io.BytesIO(data))
        body = document.element.body
        numbering = Numbering(document)
    except Exception as error:  # python-docx passes through whatever lxml and its parts raise
        raise InputFault("文件损坏，打不开", remedy="请用 Word 或 WPS 重新另存为 .docx 后再上传") from error
    out: list[Paragraph | Grid] = []
    pending: list[Line] = []
    children = list(_blocks(body))
    for done, child in enumerate(children):
        if child.tag == qn("w:tbl"):
            out.extend(heal(pending))
            pending = []
            out.extend(_table(Table(child, document), limits))
        else:
            pending.extend(_lines(WordParagraph(child, document), numbering))
        if done % 50 == 0:
            tell("读取正文", done, len(children))
    out.extend(heal(pending))
    return _joined(out)


def _blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls and text boxes' parents."""
    for child in element.iterchildren():
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in {
            qn("w:sdt"),
            qn("w:sdtContent"),
            qn("w:ins"),
            qn("w:moveTo"),
            qn("w:customXml"),
            qn("w:smartTag"),
        }:
            yield from _blocks(child)


def _lines(paragraph: WordParagraph, numbering: Numbering) -> Iterator[Line]:
    text = _text(paragraph._p)
    number = numbering.label(paragraph)
    if number and text.strip():
        text = number + text.lstrip()
    indented = _indented(paragraph)
    for i, line in enumerate(text.split("\n")):
        yield Line(line, opens=indented and i == 0)


def _indented(paragraph: WordParagraph) -> bool:
    """A first-line indent, by format or by full-width blanks, shows that a paragraph begins."""
    found = paragraph._p.find(f".//{qn('w:ind')}")
    by_format = found is not None and any(
        (found.get(qn(f"w:{key}")) or "0") not in {"0", ""} for key in ("firstLine", "firstLineChars")
    )
    return by_format or paragraph.text.startswith(("\u3000\u3000", "    "))


def _text(element: Any) -> str:
    """The words of a paragraph without deletions, field codes and fallbacks; breaks as line breaks."""
    parts: list[str] = []
    for child in element.iterchildren():
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:tab"):
            parts.append("\t" if element.tag == qn("w:r") else "")
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            parts.append("\n")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif isinstance(child.tag, str) and child.tag not in {qn("w:pPr"), qn("w:rPr")}:
            parts.append(_text(child))
    return "".join(parts)


def _table(table: Table, limits: Limits) -> list[Paragraph | Grid]:
    """A table as a full grid: a merged cell's text stands in the heading's every column, else only once.

    A table of one column is layout, not data: its text is read as paragraphs.
    """
    grid = Grid(1)
    budget = limits.max_table_cells
    above: dict[int, str] = {}
    for tr in table._tbl.iterchildren(qn("w:tr")):
        row: list[str] = []
        for tc in _cells(tr):
            span, merge = _span(tc)
            text = "\n".join(filter(None, (_text(p).strip() for p in tc.iter(qn("w:p")))))
            text = above.get(len(row), "") if merge == "continue" else text
            for i in range(span):
                above[len(row)] = text
                row.append(text if i == 0 or not grid.rows else "")
            if len(row) > budget:
                raise InputFault(f"表格太大，上限 {budget} 格", remedy="请只上传方案本身")
        if any(cell.strip() for cell in row):
            grid.rows.append(row)
    width = max((len(row) for row in grid.rows), default=0)
    if width <= 1:
        return heal([Line(line) for row in grid.rows for cell in row for line in cell.split("\n")])
    return [grid]


def _cells(tr: Any) -> Iterator[Any]:
    for child in tr.iterchildren():
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent")}:
            yield from _cells(child)


def _span(tc: Any) -> tuple[int, str]:
    """Columns a cell covers, and "continue" where it goes on with the cell above."""
    properties = tc.find(qn("w:tcPr"))
    if properties is None:
        return 1, ""
    grid, vertical = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    span = int(grid.get(qn("w:val")) or 1) if grid is not None else 1
    merge = "" if vertical is None else (vertical.get(qn("w:val")) or "continue")
    return min(max(span, 1), 64), merge


def _joined(items: list[Paragraph | Grid]) -> list[Paragraph | Grid]:
    """Two tables with nothing between them and the same heading are one."""
    out: list[Paragraph | Grid] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Grid) and isinstance(last, Grid) and last.takes(item):
            last.extend(item)
        else:
            out.append(item)
    return out
