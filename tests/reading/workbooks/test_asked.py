"""Two columns for one field, years across, sheets of one form: asked or told, never chosen in silence."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tenghuan.reading.checks import Context, Fault, check
from tenghuan.reading.workbooks import Preview, open_workbook, preview
from tenghuan.reading.workbooks.doubts import heading_year
from tests.reading.checks.workbooks import A, B, book

CASES = Path(__file__).parent / "cases"
HEAD = ["统一社会信用代码", "企业名称"]


def seen(rows: list[list[Any]], name: str = "表.xlsx", sheet: str = "Sheet1", merges: tuple[str, ...] = ()) -> Preview:
    return preview(open_workbook(book(rows, sheet, merges), name, isolate=False))


def case(name: str) -> Preview:
    return preview(open_workbook(CASES / name, isolate=False))


def sheets(pages: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as out:
        for name, rows in pages.items():
            page = out.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
            if name in hidden:
                page.hide()
    return stream.getvalue()


def rules(found: Preview, year: int | None = None) -> dict[str, Fault]:
    return {fault.rule: fault for fault in check(found.rows, Context(year=year))}


def test_case_two_year_columns() -> None:
    found = case("two-year-columns.xlsx")
    assert [(q.kind, q.field, q.columns) for q in found.questions] == [("columns", "tax", (2, 3))]
    assert any("2021年评价税收" in note and "2022年评价税收" in note for note in found.notes)
    faults = rules(found, 2022)
    assert faults["two_columns"].severity == "error"
    assert "2021 年的数，本批次为 2022 年度" in faults["heading_year"].message


def test_case_doubled_heading() -> None:
    found = case("doubled-heading.xlsx")
    assert any("D 列" in note and "E 列" in note and "只读了 D 列" in note for note in found.notes)
    assert found.questions[0].field == "tax"


def test_case_twelve_monthly_sheets() -> None:
    found = case("twelve-monthly-sheets.xlsx")
    [question] = [q for q in found.questions if q.kind == "sheets"]
    assert question.sheets == tuple(f"{month}月" for month in range(2, 13))
    assert any("另有 11 张表的表头相同，未读" in note for note in found.notes)


@pytest.mark.parametrize(
    ("heads", "year", "letter"),
    [
        (["2021年评价税收", "2022年评价税收"], 2022, "D"),
        (["2022年评价税收", "2021年评价税收"], 2022, "C"),
        (["上年评价税收", "本年评价税收"], 2022, "D"),
        (["评价税收（2021年）", "评价税收（2022年）"], 2021, "C"),
        (["21年评价税收", "22年评价税收"], 2022, "D"),
    ],
)
def test_the_heading_that_names_the_year_of_the_title_is_read_and_told(
    heads: list[str], year: int, letter: str
) -> None:
    found = seen([[f"{year}年度税收"], [*HEAD, *heads], [A, "甲公司", 1, 2], [B, "乙公司", 3, 4]])
    assert found.questions == ()
    assert any(f"按年度 {year} 读 {letter} 列" in note for note in found.notes)
    assert found.rows.columns["tax"].values == ([1.0, 3.0] if letter == "C" else [2.0, 4.0])
    assert not {"two_columns", "heading_year"} & rules(found, year).keys()


def test_years_under_a_common_heading_are_decided_by_the_rows_year() -> None:
    top = [*HEAD, "年度", "评价税收（元）", None]
    rows = [top, [None, None, None, "2021年", "2022年"], [A, "甲公司", 2022, 1e4, 2e4]]
    found = seen(rows, merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1"))
    assert found.rows.columns["tax"].values == [2.0]


def test_three_years_across_without_a_year_are_asked_for() -> None:
    found = seen([[*HEAD, "2020年用电量", "2021年用电量", "2022年用电量"], [A, "甲公司", 1, 2, 3]])
    assert found.questions[0].columns == (2, 3, 4)
    assert "two_columns" in rules(found)


def test_months_across_are_asked_for() -> None:
    found = seen([[*HEAD, "年度", "1月用电量", "2月用电量", "3月用电量"], [A, "甲公司", 2022, 1, 2, 3]])
    assert found.questions[0].columns == (3, 4, 5)


@pytest.mark.parametrize(
    "heads", [["营业收入", "主营业务收入"], ["用地面积（亩）", "占地面积（平方米）"], ["本月电量", "全年用电量"]]
)
def test_two_names_of_one_field_are_asked_for(heads: list[str]) -> None:
    found = seen([[*HEAD, "年度", *heads], [A, "甲公司", 2022, 7, 8]])
    assert [q.columns for q in found.questions] == [(3, 4)]
    assert "two_columns" in rules(found, 2022)


def test_two_columns_of_days_are_asked_for() -> None:
    found = seen([[*HEAD, "注册日期", "成立日期"], [A, "甲公司", "2010-03-02", "2011-04-07"]])
    assert [(q.field, q.columns) for q in found.questions] == [("registered_on", (2, 3))]
    assert "two_columns" in rules(found)


def test_columns_of_equal_content_need_no_question_but_a_note() -> None:
    found = seen([["统一社会信用代码", "纳税人识别号", "企业名称", "年度", "评价税收"], [A, A, "甲公司", 2022, 7]])
    assert found.questions == ()
    assert any("内容相同，读 A 列" in note for note in found.notes)


def test_two_names_of_the_enterprise_are_told() -> None:
    found = seen([[*HEAD, "户名", "年度", "用电量"], [A, "甲公司", "甲公司二车间", 2022, 7]])
    assert found.questions == ()
    assert any("只读了 B 列，请核对" in note for note in found.notes)


def test_fields_that_only_resemble_each_other_are_not_asked_for() -> None:
    heads = ["增值税", "土地增值税", "所得税", "个人所得税"]
    found = seen([[*HEAD, "年度", *heads], [A, "甲公司", 2022, 1, 2, 3, 4]])
    assert found.questions == ()
    keys = [match.field.key for match in found.columns][3:]
    assert keys == ["vat", "land_appreciation_tax", "corporate_income_tax", "personal_income_tax"]


def test_last_years_column_alone_is_a_fault_in_this_years_batch() -> None:
    for heading in ("上年评价税收", "2021年评价税收", "去年评价税收"):
        found = seen([[*HEAD, "年度", heading], [A, "甲公司", 2022, 1]])
        assert "heading_year" in rules(found), heading
        assert rules(found)["heading_year"].cell == "D1"


def test_this_years_column_and_a_price_base_are_no_faults() -> None:
    for heading in ("本年评价税收", "2022年评价税收", "评价税收（2020年不变价）", "评价税收"):
        assert "heading_year" not in rules(seen([[*HEAD, "年度", heading], [A, "甲公司", 2022, 1]])), heading


@pytest.mark.parametrize(
    ("levels", "year"),
    [
        (("2021年评价税收",), 2021),
        (("评价税收", "2022"), 2022),
        (("上年",), 2021),
        (("本年",), 2022),
        (("22年税收",), 2022),
        (("2020年不变价产值",), None),
        (("2020-2022年平均",), None),
        (("评价税收",), None),
        (("10年以内贷款",), None),
    ],
)
def test_the_year_that_a_heading_names(levels: tuple[str, ...], year: int | None) -> None:
    assert heading_year(levels, 2022) == year


TOWN = [[*HEAD, "年度", "评价税收"], [A, "甲公司", 2022, 7]]


@pytest.mark.parametrize(
    ("pages", "others"),
    [
        ({"东街道": TOWN, "西镇": TOWN, "北乡": TOWN}, ("西镇", "北乡")),
        ({"2022年": TOWN, "2021年": TOWN}, ("2021年",)),
        ({"税务": TOWN, "填表说明": [["填表说明"], ["一、本表由税务部门填报"]]}, ()),
        ({"税务": TOWN, "空表": TOWN[:1]}, ()),
        ({"一": TOWN, "二": [[*HEAD, "年度", "评价税收", "备注"], [A, "甲公司", 2022, 7, "补"]]}, ("二",)),
        ({"税务": TOWN, "供电": [[*HEAD, "年度", "用电量"], [A, "甲公司", 2022, 7]]}, ()),
    ],
)
def test_sheets_of_one_form_are_told(pages: dict[str, list[list[Any]]], others: tuple[str, ...]) -> None:
    found = preview(open_workbook(sheets(pages), "表.xlsx", isolate=False), "tax")
    assert found.sheet == next(iter(pages))
    assert [q.sheets for q in found.questions if q.kind == "sheets"] == ([others] if others else [])


def test_a_chosen_sheet_still_tells_the_others_and_hidden_ones_count() -> None:
    data = sheets({"1月": TOWN, "2月": TOWN, "3月": TOWN}, hidden=("3月",))
    found = preview(open_workbook(data, "表.xlsx", isolate=False), sheet="2月")
    assert [q.sheets for q in found.questions] == [("1月", "3月")]


def test_the_month_that_a_sheet_is_named_after_is_taken_and_told() -> None:
    for name, month in (
        ("3月", 3),
        ("2022年11月", 11),
        ("十二月", 12),
        ("1-6月", None),
        ("全年", None),
        ("13月", None),
    ):
        found = seen([[*HEAD, "年度", "用电量"], [A, "甲公司", 2022, 7]], sheet=name)
        assert found.configuration.constants.get("month") == month, name
        assert any("读作" in note for note in found.notes) == (month is not None)
