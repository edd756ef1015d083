"""What was freed is given to projects: held when asked for, never twice, never below zero; the gate."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import service
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.ledgers import gate
from tenghuan.apps.ledgers.books import ENERGY
from tenghuan.apps.ledgers.registers import ALLOCATING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.apps.ledgers.made import make_allocation


@service("test.fill")
def fill(actor, county, amount):
    ENERGY.post(actor, county.region, "available", Decimal(amount), cause=shed(county, "F"), kind="close")


def test_what_is_asked_for_is_held_then_given(world):
    place, office = world.home.region, by(world.home, "office")
    fill(office, world.home, "240")
    thing = make_allocation(world.home, 1)
    ALLOCATING.take(by(world.home, "department"), thing, "apply")
    assert [ENERGY.balance(place, a) for a in ("available", "frozen", "allocated")] == [140, 100, 0]
    ALLOCATING.take(office, thing, "review", opinion="符合")
    ALLOCATING.take(office, thing, "allocate", document="专班纪要〔2026〕1号")
    assert [ENERGY.balance(place, a) for a in ("available", "frozen", "allocated")] == [140, 0, 100]
    ALLOCATING.take(office, thing, "give_back", reason="项目终止", document="纪要〔2026〕2号")
    assert [ENERGY.balance(place, a) for a in ("available", "frozen", "allocated")] == [240, 0, 0]
    assert drift() == []


def test_a_project_returned_and_asked_for_again_is_held_once(world):
    office = by(world.home, "office")
    fill(office, world.home, "150")
    thing = make_allocation(world.home, 1)
    for _turn in range(2):
        ALLOCATING.take(by(world.home, "department"), thing, "apply")
        ALLOCATING.take(office, thing, "return", reason="补材料")
    assert [ENERGY.balance(world.home.region, a) for a in ("available", "frozen")] == [150, 0]


def test_one_more_than_there_is_is_refused_at_the_gate(world):
    office = by(world.home, "office")
    fill(office, world.home, "80")
    thing = make_allocation(world.home, 1, energy="81")
    with pytest.raises(InputFault, match="可用 80，需要 81"):
        ALLOCATING.take(by(world.home, "department"), thing, "apply")
    assert ENERGY.balance(world.home.region, "frozen") == 0


def test_a_project_that_burns_much_offsets_more(world):
    much = make_allocation(world.home, 1, energy="520", value_added="1000")
    little = make_allocation(world.home, 2, energy="519", value_added="1000")
    unknown = make_allocation(world.home, 3, energy="100", value_added="0")
    assert gate.offset(much, much.made_at.date()) == Decimal("624.00")  # 520 ÷ 1000 = 0.52, so × 1.2
    assert gate.offset(little, little.made_at.date()) == Decimal("519.00")
    assert gate.offset(unknown, unknown.made_at.date()) == Decimal("120.00")


@pytest.mark.parametrize(
    ("industry", "high"), [("31", True), ("C3110", True), ("35", False), ("4411", True), ("1351", False)]
)
def test_two_high_by_division_with_or_without_the_section_letter(industry, high):
    assert gate.is_two_high(industry) is high


def test_a_two_high_project_needs_its_approvals_or_an_exception(world):
    fill(by(world.home, "office"), world.home, "500")
    thing = make_allocation(world.home, 1, industry="31")
    with pytest.raises(InputFault, match="两高行业"):
        ALLOCATING.take(by(world.home, "department"), thing, "apply")
    other = make_allocation(world.home, 2, industry="31", exception="强链补链重点项目，区政府纪要〔2026〕3号")
    ALLOCATING.take(by(world.home, "department"), other, "apply")
    assert other.state == "applied"
