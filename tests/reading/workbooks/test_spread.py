"""One value over several columns: months (or choices) across are read as rows, each with its own cell."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from tenghuan.errors import InputFault
from tenghuan.reading.checks import check
from tenghuan.reading.registers import Register, RegisterField, Wide, add_register
from tenghuan.reading.workbooks import ColumnChoice, Preview, open_workbook, preview, read_rows, template
from tenghuan.reading.workbooks.spread import key_of, month
from tenghuan.reading.workbooks.values import chooser
from tests.reading.checks.workbooks import book

USED, GATES = "use_of_the_tests", "gates_of_the_tests"
UNITS = {"电力": "万千瓦时", "天然气": "万立方米", "其他": "吨标准煤"}
_USE = Register(
    id=USED,
    name="用能",
    bureau="",
    period="none",
    key=("meter", "carrier", "year", "month"),
    fields=(
        RegisterField(key="meter", label="表号", type="text", required=True),
        RegisterField(key="carrier", label="能源品种", type="choice", choices=tuple(UNITS), required=True),
        RegisterField(key="year", label="年度", type="integer", required=True),
        RegisterField(key="month", label="月份", type="integer", required=True),
        RegisterField(
            key="amount", label="消费量", type="number", required=True, minimum=0, units_by=("carrier", UNITS)
        ),
        RegisterField(key="note", label="备注", type="text"),
    ),
    wide=Wide(value="amount", across="month"),
)
_GATES = Register(
    id=GATES,
    name="过车",
    bureau="",
    period="none",
    key=("gate", "kind"),
    fields=(
        RegisterField(key="gate", label="卡口", type="text", required=True),
        RegisterField(key="kind", label="车型", type="choice", choices=("客车", "货车"), required=True),
        RegisterField(key="area", label="占地", type="number", quantity="area"),
    ),
    wide=Wide(value="area", across="kind"),
)
add_register(USED, lambda: _USE)
add_register(GATES, lambda: _GATES)
MONTHS = [f"{n}月" for n in range(1, 13)]


def seen(rows: list[list[Any]], register: str = USED, name: str = "表.xlsx") -> Preview:
    return preview(open_workbook(book(rows), name, isolate=False), register)


def read(found: Preview) -> list[tuple[Any, ...]]:
    keys = ("meter", "carrier", "year", "month", "amount")
    return [tuple(row[key] for key in keys) for row in found.rows]


def test_twelve_months_across_are_twelve_rows_of_their_own_cells():
    rows = [["表号", "能源品种", "年度", *MONTHS, "合计"], ["A1", "电力", 2026, *range(1, 13), 78]]
    found = seen(rows)
    assert read(found) == [("A1", "电力", 2026, n, n) for n in range(1, 13)]
    assert [found.rows.cell(at, "amount") for at in (0, 1, 11)] == ["D2", "E2", "O2"]
    assert found.rows.cell(3, "meter") == "A2"
    assert found.missing == ()
    assert any("列按“月份”分列了“消费量”，一行读成 12 条，空格不读" in note for note in found.notes)
    assert check(found.rows) == []


def test_empty_months_and_dashes_are_left_out_and_a_zero_stays():
    rows = [["表号", "能源品种", "年度", "1月", "2月", "3月", "4月"], ["A1", "电力", 2026, None, "—", 0, 5]]
    assert read(seen(rows)) == [("A1", "电力", 2026, 3, 0), ("A1", "电力", 2026, 4, 5)]


def test_the_year_of_a_merged_heading_is_the_year_of_the_months():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet("用能")
        page.write_row(0, 0, ["各企业用能情况"])
        page.merge_range(1, 0, 2, 0, "表号")
        page.merge_range(1, 1, 2, 1, "能源品种")
        page.merge_range(1, 2, 1, 4, "2025年")
        page.write_row(2, 2, ["1月", "2月", "3月"])
        page.write_row(3, 0, ["A1", "天然气", 1, 2, 3])
    found = preview(open_workbook(stream.getvalue(), "表.xlsx", isolate=False), USED)
    assert found.configuration.header_rows == (2, 3)
    assert found.configuration.constants == {"year": 2025}
    assert read(found) == [("A1", "天然气", 2025, n, n) for n in (1, 2, 3)]


@pytest.mark.parametrize("where", ["title", "file", "sheet"])
def test_the_year_may_stand_in_a_title_or_in_the_name_of_file_or_sheet(where):
    table = [["表号", "能源品种", "1月", "2月"], ["A1", "电力", 1, 2]]
    rows = [["2024年用能"], *table] if where == "title" else table
    content = book(rows, "2024年" if where == "sheet" else "Sheet1")
    found = preview(open_workbook(content, "2024年.xlsx" if where == "file" else "表.xlsx", isolate=False), USED)
    assert found.configuration.constants == {"year": 2024}


def test_a_year_that_nothing_says_is_missing():
    assert seen([["表号", "能源品种", "1月", "2月"], ["A1", "电力", 1, 2]]).missing == ("year",)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *(("1月", 1), ("01月", 1), ("12月份", 12), ("三月", 3), ("十二月", 12), ("2026年3月", 3), ("2026.03", 3)),
        *(("2026-03-01", 3), ("2026/3", 3)),
        *(("1-3月", None), ("1—2月", None), ("13月", None), ("0月", None), ("月份", None), ("3月末人数", None)),
        *(("2026", None), ("2026-03-15", None), ("第一季度", None), ("累计", None), ("", None)),
    ],
)
def test_a_heading_is_of_one_month_or_of_none(word, number):
    assert month(word) == number


def test_months_up_to_one_are_no_month():
    found = seen([["表号", "能源品种", "年度", "1-2月", "3月"], ["A1", "电力", 2026, 30, 5]])
    assert read(found) == [("A1", "电力", 2026, 3, 5)]
    assert [heading for _at, heading in found.unknown] == ["1-2月"]


def test_units_of_the_months_do_not_hide_them():
    assert key_of(("2026年", "3月（万千瓦时）"), _USE) == "amount@3"
    assert key_of(("用电量", "合计"), _USE) is None


@pytest.mark.parametrize("place", ["heading", "line"])
def test_an_amount_is_converted_from_the_unit_of_its_heading_into_that_of_its_row(place):
    months = [f"{n}月（千瓦时）" if place == "heading" else f"{n}月" for n in (1, 2)]
    rows = [["单位：千瓦时" if place == "line" else "用能"], ["表号", "能源品种", "年度", *months]]
    rows += [["A1", "电力", 2026, 12345, 20000], ["A2", "天然气", 2026, 7, None]]
    found = seen(rows)
    assert [row["amount"] for row in found.rows] == [1.2345, 2, 7]  # 1 万千瓦时 is 10,000 kWh
    refused = [(fault.rule, fault.cell, fault.message) for fault in check(found.rows)]
    assert refused == [("unit_column", "D4", "表头写的单位是“千瓦时”，这一行的“消费量”应以“万立方米”计，不能折算")]
    # once for all months
    assert [note for note in found.notes if "折算" in note] == ["D 列表头写着“千瓦时”，按各行应有的单位折算"]


def test_a_long_table_is_converted_and_read_as_before():
    rows = [["表号", "能源品种", "年度", "月份", "消费量（千瓦时）"], ["A1", "电力", 2026, 3, 25000]]
    assert read(seen(rows)) == [("A1", "电力", 2026, 3, 2.5)]
    rows[0][4] = "消费量"
    assert read(seen(rows)) == [("A1", "电力", 2026, 3, 25000)]


def test_a_wrong_month_is_marked_in_its_own_cell():
    rows = [
        ["表号", "能源品种", "年度", "1月", "2月", "3月"],
        ["A1", "电力", 2026, 5, "约6", -7],
        ["A2", "电力", 2026, "8", 9, 1],
    ]
    faults = {(fault.rule, fault.cell) for fault in check(seen(rows).rows)}
    assert {("not_understood", "E2"), ("below_minimum", "F2"), ("number_text", "D3")} <= faults


def test_the_same_meter_twice_is_told_for_each_month():
    rows = [["表号", "能源品种", "年度", "1月", "2月"], ["A1", "电力", 2026, 5, 6], ["A1", "电力", 2026, None, 7]]
    told = [(fault.rule, fault.row, fault.message) for fault in check(seen(rows).rows)]
    assert [(rule, row) for rule, row, _ in told] == [("duplicate", 3)]
    assert told[0][2].startswith("与第 2 行重复")


def test_two_columns_of_one_month_are_asked():
    head = ["表号", "能源品种", "年度", "1月", "2月", "1月"]
    found = seen([head, ["A1", "电力", 2026, 5, 6, 8]])
    assert [(q.field, q.columns) for q in found.questions] == [("amount@1", (3, 5))]


def test_months_and_a_column_of_the_value_cannot_both_be_read():
    found = seen([["表号", "能源品种", "年度", "1月", "消费量"], ["A1", "电力", 2026, 5, 6]])
    assert "E 列“消费量”不读：已按分列的读" in found.notes
    both = (*found.configuration.columns, ColumnChoice(index=4, field="amount"))
    with pytest.raises(InputFault, match="既有分月（分项）列，又有“消费量”列"):
        read_rows(found.workbook, found.configuration.model_copy(update={"columns": both}))


def test_choices_across_are_read_alike_with_the_units_of_their_headings():
    rows = [["卡口", "客车（亩）", "货车（公顷）"], ["东门", 3, 2], ["西门", None, 1]]
    found = seen(rows, GATES)
    values = [(row["gate"], row["kind"], row["area"], row.cell("area")) for row in found.rows]
    # 1 公顷 is 15 亩
    assert values == [("东门", "客车", 3, "B2"), ("东门", "货车", 30, "C2"), ("西门", "货车", 15, "C3")]


def test_a_sum_below_the_months_is_no_row():
    rows = [["表号", "能源品种", "年度", "1月", "2月"], ["A1", "电力", 2026, 5, 6], ["合计", None, None, 5, 6]]
    assert read(seen(rows)) == [("A1", "电力", 2026, 1, 5), ("A1", "电力", 2026, 2, 6)]


def test_a_template_has_no_spread_columns_and_a_register_without_them_has_none():
    own = preview(open_workbook(template(_USE), "表.xlsx", isolate=False), USED)
    assert [match.field.key for match in own.columns] == ["meter", "carrier", "year", "month", "amount", "note"]
    plain = Register(**{**_USE.model_dump(), "wide": None})
    assert (plain.spread, plain.spread_fields, plain.given(["amount"])) == ({}, (), {"amount"})


def test_a_field_that_is_not_there_cannot_be_spread():
    with pytest.raises(ValueError, match="unknown fields"):
        Register(**{**_USE.model_dump(), "wide": {"value": "amount", "across": "weekday"}})


def test_a_choice_may_leave_out_what_its_list_has_in_brackets_where_one_is_left():
    choose = chooser(("电力（万千瓦时）", "煤（原煤）", "煤（洗精煤）", "其他"))
    assert [choose(word) for word in ("电力", "电力(万千瓦时)", "煤（原煤）", "其他")] == [
        *("电力（万千瓦时）", "电力（万千瓦时）", "煤（原煤）", "其他")
    ]
    assert [choose(word) for word in ("煤", "油", "万千瓦时")] == [
        "煤",
        "油",
        "万千瓦时",
    ]  # as typed: a check refuses it
