"""Whole plans in the wordings of other offices: their targets, dates, validity and who is to do what."""

from __future__ import annotations

from typing import Any

import pytest

from tenghuan.reading import read_plan

PLAN = """{head}
{title}
为推进工业，结合实际，制定本方案。
一、总体目标
{goals}
二、重点任务
（一）整治提升。{work}
三、保障措施
{tail}
"""
TITLE = "青川县工业用地提质增效行动方案（2024—2026年）"


def read(**parts: str) -> dict[str, Any]:
    fixed = {
        "head": "青川县人民政府办公室文件",
        "title": TITLE,
        "goals": "推动工业向好。",
        "work": "压实责任。（责任单位：县经信局）",
        "tail": "压实责任。",
    }
    return read_plan(PLAN.format(**{**fixed, **parts}).encode(), "plan.txt").to_json()


def targets(sentence: str) -> list[tuple[Any, ...]]:
    return [
        (t["indicator"], t["value"], t["unit"], t["year"], t["comparison"], t["nature"])
        for t in read(goals=sentence)["targets"]
    ]


FOUND = {
    "到2026年，全县累计盘活低效工业用地3000余亩，腾退“低散乱”企业300多家。": [
        ("盘活低效工业用地", 3000, "亩", 2026, "gt", "cumulative"),
        ("腾退“低散乱”企业", 300, "家", 2026, "gt", "cumulative"),
    ],
    "2024年、2025年、2026年单位工业增加值能耗分别下降3%、3.5%、4%。": [
        ("单位工业增加值能耗下降", 3, "%", 2024, "eq", "decline_rate"),
        ("单位工业增加值能耗下降", 3.5, "%", 2025, "eq", "decline_rate"),
        ("单位工业增加值能耗下降", 4, "%", 2026, "eq", "decline_rate"),
    ],
    "2024年、2025年、2026年，规上工业增加值分别增长7%、8%和9%。": [
        ("规上工业增加值增长", 7, "%", 2024, "eq", "growth_rate"),
        ("规上工业增加值增长", 8, "%", 2025, "eq", "growth_rate"),
        ("规上工业增加值增长", 9, "%", 2026, "eq", "growth_rate"),
    ],
    "化学需氧量、氨氮分别削减10%、12%。": [
        ("化学需氧量", 10, "%", None, "eq", "decline_rate"),
        ("氨氮", 12, "%", None, "eq", "decline_rate"),
    ],
    "2024年、2025年园区集中度分别提高到85%、92%。": [
        ("园区集中度", 85, "%", 2024, "eq", "share"),
        ("园区集中度", 92, "%", 2025, "eq", "share"),
    ],
    "建成标准厂房一百五十万平方米，入驻企业不少于三百家。": [
        ("标准厂房", 150, "万平方米", None, "eq", "cumulative"),
        ("入驻企业", 300, "家", None, "ge", "cumulative"),
    ],
    "三次产业结构优化为5:50:45。": [],
    "到2025年，工业技改投资占工业投资比重稳定在65%以上。": [
        ("工业技改投资占工业投资比重", 65, "%", 2025, "ge", "share"),
    ],
    "确保到2026年底存量低效工业用地整治率100%。": [
        ("存量低效工业用地整治率", 100, "%", 2026, "eq", "share"),
    ],
    "到2026年，工业企业综合评价A、B类企业占比达到80%以上，D类企业占比控制在3%以内。": [
        ("工业企业综合评价A、B类企业占比", 80, "%", 2026, "ge", "share"),
        ("D类企业占比", 3, "%", 2026, "le", "share"),
    ],
    "腾出排污权指标：化学需氧量50吨、氨氮5吨。": [
        ("化学需氧量", 50, "吨", None, "eq", "cumulative"),
        ("氨氮", 5, "吨", None, "eq", "cumulative"),
    ],
    "对亩均税收1万元以下的300家企业逐户制定方案。": [],
    "2024—2026年，每年腾退用地不少于1000亩。": [("腾退用地", 1000, "亩", None, "ge", "annual")],
    "到2026年，腾出用地由2023年的1200亩提高到4500亩。": [("腾出用地", 4500, "亩", 2026, "eq", "cumulative")],
    "力争引进总投资10亿元以上项目3个、50亿元以上项目1个。": [
        ("引进总投资10亿元以上项目", 3, "个", None, "eq", "cumulative"),
        ("引进总投资50亿元以上项目", 1, "个", None, "eq", "cumulative"),
    ],
    "碳排放控制在5万吨二氧化碳当量以内。": [("碳排放", 5, "万吨二氧化碳当量", None, "le", "cumulative")],
    "到2026年，工业用地容积率提高到1.5以上。": [("工业用地容积率", 1.5, "", 2026, "ge", "level")],
    "规上企业占比达到两成半。": [("规上企业占比", 0.25, "", None, "eq", "share")],
    "规上工业增加值突破百亿元。": [("规上工业增加值", 100, "亿元", None, "gt", "level")],
    "力争每年新增规上工业企业40家以上，净增30家以上。": [
        ("新增规上工业企业", 40, "家", None, "ge", "annual"),
        ("净增规上工业企业", 30, "家", None, "ge", "annual"),
    ],
}


@pytest.mark.parametrize("sentence", FOUND, ids=lambda sentence: sentence[:16])
def test_the_targets_of_a_sentence(sentence: str) -> None:
    assert targets(sentence) == FOUND[sentence]


def test_each_target_points_at_the_words_it_was_read_from() -> None:
    found = read(goals="到2026年，盘活低效用地3000余亩，腾退企业300多家，亩均税收提高到40万元。")
    assert len(found["targets"]) == 3
    for target in found["targets"]:
        assert f"{target['value']:g}" in target["evidence"]
        assert target["anchor"]["end"] - target["anchor"]["start"] >= len(target["evidence"]) > 0
        assert target["section"] == "一"


@pytest.mark.parametrize(
    ("starts", "span", "ends"),
    [
        ("2024年4月1日", "有效期3年", "2027-03-31"),
        ("2024年5月1日", "有效期为两年", "2026-04-30"),
        ("2022年4月15日", "有效期三年", "2025-04-14"),
        ("2024年1月1日", "有效期一年", "2024-12-31"),
        # the day before 1 March is the leap day where the last year has one
        ("2021年3月1日", "有效期三年", "2024-02-29"),
        ("2020年3月1日", "有效期四年", "2024-02-29"),
        ("2020年3月1日", "有效期三年", "2023-02-28"),
        ("2024年2月29日", "有效期一年", "2025-02-28"),
        ("2024年2月29日", "有效期4年", "2028-02-28"),
    ],
)
def test_a_span_of_validity_ends_the_day_before_its_first_day_comes_again(starts: str, span: str, ends: str) -> None:
    found = read(tail=f"本方案自{starts}起施行，{span}。")
    assert found["effective_until"] == ends


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("本方案自2024年3月1日起实施，有效期至2026年12月31日。", "2024-03-01", "2026-12-31"),
        ("本方案自2024年3月1日起试行。", "2024-03-01", None),
        ("本方案执行期限至2026年6月30日。", None, "2026-06-30"),
        ("本方案有效期三年。", None, None),
        ("压实责任。", None, None),
    ],
)
def test_the_days_between_which_a_plan_holds(words: str, first: str | None, last: str | None) -> None:
    found = read(tail=words)
    assert (found["effective_from"], found["effective_until"]) == (first, last)


def test_from_the_day_of_issue_is_the_day_under_the_notice() -> None:
    head = (
        "青政办发〔2024〕12号\n青川县人民政府办公室关于印发行动方案的通知\n各乡镇人民政府：\n"
        "现印发给你们。\n青川县人民政府办公室\n2024年3月8日"
    )
    found = read(head=head, tail="本方案自印发之日起施行，有效期两年。")
    assert (found["issued_on"], found["effective_from"], found["effective_until"]) == (
        "2024-03-08",
        "2024-03-08",
        "2026-03-07",
    )
    assert (found["issuer"], found["document_number"]) == ("青川县人民政府办公室", "青政办发〔2024〕12号")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二四年十月三十一日", "2024-10-31"),
        ("二○二四年十二月二十日", "2024-12-20"),
        ("二零二五年一月一日", "2025-01-01"),
        ("2024年2月29日", "2024-02-29"),
        ("二〇二五年十一月十日", "2025-11-10"),
        ("2023年2月29日", None),
        ("二〇二四年十三月一日", None),
    ],
)
def test_the_day_under_a_signature_in_figures_or_characters(written: str, day: str | None) -> None:
    assert read(head=f"青川县人民政府\n{written}")["issued_on"] == day


@pytest.mark.parametrize(
    ("title", "region", "start", "end"),
    [
        ("嵊西县“十五五”制造业高质量发展规划", "嵊西县", 2026, 2030),
        ("青川县2025年工业经济工作要点", "青川县", 2025, 2025),
        ("青川市滨江区亩均效益提升三年行动计划（2025-2027年）", "滨江区", 2025, 2027),
        ("临溪畲族自治县工业强县实施方案（2023—2025年）", "临溪畲族自治县", 2023, 2025),
        ("关于加快推进平湖区腾笼换鸟的实施意见（2022至2024年）", "平湖区", 2022, 2024),
    ],
)
def test_place_and_years_of_a_title(title: str, region: str, start: int, end: int) -> None:
    found = read(title=title)
    assert (found["title"], found["region"]) == (title, region)
    assert found["period"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        (
            "摸清底数。（牵头单位：县自然资源和规划局；责任单位：县经信局、各乡镇（街道））",
            ["县自然资源和规划局"],
            ["县经信局", "各乡镇（街道）"],
        ),
        (
            "分类处置。责任单位：县经信局、县生态环境局，各乡镇人民政府",
            ["县经信局", "县生态环境局", "各乡镇人民政府"],
            [],
        ),
        ("提质增效。（县发改局牵头，县经信局等按职责分工负责）", ["县发改局"], ["县经信局"]),
        ("整治到位。【牵头单位：县应急管理局】【配合单位：县消防救援大队】", ["县应急管理局"], ["县消防救援大队"]),
    ],
)
def test_who_is_to_do_the_work(words: str, lead: list[str], support: list[str]) -> None:
    [action] = [a for a in read(work=f"\n1．开展行动。{words}")["actions"] if a["section"] == "二（一）1"]
    assert (action["lead"], action["support"]) == (lead, support)


def test_a_plan_says_the_same_in_full_width_and_traditional_punctuation() -> None:
    plain = read(goals="到2026年，盘活低效用地3000亩以上，亩均税收提高到40.5万元。")["targets"]
    wide = read(goals="到２０２６年,盘活低效用地３０００亩以上,亩均税收提高到４０．５万元。")["targets"]
    assert [(t["indicator"], t["value"], t["year"]) for t in plain] == [
        (t["indicator"], t["value"], t["year"]) for t in wide
    ]
    assert len(plain) == 2
