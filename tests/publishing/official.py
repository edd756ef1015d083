"""An official paper for tests, and how its three forms are read back."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from tenghuan.publishing.papers import (
    PERCENT,
    Annex,
    Chart,
    Figure,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Series,
)

ROWS = [
    (str(at), f"指标{at}", Figure(Decimal("12.345") * at), Figure(Decimal("0.12345") * at, 2, PERCENT))
    for at in (1, 2, 3)
]
WHOLE = Paper(
    "关于第三季度进展情况的通报",
    [
        Paragraph("现将进展情况通报如下。"),
        Heading("总体情况"),
        Heading("达到序时的", 2),
        Heading("其一", 3),
        Heading("其一之一", 4),
        Paragraph("正文两段。\n第二段。"),
        Heading("指标进度"),
        Grid(("序号", "指标", "累计", "完成率"), ROWS, (1, 4, 2, 2), caption="表1 指标进度"),
        Chart("图1 完成率", [row[1] for row in ROWS], (Series("完成率", [row[3].value for row in ROWS]),)),
    ],
    foot="数据截至2026-09-30",
    official=Official(
        issuer="东县专班办公室",
        red=True,
        number="东制高办〔2026〕3号",
        to="各镇（街道）",
        day=date(2026, 3, 5),
        attachments=("指标进度表", "数字来源表"),
        remark="此件公开发布",
        copies="县委办",
        printed_by="东县专班办公室",
        printed_on=date(2026, 3, 5),
    ),
    annexes=(
        Annex("指标进度表", [Grid(("序号", "指标", "累计", "完成率"), ROWS * 30, caption="附表 指标")], landscape=True),
        Annex("数字来源表", [Grid(("数字", "数值"), [("甲", Figure(Decimal("7.5")))], caption="附表 来源")]),
    ),
)


def docx(content: bytes):
    return Document(io.BytesIO(content))


def docx_words(content: bytes) -> str:
    found = docx(content)
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return bare("".join([*(one.text for one in found.paragraphs), *cells]))


def pdf_words(content: bytes) -> str:
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def xlsx_cells(content: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(content), data_only=True)
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def bare(text: str) -> str:
    return "".join(text.split())
