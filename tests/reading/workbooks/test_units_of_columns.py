"""The unit of a column as offices write it: read, asked for, or refused as another kind of amount."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.checks import check
from tenghuan.reading.registers import RegisterField, quantities, unit_words
from tenghuan.reading.registers.load import shipped_quantities
from tenghuan.reading.workbooks import open_workbook, preview, units
from tenghuan.reading.workbooks.headings import bands, normal, title_month, title_year
from tests.reading.checks.workbooks import A, book

HEAD = ["统一社会信用代码", "企业名称", "年度"]


def field(quantity: str | None, **more: Any) -> RegisterField:
    return RegisterField(key="x", label="数额", type="number", quantity=quantity, **more)


def said(quantity: str, *levels: str, line: str | None = None) -> tuple[str | None, str]:
    found = units.written(levels, field(quantity), line)
    return found.unit, found.origin


@pytest.mark.parametrize(
    ("quantity", "heading", "unit"),
    [
        ("money", "营业收入（元）", "元"),
        ("money", "营业收入(单位：万元)", "万元"),
        ("money", "收入[千元]", "千元"),
        ("money", "营业收入,元", "元"),
        ("money", "总投资亿元", "亿元"),
        ("money", "税收 （ 万元 ）", "万元"),
        ("money", "税收（人民币万元）", "万元"),
        ("money", "税收（RMB 万元）", "万元"),
        ("money", "税收（RMB 元）", "元"),
        ("money", "税收（百万）", "百万元"),
        ("money", "2022年税收（不含出口退税）（万元）", "万元"),
        ("area", "用地面积（万平方米）", "万平方米"),
        ("area", "建筑面积(万㎡)", "万平方米"),
        ("area", "用地面积（㎡）", "平方米"),
        ("area", "用地面积 m2", "平方米"),
        ("area", "用地(hm²)", "公顷"),
        ("coal", "综合能耗（等价值）（吨标准煤）", "吨标准煤"),
        ("coal", "能耗（tce）", "吨标准煤"),
        ("electricity", "用电量（kW·h）", "千瓦时"),
        ("electricity", "用电量(万kwh)", "万千瓦时"),
        ("electricity", "用电量（度）", "千瓦时"),
        ("gas", "用气量（万m³）", "万立方米"),
        ("mass", "COD（kg）", "千克"),
        ("percent", "占比（％）", "%"),
    ],
)
def test_a_unit_in_a_heading(quantity: str, heading: str, unit: str) -> None:
    assert said(quantity, heading) == (unit, "表头")


def test_ten_thousand_square_metres_are_fifteen_mu() -> None:
    found = quantities()["area"].unit("万平方米")
    assert found is not None
    assert found.factor == Decimal(15) == 10_000 * quantities()["area"].unit("平方米").factor


@pytest.mark.parametrize(
    ("levels", "line", "found"),
    [
        (("营业收入", "万元"), None, ("万元", "表头")),
        (("金额（元）", "营业收入"), None, ("元", "表头")),
        (("金额（元）", "营业收入（万元）"), "千元", ("万元", "表头")),  # the nearest to the figures says it
        (("营业收入",), "千元", ("千元", "单位行")),
        (("营业收入",), "人、千元", ("千元", "单位行")),
        (("营业收入",), "亩", ("万元", "默认")),
        (("营业收入",), None, ("万元", "默认")),
    ],
)
def test_what_goes_before_what(levels: tuple[str, ...], line: str | None, found: tuple[str, str]) -> None:
    assert said("money", *levels, line=line) == found


@pytest.mark.parametrize(
    ("quantity", "heading"),
    [
        ("money", "税收（欧元）"),
        ("money", "税收（万元/元）"),
        ("money", "税收（千万元）"),
        ("money", "税收（十万元）"),
        ("area", "用地（亩/平方米）"),
        ("area", "用地（千亩）"),
        ("mass", "产量（千吨）"),
        ("electricity", "用电（百万千瓦时）"),
    ],
)
def test_a_unit_that_is_not_converted_is_asked_for_and_never_taken_as_the_base(quantity: str, heading: str) -> None:
    found = units.written((heading,), field(quantity), None)
    assert found.unit is None
    assert "请选定“数额”按哪个单位读" in found.doubt
    assert not found.foreign


@pytest.mark.parametrize(
    ("quantity", "heading"), [("money", "税收（亩）"), ("area", "用地（万元）"), ("money", "万美元")]
)
def test_a_unit_of_another_kind_is_told_as_such(quantity: str, heading: str) -> None:
    found = units.written((heading,), field(quantity), None)
    assert found.foreign
    assert "不是“数额”的单位" in found.doubt


@given(st.sampled_from(sorted(shipped_quantities())), st.data())
def test_every_spelling_of_every_unit_is_read_in_brackets_of_any_kind(quantity: str, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(quantities()[quantity].units))
    name = data.draw(st.sampled_from([unit.name, *unit.aliases]))
    open_, close = data.draw(st.sampled_from(["（）", "()", "[]", "【】", "〔〕"]))
    assert said(quantity, f"数额{open_}{name}{close}") == (unit.name, "表头")
    assert said(quantity, "数额", name) == (unit.name, "表头")


def test_no_word_is_both_converted_and_asked_for() -> None:
    assert unit_words() & units.unit_names() == frozenset()
    assert {"千吨", "万亩", "千万元", "万台", "欧元"} <= unit_words() | units.unit_names()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("计量单位:元", "元"),
        ("（单位：万元、亩）", "万元"),
        ("金额单位：人民币万元", "人民币万元"),
        ("单位（千元）", "千元"),
        ("金额单位(元)", "元"),
        ("填报单位（盖章）", None),
        ("单位名称", None),
        ("2022年度税收情况表", None),
    ],
)
def test_a_line_that_says_the_unit_of_the_sheet(text: str, unit: str | None) -> None:
    assert units.unit_line([[text]]) == unit


def test_the_office_that_fills_in_is_no_unit_and_hides_none() -> None:
    line = units.unit_line([["填报单位：青川县税务局", "", "单位：元"]])
    assert said("money", "税收", line=line) == ("元", "单位行")
    assert said("money", "税收", line=units.unit_line([["填报单位：青川县税务局"]])) == ("万元", "默认")


@pytest.mark.parametrize(
    ("row", "only"),
    [
        (["", "万元", "亩"], True),
        (["—", "万元", ""], True),
        (["（万元）", "人"], True),
        (["甲公司", "万元"], False),
        (["-", "-"], False),
        ([], False),
    ],
)
def test_a_line_of_nothing_but_units(row: list[str], only: bool) -> None:
    assert units.units_only(row) is only


def test_a_line_of_units_below_the_headings_says_each_columns_own() -> None:
    assert units.below("（元）", field("money")).unit == "元"
    assert units.below("—", field("money")) is None
    assert units.below("亩", field("money")).foreign
    assert units.below("元", field(None)) is None


@pytest.mark.parametrize(
    ("heading", "value", "mu"),
    [
        ("用地面积（万平方米）", 2, 30.0),
        ("用地面积（平方米）", 20_000, 30.0),
        ("用地面积（公顷）", 2, 30.0),
        ("用地面积（亩）", 30, 30.0),
        ("用地面积（平方公里）", 0.02, 30.0),
    ],
)
def test_the_same_land_in_every_unit_is_the_same_area(heading: str, value: float, mu: float) -> None:
    found = preview(open_workbook(book([[*HEAD, heading], [A, "甲", 2022, value]]), "用地.xlsx", isolate=False), "land")
    assert found.rows.columns["land_mu"].values == [mu]


def test_thousands_of_tonnes_are_asked_for_before_anything_is_read() -> None:
    rows = [[*HEAD, "COD（千吨）"], [A, "甲", 2022, 3]]
    found = preview(open_workbook(book(rows), "环保.xlsx", isolate=False), "environment")
    faults = {fault.rule: fault for fault in check(found.rows)}
    assert faults["unit_unsaid"].cell == "D1"
    assert "千吨" in faults["unit_unsaid"].message


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3月", 3),
        ("2022年11月", 11),
        ("十二月", 12),
        ("三月份", 3),
        ("1-6月", None),
        ("13月", None),
        ("1月和2月", None),
    ],
)
def test_the_month_that_a_sheet_is_called_by(text: str, month: int | None) -> None:
    assert title_month([text]) == month


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["2022年度税收"], 2022),
        (["截至2022年12月31日"], 2022),
        (["2022年表", "2022年税收"], 2022),
        (["2021年与2022年对比"], None),
        (["二〇二二年"], None),
        ([], None),
    ],
)
def test_the_one_year_of_a_title(texts: list[str], year: int | None) -> None:
    assert title_year(texts) == year


def test_headings_are_compared_without_width_blanks_and_marks() -> None:
    assert normal("用 地 面 积") == normal("用地面积*") == normal("用地\n面积：") == "用地面积"


def test_a_row_of_figures_is_no_heading() -> None:
    grid = [["统一社会信用代码", "企业名称"], ["1", "2"], ["91330683", "甲"]]
    assert {(band.first, band.last) for band in bands(grid, 2)} >= {(1, 1)}
    assert all(band.first != 2 for band in bands(grid, 2))
