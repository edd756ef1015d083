"""What a table looks like as a workbook."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl

from tenghuan.publishing.tables import Column, Table, to_xlsx


def _sheet(rows, columns):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(Table("清单", columns, rows, "示例数据")))).active


def test_title_note_headings_and_numbers():
    columns = [Column("name", "名称"), Column("land", "用地", "亩", "number"), Column("lamp", "亮灯", kind="lamp")]
    sheet = _sheet([{"name": "甲厂", "land": Decimal("12.5"), "lamp": "red"}], columns)
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=4)]
    assert (cells[0][0], cells[1][0]) == ("清单", "示例数据")
    assert cells[2] == ["名称", "用地（亩）", "亮灯"]
    assert cells[3] == ["甲厂", 12.5, "红灯"]
    assert sheet.page_setup.orientation == "landscape"


def test_cells_that_look_like_formulas_stay_text():
    for text in ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx"):
        cell = _sheet([{"name": text}], [Column("name", "名称")])["A4"]
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_times_are_written_as_in_china():
    when = datetime(2022, 12, 31, 16, 30, tzinfo=UTC)
    assert _sheet([{"at": when}], [Column("at", "时间", kind="date")])["A4"].value == datetime(2023, 1, 1, 0, 30)


def test_exact_numbers_have_no_idle_zeros():
    column = Column("n", "数", kind="number")
    values = [Decimal("33.000000"), Decimal("0.3376"), Decimal("5713.39"), 1220, 12.0, Decimal("1E+3"), "≥21"]
    sheet = _sheet([{"n": value} for value in values], [column])
    cells = [sheet.cell(4 + at, 1) for at in range(len(values))]
    told = ["#,##0", "#,##0.0000", "#,##0.00", "#,##0", "#,##0.00", "#,##0", "#,##0.00"]
    assert [cell.number_format for cell in cells] == told
    assert {cell.alignment.horizontal for cell in cells} == {"right"}


def test_a_fixed_column_has_the_same_decimals_all_the_way_down():
    column = Column("n", "数", kind="number", digits=2, fixed=True)
    sheet = _sheet([{"n": value} for value in (Decimal("0.125"), 7, None)], [column])
    assert [sheet.cell(4 + at, 1).number_format for at in range(3)] == ["#,##0.00"] * 3
    assert sheet.cell(4, 1).value == 0.125  # rounded where it is shown, never before
