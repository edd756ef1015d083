"""Reading workbooks as bureaus write them."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from tenghuan.reading.workbooks import open_workbook, preview, read_rows

CODE = "91330683MA2D8X1Y5P"


def book(rows: list[list[Any]], sheet: str = "Sheet1", merges: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as out:
        page = out.add_worksheet(sheet)
        for area in merges:
            page.merge_range(area, "")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value)
    return stream.getvalue()


def test_title_unit_line_two_heading_rows_totals_and_notes() -> None:
    data = book(
        [
            ["某县2022年度企业税收情况表"],
            ["单位：元"],
            ["序号", "统一社会信用代码", "企业名称", "入库税金", None, None, "备注"],
            [None, None, None, "增值税", "企业所得税", "印花税", None],
            ["甲", "乙", "丙", 1, 2, 3, 4],
            [1, CODE, "甲公司", 123456.78, "１０，０００", None, ""],
            [2, "91330683MA2D8X1Y6P", "乙公司", -5000, 0, 1, ""],
            [None, None, "合计", 118456.78, 10000, 1],
            ["注：以上数据来源于金税系统"],
        ],
        merges=("D3:F3",),
    )
    found = preview(open_workbook(data, "税务.xlsx"))
    assert found.register.id == "tax"
    assert found.configuration.header_rows == (3, 4)
    assert found.configuration.constants == {"year": 2022}
    assert {m.field.key: m.unit for m in found.columns if m.field.quantity} == {
        "vat": "元",
        "corporate_income_tax": "元",
        "stamp_duty": "元",
    }
    rows = found.rows
    assert rows.numbers == [6, 7]
    assert rows.columns["vat"].values == [12.345678, -0.5]
    assert rows.columns["corporate_income_tax"].values == [1.0, 0.0]
    assert rows.columns["stamp_duty"].values == [None, 0.0001]
    assert rows.cell(0, "vat") == "D6"
    assert rows.totals == [(8, {"vat": 11.845678, "corporate_income_tax": 1.0, "stamp_duty": 0.0001})]
    assert [row["year"] for row in read_rows(open_workbook(data), found.configuration)] == [2022, 2022]
