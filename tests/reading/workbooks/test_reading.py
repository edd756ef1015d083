"""Reading workbooks as bureaus write them."""

from __future__ import annotations

from typing import Any

import pytest

from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import ColumnChoice, Configuration, open_workbook, preview, read_rows, values
from tests.reading.checks.workbooks import book

CODE = "91330683MA2D8X1Y5P"


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
    assert {m.conversion for m in found.columns} == {"", "元 → 万元（×0.0001）"}
    rows = found.rows
    assert rows.numbers == [6, 7]
    assert rows.columns["vat"].values == [12.345678, -0.5]
    assert rows.columns["corporate_income_tax"].values == [1.0, 0.0]
    assert rows.columns["stamp_duty"].values == [None, 0.0001]
    assert rows.cell(0, "vat") == "D6"
    assert rows.totals == [(8, {"vat": 11.845678, "corporate_income_tax": 1.0, "stamp_duty": 0.0001})]
    assert [row["year"] for row in read_rows(open_workbook(data), found.configuration)] == [2022, 2022]


def test_units_in_their_own_row_and_merged_text() -> None:
    data = book(
        [
            ["统一社会信用代码", "企业名称", "所属镇街", "年度", "登记用地", "用地面积"],
            [None, None, None, None, "平方米", "公顷"],
            [CODE, "甲公司", "清溪镇", 2022, 20000, 2],
            ["91330683MA2D8X1Y6P", "乙公司", None, 2022, 1000, "0.1"],
        ],
        merges=("C3:C4",),
    )
    rows = preview(open_workbook(data), "land").rows
    assert {k: c.unit for k, c in rows.columns.items() if c.unit} == {"land_owned_mu": "平方米", "land_mu": "公顷"}
    assert rows.columns["land_mu"].values == [30.0, 1.5]
    assert rows.columns["land_owned_mu"].values == [30.0, 1.5]


def test_a_list_of_codes_and_names_is_the_base_register() -> None:
    found = preview(open_workbook(book([["统一社会信用代码", "企业名称"], [CODE, "甲"]])))
    assert found.register.id == "base"
    assert set(found.missing) == {"town", "industry", "above_scale"}


def test_a_heading_may_carry_a_year_and_the_file_name_the_register() -> None:
    data = book([["企业名称", "信用代码", "2022年综合能耗(吨标准煤)", "2022年工业增加值"], ["甲", CODE, 10, 20]])
    found = preview(open_workbook(data, "2022年统计局上报.xlsx"))
    assert found.register.id == "statistics"
    assert found.configuration.constants == {"year": 2022}
    assert {m.field.key for m in found.columns} == {"name", "uscc", "energy_tce", "value_added"}


def test_calorific_and_equal_value_are_told_apart() -> None:
    data = book([["统一社会信用代码", "企业名称", "综合能耗（等价值）", "综合能耗（当量值）"], [CODE, "甲", 10, 4]])
    rows = preview(open_workbook(data), "statistics").rows
    assert rows.columns["energy_tce"].values == [10.0]
    assert rows.columns["energy_tce_calorific"].values == [4.0]


def test_unknown_columns_are_kept_aside_and_missing_ones_named() -> None:
    data = book([["统一社会信用代码", "企业名称", "老板喜好", "评价税收"], [CODE, "甲", "钓鱼", 1]])
    found = preview(open_workbook(data))
    assert found.unknown == ((2, "老板喜好"),)
    assert found.missing == ("year",)
    assert any("年度" in note for note in found.notes)


def test_the_officer_may_change_columns_units_and_constants() -> None:
    data = book([["代码", "名称", "数"], [CODE, "甲", 5]])
    choice = Configuration(
        register_id="tax",
        sheet="Sheet1",
        header_rows=(1, 1),
        columns=(
            ColumnChoice(index=0, field="uscc"),
            ColumnChoice(index=1, field="name"),
            ColumnChoice(index=2, field="tax", unit="亿元"),
        ),
        constants={"year": 2021},
    )
    rows = read_rows(open_workbook(data), Configuration.model_validate_json(choice.model_dump_json()))
    assert [r.values for r in rows] == [{"uscc": CODE, "name": "甲", "tax": 50000.0, "year": 2021}]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"columns": (ColumnChoice(index=0, field="nonsense"),)}, "没有字段"),
        ({"columns": (ColumnChoice(index=0, field="tax", unit="亩"),)}, "不能用单位"),
        ({"columns": (ColumnChoice(index=0, field="tax"), ColumnChoice(index=1, field="tax"))}, "不止一列"),
        ({"columns": ()}, "没有任何一列"),
        ({"register_id": "nonsense"}, "没有编号"),
        ({"sheet": "别的"}, "没有名为"),
    ],
)
def test_a_wrong_configuration_is_refused(change: dict[str, Any], says: str) -> None:
    good = Configuration(
        register_id="tax", sheet="Sheet1", header_rows=(1, 1), columns=(ColumnChoice(index=0, field="uscc"),)
    )
    with pytest.raises(InputFault, match=says):
        read_rows(open_workbook(book([["代码"], [CODE]])), good.model_copy(update=change))


def test_a_sheet_without_known_headings_is_refused() -> None:
    with pytest.raises(InputFault, match="找不到表头"):
        preview(open_workbook(book([["天气", "心情"], ["晴", "好"]])))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("１，２３４．５", 1234.5),
        ("1,234.50", 1234.5),
        ("(12.5)", None),
        ("－3", -3.0),
        ("¥ 8", 8.0),
        ("1.5e3", 1500.0),
        ("-", None),
        ("", None),
        ("12,34", None),
        ("1 2亩", None),
        ("inf", None),
        ("nan", None),
        (True, None),
        (0, 0.0),
        (0.1 + 0.2, 0.3),
        (float("inf"), None),
    ],
)
def test_numbers_as_people_write_them(written: Any, value: float | None) -> None:
    assert values.number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2015-6-3", "2015-06-03"),
        ("2015/06/03 00:00", "2015-06-03"),
        ("２０１５年６月３日", "2015-06-03"),
        ("20150603", "2015-06-03"),
        ("2015-02-30", None),
        ("2015年6月", None),
    ],
)
def test_dates_as_people_write_them(written: str, value: str | None) -> None:
    assert values.date(written) == value


def test_codes_are_read_and_never_repaired() -> None:
    assert values.code(" 91330683ma2d8x1y5p ") == CODE
    assert values.code("９１３３０６８３ＭＡ２Ｄ８Ｘ１Ｙ５Ｐ") == CODE
    assert values.code("9133-0683 MA2D8X1Y5P") == CODE
    assert values.code("9133O683MA2D8X1Y5P") == "9133O683MA2D8X1Y5P"
    assert values.code(91330683123456700.0) == "91330683123456704"


@pytest.mark.parametrize("row", [["合 计", None, 3], [None, "总计：", 3], ["注：数据来源税务", None, None], [1, 2, 3]])
def test_rows_that_are_no_enterprises(row: list[Any]) -> None:
    data = book([["统一社会信用代码", "企业名称", "评价税收"], [CODE, "甲", 3], [None, None, None], row])
    assert preview(open_workbook(data), "tax").rows.numbers == [2]


def test_an_enterprise_whose_name_begins_like_a_note_is_a_row() -> None:
    data = book([["统一社会信用代码", "企业名称", "评价税收"], [CODE, "合计机械有限公司", 3], [None, "注塑厂", 4]])
    assert preview(open_workbook(data), "tax").rows.numbers == [2, 3]
