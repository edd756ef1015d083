"""A method with the wider words on the pages: remarks, formulas in Chinese, classes beside the ranking, what if."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation.grading import computed, repeat
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.runs import freeze
from tests.apps.evaluation import steps
from tests.apps.evaluation.samples import fill, two_years

WIDE = """name: 宽办法
year: 2022
source: 测试
tracks:
  - name: 全部
    population: {any: [{above_scale: true}, {land_mu: {min: 3}}]}
    criteria:
      - key: own_tce
        of: [revenue, energy_tce]
        title: 单位能耗产出
        weight: 60
        benchmark: {of: mean, times: 2}
        cap: 1.5
      - {key: tax_per_mu, weight: 30, benchmark: max}
    grades:
      - {grade: A, share: 0.2, rounding: floor, require: {score: {min: 30}}}
      - {grade: B, share: rest}
      - {grade: C, share: 0.1, rounding: ceil}
    outside: [{grade: 扶持类, when: {industry_division: {in: ["34", "35"]}}}]
    ties: [tax]
    bonus: {kinds: [{kind: 绿色, items: {绿色工厂: 3}, cap: 3}], cap: 5}
    vetoes: {tax_arrears: not_A}
"""
ACTOR = Actor.platform("test")


def at(name, *keys):
    return reverse(f"evaluation:{name}", args=keys)


@pytest.fixture
def wide(world):
    """A scored run of the wide method."""
    fill(world.home.region, world.home.town_regions, two_years(enterprises=60))
    run = freeze(ACTOR, add_method(ACTOR, world.home.region, 2022, WIDE, "测试办法"))
    steps.score(ACTOR, run)
    return run


def test_remarks_are_kept_and_shown_on_the_overview(wide, world):
    remarks = computed(wide).remarks
    assert wide.remarks == remarks
    assert "全部：权重之和为 90，不是 100" in wide.remarks
    page = world.client("office").get(at("run", wide.pk)).content.decode()
    assert "计算提示" in page
    assert "全部：权重之和为 90，不是 100" in page
    assert repeat(wide).same


def test_a_run_without_remarks_says_nothing(evaluated, world):
    evaluated.published.remarks = []
    evaluated.published.save()
    page = world.client("office").get(at("run", evaluated.published.pk)).content.decode()
    assert "计算提示" not in page


def test_the_method_is_told_in_words(wide, world):
    page = world.client("office").get(at("method", wide.method_id)).content.decode()
    for words in (
        "营业收入 ÷ 综合能耗",
        "评价税收 ÷ 用地面积",
        "本组均值的 2 倍",
        "本组最大值",
        "（规上：是 或 用地面积不低于 3）",
        "20%（舍去小数）",
        "其余",
        "A 档入档条件",
        "得分不低于 30",
        "不参加排名，列入扶持类",
        "评价税收高者",
        "绿色：绿色工厂 3，至多 3 分；合计至多 5 分",
        "封顶 1.5 倍权重",
    ):
        assert words in page, words


def test_sheets_of_ranked_and_unranked_enterprises(wide, world):
    client = world.client("office")
    beside = wide.graded.filter(grade="扶持类").first()
    assert (beside.rank, beside.basis) == (None, "outside:扶持类")
    assert "不参加排名，不占名额" in client.get(at("sheet", beside.pk)).content.decode()
    ranked = wide.graded.exclude(rank=None).order_by("-rank").first()
    page = client.get(at("sheet", ranked.pk)).content.decode()
    assert "营业收入 ÷ 综合能耗" in page
    assert "单位能耗产出" in page


@pytest.mark.parametrize("page", ["lines", "areas", "what_if"])
def test_other_pages_of_the_run_show_it(wide, world, page):
    response = world.client("office").get(at(page, wide.pk))
    assert response.status_code == 200
    assert "单位能耗产出" in response.content.decode()


def test_what_if_leaves_made_yardsticks_unless_asked(wide, world):
    client = world.client("office")
    asked = {"try": "1", "track": "全部", "weight_own_tce": "60", "weight_tax_per_mu": "40", "cap": ""}
    same = client.get(at("what_if", wide.pk), {**asked, "weight_tax_per_mu": "30"})
    assert same.status_code == 200
    assert same.context["regraded"] == 0
    assert client.get(at("what_if", wide.pk), {**asked, "benchmark_own_tce": "5"}).status_code == 200
