"""Laws of the back-solver: what binds more takes no fewer moves, what is of no use changes nothing, borders are met."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.solving import Enterprise, Indicator, Limits, Target, closing, project, solve, totals, uplifting

PER_MU = Indicator("亩均税收", "tax", "land_mu")
ENERGY = Indicator("腾出用能", "freed")
FEW = settings(max_examples=25, deadline=None)
firms = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 30), st.integers(0, 200), st.sampled_from(["甲镇", "乙镇"])),
    min_size=2,
    max_size=7,
)


def county(told) -> list[Enterprise]:
    return [
        Enterprise(str(at), f"企业{at}", town, {"tax": F(tax), "land_mu": F(land), "jobs": F(jobs)})
        for at, (tax, land, jobs, town) in enumerate(told)
    ]


def size(answer) -> int | None:
    return None if answer.moves is None else len(answer.moves)


def solved(made, value, **limits):
    return solve([closing(one) for one in made], totals(made), Target(PER_MU, F(value)), Limits(**limits))


@FEW
@given(firms, st.integers(1, 40))
def test_an_answer_reaches_its_target_and_one_move_less_does_not(told, value):
    made = county(told)
    answer, target = solved(made, value), Target(PER_MU, F(value))
    if answer.moves is None:
        assert answer.beyond  # nothing binds: it is out of reach
        return
    assert target.met(answer.after)
    assert answer.proven
    assert answer.bound == len(answer.moves)
    for at in range(len(answer.moves)):
        rest = [move for place, move in enumerate(answer.moves) if place != at]
        after = {key: number + sum(move.changes.get(key, 0) for move in rest) for key, number in totals(made).items()}
        assert not target.met(after)


@FEW
@given(firms, st.integers(1, 30), st.integers(0, 4), st.integers(0, 300))
def test_tighter_limits_never_take_fewer_moves(told, value, cases, jobs):
    made = county(told)
    free = size(solved(made, value))
    for limits in ({"cases": cases}, {"town_cases": cases}, {"touched": {"jobs": F(jobs)}}, {"keep": frozenset("0")}):
        bound = size(solved(made, value, **limits))
        assert bound is None or (free is not None and bound >= free)
        if "cases" in limits and bound is not None:
            assert bound <= cases


@FEW
@given(firms, st.integers(1, 30), st.integers(1, 30))
def test_a_higher_target_takes_no_fewer_moves(told, one, other):
    made = county(told)
    less, more = (size(solved(made, value)) for value in sorted((one, other)))
    assert more is None or (less is not None and less <= more)


@FEW
@given(firms, st.integers(1, 30), st.integers(0, 9))
def test_order_and_what_is_of_no_use_change_nothing(told, value, seed):
    made = county(told)
    moves, target = [closing(one) for one in made], Target(PER_MU, F(value))
    found = solve(moves, totals(made), target)
    idle = uplifting(Enterprise("无用", "无用企业", "甲镇", {}), {"jobs": F(5)})
    mixed = random.Random(seed).sample([*moves, idle], len(moves) + 1)
    again = solve(mixed, totals(made), target)
    assert size(again) == size(found)
    assert again.moves is None or "无用" not in {move.enterprise for move in again.moves}
    assert solve(moves, totals(made), target) == found  # the same question, the same answer


def test_of_two_ways_with_one_enterprise_only_one_is_gone():
    """It can be closed (10 mu without tax) or uplifted by 100; not both."""
    made = [Enterprise("1", "甲厂", "甲镇", {"tax": F(0), "land_mu": F(10)}),
            Enterprise("2", "乙厂", "甲镇", {"tax": F(100), "land_mu": F(10)})]  # fmt: skip
    ways = [closing(made[0]), uplifting(made[0], {"tax": F(100)})]
    assert size(solve(ways, totals(made), Target(PER_MU, F(10)))) == 1
    assert solve(ways, totals(made), Target(PER_MU, F(11))).moves is None


def test_a_project_adds_and_is_no_case_of_an_enterprise():
    """100 on 20 mu is 5; a project of 200 on 5 mu makes 300 on 25, 12."""
    made = [Enterprise("1", "甲厂", "甲镇", {"tax": F(100), "land_mu": F(20)})]
    new = project("p", "新项目", "乙镇", {"tax": F(200), "land_mu": F(5)})
    answer = solve([new], totals(made), Target(PER_MU, F(12)))
    assert (size(answer), answer.after["tax"], answer.after["land_mu"]) == (1, 300, 25)
    assert answer.shift(PER_MU) == (F(5), F(12))
    assert solve([new], totals(made), Target(PER_MU, F(1201, 100))).moves is None


def test_the_target_itself_is_reached_and_a_hair_above_it_is_not():
    """1 ÷ 3 freed thrice is exactly one: no digit of a binary fraction is lost."""
    made = [
        Enterprise(str(at), f"企业{at}", "甲镇", {"tax": F(1), "land_mu": F(1), "energy": F(1, 3)}) for at in range(3)
    ]
    moves = [closing(one, freed={"energy": "freed"}) for one in made]
    assert size(solve(moves, totals(made), Target(ENERGY, F(1)))) == 3
    assert solve(moves, totals(made), Target(ENERGY, 1 + F(1, 10**9))).moves is None


def test_at_most_is_reached_from_above():
    """Energy 900 is to be at most 500: one closing leaves 600, two leave 500 or less."""
    used = Indicator("用能", "energy")
    made = [
        Enterprise(str(at), f"企业{at}", "甲镇", {"tax": F(1), "land_mu": F(1), "energy": F(energy)})
        for at, energy in enumerate((300, 200, 200, 200))
    ]
    moves = [closing(one, freed={"energy": "freed"}) for one in made]
    answer = solve(moves, totals(made), Target(used, F(500), most=True))
    assert size(answer) == 2  # 900 − 300 alone is 600
    assert answer.after["energy"] <= 500
    assert size(solve(moves, totals(made), Target(used, F(900), most=True))) == 0


@pytest.mark.parametrize("land", [0, -5])
def test_nothing_to_divide_by_is_refused_with_its_cure(land):
    with pytest.raises(InputFault, match="“亩均税收”现在的分母不大于 0") as caught:
        solve([], {"tax": F(5), "land_mu": F(land)}, Target(PER_MU, F(1)))
    assert caught.value.remedy == "补齐企业数据"


def test_without_moves_a_target_that_is_not_met_is_beyond():
    answer = solve([], {"tax": F(5), "land_mu": F(10)}, Target(PER_MU, F(1)))
    assert (answer.moves, answer.proven, answer.beyond) == (None, True, True)
    assert answer.after == {"tax": 5, "land_mu": 10}


def test_a_town_without_a_limit_of_its_own_is_free():
    made = county([(0, 10, 5, "甲镇"), (0, 10, 5, "乙镇"), (100, 10, 5, "乙镇")])
    assert size(solved(made, 10, town_cases={"甲镇": 1})) == 2
    assert solved(made, 10, town_cases={"甲镇": 0}).moves is None
    assert solved(made, 5, town_cases={"甲镇": 0}).moves[0].town == "乙镇"
