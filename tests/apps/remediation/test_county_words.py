"""Each county runs the loop in the words of its plan: steps, names of moves, ways, evidence, days."""

from __future__ import annotations

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.remediation.papers import plan_sheet
from tenghuan.apps.remediation.registers import CASES, CLEARING
from tenghuan.plan import load_pack, packs
from tests.apps.kit.sheds import by
from tests.apps.remediation import cases

# as the plans say them, read by hand
STEPS = {
    "shengzhou": ["动态排摸", "分类建档", "一地一企一策", "全面整治", "达标销号"],
    "lanxi": ["动态排摸", "分类建档", "一企一方案", "分类整治", "对标提升、达标销号"],
    "yunhe": ["筛选核定", "制定方案", "依法淘汰", "整治提升", "评价销号"],
    "cixi": ["摸清底数", "建立清单", "一行业一部门一方案、一镇一方案", "分类整治", "对标提升、达标销号"],
    "linan": ["全面排查", "拟定清单", "一企一策", "分类整治", "对标提升、达标销号"],
}
FOUR = ["兼并重组", "整体腾退", "搬迁入园", "改造提升"]
# county → what the case is, the ways that it may go
WAYS = {
    "shengzhou": ({"in_park": True}, [*FOUR, "拆除重建", "整治提升", "功能转型", "关停退出"]),
    "lanxi": (
        {"line": "outside"},
        ["能效诊断", "用能优化", "兼并重组", "整体腾退", "搬迁入园", "改造提升", "退出复垦"],
    ),
    "yunhe": ({}, ["兼并重组", "整体腾退", "改造提升"]),
    "cixi": ({"lists": "低效用地企业"}, [*FOUR, "拆除式改造", "梳理式改造", "管理提升式改造"]),
    "linan": (
        {"lists": "高耗低效、低效用地企业"},
        [*FOUR, "政府回购收储", "企业自行改造", "市场主体联合开发", "村庄工业用地复垦"],
    ),
}
VERIFY = {"shengzhou": "摸排核实", "lanxi": "排摸核实", "yunhe": "筛选核定", "cixi": "摸排核实", "linan": "排查核实"}
CLOSED = {"shengzhou": "达标销号", "lanxi": "已销号", "yunhe": "已评价销号", "cixi": "达标销号", "linan": "达标销号"}
SHEET = {
    "shengzhou": "一地一企一策表",
    "lanxi": "一企一方案表",
    "yunhe": "一企一方案表",
    "cixi": "整治提升方案表",
    "linan": "一企一策表",
}
DAYS = ("verify_days", "joint_review_days", "plan_days", "plan_review_days", "change_review_days", "acceptance_days")


@pytest.fixture(params=sorted(STEPS))
def county(request, world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[request.param]))
    return request.param


def test_the_loop_of_each_county_is_in_its_plans_own_words(county, world):
    thing = cases.case(world.home, **WAYS[county][0])
    assert [step.name for step in dictionary.steps(world.home.region)] == STEPS[county]
    assert set(dictionary.routes(thing)) == set(WAYS[county][1])
    (verify,) = [one for one in CLEARING.offered(by(world.home, "town"), thing) if one.move.verb == "verify"]
    assert verify.label == VERIFY[county]
    assert CLEARING.word(thing, "closed", "已销号") == CLOSED[county]
    page = world.client("town").get(CASES.address(thing)).content.decode()
    assert VERIFY[county] in page
    assert all(name in page for name in STEPS[county])
    assert plan_sheet(world.home.accounts["town"], thing).title == SHEET[county]


def test_each_way_of_each_county_names_its_evidence_and_each_step_its_days(county, world):
    thing = cases.case(world.home, **WAYS[county][0])
    for route in WAYS[county][1]:
        thing.route = route
        assert len(dictionary.evidence(thing)) >= 4, route  # two photos and two documents at least
    for key in DAYS:
        found = parameter(world.home.region, key, thing.made_at.date())
        assert found.days > 0
        assert found.note == "本地参数（待核实）"
    # 10 working days after it was opened
    assert Task.objects.about(thing).open().get().due == thing.verify_by


def test_outside_the_boundary_a_case_may_not_go_the_way_of_those_inside(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["lanxi"]))
    inside, outside = cases.case(world.home, 0, line="inside"), cases.case(world.home, 1, line="outside")
    assert "整治提升" in dictionary.routes(inside)
    assert "退出复垦" not in dictionary.routes(inside)
    assert "整治提升" not in dictionary.routes(outside)


def test_without_a_plan_the_default_steps_and_ways_stand(world):
    thing = cases.case(world.home)
    assert list(dictionary.routes(thing)) == ["改造提升", "兼并重组", "搬迁入园", "整体腾退", "关停退出"]
    assert len(dictionary.steps(world.home.region)) == 5


def test_a_list_reads_the_words_once_however_many_rows_it_has(world, django_assert_max_num_queries):
    for number in range(6):
        cases.case(world.home, number)
    client = world.client("office")
    client.get("/r/cases/")
    with django_assert_max_num_queries(26):
        assert client.get("/r/cases/").status_code == 200
