"""A paper as a Word document (python-docx): the forms of the house here, official documents in ``official.py``."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tenghuan.publishing.papers import wordtables
from tenghuan.publishing.papers.blocks import Block, Chart, Form, Grid, Heading, Paper, Paragraph, Pictures
from tenghuan.publishing.papers.official import lay_out
from tenghuan.publishing.papers.wordchart import add_chart
from tenghuan.publishing.papers.wordtables import BODY, add_run

SHORT, LONG, MARGIN = Mm(210), Mm(297), Mm(16)  # A4
TITLE = "黑体"
EMU_A_MM = 36000


def to_docx(paper: Paper) -> bytes:
    """Return the paper as ``.docx``; it is opened again before it is handed out."""
    document = _form_of_the_house(paper) if paper.official is None else lay_out(paper, paper.official)
    target = io.BytesIO()
    document.save(target)
    content = target.getvalue()
    Document(io.BytesIO(content))
    return content


def _form_of_the_house(paper: Paper) -> Any:
    document = Document()
    width = _page(document, paper)
    _line(document, paper.title, 18, bold=True, font=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    if paper.subtitle:
        _line(document, paper.subtitle, 10.5, align=WD_ALIGN_PARAGRAPH.CENTER)
    for number, block in enumerate(paper.blocks, start=1):
        _place(document, block, width, number, small=paper.landscape)
    if paper.foot:
        footer = document.sections[0].footer.paragraphs[0]
        add_run(footer, paper.foot, 9)
    return document


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


def _place(document: Any, block: Block, width: int, number: int, *, small: bool) -> None:
    size = 9 if small else 10.5
    if isinstance(block, Heading):
        _line(document, block.text, 13, bold=True, font=TITLE, before=8)
    elif isinstance(block, Paragraph):
        _line(document, block.text, 12)
    elif isinstance(block, Chart):
        add_chart(document, document.add_paragraph(), block, number, width / EMU_A_MM)
        _line(document, block.title, 10.5, align=WD_ALIGN_PARAGRAPH.CENTER)
    elif isinstance(block, Form):
        wordtables.form(document, block, width, size)
    elif isinstance(block, Grid):
        if block.caption:
            _line(document, block.caption, 10.5, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        wordtables.grid(document, block, width, size)
    elif isinstance(block, Pictures):
        wordtables.pictures(document, block, width)
    else:
        wordtables.signatures(document, block, width)
    if not isinstance(block, Heading | Paragraph | Chart):
        _line(document, "", 4)  # tables that touch become one in Word


def _line(
    document: Any, text: str, size: float, *, bold: bool = False, font: str = BODY, align: Any = None, before: float = 0
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    if align is not None:
        paragraph.alignment = align
    add_run(paragraph, text, size, bold=bold, font=font)
