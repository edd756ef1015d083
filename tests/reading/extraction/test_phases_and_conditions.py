"""Figures of a phase of the plan, of years that share a figure, of conditions; bounds that stand before a verb."""

from __future__ import annotations

from typing import Any

import pytest

from tenghuan.reading import read_plan
from tenghuan.reading.extraction.responsible import groups_in
from tests.reading.extraction.test_wordings_of_other_provinces import FRAME, brief, targets


@pytest.mark.parametrize(
    ("phase", "year"),
    [
        ("第二阶段：集中攻坚（2025年1月至12月）。", 2025),
        ("第二阶段：集中攻坚（2024年9月至2025年6月）。", 2025),
        ("集中攻坚阶段（到2026年底）。", 2026),
        ("第二阶段：集中攻坚（6月至9月）。", None),
        ("集中攻坚（2025年底前）。", None),
    ],
)
def test_what_a_phase_brings_is_due_with_the_phase(phase: str, year: int | None) -> None:
    found = brief(f"做强产业。\n{phase}盘活闲置用地650亩，新增技改企业25家。")
    assert [one[3] for one in found if one[1] in (650, 25)] == [year, year]


def test_a_heading_that_names_the_phase_dates_what_stands_below() -> None:
    text = FRAME.format("", "做强实体经济。", "做强产业。").replace(
        "（一）攻坚行动", "（一）集中攻坚阶段（2025年3月—10月）"
    )
    text = text.replace("1．工作举措。做强产业。", "1．盘活用地。盘活闲置用地650亩。")
    (found,) = read_plan(text.encode(), "plan.txt").to_json()["targets"]
    assert (found["value"], found["year"]) == (650, 2025)


def test_a_rate_and_a_day_of_its_own_are_not_dated_by_the_phase() -> None:
    found = brief("做强产业。\n第一阶段：摸底（2024年9月至12月）。数据准确率不低于98%。到2026年底盘活闲置用地650亩。")
    assert [(one[1], one[3]) for one in found] == [(98, None), (650, 2026)]


def test_years_that_share_a_figure_each_have_it() -> None:
    assert brief("“标准地”供地率2024年不低于70%，2025年、2026年均达到90%。") == [
        ("“标准地”供地率", 70, "%", 2024, "ge"),
        ("“标准地”供地率", 90, "%", 2025, "eq"),
        ("“标准地”供地率", 90, "%", 2026, "eq"),
    ]


CONDITIONS = {
    "企业有下列情形之一的，认定为低效企业：（一）亩均税收低于3万元；（二）容积率低于0.7；（三）闲置面积超过30%。": [],
    "符合以下条件的优先供地：（1）亩均投资强度不低于350万元；（2）亩均税收不低于20万元。": [],
    "符合以下条件的优先供地：（一）投资强度350万元以上；（二）规上企业；到2026年盘活土地500亩。": [500],
    "符合下列条件之一：（一）规上企业，到2026年新增规上企业100家。": [100],
    "全县存在如下情况：一是低效用地多；到2026年盘活低效用地520亩。": [520],
    "完成以下目标：（1）盘活用地300亩；（2）淘汰落后产能企业20家。": [300, 20],
}


@pytest.mark.parametrize(("sentence", "values"), CONDITIONS.items())
def test_figures_of_conditions_are_no_targets(sentence: str, values: list[float]) -> None:
    assert [one[1] for one in brief(sentence)] == values


def test_clauses_that_say_what_is_reached_share_the_years_before_them() -> None:
    found = brief("力争三年内上市企业增至4家，“小巨人”企业由9家增至18家，省级“小巨人”企业达到80家。")
    assert [(one[1], one[3]) for one in found] == [(4, 2026), (18, 2026), (80, 2026)]
    # what a plant gives each year once it is built is no figure of the years
    assert [one[3] for one in brief("三年新增装机45兆瓦，建成后年发电量达到4500万千瓦时。")] == [2026, None]


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [("单个项目最高补助300万元。", "le"), ("单个项目最多可给予奖励300万元。", "le"), ("单个项目补助300万元。", "eq")],
)
def test_at_most_may_stand_before_the_verb(sentence: str, bound: str) -> None:
    assert [one[4] for one in brief(sentence)] == [bound]


def test_units_that_act_together_with_the_lead_support_it_whatever_verb_follows() -> None:
    for verb in ("", "办理", "共同落实"):
        (group,) = groups_in(f"退出企业给予补偿。由县发改局牵头，会同县财政局、县征拆中心{verb}。")
        assert (group.lead, group.support) == (["县发改局"], ["县财政局", "县征拆中心"])


@pytest.mark.parametrize(
    ("sentence", "name", "value"),
    [
        ("每季度认定5家专精特新企业。", "每季度专精特新企业", 5),
        ("每月盘活10宗闲置厂房。", "每月盘活闲置厂房", 10),
    ],
)
def test_what_comes_each_quarter_or_month_says_so_and_is_doubted(sentence: str, name: str, value: float) -> None:
    (found,) = targets(sentence)
    assert (found["indicator"], found["value"], found["year"], found["nature"]) == (name, value, None, "annual")
    assert any("请核对全年的目标值" in reason for reason in found["reasons"])


def test_a_day_of_the_schedule_is_not_the_day_of_issue() -> None:
    lines = "\n".join(f"（{number}）推进工作。落实各项任务。" for number in "一二三四五六七八九十")
    text = FRAME.format("", "到2026年，亩均税收达到14万元。", f"分步推进。\n2024年12月31日\n{lines}\n{lines}")
    read = read_plan(text.encode(), "plan.txt").to_json()
    assert (read["issued_on"], read["issuer"]) == (None, None)


def test_a_long_list_of_thresholds_takes_time_in_proportion() -> None:
    """As calls of the pattern that looks behind a figure, not as time."""
    from tenghuan.reading.extraction import judging
    from tenghuan.reading.extraction.quantities import quantities_in

    calls: list[int] = []
    for count in (20, 40):
        text = "、".join(["产值过1亿元", *["5亿元"] * count]) + "的企业"
        with pytest.MonkeyPatch.context() as patch:
            seen: list[str] = []
            patch.setattr(judging, "_names_which", lambda *told, seen=seen: seen.append("") or False)
            judging._listed_threshold(text, quantities_in(text), 0)
        calls.append(len(seen))
    assert calls == [20, 40]


def groups(sentence: str, after: str = "") -> list[dict[str, Any]]:
    text = FRAME.format("", "到2026年，亩均税收达到14万元。", "做强产业。").replace("压实各方责任", sentence) + after
    found: list[dict[str, Any]] = read_plan(text.encode(), "plan.txt").to_json()["groups"]
    return found


FOUNDED = "成立县制造业攻坚领导小组，办公室设在县经信局，实行月调度"
MEMBERS = "附件\n县制造业攻坚领导小组组成人员\n组长：副县长\n联络员：县经信局运行科科长\n{}\n"


def test_a_task_force_without_seats_is_led_by_the_unit_that_houses_its_office() -> None:
    assert [(one["name"], one["lead_unit"]) for one in groups(FOUNDED)] == [("县制造业攻坚领导小组", "县经信局")]
    (seated,) = groups(FOUNDED, MEMBERS.format(""))
    assert seated["leader"] == [{"post": "副县长"}]
    assert "lead_unit" not in seated


def test_the_line_of_print_below_a_list_of_seats_is_no_seat() -> None:
    (group,) = groups(FOUNDED, MEMBERS.format("安宁县人民政府办公室  2024年6月12日印发"))
    assert group["liaison"] == [{"post": "县经信局运行科科长"}]
