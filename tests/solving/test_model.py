"""Targets, gains and moves of the solver's model: one kind of reckoning agrees with the other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.solving import Enterprise, Indicator, Limits, Target, closing, project, totals, uplifting
from tenghuan.solving.model import added

F = Fraction
amounts = st.integers(0, 1000).map(F)
firms = st.lists(
    st.fixed_dictionaries({"tax": amounts, "land": st.integers(1, 100).map(F), "jobs": amounts}), min_size=1, max_size=6
)
PER_MU = Indicator("亩均税收", "tax", "land")


def enterprises(told):
    return [Enterprise(f"k{at}", f"第{at}厂", f"第{at % 2}镇", measures) for at, measures in enumerate(told)]


@given(firms)
def test_the_whole_is_the_sum_of_the_firms_and_closing_all_leaves_nothing(told):
    made = enterprises(told)
    sums = totals(made)
    assert sums["tax"] == sum(one["tax"] for one in told)
    gone = added([sums, *(closing(one).changes for one in made)])
    assert not any(gone.values())
    assert PER_MU.of(gone) is None


@given(firms, st.fractions(0, 50), st.booleans(), st.sets(st.integers(0, 5)))
def test_a_target_is_met_exactly_when_the_moves_gain_what_is_lacking(told, value, most, closed):
    made = enterprises(told)
    target = Target(PER_MU, value, most)
    moves = [closing(one) for at, one in enumerate(made) if at in closed]
    sums = totals(made)
    after = added([sums, *(move.changes for move in moves)])
    if after["land"] <= 0:
        assert not target.met(after)
        return
    gained = sum((target.gain(move.changes) for move in moves), F(0))
    assert target.met(after) == (gained >= target.lacking(sums))


@given(firms, st.integers(0, 4000).map(F), st.booleans())
def test_of_a_sum_the_lacking_is_what_is_below_the_target(told, value, most):
    target, sums = Target(Indicator("税收", "tax"), value, most), totals(enterprises(told))
    lacking = target.lacking(sums)
    assert lacking == (sums["tax"] - value if most else value - sums["tax"])
    assert target.met(sums) == (lacking <= 0)


def test_closing_frees_what_is_named_and_touches_what_is_above_nought():
    one = Enterprise("k", "甲厂", "东镇", {"tax": F(5), "land_mu": F(3), "energy_tce": F(100), "jobs": F(0)})
    move = closing(
        one, ("jobs", "tax", "land_mu", "unknown"), {"energy_tce": "freed", "land_mu": "freed_land", "x": "y"}
    )
    assert move.changes == {
        "tax": -5, "land_mu": -3, "energy_tce": -100, "jobs": 0, "freed": 100, "freed_land": 3,
    }  # fmt: skip
    assert move.touched == {"tax": 5, "land_mu": 3}
    assert str(move) == "甲厂（东镇）关停退出"


def test_uplifting_and_projects_change_what_they_say_and_nothing_else():
    one = Enterprise("k", "甲厂", "东镇", {"tax": F(5)})
    assert (uplifting(one, {"tax": F(1)}).changes, uplifting(one, {}).touched) == ({"tax": 1}, {})
    made = project("p", "乙项目", "西镇", {"tax": F(9)}, {"land": F(2)})
    assert (made.changes, made.touched, str(made)) == ({"tax": 9}, {"land": 2}, "乙项目（西镇）项目投产")


@pytest.mark.parametrize(
    "told",
    [{"cases": -1}, {"town_cases": -1}, {"town_cases": {"东镇": -1}}, {"touched": {"jobs": F(-1)}}],
)
def test_a_limit_below_nought_is_refused_with_how_to_mend(told):
    with pytest.raises(InputFault, match="不能为负") as refused:
        Limits(**told)
    assert "不限请留空" in refused.value.remedy


@pytest.mark.parametrize(
    "told", [{}, {"cases": 0}, {"town_cases": 0}, {"town_cases": {"东镇": 0}}, {"touched": {"jobs": F(0)}}]
)
def test_nought_is_a_limit_and_none_is_no_limit(told):
    assert Limits(**told).cases in (None, 0)


def test_a_ratio_over_nothing_is_unknown_and_not_nought():
    assert PER_MU.of({}) is None
    assert PER_MU.of({"tax": F(5), "land": F(0)}) is None
    assert PER_MU.of({"land": F(5)}) == 0
    assert Indicator("税收", "tax").of({}) == 0
    assert not Target(PER_MU, F(0), most=True).met({})
