"""Forms of the house with numbers, charts and captions say the same in Word, PDF and workbook."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import load_workbook
from pypdf import PdfReader

from tenghuan.publishing.papers import (
    PERCENT,
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
    to_docx,
    to_pdf,
    to_xlsx,
)
from tenghuan.publishing.papers.blocks import LEVELS
from tests.publishing.official import docx_words, pdf_words

ROWS = [
    ("甲镇", Figure(Decimal("12.345")), Figure(Decimal("0.5"), 2, PERCENT)),
    ("乙镇", Figure(Decimal("-0.004")), Figure(None, words="未到期")),
]
WHOLE = Paper(
    "镇街进度表",
    [
        Grid(("镇街", "腾地", "完成率"), ROWS, (2, 1, 1), caption="各镇街进度"),
        Chart(
            "完成率对比",
            ["甲镇", "乙镇"],
            (Series("完成率", [Decimal("0.5"), None]), Series("序时", [Decimal("0.75"), Decimal("0.75")])),
        ),
    ],
    foot="示例数据",
)


@pytest.fixture(scope="module")
def word():
    return to_docx(WHOLE)


@pytest.fixture(scope="module")
def pdf():
    return to_pdf(WHOLE)


@pytest.fixture(scope="module")
def book():
    return load_workbook(io.BytesIO(to_xlsx(WHOLE)))


@pytest.mark.parametrize("text", ["各镇街进度", "12.35", "50.00%", "0.00", "未到期", "完成率对比", "示例数据"])
def test_numbers_captions_and_words_for_none_stand_in_word_and_pdf(word, pdf, text):
    assert text in pdf_words(pdf)
    spoken = docx_words(word) + Document(io.BytesIO(word)).sections[0].footer.paragraphs[0].text
    assert text in spoken


def test_a_number_stands_at_the_right_of_its_cell_and_a_word_at_the_left(word):
    table = Document(io.BytesIO(word)).tables[0]
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]


def test_columns_have_the_shares_that_were_asked_for(word):
    table = Document(io.BytesIO(word)).tables[0]
    first, second, third = (cell.width for cell in table.rows[0].cells)
    # the type area is 210 − 2 × 16 = 178 mm wide: 89, 44.5 and 44.5
    assert [round(width.mm, 1) for width in (first, second, third)] == [89.0, 44.5, 44.5]


def test_the_pdf_draws_the_bars_without_a_picture(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert sum(len(page.images) for page in pages) == 0
    words = pdf_words(pdf)
    assert words.count("75.0%") == 2
    assert "50.0%" in words
    assert "序时" in words


def test_the_workbook_holds_the_numbers_unrounded_and_the_words_for_none(book):
    sheet = book["各镇街进度"]
    assert [cell.value for cell in sheet[4]] == ["甲镇", 12.345, 0.5]
    assert [cell.value for cell in sheet[5]] == ["乙镇", -0.004, "未到期"]
    assert (sheet["B4"].number_format, sheet["C4"].number_format) == ("#,##0.00", "0.00%")
    assert sheet["A2"].value == "示例数据"


def test_the_workbooks_chart_reads_its_own_sheet(book):
    sheet = book["完成率对比"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=5)] == [
        ["项目", "完成率", "序时"],
        ["甲镇", 0.5, 0.75],
        ["乙镇", None, 0.75],
    ]
    (chart,) = sheet._charts
    assert [one.val.numRef.f for one in chart.series] == ["完成率对比!$B$4:$B$5", "完成率对比!$C$4:$C$5"]
    assert chart.series[0].cat.strRef.f == "完成率对比!$A$4:$A$5"


def test_the_text_of_a_paper_is_the_workbooks_first_sheet_in_order():
    made = Paper(
        "验收表",
        [
            Heading("措施"),
            Paragraph("第一段。\n\n第二段。"),
            Form([("企业", "甲厂"), ("年份", "2026")]),
            Pictures([Picture(None, "整治前")]),
            Signatures(["镇街"]),
        ],
        subtitle="二〇二六年",
    )
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(to_xlsx(made)))["正文"].iter_rows()]
    assert rows[0][0] == "验收表"
    assert rows[3:] == [
        ["副题", "二〇二六年"],
        ["标题", "措施"],
        [None, "第一段。"],
        [None, "第二段。"],
        ["企业", "甲厂"],
        ["年份", "2026"],
        ["照片", "整治前"],
        ["签章", "镇街"],
    ]


def test_what_makes_a_paper_official_heads_its_workbook():
    told = Official(
        issuer="东县专班", number="东制高办〔2026〕3号", to="各镇", draft="征求意见稿", attachments=("甲", "乙")
    )
    rows = load_workbook(io.BytesIO(to_xlsx(Paper("通报", [], official=told))))["正文"]
    said = {row[0].value: row[1].value for row in rows.iter_rows(min_row=4)}
    assert said == {
        "状态": "征求意见稿", "发文字号": "东制高办〔2026〕3号", "主送": "各镇", "署名": "东县专班", "附件": "2. 乙",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_headings_are_numbered_as_chinese_counts(number, said):
    assert LEVELS[0](number) == f"{said}、"
    assert LEVELS[1](number) == f"（{said}）"


def test_numbers_of_lower_headings_begin_anew_under_each_higher_one():
    levels = [1, 2, 2, 3, 4, 4, 3, 2, 1, 2, 9, 0]
    made = Paper("x", [Heading("题", level) for level in levels], official=Official())
    assert [one.text.removesuffix("题") for one in made.numbered] == [
        "一、", "（一）", "（二）", "1.", "（1）", "（2）", "2.", "（三）", "二、", "（一）", "（1）", "三、",
    ]  # fmt: skip


def test_a_form_of_the_house_bears_no_numbers():
    assert [one.text for one in Paper("x", [Heading("题"), Heading("题", 2)]).numbered] == ["题", "题"]


@pytest.mark.parametrize(("across", "pairs", "cells"), [(1, 3, [2, 2, 2]), (2, 4, [4, 4]), (3, 4, [6, 6]), (2, 0, [])])
def test_a_form_has_its_pairs_so_many_to_a_row(across, pairs, cells):
    made = Paper("x", [Form([(f"第{at}项", f"值{at}") for at in range(pairs)], across)])
    table = Document(io.BytesIO(to_docx(made))).tables[0]
    assert [len(row.cells) for row in table.rows] == cells
    found = pdf_words(to_pdf(made))
    assert all(f"值{at}" in found for at in range(pairs))


def test_a_chart_refuses_a_series_that_does_not_fit_its_labels():
    with pytest.raises(ValueError, match="for each label"):
        Chart("x", ["甲", "乙"], (Series("一", [Decimal(1)]),))


def test_a_chart_of_nothing_and_one_below_nought_can_be_printed():
    made = Paper("x", [Chart("空", [], (Series("一", []),)), Chart("负", ["甲"], (Series("一", [Decimal("-0.2")]),))])
    assert "-20.0%" in pdf_words(to_pdf(made)).replace("−", "-")
    to_docx(made)
    to_xlsx(made)
