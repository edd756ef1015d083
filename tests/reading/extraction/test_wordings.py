"""Single sentences: what is a target, what is none, its name, year and comparison."""

import pytest

from tenghuan.reading import read_plan

FRAME = """安宁县制造业攻坚行动方案（2024—2026年）
为做强县域工业，结合实际，制定本方案。
一、重点任务
（一）攻坚行动
1．工作举措。{}
二、组织实施
（一）加强领导。压实各方责任，形成工作合力。
"""


def targets(sentence):
    return read_plan(FRAME.format(sentence).encode(), "plan.txt").to_json()["targets"]


def brief(sentence):
    return [(t["indicator"], t["value"], t["unit"], t["year"], t["comparison"]) for t in targets(sentence)]


FOUND = {
    "到2025年，全县培育国家级“小巨人”企业五家、省级隐形冠军企业十二家以上。": [
        ("国家级“小巨人”企业", 5, "家", 2025, "eq"),
        ("省级隐形冠军企业", 12, "家", 2025, "ge"),
    ],
    "规上工业亩均税收2024年达到20万元，2025年达到23万元。": [
        ("规上工业亩均税收", 20, "万元", 2024, "eq"),
        ("规上工业亩均税收", 23, "万元", 2025, "eq"),
    ],
    "2024年、2025年园区产值分别达到25亿元、28亿元。": [
        ("园区产值", 25, "亿元", 2024, "eq"),
        ("园区产值", 28, "亿元", 2025, "eq"),
    ],
    "国家高新技术企业、省科技型中小企业分别突破28家和130家。": [
        ("国家高新技术企业", 28, "家", None, "gt"),
        ("省科技型中小企业", 130, "家", None, "gt"),
    ],
    "培育省级绿色工厂、省级智能工厂各2家。": [
        ("省级绿色工厂", 2, "家", None, "eq"),
        ("省级智能工厂", 2, "家", None, "eq"),
    ],
    "工业用地占比不少于三分之一，数字化改造覆盖率达百分之八十五。": [
        ("工业用地占比", 0.3333, "", None, "ge"),
        ("数字化改造覆盖率", 85, "%", None, "eq"),
    ],
    "制造业投资占比保持在三成以上。": [("制造业投资占比", 0.3, "", None, "ge")],
    "万元产值能耗控制在0.4吨标准煤以内，用水总量不突破1.2亿立方米。": [
        ("万元产值能耗", 0.4, "吨标准煤", None, "le"),
        ("用水总量", 1.2, "亿立方米", None, "le"),
    ],
    "到2026年，规上企业由456家增加到600家。": [("规上企业", 600, "家", 2026, "eq")],
    "三年累计整治企业不少于300家。": [("整治企业", 300, "家", 2026, "ge")],
    "力争上市企业翻一番。": [("上市企业", 1, "番", None, "eq")],
    "新建项目容积率不低于1.8。": [("新建项目容积率", 1.8, "", None, "ge")],
    "确需改变用途的，按1:1.2比率落实占补平衡。": [("落实占补平衡", 1.2, "", None, "eq")],
    "腾出用能0.2万吨以上标煤。": [("腾出用能", 0.2, "万吨标煤", None, "ge")],
    "盘活存量用地两千亩。": [("盘活存量用地", 2000, "亩", None, "eq")],
}

NOTHING = [
    "将亩均税收低于3万元的企业纳入整治范围。",
    "对总投资5亿元以上且亩均税收50万元以上的项目，实行“一事一议”。",
    "对实际用地3亩（含）以上的规下企业开展排查。",
    "2023年，全县实现规上工业增加值120亿元，同比增长8.5%。",
    "截至2023年底，全县已有规上企业456家。",
    "省下达我县整治任务200家，全省目标为到2025年亩均税收达到37万元。",
    "围绕“163”产业布局，推进5G建设，办好500强企业对接会，实施2.0版行动，落实“四个一批”。",
    "每季度召开一次专题会议，于每月5日前报送进展。",
    "组建5个工作专班，明确8个方面20项重点任务。",
    "健全木玩、轴承、阀门三大产业和家电、轻纺两个产业联盟的服务体系。",
    "本条所称低效用地，是指亩均税收低于2万元的工业用地。",
]


@pytest.mark.parametrize("sentence", FOUND)
def test_targets(sentence):
    read = brief(sentence)
    assert [row[1:] for row in read] == [row[1:] for row in FOUND[sentence]]
    for got, wanted in zip(read, FOUND[sentence], strict=True):
        assert wanted[0] in got[0] or got[0] in wanted[0]


@pytest.mark.parametrize("sentence", NOTHING)
def test_no_targets(sentence):
    assert brief(sentence) == []


def test_ranges():
    for sentence in (
        "培育链主企业1-2家。",
        "动态培育3~5家链主企业。",
        "引进项目10至12个。",
        "引进亿元以上项目三至五个。",
    ):
        (target,) = targets(sentence)
        assert target["upper"] > target["value"]


@pytest.mark.parametrize(
    ("sentence", "nature"),
    [
        ("每年新增高新技术企业70家。", "annual"),
        ("制造业投资年均增长12%。", "growth_rate"),
        ("单位能耗下降10%以上。", "decline_rate"),
        ("研发经费占营业收入比重达到3%。", "share"),
        ("新增规上企业150家。", "increment"),
        ("累计完成改造15个。", "cumulative"),
        ("亩均税收达到30万元。", "level"),
    ],
)
def test_natures(sentence, nature):
    assert [t["nature"] for t in targets(sentence)] == [nature]


def test_inherited_names_are_doubted():
    first, second = targets("技术交易额达到1.2亿元，年均增长10%。")
    assert second["indicator"].startswith("技术交易额")
    assert second["confidence"] < first["confidence"]
    assert second["reasons"]


def test_indicators_lend_their_head():
    assert [t["indicator"] for t in targets("规上工业亩均税收达到20万元，亩均增加值达到90万元。")] == [
        "规上工业亩均税收",
        "规上工业亩均增加值",
    ]
