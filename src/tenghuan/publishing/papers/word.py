"""A paper as a Word document (python-docx)."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from tenghuan.publishing.papers.blocks import (
    Block,
    Cell,
    Form,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    Signatures,
)

SHORT, LONG, MARGIN = Mm(210), Mm(297), Mm(16)  # A4
BODY, TITLE = "仿宋", "黑体"
LABEL_SHARE = 0.4  # of a pair's width in a form
SIGNED = "（签章）"
DATE = "年　　月　　日"


def to_docx(paper: Paper) -> bytes:
    """Return the paper as ``.docx``; it is opened again before it is handed out."""
    document = Document()
    width = _page(document, paper)
    _line(document, paper.title, 18, bold=True, font=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    if paper.subtitle:
        _line(document, paper.subtitle, 10.5, align=WD_ALIGN_PARAGRAPH.CENTER)
    for block in paper.blocks:
        _place(document, block, width, small=paper.landscape)
    if paper.foot:
        footer = document.sections[0].footer.paragraphs[0]
        _run(footer, paper.foot, 9)
    target = io.BytesIO()
    document.save(target)
    content = target.getvalue()
    Document(io.BytesIO(content))
    return content


def _page(document: Any, paper: Paper) -> int:
    """Set size and margins; return the width between them."""
    section = document.sections[0]
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (LONG, SHORT) if paper.landscape else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(0)
    return int(section.page_width - section.left_margin - section.right_margin)


def _place(document: Any, block: Block, width: int, *, small: bool) -> None:
    size = 9 if small else 10.5
    if isinstance(block, Heading):
        _line(document, block.text, 13, bold=True, font=TITLE, before=8)
    elif isinstance(block, Paragraph):
        _line(document, block.text, 12)
    elif isinstance(block, Form):
        _form(document, block, width, size)
    elif isinstance(block, Grid):
        _grid(document, block, width, size)
    elif isinstance(block, Pictures):
        _pictures(document, block, width)
    else:
        _signatures(document, block, width)
    if not isinstance(block, Heading | Paragraph):
        _line(document, "", 4)  # tables that touch become one in Word


def _line(
    document: Any, text: str, size: float, *, bold: bool = False, font: str = BODY, align: Any = None, before: float = 0
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    if align is not None:
        paragraph.alignment = align
    _run(paragraph, text, size, bold=bold, font=font)


def _run(paragraph: Any, text: str, size: float, *, bold: bool = False, font: str = BODY) -> None:
    run = paragraph.add_run(_kept(text))
    run.bold, run.font.size = bold, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _kept(text: str) -> str:
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


def _form(document: Any, block: Form, width: int, size: float) -> None:
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


def _grid(document: Any, block: Grid, width: int, size: float) -> None:
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


def _fill(cell: Any, value: Cell, size: float, *, bold: bool = False, wide: int = 0) -> None:
    paragraph = cell.paragraphs[0]
    if isinstance(value, Picture):
        if value.jpeg is not None:
            paragraph.add_run().add_picture(io.BytesIO(value.jpeg), width=Emu(max(wide - Mm(6), Mm(10))))
        else:
            _run(paragraph, value.words, size)
    else:
        _run(paragraph, value, size, bold=bold)


def _pictures(document: Any, block: Pictures, width: int) -> None:
    lines = [block.items[at : at + 2] for at in range(0, len(block.items), 2)]
    table = _table(document, len(lines), [width // 2, width // 2])
    for row, line in zip(table.rows, lines, strict=True):
        for cell, picture in zip(row.cells, line, strict=False):
            _fill(cell, picture, 10.5, wide=width // 2)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            caption = cell.add_paragraph()
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(caption, picture.caption, 9)


def _signatures(document: Any, block: Signatures, width: int) -> None:
    table = _table(document, 1, [width // len(block.names)] * len(block.names))
    for cell, name in zip(table.rows[0].cells, block.names, strict=True):
        _run(cell.paragraphs[0], f"{name}{SIGNED}", 10.5)
        for _blank in range(2):
            cell.add_paragraph()
        date = cell.add_paragraph()
        date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(date, DATE, 10.5)
