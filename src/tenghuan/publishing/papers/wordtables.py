"""Tables of a Word document: forms, grids with heads that stand again on every page, photos, places to sign."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell

from tenghuan.publishing.papers.blocks import Cell, Figure, Form, Grid, Picture, Pictures, Signatures, shown
from tenghuan.publishing.signs import kept

BODY = "仿宋"
EMU_A_TWIP = 635
ROW = 454  # twips: a row is 8 mm high at least
LABEL, LABEL_SHARE = 0.2, 0.4  # of the sheet, and of a pair's width in a form, at most
SIGNED = "（签章）"
DATE = "年　　月　　日"


def add_run(paragraph: Any, text: str, size: float, *, bold: bool = False, font: str = "") -> None:
    """Add text to a paragraph; without a font it has that of the document's style."""
    run = paragraph.add_run(kept(text))
    run.bold, run.font.size = bold, Pt(size)
    if font:
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


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
    share = min(LABEL * block.across, LABEL_SHARE)  # of a pair's width, for its label
    widths = [int(pair * share), int(pair * (1 - share))] * block.across
    lines = [block.pairs[at : at + block.across] for at in range(0, len(block.pairs), block.across)]
    table = _table(document, len(lines), widths)
    for row, line in zip(table.rows, lines, strict=True):
        for at, (label, value) in enumerate(line):
            _fill(row.cells[2 * at], label, size, bold=True)
            _fill(row.cells[2 * at + 1], value, size)
        if len(line) < block.across:
            row.cells[2 * len(line) - 1].merge(row.cells[-1])
    return table


def grid(document: Any, block: Grid, width: int, size: float, style: str = "") -> Any:
    """Add a grid, its head again on every page, numbers at the right; return its table.

    Rows are written as markup: through the table's own objects each cell costs a walk over all before it.
    With a ``style`` the paragraphs have it, rows are never torn apart and cells stand in the middle of their height.
    """
    widths = [int(width * share) for share in block.shares]
    table = _table(document, 0, widths)
    whole = "<w:cantSplit/>" if style else ""
    rows = [(f"{whole}<w:tblHeader/>", [_cell(text, size, "center", style, bold=True) for text in block.headings])]
    for told in block.every_row:
        cells = [_cell(shown(one), size, "right" if isinstance(one, Figure) else "left", style) for one in told]
        rows.append((f'{whole}<w:trHeight w:val="{ROW}"/>', cells))
    middle = '<w:vAlign w:val="center"/>' if style else ""
    starts = [f'<w:tc><w:tcPr><w:tcW w:w="{wide // EMU_A_TWIP}" w:type="dxa"/>{middle}</w:tcPr>' for wide in widths]
    for properties, cells in rows:
        marked = "".join(f"{start}{cell}</w:tc>" for start, cell in zip(starts, cells, strict=True))
        table._tbl.append(parse_xml(f"<w:tr {nsdecls('w')}><w:trPr>{properties}</w:trPr>{marked}</w:tr>"))
    _place_pictures(table, block, widths)
    return table


def _cell(text: str, size: float, side: str, style: str, *, bold: bool = False) -> str:
    """Return the markup of a cell's one paragraph; line breaks are kept."""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in kept(text).replace("\t", " ").split("\n")
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    half = round(size * 2)
    properties = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    return f'<w:p><w:pPr>{named}<w:jc w:val="{side}"/></w:pPr><w:r>{properties}{lines}</w:r></w:p>'


def _place_pictures(table: Any, block: Grid, widths: list[int]) -> None:
    """Put the photos of a grid into their cells, in place of the words."""
    for line, told in enumerate(block.every_row, start=1):
        for at, value in enumerate(told):
            if isinstance(value, Picture) and value.jpeg is not None:
                found = _Cell(table._tbl.tr_lst[line].tc_lst[at], table)
                for run in list(found.paragraphs[0].runs):
                    run._r.getparent().remove(run._r)
                _fill(found, value, 0, wide=widths[at])


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
