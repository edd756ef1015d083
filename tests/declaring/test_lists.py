"""Lists as CSV and workbook: no cell runs, a file is replaced whole or not at all."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tenghuan.declaring.lists import to_csv, write_list
from tenghuan.errors import InputFault

COLUMNS = ("name", "=sum", "score", "rank")
RISKY = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "'quoted"]
ROWS = [{"name": name, "=sum": "", "score": Decimal("0.4800"), "rank": 1} for name in RISKY]


def test_text_that_would_run_is_quoted_in_csv() -> None:
    head, *rows = csv.reader(io.StringIO(to_csv(COLUMNS, ROWS)))
    assert head == ["name", "'=sum", "score", "rank"]
    assert [row[0] for row in rows] == [f"'{name}" for name in RISKY]
    assert rows[0][1:] == ["", "0.48", "1"]


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_list(path, COLUMNS, ROWS, "结果")
    sheet = openpyxl.load_workbook(path)["结果"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    for at, name in enumerate(RISKY, start=2):
        cell = sheet.cell(at, 1)
        assert (cell.value, cell.data_type) == (name, "s")
        assert cell.quotePrefix == name.startswith(tuple("=+-@\t＝"))
    assert (sheet["C2"].value, sheet["D2"].value, sheet["B2"].value) == (0.48, 1, None)


def test_what_no_cell_holds_is_cut_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_list(path, ("name",), [{"name": "长" * 32_767}, {"name": "长" * 32_768}], "结果")
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A2"].value == "长" * 32_767
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A3"].value.endswith("长……（过长，全文见 CSV）")


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="超出工作表的上限"):
        write_list(tmp_path / "out.xlsx", ("name",), [{"name": "a"}] * 1_048_576, "结果")


def test_a_place_that_cannot_be_written_is_a_fault_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(InputFault, match="写不进去"):
        write_list(tmp_path / "out.csv", COLUMNS, ROWS, "结果")
    with pytest.raises(InputFault, match=r"不能写 \.pdf"):
        write_list(tmp_path / "out.pdf", COLUMNS, ROWS, "结果")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
