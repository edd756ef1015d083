"""Policies and claims at fault: every fault at once, with its place and its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tenghuan.errors import InputFault
from tenghuan.redeeming import choose_policy, parse_policy, policies
from tenghuan.scoring.facts import FactsFault
from tenghuan.scoring.schemefaults import SchemeFault
from tests.redeeming.support import policy, redeemed, text

SHARE: dict[str, Any] = {"operator": "share", "rate": 0.1}


def test_all_faults_of_a_policy_are_told_with_line_and_place() -> None:
    source = """clauses:
  - {clause: 甲, operator: share, rate: -1, from: 2022-13-01}
  - {clause: 乙, operator: gift}
  - {clause: 丙, operator: first_time, levels: [{min: 1, amount: 1}, {min: 1, amount: 2}], crossing: lowest}
  - {clause: 丁, operator: tiers, tiers: {省级: many}, from: 2022-05-01, to: 2022-01-01}
"""
    with pytest.raises(SchemeFault, match="政策条款有 1 处问题"):
        parse_policy(source)  # a day that is none stops YAML itself
    with pytest.raises(SchemeFault) as caught:
        parse_policy(source.replace("2022-13-01", "'2022-13-01'"))
    told = "\n".join(caught.value.faults)
    assert [line.split(" ")[1] for line in caught.value.faults] == ["2", "2", "3", "4", "4", "5"]
    for part in ("条款“甲” › 比例", "条款“甲” › 有效期起）：应为日期", "没有“gift”这一种", "同一个起点 min 写了两次",
                 "之一，现为“lowest”", "条款“丁” › 等级金额 › “省级”）：应为数字，现为“many”"):  # fmt: skip
        assert part in told


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ([SHARE | {"from": "2022-05-01", "to": "2022-01-01"}], "有效期的起日晚于止日"),
        ([SHARE | {"from": 2022}], "应为日期"),
        ([SHARE | {"clause": "甲"}, SHARE | {"clause": "甲", "from": "2022-01-01"}], "条款“甲”写了两次，有效期重叠"),
        ([{"operator": "tiers", "tiers": {}}], "至少要有 1 项"),
        ([{"operator": "steps", "every": 0, "each": 1}], "须大于 0"),
        ([{"operator": "first_time", "levels": [{"min": 1, "amount": 1}]}], "缺少此项"),
    ],
)
def test_a_rule_that_is_broken_is_named(clauses: list[Any], said: str) -> None:
    with pytest.raises(SchemeFault) as caught:
        parse_policy(text(*clauses))
    assert said in "\n".join(caught.value.faults)


def test_an_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(InputFault, match="自带：sample"):
        choose_policy("nowhere")


def test_unknown_clause_tier_and_stage_are_named_all_at_once(tmp_path: Path) -> None:
    rows = [
        {"clause": "没有的"},
        {"clause": ""},
        {"clause": "智能制造认定", "tier": "国家级"},
        {"clause": "智能制造认定", "tier": ""},
        {"clause": "小微园星级", "tier": "五星", "former": "零星"},
        {"clause": "重大项目两段补助", "stage": "封顶", "base": ""},
        {"clause": "数字化车间补助", "base": "100 万", "date": ""},
        {"clause": "数字化车间补助", "base": "1", "uscc": ""},
        {"clause": "设备投资补助", "base": "1", "uplifted": "也许"},
    ]
    with pytest.raises(FactsFault) as caught:
        redeemed(tmp_path, rows, policies()["sample"])
    assert [(fault.row, fault.column, fault.what) for fault in caught.value.faults] == [
        (2, "clause", "没有条款“没有的”"),
        (3, "clause", "缺条款"),
        (4, "tier", "条款“智能制造认定”没有等级“国家级”"),
        (5, "tier", "条款“智能制造认定”要用到等级，这里是空的"),
        (6, "tier", "条款“小微园星级”没有等级“五星”"),
        (6, "former", "条款“小微园星级”没有原等级“零星”"),
        (7, "base", "条款“重大项目两段补助”要用到基数，这里是空的"),
        (7, "stage", "条款“重大项目两段补助”没有阶段“封顶”"),
        (8, "base", "应为数字，现为“100 万”"),
        (8, "date", "条款“数字化车间补助”要用到日期，这里是空的"),
        (9, "uscc", "缺统一社会信用代码"),
        (10, "uplifted", "应为 是 或 否，现为“也许”"),
    ]
    assert "只能是：省未来工厂、省智能工厂" in caught.value.faults[2].remedy


def test_a_day_is_asked_only_where_it_counts(tmp_path: Path) -> None:
    rows = [{"base": 10, "date": ""}]
    assert redeemed(tmp_path, rows, policy(SHARE)).rows[0]["amount"] == 1
    for more in ({"exclusive": "园区"}, {"from": "2022-01-01"}, {"to": "2022-01-01"}):
        with pytest.raises(FactsFault, match="要用到日期"):
            redeemed(tmp_path, rows, policy(SHARE | more))


def test_a_code_kept_as_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsFault, match="疑似被存成数字"):
        redeemed(tmp_path, [{"base": 1, "uscc": "913306000000000000"}], policy(SHARE))


@pytest.mark.parametrize("day", ["44652", 44652])
def test_the_number_of_a_day_is_told_as_one(tmp_path: Path, day: Any) -> None:
    rules = policy(SHARE | {"from": "2022-01-01"})
    with pytest.raises(FactsFault) as caught:
        redeemed(tmp_path, [{"base": 1, "date": day}], rules)
    (fault,) = caught.value.faults
    assert (fault.column, fault.what) == ("date", "应为日期，现为数字 44652")
    assert "设为日期格式" in fault.remedy
