"""The same table in every format and encoding a bureau may send."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import open_workbook, preview
from tests.reading.checks.workbooks import A, B, book

HEAD = ["统一社会信用代码", "企业名称", "年度", "用电量（千瓦时）"]
TABLE = [HEAD, [A, "甲公司", 2022, 25000], [B, "乙公司", 2022, 1234.5]]
TEXT = "\n".join(",".join(str(v) for v in row) for row in TABLE)


def electricity(data: bytes, filename: str) -> list[float]:
    found = preview(open_workbook(data, filename))
    assert found.register.id == "power"
    assert found.rows.columns["uscc"].values == [A, B]
    return found.rows.columns["electricity"].values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_in_every_encoding(encoding: str) -> None:
    assert electricity(TEXT.encode(encoding), "用电.csv") == [2.5, 0.12345]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_csv_with_every_delimiter(mark: str) -> None:
    assert electricity(TEXT.replace(",", mark).encode(), "用电.csv") == [2.5, 0.12345]


def test_csv_keeps_the_digits_that_excel_protects_and_quoted_line_breaks() -> None:
    text = f'统一社会信用代码,"企业\n名称",年度,用电量\n="{A}","甲,公司",2022,"1,234"\n'
    rows = preview(open_workbook(text.encode(), "a.csv")).rows
    assert rows.columns["uscc"].values == [A]
    assert rows.columns["name"].values == ["甲,公司"]
    assert rows.columns["electricity"].values == [1234.0]


def test_xlsx_whatever_its_name_ends_in() -> None:
    for filename in ("用电.xlsx", "用电.et", "用电.xls", "用电"):
        assert electricity(book(TABLE), filename) == [2.5, 0.12345]


def test_xlsx_with_prefixed_tags_as_some_programs_write(tmp_path: Path) -> None:
    import re
    import zipfile

    source, target = io.BytesIO(book([*TABLE[:1], [A, "甲", 2022, "=100*5"], TABLE[2]])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=")
            new.writestr(name, data)
    sheet = open_workbook(target.getvalue(), "x.xlsx").sheet("Sheet1")
    assert sheet.formulas == {(1, 3)}


def to_xls(data: bytes, folder: Path) -> bytes:
    (folder / "a.xlsx").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "xls", "--outdir", folder, folder / "a.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.xls").read_bytes()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice writes the .xls: apt-get install libreoffice-calc")
@pytest.mark.slow
def test_xls(tmp_path: Path) -> None:
    data = to_xls(book(TABLE), tmp_path)
    assert electricity(data, "用电.xls") == [2.5, 0.12345]
    assert electricity(data, "用电.et") == [2.5, 0.12345]


def test_formulas_errors_dates_and_hidden_rows_are_told() -> None:
    def more(out, page) -> None:
        page.write_formula("D3", "=1/0", None, "#DIV/0!")
        page.write_formula("D2", "=100*2", None, 200)
        page.set_row(2, None, None, {"hidden": True})
        page.set_column("B:B", 10, None, {"hidden": True})

    found = preview(open_workbook(book(TABLE, also=more), "a.xlsx"))
    sheet = found.rows.sheet
    assert sheet.formulas == {(1, 3), (2, 3)}
    assert sheet.errors == {(2, 3)}
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {1}
    assert any("隐藏" in n and "企业名称" in n for n in found.notes)
    assert any("1 行" in n and "隐藏" in n for n in found.notes)
    assert found.rows.columns["electricity"].values == [0.02, None]


def test_the_sheet_with_the_table_is_chosen_and_hidden_sheets_come_last() -> None:
    book_ = openpyxl.Workbook()
    book_.active.title = "封面"
    book_.active["A1"] = "某县供电数据"
    for name in ("旧表", "数据"):
        page = book_.create_sheet(name)
        for row in TABLE:
            page.append(row)
    book_["旧表"].sheet_state = "hidden"
    stream = io.BytesIO()
    book_.save(stream)
    workbook = open_workbook(stream.getvalue(), "a.xlsx")
    assert [(s.name, s.visible) for s in workbook.sheets] == [("封面", True), ("旧表", False), ("数据", True)]
    assert preview(workbook).sheet == "数据"
    assert preview(workbook, sheet="旧表").sheet == "旧表"
    with pytest.raises(InputFault, match="没有名为"):
        workbook.sheet("不存在")


def test_a_table_that_does_not_start_at_a1() -> None:
    shifted = [[], [], *([None, None, *row] for row in TABLE)]
    rows = preview(open_workbook(book(shifted), "a.xlsx")).rows
    assert rows.cell(0, "uscc") == "C4"
    assert rows.numbers == [4, 5]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice writes the .xls: apt-get install libreoffice-calc")
@pytest.mark.slow
@pytest.mark.parametrize("rows", [3, 2000])
def test_xls_tells_formulas_errors_and_what_is_hidden(tmp_path: Path, rows: int) -> None:
    def more(out, page) -> None:
        page.set_row(2, None, None, {"hidden": True})
        page.set_column("B:B", 10, None, {"hidden": True})
        page.write_formula("D5", "=1/0", None, "#DIV/0!")
        other = out.add_worksheet("另一张")
        other.write_formula("A1", "=2*3", None, 6)

    lines = [*TABLE, [A, "丙", 2022, "=100*2"], [B, "丁", 2022, "=1/0"], *([A, "戊", 2022, n] for n in range(rows))]
    data = to_xls(book(lines, also=more), tmp_path)
    workbook = open_workbook(data, "a.xls")
    sheet = workbook.sheet("Sheet1")
    assert sheet.formulas == {(3, 3), (4, 3)}
    assert sheet.errors == {(4, 3)}
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {1}
    assert workbook.sheet("另一张").formulas == {(0, 0)}
