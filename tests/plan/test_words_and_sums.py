"""Units, offices, sizes and sums as other counties write them; a draft of what the reader reads can be used."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.plan import check_data, draft_pack
from tenghuan.plan.bureaus import bureau_of, kind_of
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.checking import label
from tenghuan.plan.drafting.calibers import (
    holds_each_year,
    is_multiple,
    of_column,
    possible,
    propose,
    propose_final,
)
from tenghuan.plan.drafting.tidy import NO_SECTION, tidy
from tenghuan.plan.drafting.units import UnitDrafts
from tenghuan.plan.loading import parse, read_text
from tenghuan.plan.measures import convert, kinship, measure
from tenghuan.plan.standards import core, fold, split_population, threshold_of

# units


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (5, "万吨二氧化碳当量", "吨二氧化碳", 50_000),
        (200, "MW", "万千瓦", 20),
        (1.5, "GW", "兆瓦", 1500),
        (3, "MWh", "千瓦时", 3000),
        (0.2, "亿立方米", "万立方米", 2000),
        (2.5, "公里", "米", 2500),
        (5, "‰", "%", 0.5),
        (120, "万美元", "美元", 1_200_000),
        (3, "座", "个", 3),
        (12, "宗", "块", 12),
        (1, "万m²", "㎡", 10_000),
    ],
)
def test_units_of_other_plans_convert(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == result


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("蒸吨", "吨", "不认识计量单位“蒸吨”"),
        ("吨", "拍字节", "不认识计量单位“拍字节”"),
        ("MW", "MWh", "“MW”不能换算成“MWh”"),
        ("个百分点", "%", "不能换算"),
        ("立方米", "平方米", "不能换算"),
        ("场次", "家次", "不能换算"),
    ],
)
def test_what_does_not_convert_is_told_with_both_units(source: str, target: str, says: str) -> None:
    with pytest.raises(InputFault, match=says) as caught:
        convert(1, source, target)
    assert caught.value.remedy


def test_things_that_are_counted_are_kin_and_amounts_are_not() -> None:
    assert kinship("座", "栋") == 1
    assert kinship("场次", "家") == 0.9
    assert kinship("座", "平方米") == 0
    assert kinship("‰", "%") == 1


# offices


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("县工业和信息化局", "economy"),
        ("县发展和改革委员会", "development"),
        ("青川县发展改革委", "development"),
        ("国家税务总局青川县税务局", "tax"),
        ("县人力资源社会保障局", "human_resources"),
        ("县行政审批局", "administrative_service"),
        ("县政务服务办", "administrative_service"),
        ("国网青川县供电公司", "power"),
        ("县市场监督管理局", "market"),
        ("县委组织部", "organization_department"),
    ],
)
def test_offices_as_other_provinces_call_them(name: str, key: str) -> None:
    found = bureau_of(name, "青川县")
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("城关镇", "town"),
        ("城关镇人民政府", "town"),
        ("东河街道办事处", "town"),
        ("上溪乡政府", "town"),
        ("各乡镇人民政府", "collective"),
        ("经济开发区管委会", "park"),
        ("县信访局", "department"),
    ],
)
def test_the_kind_that_a_name_says(name: str, kind: str) -> None:
    assert kind_of(name).value == kind


def test_names_of_one_function_become_one_unit_and_the_most_used_names_it() -> None:
    units, remarks = UnitDrafts("青川县"), []
    for name in ("县发改局", "县发展和改革局", "县发改局", "城关镇人民政府", "县蚕桑站"):
        units.note(name)
    rows = units.finish(remarks)
    assert rows[0] == {"key": "development", "name": "县发改局", "aliases": ["县发展和改革局"], "kind": "department"}
    assert [(row["name"], row["kind"]) for row in rows[1:]] == [("城关镇人民政府", "town"), ("县蚕桑站", "department")]
    assert len({row["key"] for row in rows}) == 3
    assert [remark["text"] for remark in remarks] == ["合并为同一单位：县发改局、县发展和改革局"]
    assert units.by_function("development") == "县发改局"
    assert units.by_function("tax") is None


# sizes


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("五十亿元以上项目", 50, "亿元"),
        ("三十亿元以上制造业项目", 30, "亿元"),
        ("一百二十亿元以上企业", 120, "亿元"),
        ("百亿元企业", 100, "亿元"),
        ("两亿元以上项目", 2, "亿元"),
        ("亿元以上项目", 1, "亿元"),
        ("１０亿元及以上项目", 10, "亿元"),
        ("1.5亿元以上项目", 1.5, "亿元"),
        ("5000万元以上技改项目", 5000, "万元"),
    ],
)
def test_a_size_in_figures_or_words(name: str, value: float, unit: str) -> None:
    found = threshold_of(name)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("name", ["百亿级企业", "万元增加值能耗", "规上企业", "总投资额", "亿元"])
def test_what_only_sounds_like_a_size(name: str) -> None:
    assert threshold_of(name) is None


def test_names_that_differ_in_their_size_only_fold_alike() -> None:
    assert fold("50亿元以上项目") == fold("五十亿元以上项目") == fold("亿元以上 项目")
    assert core("累计新增省级专精特新企业数量") == core("专精特新企业")
    assert split_population("亩均税收（不含钢压延）") == ("亩均税收", "不含钢压延")
    assert split_population("亩均税收（含钢压延）") == ("亩均税收（含钢压延）", None)


# sums


def pack(milestones: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "plan": {
            "title": "山前县行动方案",
            "region": {"code": "330999", "name": "山前县"},
            "period": {"start": 2024, "end": 2026},
        },
        "units": [{"key": "economy", "name": "县经信局", "kind": "department"}],
        "indicators": [
            {
                "key": "freed",
                "name": "腾出用能",
                "caliber": "cumulative",
                "unit": "万吨标准煤",
                "frequency": "monthly",
                "lead": ["县经信局"],
                "sources": ["二"],
                "milestones": milestones,
                **more,
            }
        ],
    }


def messages(data: dict[str, Any]) -> list[str]:
    return [fault.message for fault in check_data(data) if fault.path.startswith("indicators")]


def years(*values: float) -> list[dict[str, Any]]:
    return [{"caliber": "annual", "year": 2024 + at, "value": value} for at, value in enumerate(values)]


def total(value: float, **more: Any) -> dict[str, Any]:
    return {"caliber": "cumulative", "year": 2026, "value": value, **more}


@pytest.mark.parametrize(("parts", "goal"), [((0.1, 0.2), 0.3), ((0.7, 0.1), 0.8), ((1.1, 2.2), 3.3)])
def test_years_that_add_up_to_the_total_on_paper_are_no_fault(parts: tuple[float, ...], goal: float) -> None:
    assert sum(parts) != goal  # as binary fractions they do not
    assert not [m for m in messages(pack([*years(*parts), total(goal)])) if "超过累计目标" in m]


def test_years_beyond_the_total_are_told_with_both_numbers() -> None:
    assert "基数和各年增量合计 0.4，超过累计目标 0.3" in messages(pack([*years(0.1, 0.3), total(0.3)]))
    assert not [m for m in messages(pack([*years(0.1, 0.3), total(0.3, upper=0.4)])) if "超过" in m]
    assert not [m for m in messages(pack([*years(0.1, 0.3), total(0.3)], note="原文如此")) if "超过" in m]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=3), st.integers(0, 10**6))
def test_a_row_of_a_table_is_judged_by_the_sums_on_paper(cents: list[int], base: int) -> None:
    parts, goal = [c / 100 for c in cents], sum(cents) / 100
    assert propose_final(Caliber.CUMULATIVE, None, parts, goal)[0] is Caliber.CUMULATIVE
    assert propose_final(Caliber.CUMULATIVE, None, parts, goal - 0.01)[0] is Caliber.ANNUAL
    with_base = propose_final(Caliber.CUMULATIVE, base / 100, parts, (sum(cents) + base) / 100)
    assert with_base[0] is Caliber.CUMULATIVE_WITH_BASE


@pytest.mark.parametrize(
    ("unit", "value", "fault"),
    [("%", 100, False), ("%", 101, True), ("1", 1, False), ("1", 1.2, True), ("‰", 35, False), ("‰", 1001, True)],
)
def test_a_share_is_no_more_than_the_whole_in_its_own_unit(unit: str, value: float, fault: bool) -> None:
    data = pack([{"caliber": "share", "year": 2026, "value": value}], caliber="share", unit=unit)
    assert any("占比" in m and "超过" in m for m in messages(data)) is fault


def test_a_later_sum_below_an_earlier_one_is_told_with_both_years() -> None:
    data = pack([{"caliber": "cumulative", "year": 2025, "value": 5}, total(4)])
    assert "2026 年的累计 4 小于 2025 年的 5" in messages(data)


# calibers of a draft


@pytest.mark.parametrize(
    ("caliber", "value", "fits"),
    [
        (Caliber.CUMULATIVE_DROP_RATE, 0, False),
        (Caliber.CUMULATIVE_DROP_RATE, 99.9, True),
        (Caliber.CUMULATIVE_DROP_RATE, 100, False),
        (Caliber.AVERAGE_GROWTH, -99.9, True),
        (Caliber.AVERAGE_GROWTH, -100, False),
        (Caliber.SHARE, 0, True),
        (Caliber.SHARE, -1, False),
        (Caliber.LEVEL, -5, True),
    ],
)
def test_what_can_stand_under_a_caliber(caliber: Caliber, value: float, fits: bool) -> None:
    assert possible(caliber, value) is fits


def row(**parts: Any) -> dict[str, Any]:
    return {"indicator": "甲", "value": 10, "unit": "家", "evidence": "甲10家", "nature": "cumulative", **parts}


def test_a_multiple_of_the_base_year_is_a_level_that_waits_for_its_base() -> None:
    doubled = row(unit="番", value=1, nature="growth_rate")
    assert is_multiple(doubled)
    assert propose(doubled, None)[0] is Caliber.LEVEL
    assert "补基年数" in (propose(doubled, None)[1] or "")
    assert not is_multiple(row(unit="倍", nature="level"))


def test_a_share_without_a_year_holds_each_year_where_its_words_say_so() -> None:
    assert holds_each_year(row(unit="%", value=100), Caliber.SHARE)
    assert holds_each_year(row(unit="1", value=1), Caliber.SHARE)
    assert holds_each_year(row(unit="%", value=3, comparison="le"), Caliber.SHARE)
    assert holds_each_year(row(unit="%", value=45, evidence="占比保持在45%"), Caliber.SHARE)
    assert not holds_each_year(row(unit="%", value=45, evidence="占比达到45%"), Caliber.SHARE)
    assert holds_each_year(row(), Caliber.ANNUAL)
    assert not holds_each_year(row(), Caliber.CUMULATIVE)


def test_a_column_of_this_year_s_falls_is_doubted() -> None:
    assert of_column(Caliber.LEVEL, "2024年") == (Caliber.LEVEL, None)
    assert of_column(Caliber.CUMULATIVE, "2024年当年") == (Caliber.ANNUAL, None)
    assert of_column(Caliber.AVERAGE_GROWTH, "2024年") == (Caliber.ANNUAL, None)
    caliber, doubt = of_column(Caliber.CUMULATIVE_DROP_RATE, "2024年当年")
    assert caliber is Caliber.CUMULATIVE_DROP_RATE
    assert "请核对" in (doubt or "")


# what was read badly


def test_a_reading_in_disorder_is_put_in_order() -> None:
    found = tidy(
        {
            "title": "甲" * 200,
            "period": {"start": 2026, "end": 2024},
            "issued_on": "2024-02-30",
            "effective_from": "2024-05-01",
            "effective_until": "2024-04-30",
            "targets": [
                {"indicator": " 亩均 税收 ", "value": 30, "upper": 20, "unit": "万 元", "year": 3000},
                {"indicator": "", "value": 3},
                {"indicator": "甲", "value": float("nan")},
                {"indicator": "乙", "value": True},
            ],
            "series": [
                {
                    "indicator": "丙",
                    "cells": [
                        {"year": 2024, "role": "target", "value": "五"},
                        {"year": 1700, "role": "target", "value": 1},
                        {"year": 2024, "role": "remark", "value": 1},
                    ],
                }
            ],
            "tasks": [{}, {"number": 7}],
        }
    )
    assert len(found["title"]) == 120
    assert found["title"].endswith("…")
    assert found["period"] == {"start": None, "end": 2024}
    assert (found["issued_on"], found["effective_until"]) == (None, None)
    [kept] = found["targets"]
    assert (kept["indicator"], kept["unit"], kept["upper"], kept["year"]) == ("亩均税收", "万元", None, None)
    assert kept["section"] == NO_SECTION
    assert [cell["value"] for cell in found["series"][0]["cells"]] == [None]
    assert [task["number"] for task in found["tasks"]] == [1, 7]


def test_a_draft_of_odd_units_has_no_fault_for_its_units() -> None:
    units = ["万吨二氧化碳当量", "MW", "座", "宗", "家次", "‰", "万立方米", "公里", "台（套）", "名（个）", "栋"]
    targets = [
        row(indicator=f"指标{chr(0x7532 + at)}", unit=unit, year=2026, section="二", comparison="ge", upper=None)
        for at, unit in enumerate(units)
    ]
    draft = draft_pack(
        {"title": "甲县方案", "region": "甲县", "period": {"start": 2024, "end": 2026}, "targets": targets}
    )
    assert not [fault for fault in check_data(draft) if "计量单位" in fault.message]
    found = [item["unit"] for item in draft["indicators"]]
    assert [measure(unit) for unit in found] == [measure(unit) for unit in units]
    assert {"座", "宗", "家次", "栋", "公里", "‰"} <= set(found)  # the county's own counting word stays


# files


def test_a_place_is_found_or_its_nearest_ancestor() -> None:
    document = parse("plan:\n  title: 甲\nunits:\n  - name: 乙\n", name="x.yaml")
    assert document.locate(("plan", "title")) == (2, 10)
    assert document.locate(("units", 0, "name")) == (4, 11)
    assert document.locate(("units", 0, "kind", "more")) == document.locate(("units", 0)) == (4, 5)
    assert document.locate(("nowhere",)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "says", "where"),
    [
        ("a: 1\na: 2\n", "“a”写了两次", "x.yaml:2:1"),
        ("a: &b 1\nc: *b\n", "不允许使用锚点", "x.yaml:1:4"),
        ("a: [1, 2\n", "不是有效的 YAML", "x.yaml:"),
        ("", "文件是空的", "x.yaml"),
        ("- " * 60 + "1", "嵌套太深", "x.yaml"),
        ("a: 2024-13-45\n", "不是有效的 YAML", "x.yaml"),
        ("a: !!python/object/apply:os.system ['true']\n", "不是有效的 YAML", "x.yaml"),
    ],
)
def test_text_that_is_no_pack_is_refused_with_its_place(text: str, says: str, where: str) -> None:
    with pytest.raises(InputFault, match=says) as caught:
        parse(text, name="x.yaml")
    assert caught.value.where.startswith(where)
    assert caught.value.remedy


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("计划".encode("gb18030"))
    (tmp_path / "b.yaml").write_bytes(b"a: \0")
    (tmp_path / "c.yaml").write_bytes("\ufeffa: 甲".encode())
    with pytest.raises(InputFault, match="不是 UTF-8"):
        read_text(tmp_path / "a.yaml")
    with pytest.raises(InputFault, match="二进制"):
        read_text(tmp_path / "b.yaml")
    assert read_text(tmp_path / "c.yaml") == "a: 甲"


def test_a_path_is_shown_with_the_names_of_what_it_leads_through() -> None:
    data = pack([total(3)])
    assert label(data, ("indicators", 0, "milestones", 0, "value")) == "indicators[0]「腾出用能」.milestones[0].value"
    assert label(data, ("indicators", 9)) == "indicators[9]"
    assert label(data, ()) == ""


def test_checking_does_not_change_what_is_checked() -> None:
    data = pack([*years(1, 2), total(2)])
    before = copy.deepcopy(data)
    assert check_data(data) == check_data(data) != []
    assert data == before
