"""Tables as exact values, from CSV files and workbooks."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tenghuan.declaring.tables import exact_number, read_table
from tenghuan.errors import InputFault
from tenghuan.scoring.cells import CellFault
from tenghuan.scoring.columns import Column
from tenghuan.scoring.facts import FactsFault

NUMBER = Column("amount", "number", ("金额", "金额（万元）"), "万元", negative=True)
COLUMNS = (
    Column("name", "text", ("名称",)),
    NUMBER,
    Column("day", "date", ("日期",)),
    Column("new", "boolean", ("新办",)),
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", "12"), ("-0.05", "-0.05"), ("1,234,567.89", "1234567.89"), ("１２．５", "12.5"), ("12.5%", "0.125"),
        ("1,200％", "12"), ("1e3", "1000"), (".5", "0.5"), ("+5.", "5"), (" 7 ", "7"),
        ("123456789012.123456789", "123456789012.123456789"), (0.1, "0.1"), (0.1 + 0.2, "0.3"), (3, "3"),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly_as_written(cell: Any, number: str) -> None:
    assert exact_number(cell, NUMBER) == Fraction(number)


@pytest.mark.parametrize(
    "cell", ["十二", "12万", "1,2", "%", "", True, date(2022, 1, 1), "1e999", float("nan"), 1e13, "0." + "3" * 50]
)
def test_what_is_no_number_is_a_fault(cell: Any) -> None:
    with pytest.raises(CellFault):
        exact_number(cell, NUMBER)


def test_headings_may_stand_below_a_title_and_columns_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '某县清单\n\n备注,金额(万元),名称\nx,"1,5",甲\n,,\ny,2,乙\n'.replace("1,5", "1,500"), encoding="gb18030"
    )
    table = read_table(path, COLUMNS, ("name",))
    assert [(row.place, row.text("name"), row.number("amount")) for row in table.rows] == [
        (4, "甲", 1500),
        (6, "乙", 2),
    ]
    assert (table.unknown, table.title("amount"), table.title("day")) == (("备注",), "金额(万元)", "日期")
    table.settle()


def test_a_workbook_is_read_with_its_dates_numbers_and_error_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("封面").write(0, 0, "说明")
        sheet = book.add_worksheet("清单")
        sheet.write_row(0, 0, ["名称", "金额", "日期", "新办"])
        sheet.write_row(1, 0, ["甲", 0.1, "", "是"])
        sheet.write_datetime(1, 2, date(2022, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(2, 0, ["乙", "", "2022/3/2", "no"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    table = read_table(path, COLUMNS, ("name",))
    first, second = table.rows
    assert (first.number("amount"), first.date("day"), first.values["new"]) == (Fraction(1, 10), date(2022, 3, 1), True)
    assert (second.number("amount"), second.date("day"), second.bad) == (None, date(2022, 3, 2), {"amount", "new"})
    table.note(second, "amount", "缺金额", "补填")  # the cell has its fault already
    with pytest.raises(FactsFault) as caught:
        table.settle()
    assert [str(fault)[:24] for fault in caught.value.faults] == [
        "a.xlsx［清单］ 第 3 行“金额”：单元格",
        "a.xlsx［清单］ 第 3 行“新办”：应为 ",
    ]


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="这是一个目录"):
        read_table(tmp_path, COLUMNS, ("name",))


def test_a_heading_may_tell_the_unit_that_its_numbers_have(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    price = Column("price", "number", ("价款",), "万元")
    path.write_text("名称,价款（万元）,价款[元],名称（全称）\n甲,12,120000,甲公司\n", encoding="utf-8")
    table = read_table(path, (*COLUMNS, price), ("name",))
    assert (table.rows[0].number("price"), table.title("price")) == (12, "价款（万元）")
    assert table.unknown == ("价款[元]", "名称（全称）")
    path.write_text("名称,价款（单位：万元）\n甲,12\n", encoding="utf-8")
    assert read_table(path, (*COLUMNS, price), ("name",)).rows[0].number("price") == 12


def test_numbers_under_another_unit_are_not_left_out_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,价款（元）\n甲,120000\n", encoding="utf-8")
    with pytest.raises(InputFault, match="“价款（元）”括号里不是本项的计量单位（万元）") as caught:
        read_table(path, (*COLUMNS, Column("price", "number", ("价款",), "万元")), ("name",))
    assert caught.value.where == "a.csv"
