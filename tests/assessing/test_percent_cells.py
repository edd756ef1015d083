"""Cells that a workbook shows in per cent: 0.08 as 8%, the same number as in a text table; never points."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from tenghuan.assessing import assess, load_scheme, parse_scheme
from tenghuan.assessing.workbook import text_of_workbook
from tenghuan.errors import InputFault
from tests.assessing.support import assessed, scheme

GROWTH = {"shape": "standard", "standard": 0.12, "points_at_standard": 6, "min": 0, "max": 10}
RATIO = {"shape": "ratio", "weight": 0.5}
MIX = {"shape": "mix", "weight": 10, "parts": [{"actual": "甲实", "target": "甲标", "share": 1}]}


def results(path: Path, rows: list[dict[str, object]], shown: tuple[str, ...] = ()) -> Path:
    """A workbook of results whose numbers in the columns ``shown`` stand in per cent."""
    book = Workbook()
    sheet = book.active
    heads = list(dict.fromkeys(head for row in rows for head in row))
    sheet.append(heads)
    for at, row in enumerate(rows, start=2):
        for column, head in enumerate(heads, start=1):
            cell = sheet.cell(at, column, row.get(head))
            if head in shown and isinstance(row.get(head), int | float):
                cell.number_format = "0.0%"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("item", "numbers", "texts", "points"),
    [
        # 6 × 8% ÷ 12%, 6 × 2.3% ÷ 12%
        (GROWTH, {"实际": 0.08}, {"actual": "8%"}, "4"),
        (GROWTH, {"实际": 0.023}, {"actual": "2.3%"}, "1.15"),
        # 0.5 × 96% ÷ 100%
        (RATIO, {"实际": 0.96, "目标": 1.0}, {"actual": "96%", "target": "100%"}, "0.48"),
        # 10 × 33.3% ÷ 45%, in columns of the scheme's own
        (MIX, {"甲实": 0.333, "甲标": 0.45}, {"甲实": "33.3%", "甲标": "45%"}, "7.4"),
    ],
)
def test_a_cell_in_per_cent_counts_as_the_same_text_does(tmp_path, item, numbers, texts, points):
    rules = scheme(item)
    path = results(tmp_path / "成绩.xlsx", [{"考核对象": "甲", "项目": "项0", **numbers}], tuple(numbers))
    (shown,) = assess(path, rules).rows
    (written,) = assessed(tmp_path, [texts], rules).rows
    assert shown["score"] == written["score"] == Decimal(points)
    assert shown["formula"] == written["formula"]


def test_points_in_per_cent_are_refused_where_they_stand(tmp_path):
    path = results(tmp_path / "成绩.xlsx", [{"考核对象": "甲", "项目": "项0", "实际": 1, "加分": 0.5}], ("加分",))
    with pytest.raises(InputFault, match=r"第 2 行“加分”：是百分数格式"):
        assess(path, scheme(RATIO))


def test_a_row_that_mixes_per_cent_and_whole_numbers_is_refused(tmp_path):
    rows = [{"考核对象": "甲", "项目": "项0", "实际": 0.96, "目标": 95}]
    with pytest.raises(InputFault, match=r"第 2 行“实际”：是百分数格式"):
        assess(results(tmp_path / "成绩.xlsx", rows, ("实际",)), scheme(RATIO))


def test_points_of_a_schemes_workbook_in_per_cent_are_refused(tmp_path):
    book = Workbook()
    items = book.active
    items.append(["算法", "项目", "权重"])
    items.append(["完成率", "园区", 0.2])
    items.cell(2, 3).number_format = "0%"
    book.save(tmp_path / "方案.xlsx")
    with pytest.raises(InputFault, match=r"第 2 行“权重”：是百分数格式"):
        text_of_workbook(tmp_path / "方案.xlsx")


def test_shares_of_a_schemes_workbook_may_stand_in_per_cent(tmp_path):
    book = Workbook()
    items = book.active
    items.append(["算法", "项目", "权重", "上限"])
    items.append(["加权完成率", "园区", 0.5, 0.5])
    parts = book.create_sheet("分项")
    parts.append(["实际列", "项目", "目标列", "占比"])
    parts.append(["税收", "园区", "税收目标", 0.5])
    parts.append(["增加值", "园区", "增加值目标", 0.5])
    for row in (2, 3):
        parts.cell(row, 4).number_format = "0%"
    book.save(tmp_path / "方案.xlsx")
    told = parse_scheme(text_of_workbook(tmp_path / "方案.xlsx"))
    numbers = {"税收": "28", "税收目标": "27", "增加值": "177.7", "增加值目标": "54"}
    (out,) = assessed(tmp_path, [{"item": "园区", **numbers}], told).rows
    # 0.5 × (28/27 × 50% + 177.7/54 × 50%) = 1.0819, at most 0.5 (methodology2 §19)
    assert out["园区"] == Decimal("0.5")
    assert "=1.0819→0.5" in out["formula"]
    (tmp_path / "方案.yaml").write_text(text_of_workbook(tmp_path / "方案.xlsx"), encoding="utf-8")
    assert load_scheme(tmp_path / "方案.yaml") == told
