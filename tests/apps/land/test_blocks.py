"""Contiguous areas are rebuilt in the ways that the county's plan names."""

from __future__ import annotations

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.land import demonstration
from tenghuan.apps.land.models import Block
from tenghuan.apps.land.registers import BLOCKS
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.plan import load_pack, packs
from tests.apps.kit.sheds import by
from tests.apps.land.made import make_block


def _plan(world, name):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[name]))
    world.home.region.refresh_from_db()


def test_a_way_is_one_of_those_that_the_plan_names(world):
    block, office = make_block(world.home, 1), by(world.home, "office")
    _plan(world, "cixi")
    with pytest.raises(InputFault, match=r"拆除重建.*不是本县方案所列，请填：拆除式改造、梳理式改造、管理提升式改造"):
        records.change(office, BLOCKS, block, {"mode": "拆除重建"})
    records.change(office, BLOCKS, block, {"mode": "梳理式改造"})
    records.change(office, BLOCKS, block, {"mode": ""})  # not known yet
    assert Block.objects.get().mode == ""


def test_a_plan_that_names_no_way_leaves_the_word_to_the_clerk(world):
    _plan(world, "yunhe")
    records.change(by(world.home, "office"), BLOCKS, make_block(world.home, 1), {"mode": "拆除重建"})
    assert Block.objects.get().mode == "拆除重建"


def test_a_block_that_is_done_says_when(world):
    with pytest.raises(InputFault, match="已完成的须填完成日期"):
        records.change(by(world.home, "office"), BLOCKS, make_block(world.home, 1), {"stage": "done"})


@pytest.mark.parametrize(
    ("name", "ways"), [("shengzhou", {"拆除重建", "整治提升", "功能转型", "关停退出"}), ("yunhe", {"整治提升"})]
)
def test_samples_are_in_the_countys_own_words(world, name, ways):
    _plan(world, name)
    demonstration._lists(Actor.platform("demonstration"), world.home.region)
    assert {block.mode for block in Block.objects.all()} <= ways
    assert Block.objects.exists()
