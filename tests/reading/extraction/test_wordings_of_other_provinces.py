"""Kinds of wording that notices of five southern provinces use: one sentence a kind."""

from __future__ import annotations

from typing import Any

import pytest

from tenghuan.reading import read_plan
from tenghuan.reading.extraction.responsible import groups_in

FRAME = """安宁县制造业攻坚行动方案（2024—2026年）
为做强县域工业，结合实际，制定本方案。{}
一、工作目标
{}
二、重点任务
（一）攻坚行动
1．工作举措。{}
三、组织实施
（一）加强领导。压实各方责任，形成工作合力。
"""


def targets(sentence: str, *, goal: str = "做强实体经济。", opening: str = "") -> list[dict[str, Any]]:
    document = FRAME.format(opening, goal, sentence)
    found: list[dict[str, Any]] = read_plan(document.encode(), "plan.txt").to_json()["targets"]
    return found


def brief(sentence: str, **other: str) -> list[tuple[Any, ...]]:
    return [(t["indicator"], t["value"], t["unit"], t["year"], t["comparison"]) for t in targets(sentence, **other)]


BOUNDS = {
    "规上工业用水量增速控制在-2.5%以内。": [("规上工业用水量增速", -2.5, "%", None, "le")],
    "吨布耗水控制在60—65公斤。": [("吨布耗水", 60, "公斤", None, "eq")],
    "拿地到开工平均周期缩短到5个月内。": [("拿地到开工平均周期", 5, "个月", None, "le")],
    "园区建设用地总量3.4万亩不突破。": [("园区建设用地总量", 3.4, "万亩", None, "le")],
    "新供地块投资强度不低于每亩280万元。": [("新供地块投资强度", 280, "万元", None, "ge")],
    "每年制造业信贷增速不低于各项贷款增速2个百分点。": [
        ("制造业信贷增速不低于各项贷款增速", 2, "个百分点", None, "ge")
    ],
    "每年引进亿元以上项目30个左右，其中5亿元以上不少于6个，20亿元以上1个。": [
        ("引进亿元以上项目", 30, "个", None, "eq"),
        ("5亿元以上项目", 6, "个", None, "ge"),
        ("20亿元以上项目", 1, "个", None, "eq"),
    ],
}
NUMBERS = {
    "工业对财政收入贡献率达到三成五。": [("工业对财政收入贡献率", 0.35, "", None, "eq")],
    "新增上云企业近百户。": [("新增上云企业", 100, "户", None, "eq")],
    "培育超千家小微企业。": [("小微企业", 1000, "家", None, "gt")],
    "每万名职工中研发人员由35人年增加到52人年。": [("每万名职工中研发人员", 52, "人年", None, "eq")],
    "2026年亿元企业数量比2023年增加一半。": [("亿元企业数量增加", 0.5, "", 2026, "eq")],
    "2024年、2025年、2026年改造空置厂房分别为6万、9万和4万平方米。": [
        ("改造空置厂房", 6, "万平方米", 2024, "eq"),
        ("改造空置厂房", 9, "万平方米", 2025, "eq"),
        ("改造空置厂房", 4, "万平方米", 2026, "eq"),
    ],
}
GROUPS = {  # what says which ones, of how many, for whom
    "到2026年，产值过30亿元、5亿元、1亿元的企业分别达到2家、9家、80家。": [
        ("产值过30亿元的企业", 2, "家", 2026, "eq"),
        ("产值过5亿元的企业", 9, "家", 2026, "eq"),
        ("产值过1亿元的企业", 80, "家", 2026, "eq"),
    ],
    "日处理能力3万吨的污水处理厂投入运行，管网覆盖率达98%。": [("管网覆盖率", 98, "%", None, "eq")],
    "对首轮认定的64宗低效用地，逐宗制定方案。": [],
    "每年安排不少于300亩用地指标用于园区。": [("用地指标用于园区", 300, "亩", None, "ge")],
    "完成剩余26家砖瓦企业的整合。": [("砖瓦企业的整合", 26, "家", None, "eq")],
    "2025年一季度完成0.9万亩低效用地、210家低效企业信息核查。": [
        ("低效用地", 0.9, "万亩", 2025, "eq"),
        ("低效企业信息核查", 210, "家", 2025, "eq"),
    ],
    "每季度至少推介典型案例3个，每季度召开1个专题会议。": [("每季度推介典型案例", 3, "个", None, "ge")],
    "亩均税收达到改造前的2倍以上。": [("亩均税收相当于改造前", 2, "倍", None, "ge")],
    "违约的按出让价款的15%计收违约金。": [("违约金占出让价款的比重", 15, "%", None, "eq")],
    "园区每新增1亩用地，年税收贡献不低于18万元。": [("年税收贡献", 18, "万元", None, "ge")],
    "安排财政资金2亿元设立土地收储周转金。": [("土地收储周转金", 2, "亿元", None, "eq")],
    "对新增建筑面积按每平方米90元予以补助。": [("新增建筑面积补助", 90, "元", None, "eq")],
    "每年按不低于工业税收县级留成部分的4%安排工业发展资金，且总额不少于2000万元。": [
        ("工业发展资金占工业税收县级留成部分的比重", 4, "%", None, "ge"),
        ("工业发展资金总额", 2000, "万元", None, "ge"),
    ],
    "按其缴纳税收县级留成部分的90%、60%给予奖励。": [
        ("按其缴纳税收县级留成部分奖励", 90, "%", None, "eq"),
        ("按其缴纳税收县级留成部分奖励", 60, "%", None, "eq"),
    ],
    "贴息比例不超过年利率的40%，贴息期限不超过2年。": [
        ("贴息比例", 40, "%", None, "le"),
        ("贴息期限", 2, "年", None, "le"),
    ],
    "执行每度电0.2元的差别电价。": [("差别电价执行每度电", 0.2, "元", None, "eq")],
}
DEALT = {
    "A、B、C三类企业用水价格分别按标准的90%、100%、130%执行。": [
        ("A类企业用水价格", 90, "%", None, "eq"),
        ("B类企业用水价格", 100, "%", None, "eq"),
        ("C类企业用水价格", 130, "%", None, "eq"),
    ],
    "2026年用水量下降12%、化学需氧量和氨氮排放总量分别削减80吨和9吨。": [
        ("用水量下降", 12, "%", 2026, "eq"),
        ("化学需氧量排放总量", 80, "吨", 2026, "eq"),
        ("氨氮排放总量", 9, "吨", 2026, "eq"),
    ],
    "光伏、储能、氢能三大产业规模2025年分别达到90亿元、70亿元、20亿元。": [
        ("光伏产业规模", 90, "亿元", 2025, "eq"),
        ("储能产业规模", 70, "亿元", 2025, "eq"),
        ("氢能产业规模", 20, "亿元", 2025, "eq"),
    ],
    "对D类企业，用水、用电、用气价格分别上浮10%、15%、20%。": [
        ("用水价格上浮", 10, "%", None, "eq"),
        ("用电价格上浮", 15, "%", None, "eq"),
        ("用气价格上浮", 20, "%", None, "eq"),
    ],
    "研发机构覆盖率2024、2025、2026年分别达40%、45%、50%。": [
        ("研发机构覆盖率", 40, "%", 2024, "eq"),
        ("研发机构覆盖率", 45, "%", 2025, "eq"),
        ("研发机构覆盖率", 50, "%", 2026, "eq"),
    ],
    "2024年度完成再开发400亩，2025年度、2026年度各700亩。": [
        ("再开发", 400, "亩", 2024, "eq"),
        ("再开发", 700, "亩", 2025, "eq"),
        ("再开发", 700, "亩", 2026, "eq"),
    ],
    "糖蜜、蔗渣综合利用率均达到100%。": [
        ("糖蜜综合利用率", 100, "%", None, "eq"),
        ("蔗渣综合利用率", 100, "%", None, "eq"),
    ],
}
TIMES = {
    "D类企业占比2024年控制在10%以内、2025年降到7%。": [
        ("D类企业占比", 10, "%", 2024, "le"),
        ("D类企业占比", 7, "%", 2025, "eq"),
    ],
    "规上企业上云率由2023年的45%，逐年提高10个百分点，到2026年达到75%。": [
        ("规上企业上云率", 10, "个百分点", None, "eq"),
        ("规上企业上云率", 75, "%", 2026, "eq"),
    ],
    "2024年底低效用地处置率达到70%，2025年底全面完成。": [("低效用地处置率", 70, "%", 2024, "eq")],
    "三年实施45个改造项目，首批15个项目2024年底前开工。": [
        ("改造项目", 45, "个", 2026, "eq"),
        ("项目", 15, "个", 2024, "eq"),
    ],
    "零星用地复垦率达六成，三年复垦1200亩。": [
        ("零星用地复垦率", 0.6, "", None, "eq"),
        ("复垦", 1200, "亩", 2026, "eq"),
    ],
    "推动14户破产企业土地出清，力争2025年6月底前全部完成。": [("破产企业土地出清", 14, "户", 2025, "eq")],
    "三年实施亿元以上技改项目70项。": [("亿元以上技改项目", 70, "项", 2026, "eq")],
    "三年新增技改项目60项，技改投资占比40%以上，其中设备投资占比30%以上。": [
        ("新增技改项目", 60, "项", 2026, "eq"),
        ("技改投资占比", 40, "%", None, "ge"),
        ("设备投资占比", 30, "%", 2026, "ge"),
    ],
    "用三年时间，使亩均产值达到240万元，把闲置土地处置率提高到85%。": [
        ("亩均产值", 240, "万元", 2026, "eq"),
        ("闲置土地处置率", 85, "%", 2026, "eq"),
    ],
    "攻坚行动结束时，亩均税收达到14万元。": [("亩均税收", 14, "万元", 2026, "eq")],
    "到2026年，单位能耗比2020年下降13%，较“十三五”末累计削减氮氧化物排放900吨。": [
        ("单位能耗下降", 13, "%", 2026, "eq"),
        ("削减氮氧化物排放", 900, "吨", 2026, "eq"),
    ],
    "到2026年，培育龙头企业2家；年实施省级技改项目12项以上。": [
        ("龙头企业", 2, "家", 2026, "eq"),
        ("省级技改项目", 12, "项", None, "ge"),
    ],
    "2024年工业增加值增长7%，三年平均增速保持在8%。": [
        ("工业增加值增长", 7, "%", 2024, "eq"),
        ("工业增加值平均增速", 8, "%", None, "eq"),
    ],
    "2025年厂房出租率达到60%，次年达到90%以上。": [
        ("厂房出租率", 60, "%", 2025, "eq"),
        ("厂房出租率", 90, "%", None, "ge"),
    ],
    "D类企业三年清退60户，平均每年20户。": [
        ("D类企业三年清退", 60, "户", 2026, "eq"),
        ("D类企业三年清退", 20, "户", None, "eq"),
    ],
}


@pytest.mark.parametrize(("sentence", "found"), [*BOUNDS.items(), *NUMBERS.items()])
def test_a_bound_and_a_number_are_read_as_they_are_meant(sentence: str, found: list[tuple[Any, ...]]) -> None:
    assert brief(sentence) == found


TERMS = {
    "首次出让年限一般不超过30年，厂房租期不低于5年。": [
        ("首次出让年限", 30, "年", None, "le"),
        ("厂房租期", 5, "年", None, "ge"),
    ],
    "先租后让的，租赁期限一般为3年。": [("租赁期限", 3, "年", None, "eq")],
}


@pytest.mark.parametrize(("sentence", "found"), TERMS.items())
def test_a_term_of_years_is_a_level_and_dates_nothing(sentence: str, found: list[tuple[Any, ...]]) -> None:
    assert brief(sentence) == found
    assert {t["nature"] for t in targets(sentence)} == {"level"}


def test_a_range_has_both_its_ends() -> None:
    (found,) = targets("吨布耗水控制在60—65公斤。")
    assert (found["value"], found["upper"]) == (60, 65)


@pytest.mark.parametrize(("sentence", "found"), GROUPS.items())
def test_what_only_says_which_ones_is_no_target(sentence: str, found: list[tuple[Any, ...]]) -> None:
    assert brief(sentence) == found


@pytest.mark.parametrize(("sentence", "found"), DEALT.items())
def test_figures_are_dealt_to_names_and_years(sentence: str, found: list[tuple[Any, ...]]) -> None:
    assert brief(sentence) == found


@pytest.mark.parametrize(("sentence", "found"), TIMES.items())
def test_a_figure_is_due_when_its_own_words_say(sentence: str, found: list[tuple[Any, ...]]) -> None:
    assert brief(sentence) == found


def test_a_base_told_in_a_clause_of_its_own_is_no_target() -> None:
    goal = "以2023年底摸底数为基数，全县低效工业用地0.8万亩，2024年清零40%，2026年清零100%。"
    assert [(t["value"], t["year"]) for t in targets("做强产业。", goal=goal)] == [(40, 2024), (100, 2026)]


def test_a_time_without_a_figure_dates_no_later_paragraph() -> None:
    goal = "2024年清零30%，其中，产业园2025年底前提前清零。\n亩均增加值由70万元提高到95万元。"
    assert [(t["value"], t["year"]) for t in targets("做强产业。", goal=goal)] == [(30, 2024), (95, 2024)]


def test_a_name_of_the_general_part_completes_no_goal() -> None:
    text = FRAME.format("", "（一）拆除目标：2024年拆除改造900亩以上。", "做强产业。").replace(
        "一、工作目标", "第一章 总体要求\n一、基本思路\n到2026年，工业用地红线总量保持5万亩。\n一、工作目标"
    )
    names = [t["indicator"] for t in read_plan(text.encode(), "plan.txt").to_json()["targets"]]
    assert names == ["工业用地红线总量", "拆除改造"]


MANNERS = {
    "核查。责任单位：县资源局（牵头）、县工信局（牵头）、县统计局、各乡镇（街道）": (
        ["县资源局", "县工信局"],
        ["县统计局", "各乡镇（街道）"],
    ),
    "体检。由县经信局牵头，会同县资源局、县税务局等部门，每年4月底前完成评价。": (
        ["县经信局"],
        ["县资源局", "县税务局"],
    ),
    "处置。由县资源局牵头，开发区管委会、各乡镇人民政府配合，逐一过堂。": (
        ["县资源局"],
        ["开发区管委会", "各乡镇人民政府"],
    ),
    "唤醒。责任分工：县资源局、县工信局牵头，各乡镇协同": (["县资源局", "县工信局"], ["各乡镇"]),
    "盘活。落实政策。【县资源局（牵头）；县工信局；县财政局】": (["县资源局"], ["县工信局", "县财政局"]),
    "盘活。落实政策。（县资源局负责牵头，县工信局、县财政局等单位参与）": (["县资源局"], ["县工信局", "县财政局"]),
    "落实。责任分工：县委办、县政府办牵头": (["县委办", "县政府办"], []),
}


@pytest.mark.parametrize(("text", "named"), MANNERS.items())
def test_leading_units_are_told_in_more_manners(text: str, named: tuple[list[str], list[str]]) -> None:
    (group,) = groups_in(text)
    assert (group.lead, group.plain, group.support) == (named[0], [], named[1])


def test_one_office_answers_alone_in_a_sentence() -> None:
    (group,) = groups_in("配置。由县发展改革委（县能源局）负责。A类企业优先。")
    assert (group.lead, group.plain, group.support) == ([], ["县发展改革委（县能源局）"], [])


PLAIN = {
    "盘活。落实政策。〔县资源局、县工信局；各乡镇〕": ["县资源局", "县工信局", "各乡镇"],
    "盘活。落实政策。（县资源局、县工信局等部门和各乡镇按职责负责）": ["县资源局", "县工信局", "各乡镇"],
}


@pytest.mark.parametrize(("text", "named"), PLAIN.items())
def test_a_bracket_of_units_that_closes_a_paragraph_names_who_answers(text: str, named: list[str]) -> None:
    (group,) = groups_in(text)
    assert (group.lead, group.plain, group.support) == ([], named, [])


def test_units_in_a_bracket_within_a_sentence_answer_for_nothing() -> None:
    assert groups_in("盘活。（县资源局、县工信局）共建的平台每月更新。") == []


def test_a_sentence_that_goes_on_after_the_lead_is_no_list_of_units() -> None:
    assert groups_in("建设。由县发改局牵头，三年建成厂房5万平方米。") == []


UNTITLED = """各乡镇（街道）、县直及驻县有关单位：
根据市委、市政府部署，为做好我县2025年至2027年低效用地“清零”工作，现将有关事项通知如下。
一、“清零”目标
到2027年，亩均税收达到14万元。
二、重点工作
（一）摸底。2025年完成核查。责任单位：县工信局
附件：指挥部组成人员名单
{}人民政府办公室
2025年2月21日
附件
指挥部组成人员名单
指挥长：
县委副书记、县长
成员：
{}
"""


def test_a_notice_without_a_title_is_known_by_its_signature_before_the_annexes() -> None:
    offices = "审计 统计 税务 水利 司法 民政 商务 财政 教育 科技 林业"
    seats = "\n".join(f"县{office}局局长" for office in offices.split())
    read = read_plan(UNTITLED.format("安宁县", seats).encode(), "plan.txt").to_json()
    assert (read["title"], read["issuer"], read["region"], read["issued_on"]) == (
        "",
        "安宁县人民政府办公室",
        "安宁县",
        "2025-02-21",
    )
    assert len(read["groups"][0]["members"]) == 11


def test_number_and_day_of_issue_in_a_bracket_under_the_title() -> None:
    text = FRAME.format("", "到2026年，亩均税收达到14万元。", "做强产业。").replace(
        "为做强", "（安政办秘〔2024〕18号，2024年5月31日印发）\n\n为做强"
    )
    read = read_plan(text.encode(), "plan.txt").to_json()
    assert (read["document_number"], read["issued_on"]) == ("安政办秘〔2024〕18号", "2024-05-31")


def test_an_office_that_signs_without_a_date() -> None:
    page = FRAME.format("", "到2026年，亩均税收达到14万元。", "做强产业。") + (
        "（二）督查考核。将盘活任务纳入年度绩效考核内容。责任分工：县绩效办牵头，县工信局协同\n安宁县工业振兴领导小组\n"
    )
    read = read_plan(page.encode(), "plan.txt").to_json()
    assert read["issuer"] == "安宁县工业振兴领导小组"
    assert (read["actions"][-1]["lead"], read["actions"][-1]["support"]) == (["县绩效办"], ["县工信局"])


def test_two_heads_lead_a_group() -> None:
    text = FRAME.format("", "到2026年，亩均税收达到14万元。", "做强产业。").replace(
        "压实各方责任", "成立由县委、县政府主要领导任双组长的专项行动领导小组，压实责任"
    )
    (group,) = read_plan(text.encode(), "plan.txt").to_json()["groups"]
    assert (group["name"], group["leader"]) == ("专项行动领导小组", [{"post": "县委、县政府主要领导"}])


def test_the_last_years_of_a_five_year_plan() -> None:
    text = FRAME.format("", "到2025年，亩均税收达到14万元。", "做强产业。").replace(
        "制造业攻坚行动方案（2024—2026年）", "工业高质量发展“十四五”后三年攻坚计划"
    )
    assert read_plan(text.encode(), "plan.txt").to_json()["period"] == {"start": 2023, "end": 2025}
