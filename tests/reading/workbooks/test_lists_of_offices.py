"""Lists as offices keep them: subtotals in any column, two levels of headings, last year's sheet beside this year's."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tenghuan.reading.checks import check
from tenghuan.reading.checks.choice import remedy
from tenghuan.reading.registers import Register, RegisterField, add_register
from tenghuan.reading.workbooks import ColumnChoice, Configuration, Preview, open_workbook, preview, read_rows
from tenghuan.reading.workbooks.limits import default_limits
from tenghuan.reading.workbooks.values import chooser, month, within, year_of_month
from tenghuan.reading.workbooks.values_copy import values_copy
from tests.reading.checks.workbooks import A, B, book

WORKS = "works_of_offices"
_WORKS = Register(
    id=WORKS,
    name="在建项目",
    bureau="",
    period="none",
    key=("name",),
    fields=(
        RegisterField(key="name", label="项目名称", type="text", required=True),
        RegisterField(key="firm", label="信用代码", type="text"),
        RegisterField(key="total", label="总投资", type="number", quantity="money"),
        RegisterField(key="fixed", label="固定资产投资", type="number", quantity="money"),
        RegisterField(key="finished", label="竣工日期", headings=("竣工时间",), type="date"),
        RegisterField(key="finish_by", label="约定竣工", headings=("约定竣工时间",), type="date"),
        RegisterField(key="year", label="年度", type="integer", required=True),
        RegisterField(key="month", label="月份", type="month"),
    ),
)
add_register(WORKS, lambda: _WORKS)
HEAD = ["序号", "项目名称", "总投资（万元）", "年度"]


def seen(rows: list[list[Any]], merges: tuple[str, ...] = ()) -> Preview:
    return preview(open_workbook(book(rows, "Sheet1", merges), "表.xlsx", isolate=False), WORKS)


def fields(found: Preview) -> dict[str, str]:
    return {match.heading: match.field.key for match in found.columns}


@pytest.mark.parametrize("word", ["甘霖镇小计（7个）", "小计", "甘霖镇小计", "甘霖镇（2个）", "甘霖镇合计(2项)"])
def test_a_subtotal_is_no_row_in_whatever_column_its_word_stands(word):
    rows = [HEAD, [1, "甲", 10, 2026], [2, "乙", 20, 2026], [None, word, 30, None], [3, "丙", 5, 2026]]
    found = seen([*rows, ["合计", None, 35, None]])
    assert found.rows.numbers == [2, 3, 5]
    # 10 + 20 + 5: neither is the subtotal counted, nor any row twice
    assert [fault.rule for fault in check(found.rows)] == []
    assert any("第 4、6 行是合计、小计或分组行" in note for note in found.notes)


def test_a_wrong_subtotal_in_the_second_column_is_told():
    found = seen([HEAD, [1, "甲", 10, 2026], [2, "乙", 20, 2026], [None, "甘霖镇小计", 31, None]])
    assert [(fault.rule, fault.cell) for fault in check(found.rows)] == [("stated_total", "C4")]


def test_a_row_that_says_more_than_a_sum_stays_a_row():
    head = [*HEAD, "信用代码"]
    found = seen([head, [1, "物流园（3个）", 10, 2026, A], [2, "西镇小计", None, None, None]])
    assert found.rows.numbers == [2]
    alone = seen([HEAD, [None, "物流园（3个）", None, None], [2, "乙", 20, 2026]])
    assert alone.rows.numbers == [2, 3]  # nothing is summed there: a name, whose other cells are missing


def test_words_below_a_merged_heading_are_headings_too():
    top = ["项目名称", "投资情况（万元）", None, "年度"]
    found = seen([["台账"], top, [None, "总投资", "固定资产投资", None], ["甲", 10, 7, 2026]], ("B2:C2",))
    assert found.configuration.header_rows == (2, 3)
    assert (found.rows.numbers, found.rows.columns["fixed"].values) == ([4], [7.0])


def test_words_below_a_merged_heading_that_no_field_has_are_no_row_of_data():
    top = ["项目名称", "年度", "奖补标准", None]
    found = seen([top, [None, None, "比例", "起点（万元）"], ["甲", 2026, 0.15, 10]], ("C1:D1",))
    assert found.configuration.header_rows == (1, 2)
    assert [text for _at, text in found.unknown] == ["奖补标准／比例", "奖补标准／起点（万元）"]
    assert found.rows.numbers == [3]


def test_a_row_of_data_below_a_merged_heading_is_no_heading():
    top = ["项目名称", "年度", "联系", None]
    found = seen([top, ["甲", "2026年", "经信局", "投资科"], ["乙", "2026年", "商务局", "招商科"]], ("C1:D1",))
    assert (found.configuration.header_rows, found.row_count) == ((1, 1), 2)


def test_a_row_with_a_credit_code_is_no_heading():
    head = [["项目名称", "信用代码", "年度", "月份"], [None, None, None, None]]
    found = seen([head[0], ["甲厂", A, "二〇二六", "项目名称"], ["乙厂", B, "二〇二六", "年度"]])
    assert (found.configuration.header_rows, found.rows.numbers) == ((1, 1), [2, 3])


@pytest.mark.parametrize("heading", ["计划竣工时间", "拟竣工时间", "预计竣工时间", "竣工时间（计划）", "预计竣工日期"])
def test_a_planned_day_is_never_proposed_for_an_actual_one(heading):
    found = seen([[*HEAD, heading], [1, "甲", 10, 2026, "2027-06-30"]])
    assert fields(found).get(heading) != "finished"
    assert "finished" not in fields(found).values()


def test_an_agreed_and_an_actual_day_find_their_own_fields():
    found = seen([[*HEAD, "约定竣工时间", "实际竣工时间"], [1, "甲", 10, 2026, "2027-06-30", "2027-07-01"]])
    assert fields(found)["约定竣工时间"] == "finish_by"
    assert fields(found)["实际竣工时间"] == "finished"


def sheets(*names: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as out:
        for at, name in enumerate(names):
            page = out.add_worksheet(name)
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, [1, f"项目{at}", 10, 2026])
    return stream.getvalue()


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("2025年（存档）", "2026年"), "2026年"),
        (("2026", "2025"), "2026"),
        (("2024年", "2026年", "2025年"), "2026年"),
        (("东街道", "西镇"), "东街道"),
        (("台账", "2026年"), "台账"),
        (("2025—2026年", "2026年"), "2025—2026年"),
    ],
)
def test_of_sheets_that_differ_in_year_the_latest_is_proposed(names, chosen):
    found = preview(open_workbook(sheets(*names), "表.xlsx", isolate=False), WORKS)
    assert found.sheet == chosen
    [question] = [one for one in found.questions if one.kind == "sheets"]
    assert set(question.sheets) == set(names) - {chosen}
    own = preview(open_workbook(sheets(*names), "表.xlsx", isolate=False), WORKS, sheet=names[0])
    assert own.sheet == names[0]  # a person's choice stands


@pytest.mark.parametrize(
    ("written", "year", "number"),
    [
        ("2026年10月", 2026, 10),
        ("2026-10", 2026, 10),
        ("2026.10", 2026, 10),
        ("202610", 2026, 10),
        (202610.0, 2026, 10),
        ("2026-10-01", 2026, 10),
        ("2026年10月1日", 2026, 10),
        ("10月", None, 10),
        ("10月份", None, 10),
        (10.0, None, 10),
        ("2026年13月", None, None),
        ("202613", None, None),
        (2026.1, None, None),  # January or October
        ("十月", None, None),
    ],
)
def test_a_month_says_its_year_too(written, year, number):
    assert (year_of_month(written), month(written)) == (year, number)


def test_months_with_years_give_the_year_where_no_column_does():
    found = seen([["项目名称", "月份", "总投资"], ["甲", "2026年10月", 1], ["乙", "202509", 2], ["丙", "8月", 3]])
    assert found.missing == ()
    assert found.rows.columns["month"].values == [10, 9, 8]
    assert found.rows.columns["year"].values == [2026.0, 2025.0, None]
    # the third row says no year: told in its cell, nothing is assumed
    assert [(fault.rule, fault.field, fault.cell) for fault in check(found.rows)] == [("required", "year", "B4")]


def test_months_alone_leave_the_year_missing():
    found = seen([["项目名称", "月份", "总投资"], ["甲", "10月", 1]])
    assert found.missing == ("year",)


def test_one_value_for_the_whole_list_is_read_into_every_row():
    workbook = open_workbook(book([["项目名称", "总投资"], ["甲", 1], ["乙", 2]]), "表.xlsx", isolate=False)
    columns = (ColumnChoice(index=0, field="name"), ColumnChoice(index=1, field="total", unit="万元"))
    about = {"register_id": WORKS, "sheet": "Sheet1", "header_rows": (1, 1), "columns": columns}
    found = read_rows(workbook, Configuration(**about, constants={"year": "2026", "finished": "2026-03-05"}))
    assert [(row["year"], row["finished"]) for row in found] == [(2026.0, "2026-03-05")] * 2
    assert check(found) == []


def test_what_may_be_given_once_is_required_and_tells_no_rows_apart():
    assert [item.key for item in _WORKS.given_once] == ["year"]


def test_a_word_that_one_choice_holds_is_that_one():
    levels = ("国家级", "省级", "市级", "县级")
    assert [within(word, levels) for word in ("国家", "省", "级", "州", "")] == ["国家级", "省级", None, None, None]
    assert within("同意", ("不同意", "通过")) is None
    assert within("万千瓦时", ("电力（万千瓦时）", "煤（吨）")) is None  # that is its unit


def test_a_sign_for_nothing_is_no_choice_unless_the_list_has_it():
    assert [chooser(("省级", "市级"))(word) for word in ("—", "/", "无")] == [None, None, None]
    assert chooser(("有", "无"))("无") == "无"


def test_of_many_choices_the_nearest_are_named_and_of_few_all():
    titles = (*(f"第{n}类称号" for n in range(20)), "高新技术企业", "科技型中小企业")
    assert remedy("高新企业", titles).startswith("相近的有：高新技术企业")
    assert "共 22 个" in remedy("高新企业", titles)
    assert len(remedy("高新企业", titles)) < 100
    assert remedy("迁建", ("新建", "改扩建")) == "可选：新建、改扩建"
    assert "相近" not in remedy("xyz", titles)


def test_a_whole_number_is_told_and_given_back_without_a_point():
    rows = [["项目名称", "年度", "竣工日期"], ["甲", 2026, 20250301]]
    workbook = open_workbook(book(rows, "表"), "表.xlsx", isolate=False)
    found = check(preview(workbook, WORKS).rows)
    assert [fault.message for fault in found] == ["日期“20250301”是数字，按 2025-03-01 读取"]
    copied = values_copy(workbook, found, default_limits())  # what becomes of an .xls
    value = openpyxl.load_workbook(io.BytesIO(copied))["表"]["C2"].value
    assert (value, type(value)) == (20250301, int)
    again = preview(open_workbook(copied, "表.xlsx", isolate=False), WORKS, sheet="表")
    assert [fault.message for fault in check(again.rows)] == ["日期“20250301”是数字，按 2025-03-01 读取"]
