"""A scheme goes out as a workbook or as text and comes back the same."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tenghuan.assessing import Scheme, parse_scheme, schemes
from tenghuan.assessing.scheme import drawn_part, text_of
from tenghuan.assessing.workbook import text_of_workbook, to_workbook
from tenghuan.errors import InputFault
from tests.assessing.support import scheme

EVERY = scheme(
    {"shape": "ratio", "weight": "0.5", "direction": "less", "min": "-1", "max": 2, "target": "12.5", "draw": "a:乙",
     "supplier": "统计局"},
    {"shape": "mix", "weight": 20, "parts": [{"actual": "税收", "target": "税收目标", "share": "50%", "draw": "b"}]},
    {"shape": "standard", "points_at_standard": 6, "standard": "上年数", "max": 15, "note": "线性"},
    {"shape": "step", "base": 100, "base_points": 5, "every": "30%", "floor_at": 30},
    {"shape": "quota", "weight": 1, "parts": [{"actual": "国家级", "target": "国家级目标", "each": "0.1"}]},
    {"shape": "deduct", "weight": 10, "shares": {"市级曝光": "10%", "省级曝光": "20%"}, "source": "文件"},
    {"shape": "marks", "weight": 9, "full_mark": 10, "parts": [{"mark": "园区评分", "share": "70%"}]},
    year=2025,
    source="某办〔2025〕1 号",
    disallowed=[{"object": "甲镇", "item": "项0", "amount": 3, "reason": "重复申报"},
                {"object": "乙镇", "item": "项1", "reason": "造假"}],
    ties=[{"by": "completed"}, {"by": "points", "item": "项1"}, {"by": "progress", "item": "项0", "base": "基期"}],
)  # fmt: skip


def through(found: Scheme, folder: Path) -> Scheme:
    path = folder / "方案.xlsx"
    path.write_bytes(to_workbook(found))
    return parse_scheme(text_of_workbook(path))


@pytest.mark.parametrize("found", [EVERY, *schemes().values()], ids=lambda one: one.name)
def test_a_scheme_comes_back_the_same(found, tmp_path):
    assert through(found, tmp_path) == found
    assert parse_scheme(text_of(found)) == found


def test_a_workbook_that_somebody_typed_is_read(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["某市考核评分标准"])
    sheet.append(["项目", "算法", "权重", "目标", "上限", "下限"])
    sheet.append(["亩均税收", "完成率", 0.5, 28, 1, 0])
    sheet.append(["一票否决曝光", "扣减", 10, None, None, None])
    more = book.create_sheet("曝光")
    more.append(["项目", "情形", "扣减比例"])
    more.append(["一票否决曝光", "市级曝光", "10%"])
    book.save(tmp_path / "金华.xlsx")
    found = parse_scheme(text_of_workbook(tmp_path / "金华.xlsx"))
    assert found.name == "金华"
    first, second = found.items
    told = [str(one) for one in (first.item, first.weight, first.target, first.min, first.max)]
    assert told == ["亩均税收", "0.5", "28", "0", "1"]
    assert {word: str(share) for word, share in second.shares.items()} == {"市级曝光": "0.1"}


def test_a_word_that_is_no_shape_is_named_with_what_may_be_written(tmp_path):
    book = load_workbook(BytesIO(to_workbook(EVERY)))
    book["项目"]["A4"] = "随便"
    book.save(tmp_path / "错.xlsx")
    with pytest.raises(InputFault, match="不认识“随便”") as told:
        text_of_workbook(tmp_path / "错.xlsx")
    assert "加权完成率" in str(told.value.remedy)


def test_a_workbook_without_items_is_refused(tmp_path):
    book = Workbook()
    book.active.append(["别的", "表"])
    book.save(tmp_path / "空.xlsx")
    with pytest.raises(InputFault, match="没有一张表含“算法”列"):
        text_of_workbook(tmp_path / "空.xlsx")


def test_of_a_scheme_only_what_is_drawn_counts_for_a_month():
    found = drawn_part(EVERY)
    assert found is not None
    assert [item.item for item in found.items] == ["项0", "项1"]
    assert [tie.by for tie in found.ties] == ["completed", "points", "progress"]
    assert drawn_part(scheme({"shape": "ratio", "weight": 1})) is None
