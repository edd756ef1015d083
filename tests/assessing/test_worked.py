"""Worked figures, each by hand: contracts.md "Assessment", methodology §0.1, §3.2, §13, methodology2 §19, §32."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tenghuan.assessing import schemes
from tests.assessing.support import assessed, scheme

MIX = {
    "shape": "mix",
    "weight": 0.5,
    "parts": [
        {"actual": "税收", "target": "税收目标", "share": 0.5},
        {"actual": "增加值", "target": "增加值目标", "share": 0.5},
    ],
}
MIXED = {"税收": "28", "税收目标": "27", "增加值": "177.7", "增加值目标": "54"}
REVENUE = {"shape": "standard", "standard": 90, "points_at_standard": 6, "max": 15}
GROWTH = {"shape": "standard", "standard": 0.12, "points_at_standard": 6, "min": 0, "max": 10}
STEP = {"shape": "step", "base": 100, "base_points": 5, "every": 0.3, "floor_at": 30}
DEDUCT = {"shape": "deduct", "weight": 10, "shares": {"市级曝光": 0.1, "省级曝光": 0.2}}
RATIO = {"shape": "ratio", "weight": 0.5}
LESS = RATIO | {"direction": "less"}
QUOTA = {"shape": "quota", "weight": 0.5, "each": 0.1}
TIERS = {
    "shape": "quota",
    "weight": 0.5,
    "parts": [{"actual": f"实{n}", "target": f"需{n}", "each": 0.1} for n in (1, 2, 3)],
}
MARKS = {"shape": "marks", "weight": 10, "parts": [{"mark": "园区", "share": 0.7}, {"mark": "乡镇", "share": 0.3}]}

CASES: list[tuple[dict[str, Any], dict[str, str], str, str]] = [
    (RATIO, {"actual": "96", "target": "100"}, "0.48", "0.5×96/100=0.48"),
    (RATIO, {"actual": "120", "target": "100"}, "0.6", "0.5×120/100=0.6"),
    (RATIO | {"max": 0.5}, {"actual": "120", "target": "100"}, "0.5", "0.5×120/100=0.6→0.5"),
    (RATIO, {"actual": "96%", "target": "100%"}, "0.48", "0.5×0.96/1=0.48"),
    (RATIO, {"actual": "1,200", "target": "1000"}, "0.6", "0.5×1200/1000=0.6"),
    (RATIO, {"actual": "-3", "target": "6"}, "-0.25", "0.5×(-3)/6=-0.25"),
    (RATIO | {"min": 0}, {"actual": "-3", "target": "6"}, "0", "0.5×(-3)/6=-0.25→0"),
    (LESS, {"actual": "5", "target": "4"}, "0.4", "0.5×4/5=0.4"),
    (MIX | {"max": 0.5}, MIXED, "0.5", "0.5×(28/27×50%+177.7/54×50%)=1.0819→0.5"),
    (MIX, MIXED, "1.0819", "0.5×(28/27×50%+177.7/54×50%)=1.0819"),
    (REVENUE, {"actual": "108"}, "7.2", "6×108/90=7.2"),
    (REVENUE, {"actual": "240"}, "15", "6×240/90=16→15"),
    (GROWTH, {"actual": "8%"}, "4", "6×0.08/0.12=4"),
    (GROWTH, {"actual": "-2%"}, "0", "6×(-0.02)/0.12=-1→0"),
    (STEP, {"actual": "130"}, "6", "5+取整((130-100)/(100×30%))=6"),
    (STEP, {"actual": "125"}, "5", "5+取整((125-100)/(100×30%))=5"),
    (STEP, {"actual": "70"}, "4", "5+取整((70-100)/(100×30%))=4"),
    (STEP, {"actual": "40"}, "3", "5+取整((40-100)/(100×30%))=3"),
    (STEP, {"actual": "25"}, "0", "25＜30=0"),
    (STEP | {"base": "上年"}, {"actual": "130", "上年": "50"}, "10", "5+取整((130-50)/(50×30%))=10"),
    (QUOTA, {"actual": "5", "target": "7"}, "0.3", "0.5-0.1×max(0,7-5)=0.3"),
    (QUOTA, {"actual": "9", "target": "7"}, "0.5", "0.5-0.1×max(0,7-9)=0.5"),
    (
        TIERS,
        {"实1": "6", "需1": "7", "实2": "4", "需2": "4", "实3": "0", "需3": "1"},
        "0.3",
        "0.5-0.1×max(0,7-6)-0.1×max(0,4-4)-0.1×max(0,1-0)=0.3",
    ),
    (DEDUCT, {"matters": "市级曝光+省级曝光"}, "8", "10×max(0,1-20%)=8"),
    (DEDUCT, {"matters": "市级曝光;省级曝光"}, "7", "10×max(0,1-10%-20%)=7"),
    (DEDUCT, {"matters": "市级曝光＋省级曝光； 市级曝光 ;"}, "7", "10×max(0,1-20%-10%)=7"),
    (DEDUCT, {"matters": ";".join(["省级曝光"] * 6)}, "0", "10×max(0,1" + "-20%" * 6 + ")=0"),
    (DEDUCT, {"matters": ""}, "10", "10×1=10"),
    (MARKS, {"园区": "90", "乡镇": "80"}, "8.7", "10×(90×70%+80×30%)/100=8.7"),
]


@pytest.mark.parametrize(("item", "row", "points", "formula"), CASES)
def test_an_item_gives_its_points_and_says_how(
    tmp_path: Path, item: dict[str, Any], row: dict[str, str], points: str, formula: str
) -> None:
    (out,) = assessed(tmp_path, [row], scheme(item)).rows
    assert out["项0"] == Decimal(points)
    assert out["score"] == Decimal(points)
    assert out["formula"] == f"项0：{formula}"


UNCOUNTABLE = [
    (RATIO, {"actual": "1", "target": "0"}, "目标不大于 0"),
    (RATIO, {"actual": "1", "target": "-2"}, "目标不大于 0"),
    (RATIO, {"actual": "1"}, "缺目标"),
    (RATIO, {"target": "1"}, "缺实际"),
    (LESS, {"actual": "0", "target": "4"}, "实际不大于 0"),
    (LESS, {"actual": "3"}, "缺目标"),
    (MIX, MIXED | {"增加值": ""}, "缺增加值"),
    (MIX, MIXED | {"增加值目标": "0"}, "增加值目标不大于 0"),
    (GROWTH, {"actual": ""}, "缺实际"),
    (GROWTH | {"standard": 0}, {"actual": "1"}, "标准值不大于 0"),
    (STEP, {"actual": ""}, "缺实际"),
    (STEP | {"base": "上年"}, {"actual": "130"}, "缺上年"),
    (QUOTA, {"target": "7"}, "缺实际"),
    (QUOTA, {"actual": "7"}, "缺目标"),
    (MARKS, {"园区": "90"}, "缺乡镇"),
    (MARKS, {"园区": "90", "乡镇": "101"}, "乡镇不在 0 至 100 之间"),
]


@pytest.mark.parametrize(("item", "row", "why"), UNCOUNTABLE)
def test_what_cannot_be_counted_gives_nothing_whatever_min_says(
    tmp_path: Path, item: dict[str, Any], row: dict[str, str], why: str
) -> None:
    rules = scheme(item | {"min": 0.1, "max": 20})
    # headings by their Chinese names, so that the reason names what the person sees
    seen = {{"actual": "实际", "target": "目标"}.get(key, key): value for key, value in row.items()}
    (out,) = assessed(tmp_path, [seen], rules).rows
    assert out["项0"] == 0
    assert out["formula"] == f"项0：不可计（{why}）=0"


def test_a_missing_row_gives_nothing(tmp_path: Path) -> None:
    (out,) = assessed(tmp_path, [{"matters": ""}], scheme(DEDUCT, DEDUCT)).rows
    assert (out["项0"], out["项1"]) == (10, 0)
    assert out["formula"] == "项0：10×1=10；项1：不可计（没有这一行）=0"


def test_the_worked_total_is_2_78(tmp_path: Path) -> None:
    # 0.48 + 0.60 + 0.50 + 0.50 + 0.30 + 0.40
    rows = [
        {"item": "项0", "actual": "96", "target": "100"},
        {"item": "项1", "actual": "120", "target": "100"},
        {"item": "项2"} | MIXED,
        {"item": "项3", "actual": "7", "target": "7"},
        {"item": "项4", "actual": "5", "target": "7"},
        {"item": "项5", "actual": "8", "target": "10"},
    ]
    rules = scheme(RATIO, RATIO, MIX | {"max": 0.5}, QUOTA, QUOTA, RATIO)
    (out,) = assessed(tmp_path, rows, rules).rows
    assert out["score"] == Decimal("2.78")


def test_the_score_is_rounded_from_the_exact_sum(tmp_path: Path) -> None:
    # three times 1/30000 = 0.00003333…, each 0 when rounded; together exactly 0.0001
    rows = [{"item": f"项{at}", "actual": "1", "target": "30000"} for at in range(3)]
    (out,) = assessed(tmp_path, rows, scheme(*[RATIO | {"weight": 1}] * 3)).rows
    assert [out[f"项{at}"] for at in range(3)] == [0, 0, 0]
    assert out["score"] == Decimal("0.0001")


def test_halves_are_rounded_up_by_magnitude(tmp_path: Path) -> None:
    rows = [{"actual": "0.00005", "target": "1"}, {"object": "乙", "actual": "-0.00005", "target": "1"}]
    scores = [row["score"] for row in assessed(tmp_path, rows, scheme(RATIO | {"weight": 1})).rows]
    assert scores == [Decimal("0.0001"), Decimal("-0.0001")]


def test_bonus_and_deduction_are_summed_over_all_rows_of_the_object(tmp_path: Path) -> None:
    rows = [
        {"actual": "1", "target": "1", "bonus": "1.5"},
        {"item": "另外的事", "bonus": "0.25", "deduction": "2"},
        {"item": "", "deduction": "0.1"},
    ]
    found = assessed(tmp_path, rows, scheme(RATIO))
    (out,) = found.rows
    assert (out["bonus"], out["deduction"], out["score"]) == (Decimal("1.75"), Decimal("2.1"), Decimal("0.15"))
    assert out["formula"] == "项0：0.5×1/1=0.5；加分1.75；减分2.1"
    assert found.notes == ("方案里没有的项目，只计加减分：另外的事",)


def test_ranks_are_within_the_group_and_ties_share_the_better(tmp_path: Path) -> None:
    reached = [
        ("甲", "一组", 3),
        ("乙", "一组", 5),
        ("丙", "一组", 5),
        ("丁", "二组", 1),
        ("戊", "一组", 1),
        ("己", "", 2),
    ]
    rows = [{"object": name, "group": group, "actual": actual, "target": 1} for name, group, actual in reached]
    found = assessed(tmp_path, rows, scheme(RATIO))
    assert [row["object"] for row in found.rows] == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert [row["rank"] for row in found.rows] == [3, 1, 1, 1, 4, 1]


def test_ties_are_broken_as_the_scheme_says(tmp_path: Path) -> None:
    # 甲 and 丙 have 1.5 points and one item completed each; 甲 has made more progress with 项1
    rows = []
    for name, first, second in (("甲", 2, 1), ("乙", 1.5, 1.5), ("丙", 2, 1)):
        rows += [{"object": name, "item": "项0", "actual": first, "target": 1, "基数": ""}]
        rows += [
            {"object": name, "item": "项1", "actual": second, "target": 2, "基数": {"甲": 0, "丙": 0.5}.get(name, 1)}
        ]
    items = [{"shape": "ratio", "weight": 1, "max": 1}, {"shape": "ratio", "weight": 1}]
    plain = assessed(tmp_path, rows, scheme(*items))
    assert [row["score"] for row in plain.rows] == [Decimal("1.5"), Decimal("1.75"), Decimal("1.5")]
    broken = assessed(
        tmp_path, rows, scheme(*items, ties=[{"by": "completed"}, {"by": "progress", "item": "项1", "base": "基数"}])
    )
    # progress: 甲 (1 − 0) / (2 − 0) = 0.5, 丙 (1 − 0.5) / (2 − 0.5) = 0.3333
    assert [row["rank"] for row in broken.rows] == [2, 1, 3]
    assert broken.rows[2]["formula"].endswith("；同分比完成项目1；同分比项1进展率0.3333")
    assert [row["rank"] for row in plain.rows] == [2, 1, 2]


def test_what_is_not_recognised_is_taken_away_before_counting(tmp_path: Path) -> None:
    out_list = [
        {"object": "甲", "item": "项0", "amount": 3, "reason": "未销号"},
        {"object": "乙", "item": "项0", "reason": "弄虚作假"},
        {"object": "丁", "item": "项0", "amount": 1, "reason": "重复"},
    ]
    rows = [{"object": name, "actual": 23, "target": 20} for name in ("甲", "乙", "丙")]
    found = assessed(tmp_path, rows, scheme(RATIO | {"weight": 10, "min": 1}, disallowed=out_list))
    assert [row["项0"] for row in found.rows] == [10, 0, Decimal("11.5")]
    assert [row["formula"] for row in found.rows] == [
        "项0：10×(23-3)/20=10",
        "项0：不予认定（弄虚作假）=0",
        "项0：10×23/20=11.5",
    ]
    assert found.notes == ("不予认定清单里的对象不在成绩表中：丁",)


# item, plan's 2023 figure, stock of 2020 where the figure includes it (methodology §0.1)
TABLE = [
    ("规上工业亩均税收", "28", None),
    ("规上工业亩均增加值", "115", None),
    ("盘活低效工业用地", "5000", None),
    ("淘汰落后产能企业", "220", "168"),
    ("整治提升低散乱企业", "1385", "1054"),
    ("腾出用能", "5", None),
    ("整治高耗低效企业", "200", None),
    ("单位工业增加值能耗下降", "8", None),
    ("规上研发经费占营业收入", "3.2", None),
    ("单项冠军", "1", "0"),
    ("专精特新小巨人", "7", "2"),
    ("10亿元以上重大制造业项目", "23", "8"),
    ("制造业投资年均增长率", "25", None),
    ("上市企业", "9", "5"),
    ("浙江制造标准", "20", "14"),
    ("品字标品牌企业", "22", "12"),
    ("首台套", "30", "12"),
]


def test_shengzhou_s_table_is_the_plan_s_cell_by_cell() -> None:
    items = schemes()["shengzhou"].items
    assert [(item.item, item.target) for item in items] == [
        (name, Decimal(figure) - Decimal(stock or 0)) for name, figure, stock in TABLE
    ]
    assert "本地参数（待核实）" in (schemes()["shengzhou"].note or "")


def test_shengzhou_is_assessed_from_what_it_reached(tmp_path: Path) -> None:
    reached = {
        "10亿元以上重大制造业项目": "11",
        "规上工业亩均税收": "20",
        "制造业投资年均增长率": "27.16",
        "上市企业": "4",
    }
    rows = [{"object": "嵊州市", "item": name, "actual": value} for name, value in reached.items()]
    (out,) = assessed(tmp_path, rows, schemes()["shengzhou"]).rows
    # 11/15 = 73.3 % of the increase; 20/28; capped at 1 (1.0864); 4/4; the other 13 items have no row
    assert out["10亿元以上重大制造业项目"] == Decimal("0.7333")
    assert out["规上工业亩均税收"] == Decimal("0.7143")
    assert out["score"] == Decimal("3.4476")
    assert "1×27.16/25=1.0864→1" in out["formula"]
    assert out["formula"].count("不可计") == 13
    assert out["formula"].endswith("同分比完成项目2；同分比规上工业亩均税收得分0.7143")


def test_the_sample_for_towns_counts_every_shape(tmp_path: Path) -> None:
    rules = schemes()["towns"]
    shared = {"target": 10, "actual": 10, "亩均税收": 20, "亩均税收目标": 20, "亩均增加值": 50, "亩均增加值目标": 100}
    shared |= {"上年技改投资": 10, "园区评分": 100, "乡镇评分": 50, "matters": ""}
    rows = [{"object": "甲镇", "item": item.item} | shared for item in rules.items]
    rows[3]["actual"] = "6%"
    (out,) = assessed(tmp_path, rows, rules).rows
    assert [out[item.item] for item in rules.items] == [20, 20, 15, 3, 5, 5, 10, Decimal("7.65")]
