"""Papers: one declaration of blocks becomes a Word document, a PDF and a workbook.

``Paper(title, blocks, …)`` is made of ``Heading``, ``Paragraph``, ``Form``, ``Grid``, ``Chart``, ``Pictures`` and
``Signatures``; with ``official=Official(…)`` it is laid out by GB/T 9704—2012, else as a form of the house.
``to_docx(paper)``, ``to_pdf(paper)`` and ``to_xlsx(paper)`` give the bytes, each opened again before it is handed out.
"""

from tenghuan.publishing.papers.blocks import (
    PERCENT,
    Annex,
    Block,
    Cell,
    Chart,
    Figure,
    Form,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    Series,
    Signatures,
    said_day,
    shown,
)
from tenghuan.publishing.papers.pdf import to_pdf
from tenghuan.publishing.papers.sheets import to_xlsx
from tenghuan.publishing.papers.standard import replaced_fonts
from tenghuan.publishing.papers.word import to_docx

__all__ = [
    "PERCENT",
    "Annex",
    "Block",
    "Cell",
    "Chart",
    "Figure",
    "Form",
    "Grid",
    "Heading",
    "Official",
    "Paper",
    "Paragraph",
    "Picture",
    "Pictures",
    "Series",
    "Signatures",
    "replaced_fonts",
    "said_day",
    "shown",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
