"""Schemes and results at fault: every fault at once, with its place and its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tenghuan.assessing import choose_scheme, load_scheme, parse_scheme
from tenghuan.errors import InputFault
from tenghuan.scoring.facts import FactsFault
from tenghuan.scoring.schemefaults import SchemeFault
from tests.assessing.support import assessed, scheme, text

RATIO = {"shape": "ratio", "weight": 1}
DEDUCT = {"shape": "deduct", "weight": 10, "shares": {"市级曝光": 0.1}}


def faults(source: str) -> list[str]:
    with pytest.raises(SchemeFault) as caught:
        parse_scheme(source, "scheme.yaml")
    return caught.value.faults


def test_all_faults_of_a_scheme_are_told_with_line_and_place() -> None:
    source = """name: 考核
items:
  - {item: 税收, shape: ratio, weight: many}
  - item: 曝光
    shape: deducts
  - {item: 税标, shape: standard, standard: [1], points_at_standard: 6, colour: red}
  - {item: 能耗, shape: ratio, weight: 1, min: 2, max: 1}
  - {item: 配额, shape: quota, weight: 1}
  - {item: 混合, weight: 1}
"""
    assert faults(source) == [
        "第 3 行 items[0].weight（项目“税收” › 权重）：应为数字，现为“many”。怎么改：填阿拉伯数字，如 30 或 0.5",
        "第 4 行 items[1]（项目“曝光”）：没有“deducts”这一种，只能是 'ratio'、'mix'、'standard'、'step'、'quota'、"
        "'deduct'、'marks' 之一。怎么改：换成所列的一种",
        "第 6 行 items[2].standard（项目“税标” › 标准值）：应为数字，或成绩表里一列的名称。"
        "怎么改：填数字，如 90；各对象不同的填列名",
        "第 6 行 items[2].colour（项目“税标” › “colour”）：不认识的选项（请核对拼写），现为“red”。"
        "怎么改：改成办法里有的选项，或删去",
        "第 7 行 items[3]（项目“能耗”）：下限 min 高于上限 max。怎么改：对调两个数，或删去一个",
        "第 8 行 items[4]（项目“配额”）：each 与 parts 须写且只写一个。怎么改：一个目标写 each；分档的目标写 parts",
        "第 9 行 items[5]（项目“混合”）：缺少 'shape'。怎么改：补上这一项",
    ]


@pytest.mark.parametrize(
    ("items", "more", "said"),
    [
        ([RATIO | {"item": "甲"}] * 2, {}, "项目重复：甲"),
        ([RATIO | {"item": "score"}], {}, "项目不能叫 score"),
        ([RATIO], {"disallowed": [{"object": "甲", "item": "没有的", "reason": "假"}]}, "没有这样的项目：没有的"),
        ([RATIO], {"ties": [{"by": "points"}]}, "completed 不写 item"),
        ([RATIO], {"ties": [{"by": "progress", "item": "项0"}]}, "只有 progress 写 base"),
        ([DEDUCT | {"shares": {"省+市": 0.1}}], {}, "shares 的名称不能含分号、加号"),
        ([RATIO | {"weight": -1}], {}, "不能小于 0"),
        ([RATIO | {"weight": True}], {}, "应为数字"),
        ([{"shape": "step", "base": 1, "base_points": 1, "every": 0}], {}, "须大于 0"),
    ],
)
def test_a_rule_that_is_broken_is_named(items: list[Any], more: dict[str, Any], said: str) -> None:
    assert said in "\n".join(faults(text(*items, **more)))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "应为“键: 值”的映射，至少含 name、items"),
        ("- 1", "应为“键: 值”的映射"),
        ("name: 考核", "缺少此项"),
        ("name: a\nname: b", "“name”写了两次"),
        ("name: [", "YAML 读不通"),
        ("name: 考核\nitems: []", "至少要有 1 项"),
        ("a: &a [*a]", "YAML"),
    ],
)
def test_what_is_no_scheme_is_refused(source: str, said: str) -> None:
    assert said in "\n".join(faults(source))


def test_an_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(InputFault, match="自带：shengzhou、towns"):
        choose_scheme("nowhere")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputFault, match="UTF-8"):
        load_scheme(path)
    with pytest.raises(InputFault, match="不是考核方案文件"):
        load_scheme(tmp_path)


def test_all_faults_of_results_are_told_with_row_and_column(tmp_path: Path) -> None:
    rows = [
        {"actual": "很多", "target": "1", "group": "一组", "bonus": "-1"},
        {"object": "", "item": "项1"},
        {"actual": "1e999", "target": "0." + "1" * 60},
        {"item": "项1", "group": "二组", "matters": "市级曝光+外太空;火星"},
    ]
    with pytest.raises(FactsFault) as caught:
        assessed(tmp_path, rows, scheme(RATIO, DEDUCT))
    assert [(fault.row, fault.column, fault.what) for fault in caught.value.faults] == [
        (2, "actual", "应为数字，现为“很多”"),
        (2, "bonus", "不能为负，现为 -1"),
        (3, "object", "缺考核对象"),
        (4, "actual", "应为数字，现为“1e999”"),
        (4, "target", f"应为数字，现为“0.{'1' * 60}”"),
        (4, "item", "与第 2 行重复：“甲”的“项0”"),
        (5, "group", "“甲”已分在“一组”，这里是“二组”"),
        (5, "matters", "不认识“外太空”"),
        (5, "matters", "不认识“火星”"),
    ]


def test_columns_that_lack_or_stand_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    for head, said in (("a,b", "没有“考核对象”列"), ("考核对象,b", "没有“项目”列"), ("object,项目,item", "是同一项")):
        path.write_text(f"{head}\n甲,乙\n", encoding="utf-8")
        with pytest.raises(InputFault, match=said):
            assessed_file(path)


def assessed_file(path: Path) -> Any:
    from tenghuan.assessing import assess

    return assess(path, scheme(RATIO))


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, said in (("a.txt", "不支持 .txt"), ("b.csv", "文件不存在")):
        if name == "a.txt":
            (tmp_path / name).write_text("x", encoding="utf-8")
        with pytest.raises(InputFault, match=said):
            assessed_file(tmp_path / name)
    broken = tmp_path / "c.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputFault):
        assessed_file(broken)


def test_a_named_column_that_is_not_there_is_remarked(tmp_path: Path) -> None:
    item = {"shape": "marks", "weight": 1, "parts": [{"mark": "园区评分", "share": 1}]}
    found = assessed(tmp_path, [{"园区打分": "90"}], scheme(item))
    assert found.notes == ("方案用到的列没有找到，按未知处理：园区评分", "没有认出的列，已搁置：园区打分")
