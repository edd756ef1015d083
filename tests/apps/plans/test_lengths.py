"""A pack's texts fit the columns that they are kept in, or the officer is told which does not: none is cut short."""

from __future__ import annotations

import pytest

from tenghuan.apps.plans.models import Item, Parameter, Plan
from tenghuan.apps.plans.rows import held
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.plan.schema import PlanPack
from tests.apps.plans.packs import small

LONG = "长" * 400


@pytest.fixture
def region(world):
    return world.home.region


def bent(change):
    told = small()
    change(told)
    return PlanPack.model_validate(told)


def in_plan(name):
    return lambda told: told["plan"].update({name: LONG})


def in_indicator(**more):
    return lambda told: told["indicators"][0].update(more)


def in_parameter(**more):
    return lambda told: told["parameters"][0].update(more)


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (in_plan("document_number"), "东县制造业攻坚行动方案", "文号超过 60 字"),
        (in_indicator(population=LONG), "规上工业亩均税收", "统计范围超过 60 字"),
        (in_indicator(formula=LONG), "规上工业亩均税收", "算式超过 200 字"),
        (lambda told: told["actions"][0].update(section=LONG), "整治高耗低效企业", "章节超过 60 字"),
        (lambda told: told["tasks"][0].update(section=LONG), "建立企业清单", "章节超过 60 字"),
        (in_parameter(name=LONG), LONG[:80], "名称超过 120 字"),
        (in_parameter(note=LONG), "专项经费占土地出让收入", "说明超过 200 字"),
    ],
)
def test_a_text_that_does_not_fit_is_named_with_where_it_stands_and_nothing_is_published(
    actor, region, change, where, words
):
    with pytest.raises(InputFault, match=words) as refused:
        publish_pack(actor, region, bent(change))
    assert (refused.value.where, refused.value.remedy) == (where, "请在方案里写短后再发布")
    assert not Plan.objects.exists()
    assert not Item.objects.exists()


@pytest.mark.parametrize("length", [59, 60])
def test_a_text_that_just_fits_is_kept_whole(actor, region, length):
    text = "文" * length
    publish_pack(actor, region, bent(lambda told: told["plan"].update(document_number=text)))
    assert Plan.objects.get().document_number == text


def test_a_second_version_that_does_not_fit_leaves_the_first_in_force(actor, region):
    first = publish_pack(actor, region, bent(lambda told: None))
    with pytest.raises(InputFault, match="统计范围"):
        publish_pack(actor, region, bent(in_indicator(population=LONG, name="改名的指标")))
    plan = Plan.objects.get()
    assert plan.current_version == first
    assert not Item.objects.filter(title="改名的指标").exists()


def test_rows_without_texts_or_with_none_fit():
    row = Parameter(key="x", name="甲", value=None, unit="", source="", note="")
    assert held(row, "甲") is row
