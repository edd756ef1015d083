"""Tables of a Word document: forms, grids with heads that stand again on every page, photos, places to sign."""

from __future__ import annotations

import io
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from tenghuan.publishing.papers.blocks import Cell, Figure, Form, Grid, Picture, Pictures, Signatures, shown

BODY = "仿宋"
LABEL_SHARE = 0.4  # of a pair's width in a form
SIGNED = "（签章）"
DATE = "年　　月　　日"


def add_run(paragraph: Any, text: str, size: float, *, bold: bool = False, font: str = "") -> None:
    """Add text to a paragraph; without a font it has that of the document's style."""
    run = paragraph.add_run(kept(text))
    run.bold, run.font.size = bold, Pt(size)
    if font:
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def kept(text: str) -> str:
    """The text without signs that no XML can hold."""
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 0x20)


def _table(document: Any, rows: int, widths: list[int], *, ruled: bool = True) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid" if ruled else "Normal Table"
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
        for cell in column.cells:
            cell.width = Emu(width)
    return table


def form(document: Any, block: Form, width: int, size: float) -> Any:
    """Add a form; return its table."""
    pair = width / block.across
    widths = [int(pair * LABEL_SHARE), int(pair * (1 - LABEL_SHARE))] * block.across
    lines = [block.pairs[at : at + block.across] for at in range(0, len(block.pairs), block.across)]
    table = _table(document, len(lines), widths)
    for row, line in zip(table.rows, lines, strict=True):
        for at, (label, value) in enumerate(line):
            _fill(row.cells[2 * at], label, size, bold=True)
            _fill(row.cells[2 * at + 1], value, size)
        if len(line) < block.across:
            row.cells[2 * len(line) - 1].merge(row.cells[-1])
    return table


def grid(document: Any, block: Grid, width: int, size: float) -> Any:
    """Add a grid, its head again on every page, numbers at the right; return its table."""
    widths = [int(width * share) for share in block.shares]
    table = _table(document, 1 + len(block.every_row), widths)
    head = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)  # the head stands again on every page
    for cell, heading in zip(head.cells, block.headings, strict=True):
        _fill(cell, heading, size, bold=True)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for row, told in zip(table.rows[1:], block.every_row, strict=True):
        row.height = Mm(8)
        for cell, value, wide in zip(row.cells, told, widths, strict=True):
            _fill(cell, value, size, wide=wide)
    return table


def _fill(cell: Any, value: Cell, size: float, *, bold: bool = False, wide: int = 0) -> None:
    paragraph = cell.paragraphs[0]
    if isinstance(value, Picture):
        if value.jpeg is not None:
            paragraph.add_run().add_picture(io.BytesIO(value.jpeg), width=Emu(max(wide - Mm(6), Mm(10))))
        else:
            add_run(paragraph, value.words, size)
    else:
        if isinstance(value, Figure):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        add_run(paragraph, shown(value), size, bold=bold)


def pictures(document: Any, block: Pictures, width: int) -> Any:
    """Add photos two to a row with their captions; return their table."""
    lines = [block.items[at : at + 2] for at in range(0, len(block.items), 2)]
    table = _table(document, len(lines), [width // 2, width // 2])
    for row, line in zip(table.rows, lines, strict=True):
        for cell, picture in zip(row.cells, line, strict=False):
            _fill(cell, picture, 10.5, wide=width // 2)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            caption = cell.add_paragraph()
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            add_run(caption, picture.caption, 9)
    return table


def signatures(document: Any, block: Signatures, width: int) -> Any:
    """Add places to sign; return their table."""
    table = _table(document, 1, [width // len(block.names)] * len(block.names))
    for cell, name in zip(table.rows[0].cells, block.names, strict=True):
        add_run(cell.paragraphs[0], f"{name}{SIGNED}", 10.5)
        for _blank in range(2):
            cell.add_paragraph()
        date = cell.add_paragraph()
        date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        add_run(date, DATE, 10.5)
    return table
