"""Workbooks opened and read back: values, formats, heights, widths, bars, streams, what a stranger would type."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.publishing.tables import LINE_HEIGHT, Column, Plot, Table, to_book, to_xlsx, write_book
from tenghuan.publishing.tables import _lines as lines_taken


def sheet(columns, rows, **more):
    return load_workbook(io.BytesIO(to_xlsx(Table("清单", columns, rows, **more)))).active


def only(value, **column):
    """The one cell of a table of one value."""
    return sheet([Column("a", "甲", **column)], [{"a": value}])["A4"]


@pytest.mark.parametrize(
    ("value", "kind", "read", "form"),
    [
        (None, "number", None, "#,##0.00"),
        ("", "text", None, "General"),
        (True, "text", "是", "General"),
        (False, "text", "否", "General"),
        (0, "number", 0, "#,##0"),
        (Decimal("-1234567.5"), "number", -1234567.5, "#,##0.0"),
        (0.98765, "percent", 0.98765, "0.00%"),
        (date(2024, 2, 29), "date", datetime(2024, 2, 29), "yyyy-mm-dd"),
        (date(1900, 3, 1), "date", datetime(1900, 3, 1), "yyyy-mm-dd"),
        (date(2199, 12, 31), "date", datetime(2199, 12, 31), "yyyy-mm-dd"),
        (date(1999, 12, 31), "date", datetime(1999, 12, 31), "yyyy-mm-dd"),
        ("913306837045632188", "text", "913306837045632188", "General"),
        ("00123", "number", "00123", "#,##0.00"),
        ("http://example.cn/a", "text", "http://example.cn/a", "General"),
    ],
)
def test_a_value_comes_back_as_what_it_is(value, kind, read, form):
    cell = only(value, kind=kind)
    assert (cell.value, cell.number_format) == (read, form)
    assert cell.hyperlink is None


@pytest.mark.parametrize("digits", [0, 1, 2, 4])
def test_a_float_has_the_digits_of_its_column(digits):
    zeros = "." + "0" * digits if digits else ""
    assert only(1.5, kind="number", digits=digits).number_format == f"#,##0{zeros}"
    assert only(0.5, kind="percent", digits=digits).number_format == f"0{zeros}%"


@pytest.mark.parametrize(
    ("lamp", "word"),
    [
        ("green", "绿灯"),
        ("blue", "蓝灯"),
        ("yellow", "黄灯"),
        ("red", "红灯"),
        ("no_data", "未报数"),
        ("x", None),
        (None, None),
    ],
)
def test_a_lamp_is_written_as_its_word(lamp, word):
    assert only(lamp, kind="lamp").value == word


def test_a_clock_elsewhere_is_written_as_in_china_whatever_its_zone():
    # 31 December 20:00 in New York (UTC−5) is 1 January 09:00 in China
    new_york = timezone(timedelta(hours=-5))
    assert only(datetime(2026, 12, 31, 20, tzinfo=new_york), kind="date").value == datetime(2027, 1, 1, 9)
    assert only(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), kind="date").value == datetime(2026, 12, 31, 23, 59)
    assert only(datetime(2026, 12, 31, 20), kind="date").value == datetime(2026, 12, 31, 20)  # it says no zone


@pytest.mark.parametrize("streamed", [False, True])
def test_a_moment_is_shown_with_its_clock_in_a_column_wide_enough_and_a_day_without(streamed):
    rows = [
        {"day": date(2026, 3, 5), "at": datetime(2026, 3, 5, 9, 30), "wide": datetime(2026, 3, 5)},
        {"day": None, "at": None, "wide": None},
    ]
    columns = [
        Column("day", "日", kind="date"),
        Column("at", "时", kind="date"),
        Column("wide", "宽", kind="date", width=30),
    ]
    target = io.BytesIO()
    write_book(target, {"数据": Table("x", columns, rows)}, streamed=streamed)
    found = load_workbook(target).active
    forms = [cell.number_format for cell in found[4]]
    assert forms == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm"]
    # sixteen signs need more than the fourteen of a usual column, else a spreadsheet shows ####
    assert [round(found.column_dimensions[one].width) for one in "ABC"] == [15, 18, 31]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"])
def test_no_text_becomes_a_formula_and_it_is_read_back_as_it_was(text):
    cell = only(text)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", ["1=1", "甲-乙", "a@b.cn", "'=1", " =1", "5+"])
def test_what_only_holds_such_a_sign_is_plain(text):
    cell = only(text)
    assert (cell.value, bool(cell.quotePrefix)) == (text, False)


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=8))
@settings(max_examples=15)
def test_what_is_exact_is_read_back_exactly_and_shows_each_of_its_digits(values):
    read = sheet([Column("a", "甲", kind="number")], [{"a": value} for value in values])
    for at, value in enumerate(values):
        cell = read.cell(4 + at, 1)
        assert Decimal(repr(cell.value)) == value
        # shown by its own format it is the same number: no digit is hidden
        shown = len(cell.number_format.partition(".")[2])
        assert value == round(value, shown)
        assert shown == 0 or value != round(value, shown - 1)


def test_widths_headings_and_the_frozen_head_are_as_declared():
    columns = [Column("a", "企业", width=26), Column("b", "用地", "亩", "number", width=10)]
    found = sheet(columns, [{"a": "甲", "b": 1}, {"a": "乙", "b": 2}], note="示例数据")
    assert [round(found.column_dimensions[one].width) for one in "AB"] == [27, 11]  # a sign's room beside it
    assert found.freeze_panes == "A4"
    assert found.auto_filter.ref == "A3:B5"
    assert found.print_title_rows == "$3:$3"
    assert (found.page_setup.paperSize, found.page_setup.fitToHeight) == (9, 0)
    assert found["B3"].value == "用地（亩）"


def test_an_empty_table_has_its_head_and_no_filter():
    found = sheet([Column("a", "甲")], [])
    assert (found.max_row, found["A3"].value, found.auto_filter.ref) == (3, "甲", None)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("abcdefghi", 10, 1),  # nine letters in nine places
        ("abcdefghij", 10, 2),
        ("一二三四", 10, 1),  # a Chinese sign takes two
        ("一二三四五", 10, 2),
        ("a\nb\n\nc", 10, 4),
        ("甲" * 50, 11, 10),
        ("ab", 1, 2),
    ],
)
def test_a_wrapped_text_takes_so_many_lines(text, width, lines):
    assert lines_taken(text, width) == lines


def test_a_row_is_as_high_as_its_longest_text_and_never_higher_than_a_sheet_allows():
    rows = [{"a": "短", "b": "短"}, {"a": "甲" * 27, "b": "短"}, {"a": "短", "b": "字\n" * 200}]
    found = sheet([Column("a", "甲", width=10), Column("b", "乙", width=10)], rows)
    # 27 signs take 54 places, nine a line: six lines
    assert found.row_dimensions[4].height is None
    assert found.row_dimensions[5].height == 6 * LINE_HEIGHT
    assert found.row_dimensions[6].height == 405


@given(st.text("ab一二\n", max_size=60), st.integers(2, 30))
def test_a_text_never_takes_fewer_lines_than_its_signs_need(text, width):
    taken = lines_taken(text, width)
    places = sum(2 if sign > "⺀" else 1 for sign in text if sign != "\n")
    assert taken >= max(1, math.ceil(places / max(width - 1, 1)))
    assert taken >= text.count("\n") + 1


@dataclass
class Town:
    name: str


@dataclass
class Firm:
    name: str
    town: Town | None
    level: str = "a"

    def get_level_display(self) -> str:
        return "甲级"

    @property
    def twice(self) -> str:
        return self.name * 2


def test_a_column_follows_its_key_through_what_a_row_points_to():
    columns = [
        Column("name", "企业"),
        Column("town__name", "镇街"),
        Column("level", "等级"),
        Column("twice", "二"),
        Column("own", "自", value=lambda firm: len(firm.name)),
    ]
    found = sheet(columns, [Firm("甲厂", Town("东镇")), Firm("乙", None)])
    assert [cell.value for cell in found[4]] == ["甲厂", "东镇", "甲级", "甲厂甲厂", 2]
    assert [cell.value for cell in found[5]] == ["乙", None, "甲级", "乙乙", 1]


def test_a_key_that_a_row_has_not_is_a_fault_and_of_a_mapping_a_blank():
    assert sheet([Column("b", "乙")], [{"a": 1}])["A4"].value is None
    with pytest.raises(AttributeError):
        to_xlsx(Table("x", [Column("b", "乙")], [Firm("甲", None)]))


def test_several_tables_are_sheets_in_order_each_with_its_title():
    made = to_book(
        {
            "一": Table("第一", [Column("a", "甲")], [{"a": 1}]),
            "二": Table("第二", [Column("a", "乙")], [{"a": 2}], "注"),
        }
    )
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["一", "二"]
    assert [one["A1"].value for one in book] == ["第一", "第二"]
    assert book["二"]["A2"].value == "注"


def counting(read: list[int], many: int) -> Iterator[dict[str, int]]:
    for at in range(many):
        read.append(at)
        yield {"a": at}


@pytest.mark.parametrize("streamed", [False, True])
def test_rows_are_read_once_and_a_streamed_book_says_the_same(streamed):
    read: list[int] = []
    target = io.BytesIO()
    table = Table("流", [Column("a", "甲", kind="number")], counting(read, 500))
    write_book(target, {"数据": table}, streamed=streamed)
    found = load_workbook(target).active
    assert read == list(range(500))
    assert [cell.value for (cell,) in found.iter_rows(min_row=4)] == read
    assert found.auto_filter.ref == "A3:A503"


@pytest.mark.parametrize(("rows", "charts"), [(0, 0), (1, 1), (4, 1)])
def test_bars_are_drawn_beside_rows_and_not_beside_none(rows, charts):
    columns = [Column("a", "镇街"), Column("b", "甲", kind="percent"), Column("c", "乙", kind="percent")]
    told = [{"a": f"镇{at}", "b": 0.5, "c": 0.25} for at in range(rows)]
    found = sheet(columns, told, plot=Plot(2))
    assert len(found._charts) == charts
    for chart in found._charts:
        last = f":$B${3 + rows}" if rows > 1 else ""
        told = [f"数据!$B$4{last}", f"数据!$C$4{last.replace('B', 'C')}"]
        assert [one.val.numRef.f for one in chart.series] == told
        assert chart.anchor._from.col == 4  # one column free beside the three
