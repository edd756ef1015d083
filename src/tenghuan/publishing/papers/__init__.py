"""Printed papers: the same blocks become a Word document and a PDF.

``Paper(title, blocks, …)`` is made of ``Heading``, ``Paragraph``, ``Form``, ``Grid``, ``Pictures`` and ``Signatures``;
``to_docx(paper)`` and ``to_pdf(paper)`` give the bytes, each opened again before it is handed out.
"""

from tenghuan.publishing.papers.blocks import (
    Block,
    Form,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    Signatures,
)
from tenghuan.publishing.papers.pdf import to_pdf
from tenghuan.publishing.papers.word import to_docx

__all__ = [
    "Block",
    "Form",
    "Grid",
    "Heading",
    "Paper",
    "Paragraph",
    "Picture",
    "Pictures",
    "Signatures",
    "to_docx",
    "to_pdf",
]
