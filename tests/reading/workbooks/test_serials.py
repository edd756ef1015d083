"""Days that a spreadsheet shows as numbers: read where they can be nothing else, asked where they can."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from openpyxl.utils.datetime import from_excel

from tenghuan.reading.checks import check
from tenghuan.reading.registers import Register, RegisterField, add_register
from tenghuan.reading.workbooks import ColumnChoice, Configuration, Preview, open_workbook, preview, read_rows, serials
from tests.reading.checks.workbooks import book

KEY = "days_of_the_tests"
_PAPERS = Register(
    id=KEY,
    name="来文",
    bureau="",
    period="none",
    key=("number",),
    fields=(
        RegisterField(key="number", label="文号", type="text", required=True),
        RegisterField(key="day", label="收文日期", type="date"),
        RegisterField(key="pages", label="页数", type="integer"),
    ),
)
add_register(KEY, lambda: _PAPERS)
HEAD = ["文号", "收文日期", "页数"]


def opened(*days: Any) -> Any:
    rows = [HEAD, *([f"P{n}", day, 45292] for n, day in enumerate(days))]
    return open_workbook(book(rows), "表.xlsx", isolate=False)


def seen(*days: Any) -> Preview:
    return preview(opened(*days), KEY)


def told(found: Preview) -> list[tuple[str, str, str]]:
    return [(fault.rule, fault.cell, fault.message) for fault in check(found.rows)]


def as_chosen(found: Preview, unit: str | None) -> Any:
    columns = (ColumnChoice(index=0, field="number"), ColumnChoice(index=1, field="day", unit=unit))
    return read_rows(found.workbook, found.configuration.model_copy(update={"columns": columns, "unsaid": {}}))


def test_a_column_of_counted_days_is_read_as_days_and_said_so():
    found = seen(45292, 45351, 46022)
    assert found.rows.columns["day"].values == ["2024-01-01", "2024-02-29", "2025-12-31"]
    assert found.configuration.columns[1].unit == "日期序列数"
    assert any(
        note == "B 列的日期存成了序列数（如 45292），按 2024-01-01 的方式读作日期，共 3 格，"
        "2024-01-01 至 2025-12-31，请核对"
        for note in found.notes
    )
    assert told(found) == []  # confirmed with the page that showed it


def test_numbers_of_another_column_stay_numbers():
    assert seen(45292).rows.columns["pages"].values == [45292]


@pytest.mark.parametrize("days", [29_221, 30_000, 36_585, 43_831, 45_292, 45_350, 58_440])
def test_a_count_is_the_day_that_the_spreadsheet_means(days):
    assert serials.day(days) == from_excel(days).date().isoformat()
    assert seen(days).rows.columns["day"].values == [from_excel(days).date().isoformat()]


def test_the_borders_of_what_is_sure_are_whole_years():
    assert [serials.day(29_221), serials.day(58_440)] == ["1980-01-01", "2059-12-31"]
    assert [serials.is_sure(n) for n in (29_220, 29_221, 58_440, 58_441)] == [False, True, True, False]


def test_days_with_a_time_written_as_text_or_beside_true_days_are_read_too():
    found = seen(45292.75, "45293", datetime.date(2024, 1, 3), "2024-01-04", None)
    assert found.rows.columns["day"].values == ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", None]
    assert [cell for rule, cell, _ in told(found) if rule == "date_text"] == ["B5"]  # the day that is a text


@pytest.mark.parametrize("doubtful", [20235, 20246, 12345, 58441, 99999])
def test_five_digits_that_may_be_something_else_are_asked_and_nothing_is_taken(doubtful):
    found = seen(45292, doubtful)
    assert found.rows.columns["day"].values == [None, None]
    assert found.configuration.unsaid == {
        "day": f"B 列有 1 格是五位数（如 {doubtful}），可能是日期序列数（即 {from_excel(doubtful).date()}），"
        "也可能是年月，请选定怎样读"
    }
    assert {rule for rule, _, _ in told(found)} == {"unit_unsaid", "not_understood"}


def test_the_answer_is_read_and_a_doubtful_day_is_shown_once_more():
    found = seen(45292, 20235)
    rows = as_chosen(found, serials.SERIAL)
    assert rows.columns["day"].values == ["2024-01-01", "1955-05-26"]
    assert [(f.rule, f.cell, f.message) for f in check(rows)] == [
        ("date_text", "B3", "“20235”是日期序列数，按 1955-05-26 读取")
    ]
    refused = as_chosen(found, serials.PLAIN)
    assert refused.columns["day"].values == [None, None]
    assert [f.cell for f in check(refused) if f.rule == "not_understood"] == ["B2", "B3"]


def test_days_of_a_column_that_nobody_looked_at_are_read_with_a_warning_each():
    rows = as_chosen(seen(45292, "2024-01-02"), None)
    assert rows.columns["day"].values == ["2024-01-01", "2024-01-02"]
    assert [(f.cell, f.message, f.severity) for f in check(rows)] == [
        ("B2", "“45292”是日期序列数，按 2024-01-01 读取", "warning"),
        ("B3", "日期“2024-01-02”是文本，按 2024-01-02 读取", "warning"),
    ]


@pytest.mark.parametrize("written", [2024, 202401, 4529, "4529天", "045292", -45292, True, "45292号", 2024.5])
def test_other_numbers_are_no_counts_of_days(written):
    assert serials.counted([written]) == serials.Counted((), ())
    assert serials.parse_dates(_PAPERS.field("day"), [written], serials.SERIAL) == [None]


def test_eight_digits_are_a_day_as_before():
    found = seen(20240305, "20240306")
    assert found.rows.columns["day"].values == ["2024-03-05", "2024-03-06"]
    assert found.configuration.columns[1].unit is None


def test_a_text_table_is_read_alike():
    content = "文号,收文日期,页数\nP1,45292,1\nP2,45293,2\n".encode()
    found = preview(open_workbook(content, "表.csv", isolate=False), KEY)
    assert found.rows.columns["day"].values == ["2024-01-01", "2024-01-02"]
    assert isinstance(found.configuration, Configuration)
    assert [note for note in found.notes if "序列数" in note]
