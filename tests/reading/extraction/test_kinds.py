"""Kinds of wordings and layouts that real documents brought: each small document with its right reading."""

from pathlib import Path

import pytest

from tenghuan.reading import read_plan

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"


def read(name):
    return read_plan(next(KINDS.glob(f"{name}.*"))).to_json()


def targets(found):
    return [
        (t["section"], t["indicator"], t["value"], t["unit"], t["year"], t["comparison"], t["nature"])
        for t in found["targets"]
    ]


def actions(found):
    return [(a["section"], a["lead"], a["support"]) for a in found["actions"]]


TARGETS = {
    "item-number-then-year": [
        ("一", "规上工业企业", 300, "家", 2026, "eq", "cumulative"),
        ("二（一）1", "开工亿元以上项目", 20, "个", 2024, "eq", "cumulative"),
        ("二（一）2", "开工亿元以上项目", 25, "个", 2025, "eq", "cumulative"),
        ("二（一）3", "入库项目", 60, "个", None, "eq", "cumulative"),
    ],
    "yearly-word-leaks": [
        ("一", "规上工业企业", 400, "家", 2027, "eq", "cumulative"),
        ("一", "新增规上工业企业", 30, "家", None, "eq", "annual"),
        ("一", "每万名从业人员中技术工人", 2000, "人", 2027, "eq", "level"),
        ("一", "亩均税收", 26, "万元", 2027, "ge", "level"),
    ],
    "own-subject-of-clause": [
        ("一", "规上企业数量", 260, "家", 2027, "ge", "cumulative"),
        ("一", "上市企业", 6, "家", 2027, "ge", "cumulative"),
        ("一", "研发机构", 150, "家", 2027, "eq", "cumulative"),
        ("一", "技术工人", 2, "万人", 2027, "gt", "cumulative"),
    ],
    "base-year-figure": [
        ("一", "化学需氧量排放总量", 2.1, "万吨", 2025, "le", "cumulative"),
        ("一", "氨氮排放总量", 0.18, "万吨", 2025, "le", "cumulative"),
        ("一", "化学需氧量排放总量减少", 12.5, "%", 2025, "eq", "decline_rate"),
        ("一", "氨氮排放总量减少", 10, "%", 2025, "eq", "decline_rate"),
    ],
    "targets-before-first-heading": [
        ("", "规上工业增加值增长", 8, "%", 2025, "ge", "growth_rate"),
        ("", "制造业投资", 50, "亿元", 2025, "gt", "cumulative"),
        ("", "制造业投资增长", 12, "%", 2025, "eq", "growth_rate"),
        ("", "新增规上企业", 40, "家", 2025, "eq", "increment"),
        ("一1", "开工重点项目", 15, "个", 2025, "eq", "cumulative"),
    ],
    "unit-trillion": [
        ("一", "工业总产值", 1.3, "万亿元", 2025, "gt", "level"),
        ("一", "三大先导产业总规模", 1.8, "万亿元", 2025, "eq", "cumulative"),
        ("一", "制造业贷款余额", 0.9, "万亿元", 2025, "eq", "level"),
    ],
    "doubling": [
        ("一", "制造业增加值年均增长", 15, "%", None, "eq", "growth_rate"),
        ("一", "制造业增加值", 1, "番", 2026, "eq", "growth_rate"),
    ],
    "ratio-three-terms": [
        ("一", "人才总量", 12, "万人", 2027, "eq", "cumulative"),
        ("一", "工业用地占补比例", 1.2, "", 2027, "ge", "level"),
    ],
    "front-words-cut": [
        ("一", "各类孵化载体", 30, "家", 2027, "eq", "cumulative"),
        ("一", "各级工程中心总量", 45, "家", 2027, "eq", "cumulative"),
        ("一", "省级产业园区工业增加值占比", 92, "%", 2027, "eq", "share"),
    ],
    "heading-target-responsibility": [
        ("一（二）", "单位生产总值能耗下降", 14, "%", 2025, "eq", "decline_rate"),
    ],
    "quantity-verbs": [
        ("一", "五百亿级产业集群", 1, "个", 2026, "eq", "cumulative"),
        ("一", "百亿级产业集群", 3, "个", 2026, "eq", "cumulative"),
        ("一", "规上企业净增", 70, "家", 2026, "eq", "increment"),
    ],
    "threshold-group": [
        ("一（一）", "启动资金", 20, "万元", None, "eq", "cumulative"),
        ("一（一）", "启动资金", 50, "万元", None, "eq", "cumulative"),
    ],
    "run-on-text": [
        ("二", "规上工业亩均税收", 21, "万元", 2024, "ge", "level"),
        ("二", "规上工业亩均增加值", 105, "万元", 2024, "ge", "level"),
        ("二", "规上制造业全员劳动生产率", 22, "万元/人", 2024, "eq", "level"),
        ("二", "淘汰落后产能企业", 45, "家", 2024, "eq", "cumulative"),
        ("二", "整治提升企业", 180, "家", 2024, "eq", "cumulative"),
        ("二", "盘活低效工业用地", 900, "亩", 2024, "eq", "cumulative"),
        ("二", "腾出用能", 2.4, "万吨标准煤", 2024, "eq", "cumulative"),
        ("二", "研发经费占营业收入比重", 2.1, "%", 2024, "gt", "share"),
        ("二", "招引亿元以上项目", 50, "个", 2024, "ge", "cumulative"),
        ("三（一）2", "整治低效区块", 12, "个", 2025, "eq", "cumulative"),
        ("三（二）", "新增高新技术企业", 20, "家", None, "eq", "annual"),
    ],
    "lead-in-and-no-title": [
        ("", "招引落地1亿元以上强链补链项目", 20, "个", 2027, "ge", "cumulative"),
        ("一", "县级规上工业亩均税收（不含出口退税）", 45, "万元/亩", 2027, "ge", "level"),
    ],
    "year-only-in-the-title": [
        ("一1", "规上工业增加值增长", 8, "%", 2024, "ge", "growth_rate"),
        ("一2", "居民消费价格涨幅", 3, "%", 2024, "le", "share"),
        ("一3", "粮食产量", 4, "万吨", 2024, "eq", "cumulative"),
        ("一4", "地区生产总值增长", 6, "%", 2024, "eq", "growth_rate"),
    ],
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_targets_of_a_kind(name):
    assert targets(read(name)) == TARGETS[name]


ACTIONS = {
    "item-number-then-year": [
        ("二（一）1", ["县经信局", "县资规局"], []),
        ("二（一）2", ["县发改局"], []),
        ("二（一）3", ["县经信局"], []),
    ],
    "heading-target-responsibility": [
        ("二（三）", ["县发改局", "县生态环境局"], ["县经信局", "各乡镇人民政府"]),
        ("二（四）", ["县统计局"], ["县发改局"]),
    ],
    "run-on-text": [
        ("三（一）1", ["县经信局"], ["县资规局"]),
        ("三（一）2", ["县经信局"], ["各乡镇"]),
        ("三（二）", ["县科技局"], []),
        ("四（一）", ["县制高办"], []),
    ],
    "year-only-in-the-title": [
        ("一1", ["县经信局"], []),
        ("一2", ["县发改局"], []),
        ("一3", ["县农业农村局", "县资规局"], []),
        ("一4", ["县发改局"], []),
    ],
}


@pytest.mark.parametrize("name", ACTIONS)
def test_the_actions_of_a_kind(name):
    assert actions(read(name)) == ACTIONS[name]


def test_a_slogan_is_no_region():
    assert read("region-slogan")["region"] == "青川市"


def test_joint_signatories_in_two_columns_are_told_apart():
    found = read("joint-issuers-two-columns")
    assert found["issuer"] == "青川县发展和改革局、青川县经济和信息化局、青川县自然资源局、青川县财政局"
    assert found["issued_on"] == "2024-06-18"
    assert found["period"] == {"start": 2024, "end": 2026}


def test_a_structure_of_three_terms_is_left_for_a_person():
    assert any("1:4:9" in note for note in read("ratio-three-terms")["notes"])


def test_a_table_by_town_becomes_one_series_an_indicator():
    series = {s["indicator"]: s for s in read("table-by-town")["series"]}
    assert {name: s["unit"] for name, s in series.items()} == {"整治企业": "家", "腾出用地": "亩"}
    cells = {(c["scope"], c["year"]): c["value"] for c in series["腾出用地"]["cells"]}
    assert {scope for scope, _ in cells} == {"东街道", "西镇", "南镇", "合计"}
    for year, total in ((2023, 270), (2024, 330), (2025, 300)):
        assert cells["合计", year] == total == sum(cells[town, year] for town in ("东街道", "西镇", "南镇"))
    assert {c["role"] for c in series["整治企业"]["cells"]} == {"target"}


def test_portal_fields_in_front_give_title_number_issuer_and_date():
    found = read("run-on-text")
    assert found["title"] == "青川县新一轮制造业提质行动方案（2022—2025年）"
    assert (found["document_number"], found["issuer"]) == ("青政发〔2022〕9号", "青川县人民政府")
    assert (found["issued_on"], found["period"]) == ("2022-05-06", {"start": 2022, "end": 2025})


def test_a_cut_report_about_a_plan_is_read_with_low_confidence_and_reasons():
    found = read("lead-in-and-no-title")
    assert found["title"] == "新一轮工业用地提质攻坚行动方案（2024—2027年）"
    assert (found["region"], found["period"]) == ("青川县", {"start": 2024, "end": 2027})
    assert all(item["confidence"] < 0.5 for item in found["targets"])
    assert any("标题" in note for note in found["notes"])
    assert any("断开" in note for note in found["notes"])


def test_a_list_one_cell_a_line_is_dealt_to_its_columns():
    found = read("one-cell-a-line")
    assert [(t["number"], t["lead"], t["support"]) for t in found["tasks"]] == [
        (1, ["县经信局"], ["县税务局", "县统计局"]),
        (2, ["县资规局"], ["县经信局"]),
        (3, ["各乡镇（街道）", "县经信局"], []),
    ]
    assert all(task["confidence"] < 0.7 and task["reasons"] for task in found["tasks"])
    (group,) = found["groups"]
    seats = {role: [seat["post"] for seat in group[role]] for role in ("leader", "deputy", "members", "liaison")}
    assert seats == {
        "leader": ["副县长"],
        "deputy": ["县府办副主任", "县经信局局长"],
        "members": ["县发改局副局长", "县科技局副局长"],
        "liaison": ["县科技局副局长"],
    }
