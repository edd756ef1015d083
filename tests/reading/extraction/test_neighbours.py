"""Wordings whose meaning lies in a neighbouring clause: years, names, bounds, groups that are only sorted out."""

import pytest

from tenghuan.reading import read_plan

FRAME = """安宁县制造业攻坚行动方案（2024—2026年）
安宁县人民政府
2024年3月1日
为做强县域工业，结合实际，制定本方案。
{background}一、重点任务
（一）攻坚行动
1．工作举措。{sentence}
二、组织实施
（一）加强领导。压实各方责任，形成工作合力。
"""


def targets(sentence="", background=""):
    return read_plan(FRAME.format(sentence=sentence, background=background).encode(), "plan.txt").to_json()["targets"]


def brief(sentence):
    return [(t["indicator"], t["value"], t["unit"], t["year"], t["comparison"]) for t in targets(sentence)]


FOUND = {
    "a year in brackets ends with its bracket": (
        "到2026年，整治企业400家（其中2024年整治160家），腾出用能3万吨标准煤。",
        [
            ("整治企业", 400, "家", 2026, "eq"),
            ("整治企业", 160, "家", 2024, "eq"),
            ("腾出用能", 3, "万吨标准煤", 2026, "eq"),
        ],
    ),
    "a deadline after the figure looks back only": (
        "改造旧厂房12栋，2024年12月底前完成；新建标准厂房50万平方米。",
        [("改造旧厂房", 12, "栋", 2024, "eq"), ("新建标准厂房", 50, "万平方米", None, "eq")],
    ),
    "累计 ends 每年": (
        "2024年至2026年，每年平整土地1000亩，累计投入资金15亿元。",
        [("平整土地", 1000, "亩", None, "eq"), ("投入资金", 15, "亿元", 2026, "eq")],
    ),
    "a year compared with is no deadline": (
        "到2026年，亩均增加值达到2023年的1.5倍，亩均税收比2023年增长45%。",
        [("亩均增加值", 1.5, "倍", 2026, "eq"), ("亩均税收", 45, "%", 2026, "eq")],
    ),
    "two years deal without 分别 too": (
        "到2025年、2026年，省级研发机构分别达到45家、70家，省级智能工厂累计达到25家、40家。",
        [
            ("省级研发机构", 45, "家", 2025, "eq"),
            ("省级研发机构", 70, "家", 2026, "eq"),
            ("省级智能工厂", 25, "家", 2025, "eq"),
            ("省级智能工厂", 40, "家", 2026, "eq"),
        ],
    ),
    "a scale lends its unit": (
        "三年建成标准厂房300万平方米，其中2024年、2025年、2026年分别建成80万、100万、120万平方米。",
        [
            ("标准厂房", 300, "万平方米", 2026, "eq"),
            ("标准厂房", 80, "万平方米", 2024, "eq"),
            ("标准厂房", 100, "万平方米", 2025, "eq"),
            ("标准厂房", 120, "万平方米", 2026, "eq"),
        ],
    ),
    "thresholds that 分别 deals over": (
        "规上企业达到420户，营业收入过10亿元、50亿元企业分别达到20户、4户。",
        [
            ("规上企业", 420, "户", None, "eq"),
            ("营业收入过10亿元企业", 20, "户", None, "eq"),
            ("营业收入过50亿元企业", 4, "户", None, "eq"),
        ],
    ),
    "a ratio that is raised from one figure to another": (
        "工业用地平均容积率由0.82提高到1.2。",
        [("工业用地平均容积率", 1.2, "", None, "eq")],
    ),
    "the noun of the clause before": (
        "设立“腾笼换鸟”专项资金，每年不少于3000万元。",
        [("“腾笼换鸟”专项资金", 3000, "万元", None, "ge")],
    ),
    "a noun whose growth is told first": (
        "高新技术企业实现倍增，达到90家。",
        [("高新技术企业", 90, "家", None, "eq")],
    ),
    "均 gives each rate the figure": (
        "合同履约率、项目开工率均达到80%以上。",
        [("合同履约率", 80, "%", None, "ge"), ("项目开工率", 80, "%", None, "ge")],
    ),
    "no noun in the item at all but in its first clause": (
        "推动企业“智改数转”，三年累计完成500家，其中2025年完成150家。",
        [("企业“智改数转”", 500, "家", 2026, "eq"), ("企业“智改数转”", 150, "家", 2025, "eq")],
    ),
    "a rate and its years": (
        "存量用地占年度供地总量比重，2024年达到40%，2025年达到45%。",
        [("存量用地占年度供地总量比重", 40, "%", 2024, "eq"), ("存量用地占年度供地总量比重", 45, "%", 2025, "eq")],
    ),
    "from one year's share to another's": (
        "低效用地占工业用地比例从2023年的18%降到2026年的8%以内。",
        [("低效用地占工业用地比例", 8, "%", 2026, "le")],
    ),
    "a doubling told as a figure": (
        "高新技术企业数量翻一番、达到160家。",
        [("高新技术企业数量", 160, "家", None, "eq")],
    ),
    "the past in brackets": (
        "高新技术产业占规上工业比重达到60%（2023年为52%），新产品产值率达到40%。",
        [("高新技术产业占规上工业比重", 60, "%", None, "eq"), ("新产品产值率", 40, "%", None, "eq")],
    ),
    "standards for admission": (
        "严格执行新增用地亩均产值400万元、亩均税收20万元的准入标准。",
        [("新增用地亩均产值", 400, "万元", None, "eq"), ("新增用地亩均税收", 20, "万元", None, "eq")],
    ),
    "合计 ends 每年 too": (
        "2024—2026年每年关停企业30家，压减产能合计20万吨。",
        [("关停企业", 30, "家", None, "eq"), ("压减产能", 20, "万吨", 2026, "eq")],
    ),
    "the part above a bound": (
        "企业提高容积率超过1.5以上部分，按每平方米50元给予奖励。",
        [("奖励", 50, "元", None, "eq")],
    ),
    "a fund and what it supports": (
        "县财政三年安排不低于1.5亿元专项资金支持企业腾换提升。",
        [("专项资金", 1.5, "亿元", 2026, "ge")],
    ),
    "a bound before its base": (
        "按不超过设备购置额25%的比例给予补助。",
        [("设备购置额", 25, "%", None, "le")],
    ),
    "signs, double units, basis points and 至少 before a verb": (
        "地均产出率≥65亿元/平方公里，建设租赁住房1200套（间），贷款利率下浮10个基点，每年至少推进1个改造项目。",
        [
            ("地均产出率", 65, "亿元/平方公里", None, "ge"),
            ("建设租赁住房", 1200, "套（间）", None, "eq"),
            ("贷款利率下浮", 10, "个基点", None, "eq"),
            ("改造项目", 1, "个", None, "ge"),
        ],
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_targets(case):
    sentence, wanted = FOUND[case]
    got = brief(sentence)
    assert [found[1:] for found in got] == [one[1:] for one in wanted]
    for found, one in zip(got, wanted, strict=True):
        assert one[0] in found[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "将亩均税收3万元以下、容积率低于0.6、投产满3年的地块认定为低效用地。",
        "以亩均税收1万元以下、建成20年以上的旧工业区为重点，分类推进改造。",
        "对停产半年以上、厂房闲置率50%以上的企业建档立卡。",
        "容积率低于0.5或建筑系数低于30%的，列入整治清单。",
    ],
)
def test_groups_that_are_sorted_out_are_no_targets(sentence):
    assert targets(sentence) == []


def test_the_background_tells_the_past_even_with_a_year_up_to():
    background = "一、基本情况\n至2023年底，全县工业用地8.6万亩。单项冠军企业达到6家，容积率平均0.82。\n"
    assert targets(background=background) == []


def test_a_span_that_describes_a_plot_sets_no_year():
    assert brief("清查建成投产满3年仍未达产的地块。调查覆盖率达到100%。") == [("调查覆盖率", 100, "%", None, "eq")]


def test_the_span_of_one_task_is_not_the_plans():
    text = FRAME.replace("（2024—2026年）", "").format(
        background="一、主要目标\n到2026年，亩均税收达到20万元。\n", sentence="2024—2026年每年关停企业30家。"
    )
    assert read_plan(text.encode(), "plan.txt").to_json()["period"] == {"start": None, "end": 2026}
