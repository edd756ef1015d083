"""The catalogue: sound in itself, and telling apart what sounds alike."""

from __future__ import annotations

from collections import Counter

import pytest

from tenghuan.plan.calibers import Caliber
from tenghuan.plan.checking.rules import formula_words
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.measures import measure
from tenghuan.plan.standards import (
    ACCEPT,
    SURE,
    catalogue,
    core,
    fold,
    split_population,
    threshold_of,
)

#: Wordings that stand in no alias list, as other counties might write them → the standard indicator meant.
OTHER_WORDINGS = [
    ("规模以上工业企业亩均税收", "万元/亩", "tax_per_mu"),
    ("规上工业企业亩均增加值", "万元", "value_added_per_mu"),
    ("规上工业企业全员劳动生产率", "万元/人·年", "labour_productivity"),
    ("规上工业企业研发费用占营业收入比重", "%", "rd_ratio"),
    ("湖州市级以上首台（套）产品", "项", "first_sets"),
    ("衢州市级以上智能工厂", "家", "smart_factories"),
    ("国家级专精特新小巨人企业数量", "家", "little_giants"),
    ("新认定国家高新技术企业", "家", "hightech_firms"),
    ("新增省级高新技术企业研究开发中心", "家", "hightech_rd_centres"),
    ("省级隐形冠军", "家", "hidden_champions"),
    ("20亿元以上制造业项目招引落地", "个", "major_projects"),
    ("引进5亿元以上重大产业项目", "个", "major_projects"),
    ("盘活存量低效工业用地", "亩", "released_land"),
    ("整治提升高耗低效企业数量", "家", "high_consumption_firms"),
    ("淘汰落后产能涉及企业数", "家", "obsolete_capacity_firms"),
    ("腾出用能空间", "吨标准煤", "released_energy"),
    ("新增“品字标”品牌企业", "家", "pinzi_brands"),
    ("主导制定“浙江制造”标准数量", "项", "zhejiang_standards"),
    ("新增境内外上市公司", "家", "listed_firms"),
    ("制造业实际利用外资", "亿美元", "foreign_capital"),
    ("新增应用工业机器人", "台", "robots_installed"),
    ("四星级以上小微企业园", "个", "star_micro_parks"),
    ("工业用地出让占比", "%", "industrial_land_share"),
]

#: Pairs that sound alike and differ: (wording, unit, caliber, the one it is, the one it must not be).
TRICKY = [
    ("高新技术企业", "家", None, "hightech_firms", "hightech_rd_centres"),
    ("省级高新技术企业研发中心", "家", None, "hightech_rd_centres", "hightech_firms"),
    ("高新技术产业增加值", "亿元", None, "value_added_hightech", "hightech_firms"),
    ("腾出用能", "万吨标准煤", None, "released_energy", "energy_intensity_drop"),
    ("单位工业增加值能耗", "%", Caliber.CUMULATIVE_DROP_RATE, "energy_intensity_drop", "released_energy"),
    ("“浙江制造”标准", "项", None, "zhejiang_standards", "national_standards"),
    ("主导制（修）订国家标准", "项", None, "national_standards", "zhejiang_standards"),
    ("主导或参与制（修）定国际标准", "项", None, "international_standards", "national_standards"),
    ("“浙江制造”认证证书", "张", None, "zhejiang_certificates", "zhejiang_standards"),
    ("制造业投资", "亿元", None, "manufacturing_investment", "manufacturing_investment_growth"),
    ("制造业投资", "%", None, "manufacturing_investment_growth", "manufacturing_investment"),
    ("工业投资增速", "%", None, "industrial_investment_growth", "manufacturing_investment_growth"),
    ("规上工业亩均税收", "万元/亩", None, "tax_per_mu", "tax_per_mu_growth"),
    ("规上工业亩均税收", "%", Caliber.AVERAGE_GROWTH, "tax_per_mu_growth", "tax_per_mu"),
    ("规下工业亩均税收", "万元/亩", None, "small_tax_per_mu", "tax_per_mu"),
    ("上市企业", "家", None, "listed_firms", "listing_reserve"),
    ("重点上市后备企业", "家", None, "listing_reserve", "listed_firms"),
    ("省级小微企业园", "个", None, "micro_parks", "star_micro_parks"),
    ("数字化小微企业园", "个", None, "digital_micro_parks", "micro_parks"),
    ("机器人在役总量", "台", None, "robots_in_service", "robots_installed"),
    ("国家重点实验室", "家", None, "national_laboratories", "key_laboratories"),
    ("省级重点实验室", "家", None, "key_laboratories", "national_laboratories"),
    ("省级未来工厂", "家", None, "future_factories", "smart_factories"),
    ("智能化改造企业", "家", None, "smart_retrofit_firms", "diagnosed_firms"),
    ("智能化技术改造项目", "项", None, "smart_retrofit_projects", "provincial_retrofit_projects"),
    ("规上工业增加值率", "%", Caliber.SHARE, "value_added_rate", "industrial_value_added_growth"),
    ("规上工业增加值", "%", Caliber.AVERAGE_GROWTH, "industrial_value_added_growth", "value_added_rate"),
    ("单项冠军企业", "家", None, "single_champions", "hidden_champions"),
    ("科技型中小企业", "家", None, "tech_smes", "specialised_firms"),
    ("技术交易额", "亿元", None, "technology_contracts", "technology_contract_growth"),
    ("研发投入总额", "亿元", None, "rd_total", "rd_growth"),
    ("整治高耗低效企业", "家", None, "high_consumption_firms", "scattered_firms"),
    ("淘汰落后产能企业", "家", None, "obsolete_capacity_firms", "cleared_and_upgraded_firms"),
]

#: Things a plan may count for which there is no standard indicator.
STRANGERS = [
    ("常住人口", "万人"),
    ("农村居民人均可支配收入", "元"),
    ("新建公园", "个"),
    ("城镇登记失业率", "%"),
    ("义务教育学校", "所"),
    ("旅游总收入", "亿元"),
    ("粮食播种面积", "亩"),
    ("河道整治", "公里"),
    ("养老床位", "张"),
    ("重点产业链工作专班", "条"),
    ("农业投资", "亿元"),
    ("农业投资年均增长", "%"),
    ("服务业增加值占GDP比重", "%"),
    ("规上服务业企业", "家"),
    ("农产品加工企业", "家"),
]


def test_about_a_hundred_standard_indicators_each_sound() -> None:
    assert len(catalogue()) >= 80
    columns = set(load_yaml_columns())
    for item in catalogue():
        assert measure(item.unit) is not None, item.key
        assert item.aliases, item.key
        assert formula_words(item.formula or "") <= columns, item.key
        names = [fold(name) for name in [item.zh, *item.aliases]]
        assert len(names) == len(set(names)), f"{item.key} repeats a name"


def load_yaml_columns() -> list[str]:
    from pathlib import Path

    import tenghuan.plan

    return list(load_yaml(Path(tenghuan.plan.__file__).parent / "data" / "fact_columns.yaml").data)


def test_one_wording_and_unit_mean_one_indicator() -> None:
    spelled = Counter(
        (fold(name), found.dimension)
        for item in catalogue()
        if (found := measure(item.unit)) is not None
        for name in [item.zh, *item.aliases]
    )
    assert [key for key, count in spelled.items() if count > 1] == []


@pytest.mark.parametrize(("name", "unit", "key"), OTHER_WORDINGS)
def test_an_unseen_wording_finds_its_indicator(name: str, unit: str, key: str) -> None:
    found = catalogue().find(name, unit)
    assert found is not None
    assert found.standard.key == key


def test_where_no_link_is_proposed_the_right_one_is_still_offered_first() -> None:
    assert catalogue().find("规上工业单位增加值能耗累计下降", "%") is None
    best = catalogue().match("规上工业单位增加值能耗累计下降", "%")[0]
    assert best.standard.key == "energy_intensity_drop"


@pytest.mark.parametrize(("name", "unit", "caliber", "right", "wrong"), TRICKY)
def test_what_sounds_alike_is_told_apart(name: str, unit: str, caliber: Caliber | None, right: str, wrong: str) -> None:
    scores = {c.standard.key: c.score for c in catalogue().match(name, unit, caliber=caliber, limit=500)}
    assert max(scores, key=lambda key: scores[key]) == right
    assert scores[right] >= ACCEPT
    assert scores[wrong] < SURE


@pytest.mark.parametrize(("name", "unit"), STRANGERS)
def test_a_stranger_is_linked_to_nothing(name: str, unit: str) -> None:
    assert catalogue().find(name, unit) is None


def test_precision_and_recall_over_the_hand_made_lists() -> None:
    asked = [(n, u, None, k) for n, u, k in OTHER_WORDINGS] + [(n, u, c, r) for n, u, c, r, _ in TRICKY]
    asked += [(n, u, None, "") for n, u in STRANGERS]
    answers = [(catalogue().find(n, u, caliber=c), k) for n, u, c, k in asked]
    given = [(found.standard.key, key) for found, key in answers if found]
    right = sum(mine == key for mine, key in given)
    assert right / len(given) >= 0.98
    assert right / sum(bool(key) for _, key in answers) >= 0.95


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("10亿元以上重大制造业项目", 10, "亿元"),
        ("亿元以上项目", 1, "亿元"),
        ("产值超5亿元的行业龙头企业", 5, "亿元"),
        ("产值百亿元以上企业", 100, "亿元"),
        ("2000万元以上企业", 2000, "万元"),
        ("１０亿元以上项目", 10, "亿元"),
    ],
)
def test_a_size_in_a_name_is_read(name: str, value: float, unit: str) -> None:
    found = threshold_of(name)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("name", ["规上工业万元增加值能耗", "高新技术企业", "四星级园区", "完成投资额亿元"])
def test_a_name_without_a_size_has_no_threshold(name: str) -> None:
    assert threshold_of(name) is None


def test_parts_of_a_name() -> None:
    assert split_population("亩均税收（除钢压延外）") == ("亩均税收", "除钢压延外")
    assert split_population("首台（套）产品") == ("首台（套）产品", None)
    assert core("累计新增绍兴市级以上首台套数量") == "首台套"
    assert fold("“浙江 制造”标准（个）") == "浙江制造标准个"
