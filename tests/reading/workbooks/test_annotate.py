"""The officer gets the own workbook back, marked, with everything else as it was."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from tenghuan.reading.checks import Context, Fault, Waiver, check
from tenghuan.reading.workbooks import annotate, default_limits, fault_list, open_workbook, preview
from tests.reading.checks.cases import base, paid, row, tax
from tests.reading.checks.workbooks import A, book
from tests.reading.workbooks.hostile import changed

RED, YELLOW, GREY = "00FFC7CE", "00FFEB9C", "00DDDDDD"


def marked(data: bytes, filename: str = "a.xlsx", context: Context | None = None) -> tuple[Any, list[Fault]]:
    faults = check(preview(open_workbook(data, filename)).rows, context)
    return openpyxl.load_workbook(io.BytesIO(annotate(data, faults, filename))), faults


def test_cells_are_coloured_and_commented_and_listed() -> None:
    back, faults = marked(book(base(row(A[:16], town=None, day="2015.6.30"))))
    page, listed = back["Sheet1"], back["问题清单"]
    assert page["A2"].fill.start_color.rgb == RED
    assert "只有 16 位" in page["A2"].comment.text
    assert page["C2"].fill.start_color.rgb == RED
    assert page["F2"].fill.start_color.rgb == YELLOW
    assert page["B2"].comment is None
    assert page["A2"].value == A[:16]
    lines = [[c.value for c in line] for line in listed.iter_rows(min_row=2)]
    assert [(line[2], line[5], line[6]) for line in lines] == [(f.cell, f.message, f.remedy) for f in faults]
    assert listed["C2"].hyperlink.location == f"'Sheet1'!{faults[0].cell}"
    assert {line[4] for line in lines} == {"错误", "提醒"}


def test_the_rest_of_the_workbook_is_kept() -> None:
    book_ = openpyxl.Workbook()
    page = book_.active
    for line in tax(paid("约一百"), paid(2, "x")):
        page.append(line)
    page["F1"] = "=SUM(D2:D3)"
    page["D2"].comment = openpyxl.comments.Comment("原有批注", "某人")
    page.merge_cells("G1:H2")
    page.column_dimensions["B"].width = 33
    page.add_data_validation(DataValidation(type="list", formula1='"是,否"', sqref="J2"))
    book_.create_sheet("别的")["A1"] = "勿动"
    stream = io.BytesIO()
    book_.save(stream)
    back, _ = marked(stream.getvalue())
    page = back["Sheet"]
    assert page["F1"].value == "=SUM(D2:D3)"
    assert page["D2"].comment.text.startswith("原有批注\n【错误】")
    assert [str(a) for a in page.merged_cells.ranges] == ["G1:H2"]
    assert page.column_dimensions["B"].width == 33
    assert str(page.data_validations.dataValidation[0].sqref) == "J2"
    assert back["别的"]["A1"].value == "勿动"


def test_a_marked_workbook_can_be_mended_and_handed_in_again() -> None:
    data = book(tax(paid("约一百")))
    faults = check(preview(open_workbook(data)).rows)
    back = openpyxl.load_workbook(io.BytesIO(annotate(data, faults)))
    back["Sheet1"]["D2"] = 100
    stream = io.BytesIO()
    back.save(stream)
    found = preview(open_workbook(stream.getvalue()))
    assert found.sheet == "Sheet1"
    assert check(found.rows) == []
    again = openpyxl.load_workbook(io.BytesIO(annotate(stream.getvalue(), [])))
    assert again.sheetnames == ["Sheet1", "问题清单"]
    assert again["问题清单"].max_row == 1


def test_a_second_round_marks_only_what_is_still_wrong() -> None:
    first, _ = marked(book(tax(paid("约一百"), paid("约两百", "x"))))
    first["Sheet1"]["D2"] = 100
    stream = io.BytesIO()
    first.save(stream)
    second, faults = marked(stream.getvalue())
    page = second["Sheet1"]
    assert (page["D2"].comment, page["D2"].fill.fill_type) == (None, None)
    assert page["D3"].fill.start_color.rgb == RED
    assert page["D3"].comment.text.count("【错误】") == sum(fault.cell == "D3" for fault in faults) > 0


def test_waived_faults_are_grey_and_show_the_reason() -> None:
    waiver = Waiver(rule="number_text", sheet="Sheet1", cell="D2", reason="系统导出即为文本")
    back, _ = marked(book(tax(paid("12.5"))), context=Context(waivers=[waiver]))
    assert back["Sheet1"]["D2"].fill.start_color.rgb == GREY
    listed = [c.value for c in back["问题清单"][2]]
    assert (listed[4], listed[8]) == ("已豁免", "系统导出即为文本")


def test_csv_comes_back_as_xlsx_and_dangerous_text_stays_text() -> None:
    text = f"统一社会信用代码,企业名称,年度,评价税收\n{A},甲,2022,=1+1\n"
    back, faults = marked(text.encode("gb18030"), "税.csv")
    cell = back[back.sheetnames[0]]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert cell.fill.start_color.rgb.endswith("FFC7CE")
    assert {f.rule for f in faults} == {"not_understood", "formula"}


def test_a_fault_in_a_merged_area_marks_its_first_cell() -> None:
    data = book([["单位：元", None, None, None], *tax(paid(1), paid(None))], merges=("A3:A4",))
    faults = check(preview(open_workbook(data), "tax").rows)
    assert any(f.cell == "A4" and f.rule == "duplicate" for f in faults)
    back = openpyxl.load_workbook(io.BytesIO(annotate(data, faults)))
    assert "重复" in back["Sheet1"]["A3"].comment.text


def test_a_large_workbook_comes_back_as_a_marked_copy_of_its_values() -> None:
    data = book([*tax(paid("约一百"), paid(1_000)), ["=1+1", "=HYPERLINK(1)"]])
    faults = check(preview(open_workbook(data)).rows)
    limits = default_limits().model_copy(update={"annotate_cells": 3})
    back = openpyxl.load_workbook(io.BytesIO(annotate(data, faults, "大表.xlsx", limits)))
    assert back.sheetnames == ["Sheet1", "问题清单"]
    page = back["Sheet1"]
    assert [c.value for c in page[2]] == [A, "甲纺织有限公司", 2022, "约一百"]
    assert page["D2"].fill.start_color.rgb == "FFFFC7CE"
    assert "不是数字" in page["D2"].comment.text
    assert page["D3"].comment is None
    assert "大表.xlsx" in back["问题清单"]["A1"].value
    assert back["问题清单"]["C3"].value == "D2"


def test_the_copy_keeps_dates_texts_and_truth_and_reads_the_same() -> None:
    lines = base(row(), row(A[:16], "=乙", day="2015.6.30"))
    data = book([*lines, [None, None, None, "0012", True, 0.1]])
    workbook = open_workbook(data, "a.xlsx")
    limits = default_limits().model_copy(update={"annotate_cells": 0})
    rows = preview(workbook).rows
    back = open_workbook(annotate(workbook, check(rows), limits=limits), "b.xlsx")
    again = back.sheet("Sheet1")
    assert again.rows == workbook.sheet("Sheet1").rows
    assert again.dates == workbook.sheet("Sheet1").dates
    assert again.formulas == frozenset()


def test_what_openpyxl_cannot_load_comes_back_as_a_copy() -> None:
    broken = changed({"xl/styles.xml": lambda d: d.replace(b'fontId="0"', b'fontId="none"')})
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever openpyxl says
        openpyxl.load_workbook(io.BytesIO(broken))
    back = openpyxl.load_workbook(io.BytesIO(annotate(broken, [], "a.xlsx")))
    assert back.sheetnames == ["Sheet1", "问题清单"]
    assert back["Sheet1"]["B2"].value == "甲"


@pytest.mark.parametrize("filename", ["a/b[1]:*?.csv", "'x'.csv", "很长" * 40 + ".csv", "问题清单 .csv", ".csv"])
def test_any_file_name_makes_a_sheet_name(filename: str) -> None:
    text = f"统一社会信用代码,企业名称,年度,评价税收\n{A},甲,2022,x\n"
    back, faults = marked(text.encode(), filename)
    assert len(back.sheetnames) == 2
    assert back[back.sheetnames[0]]["D2"].comment is not None
    assert [f.cell for f in faults] == ["D2"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_list_alone(count: int) -> None:
    fault = Fault("a.xlsx", "S", "D2", 2, "tax", "评价税收", "choice", "error", "=1+1 不对", "请改")
    page = openpyxl.load_workbook(io.BytesIO(fault_list([fault] * count)))["问题清单"]
    assert page.max_row == count + 1
    assert all(c.data_type == "s" for c in page["F"])
