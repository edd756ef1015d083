"""Where papers and tables end: numbers that are none, texts too long for a cell, a hundred headings, odd names."""

from __future__ import annotations

import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Figure, Official, Paper, to_docx, to_xlsx
from tenghuan.publishing.papers.blocks import LEVELS, Grid, Heading, Paragraph, said_day
from tenghuan.publishing.tables import LONGEST, RISKY, Column, Table, told
from tenghuan.publishing.tables import to_book as book
from tenghuan.publishing.tables import to_xlsx as table_book
from tenghuan.publishing.telling import amount, fill, lacking, loose, marks, points, share
from tenghuan.publishing.telling.figures import Told


def only(value: Any, **column: Any) -> Any:
    made = table_book(Table("清单", [Column("a", "甲", **column)], [{"a": value}]))
    return load_workbook(io.BytesIO(made)).active["A4"].value


# cells


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), Decimal("NaN"), Decimal("Infinity")])
@pytest.mark.parametrize("kind", ["number", "percent"])
def test_what_is_no_number_leaves_its_cell_empty_and_the_others_whole(value: Any, kind: str) -> None:
    columns = [Column("a", "甲", kind=kind), Column("b", "乙", kind="number")]
    made = table_book(Table("清单", columns, [{"a": value, "b": 7}]))
    sheet = load_workbook(io.BytesIO(made)).active
    assert (sheet["A4"].value, sheet["B4"].value) == (None, 7)


def test_a_text_that_no_cell_holds_is_cut_and_says_so() -> None:
    assert only("长" * LONGEST) == "长" * LONGEST
    cut = only("长" * (LONGEST + 1))
    assert len(cut) == LONGEST
    assert cut.endswith("……（全文 32768 字，一格放不下，以页面为准）")
    assert only("=" + "长" * 40_000).startswith("=长")


@given(st.text(max_size=80))
def test_a_text_comes_back_without_the_signs_that_no_file_can_hold(text: str) -> None:
    expected = "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")
    )
    assert told(text) == expected
    assert len(told(text)) <= LONGEST


def test_signs_that_no_file_can_hold_spoil_no_title_heading_or_note() -> None:
    made = table_book(Table("清\x00单", [Column("a", "甲\x0b", unit="\ud800亩")], [{"a": "乙\x07"}], note="注\x1f"))
    sheet = load_workbook(io.BytesIO(made)).active
    assert [sheet[cell].value for cell in ("A1", "A2", "A3", "A4")] == ["清单", "注", "甲（亩）", "乙"]


@pytest.mark.parametrize("start", RISKY)
def test_a_title_or_heading_that_looks_like_a_formula_is_text(start: str) -> None:
    made = table_book(Table(f"{start}1+1", [Column("a", f"{start}A1")], [{"a": 1}], note=f"{start}B1"))
    sheet = load_workbook(io.BytesIO(made)).active
    for cell in ("A1", "A2", "A3"):
        assert sheet[cell].data_type == "s"
        assert not str(sheet[cell].value).startswith("\x00")


def test_an_object_a_list_and_a_tuple_are_written_as_words() -> None:
    assert only(["甲", "乙"]) == "['甲', '乙']"
    assert only(object).startswith("<class")


def test_sheets_stand_in_the_order_in_which_they_were_given() -> None:
    plain = [Column("a", "甲")]
    made = load_workbook(io.BytesIO(book({name: Table(name, plain, []) for name in ("丙", "甲", "乙")})))
    assert made.sheetnames == ["丙", "甲", "乙"]
    assert [sheet["A1"].value for sheet in made.worksheets] == ["丙", "甲", "乙"]


@pytest.mark.parametrize(("unit", "heading"), [("亩", "用地（亩）"), ("", "用地"), ("万元/亩", "用地（万元/亩）")])
def test_a_heading_says_its_unit(unit: str, heading: str) -> None:
    assert Column("a", "用地", unit=unit).heading == heading


# headings of official papers

DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """Return a number below a thousand as a document writes it, place by place."""
    out = ""
    for place, name in ((100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if out.endswith("百") and place == 1 else "") + DIGITS[digit] + name
    return out.removeprefix("一") if 10 <= number < 20 else out


@given(st.integers(1, 999))
def test_headings_are_numbered_in_words_beyond_a_hundred(number: int) -> None:
    assert LEVELS[0](number) == f"{in_words(number)}、"
    assert LEVELS[1](number) == f"（{in_words(number)}）"
    assert LEVELS[2](number) == f"{number}."


def test_a_paper_of_more_than_a_hundred_parts_is_made() -> None:
    blocks = [block for at in range(1, 113) for block in (Heading(f"企业{at}"), Paragraph("已整治。"))]
    paper = Paper("整治情况", blocks, official=Official(issuer="青川县制造业办公室"))
    heads = [block.text for block in paper.numbered if isinstance(block, Heading)]
    assert heads[9:11] == ["十、企业10", "十一、企业11"]
    assert heads[98:102] == ["九十九、企业99", "一百、企业100", "一百零一、企业101", "一百零二、企业102"]
    assert heads[109:112] == ["一百一十、企业110", "一百一十一、企业111", "一百一十二、企业112"]
    text = "\n".join(p.text for p in Document(io.BytesIO(to_docx(paper))).paragraphs)
    assert "一百一十二、企业112" in text


def test_a_level_beyond_the_four_is_numbered_as_the_fourth() -> None:
    paper = Paper("甲", [Heading("乙", 9), Heading("丙", 0)], official=Official())
    assert [block.text for block in paper.numbered] == ["（1）乙", "一、丙"]


# sheets of papers


@pytest.mark.parametrize(
    ("captions", "names"),
    [
        (["History"], ["History表"]),
        (["history", "HISTORY"], ["history表", "HISTORY表（2）"]),
        (["[甲]/乙?", "'丙'"], ["甲乙", "丙"]),
        (["", "  "], ["表", "表（2）"]),
        (["正文"], ["正文（2）"]),
        (["甲" * 40, "甲" * 40], ["甲" * 31, "甲" * 28 + "（2）"]),
    ],
)
def test_every_table_has_a_sheet_whose_name_excel_opens(captions: list[str], names: list[str]) -> None:
    grids = [Grid(("项目",), (("一",),), caption=caption) for caption in captions]
    made = load_workbook(io.BytesIO(to_xlsx(Paper("甲", grids))))
    assert made.sheetnames == ["正文", *names]
    assert all(sheet["A4"].value == "一" for sheet in made.worksheets[1:])


def test_a_column_of_words_and_numbers_keeps_both() -> None:
    rows = ((Figure(Decimal("1.005")),), (Figure(None),), ("合计",), (Figure(Decimal("0.3"), unit="%"),))
    sheet = load_workbook(io.BytesIO(to_xlsx(Paper("甲", [Grid(("数",), rows, caption="表")]))))["表"]
    assert [sheet.cell(row, 1).value for row in range(4, 8)] == [1.005, "—", "合计", 0.3]


# figures


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_a_figure_is_rounded_half_up_away_from_nought(value: Decimal, digits: int) -> None:
    shown = Figure(value, digits).shown
    step = Decimal(1).scaleb(-digits)
    assert Decimal(shown) == value.quantize(step, ROUND_HALF_UP)
    assert abs(Decimal(shown) - value) * 2 <= step
    assert not (shown.startswith("-") and Decimal(shown) == 0)
    assert "E" not in shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Decimal("12.345"), "亩", "12.35"),
        (Decimal("12.5"), "家", "13"),
        (Decimal("-0.4"), "家", "0"),
        (Decimal("0.12345"), "吨标准煤/万元", "0.123"),
        (Decimal("3.10"), "拍字节", "3.1"),
        (Decimal("3.123456"), "拍字节", "3.1235"),
        (Decimal(1200), "拍字节", "1200"),
        (0, "项", "0"),
        (None, "项", "—"),
    ],
)
def test_an_amount_as_its_unit_is_shown(value: Decimal | int | None, unit: str, shown: str) -> None:
    assert amount(value, unit).shown == shown


def test_shares_and_points_have_two_digits() -> None:
    assert share(Decimal("0.33335")).shown == "33.34%"
    assert share(Decimal("-0.00001")).shown == "0.00%"
    assert points(Decimal("-0.12345")).shown == "12.35"
    assert (share(None).shown, points(None).shown) == ("—", "—")


# texts with figures

KNOWN = {"红灯": Told(amount(3, "项"), "项", "汇总"), "达序时率": Told(share(Decimal("0.625")), "", "汇总")}


def test_a_text_is_filled_and_what_is_to_be_filled_in_by_hand_is_marked() -> None:
    text = "红灯{红灯}项，达序时率{达序时率}。{待填：存在问题}"
    assert fill(text, KNOWN) == "红灯3项，达序时率62.50%。〔待填：存在问题〕"
    assert marks(text) == ["红灯", "达序时率", "待填：存在问题"]
    assert lacking(text) == ["存在问题"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{绿灯}", "没有名为“绿灯”的数字"),
        ("{ 红灯}", "没有名为“ 红灯”的数字"),
        ("红灯{红灯", "花括号没有成对"),
        ("红灯}3", "花括号没有成对"),
        ("{{红灯}}", "花括号没有成对"),
        ("{}", "花括号没有成对"),
        ("{红\n灯}", "花括号没有成对"),
    ],
)
def test_a_text_that_names_no_figure_is_refused_with_its_place_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(InputFault, match=says) as caught:
        fill(text, KNOWN, where="第2部分")
    assert caught.value.where == "第2部分"
    assert "花括号" in caught.value.remedy or "{名称}" in caught.value.remedy


def test_a_number_that_stood_in_the_draft_may_stand_once_and_no_more() -> None:
    assert loose("2026年新增12家、12家，占45%", "2026年新增12家") == ["12", "45%"]
    assert loose("红灯{红灯}项", "红灯{红灯}项") == []
    assert loose("", "2026年") == []


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 3, 5), "2026年3月5日"), (date(2024, 2, 29), "2024年2月29日"), (None, "")]
)
def test_a_day_has_no_leading_noughts(day: date | None, said: str) -> None:
    assert said_day(day) == said
    assert Official(day=day).dated == said
    assert Official(printed_on=day).printed == (f"{said}印发" if day else "")


def test_one_attachment_bears_no_number_and_several_do() -> None:
    assert Official(attachments=["清单"]).attached == ["清单"]
    assert Official(attachments=["清单", "地图"]).attached == ["1. 清单", "2. 地图"]
    assert Official().attached == []
