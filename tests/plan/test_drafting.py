"""A draft pack from an extraction: links, calibers, merges and notes, on documents of our own making."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.plan import check_data, check_pack, draft_pack
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.drafting import draft_with_rows
from tenghuan.plan.drafting.calibers import of_column, propose_final
from tenghuan.plan.schema import PlanPack

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"


def target(indicator: str, value: float, unit: str, nature: str, section: str = "二", **more: Any) -> dict[str, Any]:
    base = {"year": 2025, "upper": None, "comparison": "eq", "aliases": [], "evidence": indicator}
    return {"indicator": indicator, "value": value, "unit": unit, "nature": nature, "section": section} | base | more


def extraction(**parts: Any) -> dict[str, Any]:
    base = {"title": "临溪县攻坚行动方案", "region": "临溪县", "period": {"start": 2023, "end": 2025}}
    return base | {"actions": [], "targets": []} | parts


def drafted(*targets: dict[str, Any], **parts: Any) -> PlanPack:
    return PlanPack.model_validate(draft_pack(extraction(targets=list(targets), **parts)))


def test_the_same_target_in_two_sections_is_one_indicator() -> None:
    pack = drafted(
        target("整治高耗低效企业", 300, "家", "cumulative", year=None),
        target("整治提升高耗低效企业", 300, "家", "cumulative", "三（一）2"),
    )
    (item,) = pack.indicators
    assert [s.section for s in item.sources] == ["二", "三（一）2"]
    (cell,) = item.milestones
    assert (cell.year, cell.year_inferred) == (2025, False)


def test_a_total_and_a_yearly_minimum_are_two_cells_of_one_indicator() -> None:
    pack = drafted(
        target("高新技术企业数量", 240, "家", "cumulative"),
        target("净增国家高新技术企业", 35, "家", "annual", "三（二）1", year=None, comparison="ge"),
    )
    (item,) = pack.indicators
    assert [c.caliber for c in item.milestones] == [Caliber.CUMULATIVE_WITH_BASE, Caliber.ANNUAL]
    assert item.milestones[1].every_year


def test_two_values_for_one_year_stay_two_indicators() -> None:
    pack = drafted(
        target("东区规上工业产值", 600, "亿元", "level", "三（一）5"),
        target("西区规上工业产值", 150, "亿元", "level", "三（一）5"),
    )
    assert [c.value for item in pack.indicators for c in item.milestones] == [600, 150]
    assert len({item.key for item in pack.indicators}) == 2


def test_sizes_keep_projects_apart() -> None:
    pack = drafted(
        target("招引5亿元以上重大制造业项目", 20, "个", "cumulative"),
        target("招引10亿元以上重大制造业项目", 11, "个", "cumulative"),
    )
    assert [item.key for item in pack.indicators] == ["major_projects_5yi", "major_projects_10yi"]
    assert [item.threshold and item.threshold.value for item in pack.indicators] == [5, 10]


def test_a_shortened_repetition_with_the_same_figure_is_merged() -> None:
    pack = drafted(
        target("整治提升“低散乱”企业", 1385, "家", "cumulative"),
        target("整治提升企业", 1385, "家", "cumulative", "三（二）2"),
    )
    assert [item.catalogue for item in pack.indicators] == ["scattered_firms"]


@pytest.mark.parametrize(
    ("nature", "wording", "unit", "caliber"),
    [
        ("level", "规上工业亩均税收", "万元", Caliber.LEVEL),
        ("level", "技术合同交易额", "亿元", Caliber.ANNUAL),
        ("level", "高新技术企业", "家", Caliber.CUMULATIVE_WITH_BASE),
        ("increment", "新增高新技术企业", "家", Caliber.CUMULATIVE),
        ("cumulative", "累计认定高新技术企业", "家", Caliber.CUMULATIVE_WITH_BASE),
        ("cumulative", "三年累计新增上市企业", "家", Caliber.CUMULATIVE),
        ("cumulative", "腾出用能", "万吨标准煤", Caliber.CUMULATIVE),
        ("growth_rate", "制造业投资", "%", Caliber.AVERAGE_GROWTH),
        ("decline_rate", "单位工业增加值能耗", "%", Caliber.CUMULATIVE_DROP_RATE),
        ("share", "新增工业用地“标准地”出让比例", "%", Caliber.SHARE),
    ],
)
def test_caliber_from_nature_and_wording(nature: str, wording: str, unit: str, caliber: Caliber) -> None:
    (item,) = drafted(target(wording, 12, unit, nature)).indicators
    assert item.caliber is caliber


@pytest.mark.parametrize(
    ("usual", "base", "increments", "final", "caliber"),
    [
        (Caliber.CUMULATIVE, 168, [20, 20], 220, Caliber.CUMULATIVE_WITH_BASE),
        (Caliber.CUMULATIVE_WITH_BASE, None, [27, 100], 200, Caliber.CUMULATIVE),
        (Caliber.CUMULATIVE, 500, [27, 100], 200, Caliber.CUMULATIVE),
        (Caliber.CUMULATIVE, None, [80, 100], 120, Caliber.ANNUAL),
        (Caliber.LEVEL, 13.68, [], 28, Caliber.LEVEL),
        (Caliber.AVERAGE_GROWTH, -26.9, [31.6, 25], 25, Caliber.AVERAGE_GROWTH),
    ],
)
def test_caliber_of_a_row_by_its_arithmetic(
    usual: Caliber, base: float | None, increments: list[float], final: float, caliber: Caliber
) -> None:
    assert propose_final(usual, base, increments, final)[0] is caliber


def test_caliber_of_an_earlier_column() -> None:
    assert of_column(Caliber.CUMULATIVE_WITH_BASE, "2022年目标（当年）")[0] is Caliber.ANNUAL
    assert of_column(Caliber.CUMULATIVE, "2022年目标")[0] is Caliber.CUMULATIVE
    assert of_column(Caliber.LEVEL, "2022年目标（当年）")[0] is Caliber.LEVEL
    assert of_column(Caliber.CUMULATIVE_DROP_RATE, "2022年目标（当年）")[1] is not None


def cell(year: int, role: str, value: float | None, raw: str = "", scope: str = "临溪县") -> dict[str, Any]:
    column = f"{year}年" + ("（当年）" if role == "actual" or (role, year) == ("target", 2024) else "")
    return {"column": column, "year": year, "role": role, "scope": scope, "value": value, "raw": raw or str(value)}


def test_a_table_row_joins_its_prose_target() -> None:
    row = {
        "indicator": "盘活低效工业用地",
        "unit": "亩",
        "cells": [
            cell(2022, "baseline", None, "—"),
            cell(2023, "actual", 100),
            cell(2024, "target", 3000),
            cell(2025, "target", 5000),
            cell(2025, "reference", 100, "100平方公里", "浙江省"),
            cell(2025, "reference", 5, "报会5/年", "临江市"),
            cell(2025, "reference", 300, "300/年", "临江市"),
            cell(2025, "reference", None, "—", "临江市"),
        ],
    }
    pack = drafted(target("盘活低效用地", 5000, "亩", "cumulative", comparison="ge"), series=[row])
    (item,) = pack.indicators
    assert [(c.caliber, c.year) for c in item.milestones] == [(Caliber.ANNUAL, 2024), (Caliber.CUMULATIVE, 2025)]
    assert item.milestones[1].comparison.value == "ge"
    assert [(a.year, a.value) for a in item.actuals] == [(2023, 100)]
    assert [(r.scope.value, r.raw, r.value) for r in item.references] == [
        ("province", "100平方公里", 150000),
        ("city", "报会5/年", None),
        ("city", "300/年", 300),
    ]


def test_units_of_one_function_are_merged_and_answer_for_their_section() -> None:
    actions = [
        {"section": "三（一）1", "title": "引才", "lead": ["县人社局"], "support": ["县经信局"]},
        {"section": "三（一）2", "title": "整治", "lead": ["县经信局"], "support": ["县人力社保局", "临溪开发区"]},
    ]
    pack = drafted(target("整治高耗低效企业", 50, "家", "cumulative", "三（一）2"), actions=actions)
    assert [(u.key, u.names, u.kind.value) for u in pack.units] == [
        ("human_resources", ["县人社局", "县人力社保局"], "department"),
        ("economy", ["县经信局"], "department"),
        ("unit_1", ["临溪开发区"], "park"),
    ]
    assert pack.indicators[0].lead == ["县经信局"]
    assert pack.actions[1].indicators == ["high_consumption_firms"]
    assert pack.campaigns[0].key == "clear_out"
    assert pack.indicators[0].campaign == "clear_out"


def test_of_several_groups_of_units_in_a_section_the_next_one_in_the_text_answers() -> None:
    actions = [
        {"section": "三（一）1", "part": part, "title": "整治", "lead": [lead], "support": [], "anchor": anchor}
        for part, lead, anchor in [
            (1, "县经信局", {"block": "p9", "start": 50, "end": 60}),
            (2, "县发改局", {"block": "p9", "start": 90, "end": 99}),
        ]
    ]
    first = target(
        "整治高耗低效企业", 50, "家", "cumulative", "三（一）1", anchor={"block": "p9", "start": 10, "end": 20}
    )
    second = target(
        "腾出用能", 2, "万吨标准煤", "cumulative", "三（一）1", anchor={"block": "p9", "start": 70, "end": 80}
    )
    pack = drafted(first, second, actions=actions)
    assert [item.lead for item in pack.indicators] == [["县经信局"], ["县发改局"]]
    assert [item.sources[0].place for item in pack.indicators] == ["p9:10-20", "p9:70-80"]


def test_policy_rules_become_parameters() -> None:
    pack = drafted(target("土地出让收入提取“腾笼换鸟”专项经费", 0.6, "%", "share", "四（一）", year=None))
    assert not pack.indicators
    (rule,) = pack.parameters
    assert (rule.key, rule.value, rule.status.value) == ("special_fund_rate", 0.6, "plan")


def test_every_guess_leaves_a_remark() -> None:
    pack = drafted(target("新建公园", 3, "个", "cumulative"), target("高新技术企业", 270, "家", "cumulative"))
    notes = {remark.where: remark.text for remark in pack.remarks}
    assert any("没有对应的标准指标" in r.text for r in pack.remarks if r.where == "indicators.local_1")
    assert "请填写六位行政区划代码" in notes["plan.region.code"]
    assert any("含基数" in r.text for r in pack.remarks if r.where == "indicators.hightech_firms")


def test_what_is_missing_is_a_fault_for_the_reviewer() -> None:
    messages = {f.message for f in check_data(draft_pack(extraction(targets=[target("新建公园", 3, "个", "level")])))}
    assert "还没有填行政区划代码" in messages
    assert any("没有牵头单位" in message for message in messages)


def test_an_empty_extraction_gives_an_empty_draft() -> None:
    pack = PlanPack.model_validate(draft_pack({}))
    assert (pack.indicators, pack.actions, pack.tasks) == ([], [], [])


@pytest.mark.parametrize(
    ("name", "value"), [("单位工业增加值能耗", -5), ("单位工业增加值能耗", 200), ("制造业投资", -150), ("增加值率", -1)]
)
def test_a_value_that_its_caliber_cannot_hold_is_kept_as_a_doubtful_level(name: str, value: float) -> None:
    row = {"indicator": name, "unit": "%", "cells": [cell(2024, "target", value), cell(2025, "target", 5)]}
    pack = drafted(series=[row])
    (item,) = pack.indicators
    assert item.milestones[0].value == value
    doubt = any("与口径不符" in remark.text for remark in pack.remarks)
    assert doubt == (item.milestones[0].caliber is Caliber.LEVEL)


NAMES = st.one_of(
    st.sampled_from(["规上工业亩均税收", "高新技术企业", "10亿元以上项目", "单位工业增加值能耗", "制造业投资", "公园"]),
    st.text(max_size=90),
)
NUMBERS = st.one_of(st.none(), st.integers(-200, 5000), st.floats(allow_nan=True))
TARGETS = st.fixed_dictionaries(
    {
        "indicator": NAMES,
        "value": NUMBERS,
        "upper": NUMBERS,
        "unit": st.sampled_from(["家", "%", "万元", "", "斤", "亿元"]),
        "year": st.one_of(st.none(), st.integers(1900, 2200)),
        "comparison": st.sampled_from(["eq", "ge", "gt", "le"]),
        "nature": st.sampled_from(
            ["level", "cumulative", "increment", "annual", "growth_rate", "decline_rate", "share"]
        ),
        "section": st.sampled_from(["", "二", "三（一）1", "四（一）"]),
    }
)
CELLS = st.fixed_dictionaries(
    {
        "column": st.sampled_from(["2022年（当年）", "2023年"]),
        "year": st.integers(2018, 2026),
        "role": st.sampled_from(["baseline", "actual", "target", "reference"]),
        "scope": st.sampled_from(["临溪县", "浙江省"]),
        "value": NUMBERS,
        "raw": st.sampled_from(["—", "3/年", "100平方公里", "报会5/年", "12"]),
    }
)
WORK = st.fixed_dictionaries(
    {
        "section": st.sampled_from(["", "三（一）1", "三（二）2"]),
        "title": st.text(max_size=90),
        "lead": st.lists(st.text(max_size=80), max_size=3),
        "support": st.lists(st.sampled_from(["县经信局", "经信局"]), max_size=2),
        "number": st.one_of(st.none(), st.integers(1, 5)),
    }
)


@settings(max_examples=150)
@given(
    st.lists(TARGETS, max_size=6),
    st.lists(
        st.builds(
            lambda n, u, c: {"indicator": n, "unit": u, "cells": c},
            NAMES,
            st.sampled_from(["家", "%"]),
            st.lists(CELLS, max_size=6),
        ),
        max_size=3,
    ),
    st.lists(WORK, max_size=3),
    st.one_of(st.none(), st.integers(1900, 2200)),
)
def test_whatever_was_read_the_draft_loads(
    targets: list[Any], series: list[Any], work: list[Any], end: int | None
) -> None:
    read = extraction(targets=targets, series=series, actions=work, tasks=work, period={"start": 2021, "end": end})
    PlanPack.model_validate(draft_pack(read))


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.is_dir(), reason="needs ../shared/gold beside the checkout")
@pytest.mark.parametrize("county", ["shengzhou", "lanxi", "yunhe", "cixi", "linan"])
def test_a_real_plan_becomes_a_draft_that_only_lacks_what_the_plan_lacks(county: str, tmp_path: Path) -> None:
    draft = draft_pack(json.loads((GOLD / f"{county}.json").read_text(encoding="utf-8")))
    path = tmp_path / "draft.yaml"
    path.write_text(yaml.safe_dump(draft, allow_unicode=True, sort_keys=False), encoding="utf-8")
    kinds = {fault.message for fault in check_pack(path)}
    assert kinds <= {"累计含基数，却没有基数", "没有牵头单位，届时没有人填报"}


def test_what_a_table_gives_to_towns_is_no_target_of_the_county():
    def cell(scope, year, value):
        return {
            "column": f"{year}年",
            "year": year,
            "role": "target",
            "scope": scope,
            "value": value,
            "raw": str(value),
        }

    cells = [cell(scope, 2025, value) for scope, value in (("东街道", 15), ("西镇", 14), ("合计", 29))]
    series = [{"indicator": "整治企业", "unit": "家", "cells": cells}]
    draft = draft_pack(
        {"title": "甲县方案", "region": "甲县", "period": {"start": 2024, "end": 2025}, "series": series}
    )
    (item,) = draft["indicators"]
    assert [(m["year"], m["value"]) for m in item["milestones"]] == [(2025, 29)]
    assert any("东街道、西镇" in remark["text"] for remark in draft["remarks"])


def test_a_doubling_waits_for_the_figure_of_the_base_year():
    target = {
        "indicator": "制造业增加值",
        "value": 1,
        "upper": None,
        "unit": "番",
        "year": 2026,
        "comparison": "eq",
        "nature": "growth_rate",
        "section": "一",
        "evidence": "翻一番",
    }
    draft = draft_pack(
        {"title": "甲县方案", "region": "甲县", "period": {"start": 2024, "end": 2026}, "targets": [target]}
    )
    (item,) = draft["indicators"]
    assert (item["unit"], item["milestones"][0]["caliber"]) == ("番", "level")
    assert any("基年数" in remark["text"] for remark in draft["remarks"])


def test_every_row_is_told_where_it_went_and_leaves_no_trace_in_the_pack() -> None:
    said_twice = ("整治高耗低效企业", "整治提升高耗低效企业")
    targets = [target(name, 300, "家", "cumulative", f"二{at}", row=at) for at, name in enumerate(said_twice, 1)]
    # the same number in the same section, of something else
    targets.append(target("新增小微企业园入园企业", 300, "家", "cumulative", "二1", row=3))
    table = {
        "indicator": "全员劳动生产率", "unit": "万元/人", "row": 9,
        "cells": [{"column": "2025年目标", "role": "target", "year": 2025, "value": 30, "scope": ""}],
    }  # fmt: skip
    pack, places = draft_with_rows(extraction(targets=targets, series=[table]))
    assert sorted(places) == [1, 2, 3, 9]
    assert places[1] == places[2]
    assert len({places[1], places[3], places[9]}) == 3
    names = {indicator["key"]: indicator["name"] for indicator in pack["indicators"]}
    assert names[places[3]] == "新增小微企业园入园企业"
    assert names[places[9]] == "全员劳动生产率"
    assert '"row"' not in json.dumps(pack)
    assert draft_pack(extraction(targets=targets, series=[table])) == pack
