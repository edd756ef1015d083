"""Back-solving against every set there is, and by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.solving import (
    Answer,
    Enterprise,
    Indicator,
    Limits,
    Move,
    Target,
    closing,
    project,
    solve,
    totals,
    uplifting,
)
from tests.solving import oracle

PER_MU = Indicator("亩均税收", "tax", "land_mu")
TOWNS = ("甲镇", "乙镇")


def enterprise(key: str, town: str, tax: int, land: int, jobs: int = 0, **more: int) -> Enterprise:
    measures = {"tax": tax, "land_mu": land, "jobs": jobs} | more
    return Enterprise(key, f"企业{key}", town, {name: Fraction(value) for name, value in measures.items()})


# 300 万元 on 40 亩: 7.5 an mu
COUNTY = [
    enterprise("1", "甲镇", 200, 10, jobs=50),
    enterprise("2", "甲镇", 60, 10, jobs=30),
    enterprise("3", "甲镇", 10, 8, jobs=200),
    enterprise("4", "乙镇", 20, 8, jobs=40),
    enterprise("5", "乙镇", 10, 4, jobs=5),
]


def back_solve(value: int, **limits: Any) -> Answer:
    moves = [closing(one) for one in COUNTY]
    return solve(moves, totals(COUNTY), Target(PER_MU, Fraction(value)), Limits(**limits))


def named(answer: Answer) -> list[str] | None:
    return None if answer.moves is None else [move.enterprise for move in answer.moves]


def test_one_closing_reaches_nine() -> None:
    # without 3: 290 / 32 = 9.0625; without 4: 280 / 32 = 8.75; without 5: 290 / 36 = 8.06
    answer = back_solve(9)
    assert named(answer) == ["3"]
    assert (answer.bound, answer.proven) == (1, True)
    assert answer.shift(PER_MU) == (Fraction(15, 2), Fraction(145, 16))
    assert answer.touched == {"jobs": 200, "tax": 10, "land_mu": 8}
    assert str(answer.moves[0]) == "企业3（甲镇）关停退出"


def test_jobs_touched_lead_to_another_set() -> None:
    # without 4 and 5: 270 / 28 = 9.64
    assert named(back_solve(9, touched={"jobs": Fraction(100)}, keep=frozenset({"2"}))) == ["4", "5"]


def test_of_sets_as_small_the_one_that_spares_jobs_is_chosen() -> None:
    # 2 and 4 touch 70 jobs, 4 and 5 touch 45
    limits = Limits(touched={"jobs": Fraction(100)})
    answer = solve([closing(one) for one in COUNTY], totals(COUNTY), Target(PER_MU, Fraction(9)), limits, spare="jobs")
    assert named(answer) == ["4", "5"]


def test_what_is_not_to_be_touched_stays() -> None:
    # jobs spare 3, the list spares 5: 4 alone gives 8.75, 2 and 4 give 220 / 22 = 10
    answer = back_solve(9, touched={"jobs": Fraction(100)}, keep=frozenset({"5"}))
    assert named(answer) == ["2", "4"]


def test_a_target_already_met_needs_nothing() -> None:
    answer = back_solve(7)
    assert (answer.moves, answer.proven, answer.shift(PER_MU)) == ((), True, (Fraction(15, 2), Fraction(15, 2)))


def test_the_limit_in_the_way_is_named() -> None:
    # 3 has too many jobs, 乙镇 handles no case, closing 2 gives 240 / 30 = 8
    answer = back_solve(9, touched={"jobs": Fraction(100)}, town_cases={"乙镇": 0})
    assert answer.moves is None
    assert answer.proven
    assert set(answer.binding) == {("jobs",), ("乙镇的办理件数",)}
    assert not answer.beyond


def test_limits_that_must_go_together_are_named_together() -> None:
    # 19 needs 2, 3, 4 and 5 closed: 200 / 10 = 20; one case a town and 100 jobs at most allow 2 and 4
    answer = back_solve(19, touched={"jobs": Fraction(100)}, town_cases=1)
    assert answer.binding == (("jobs", "各镇街的办理件数"),)


def test_what_no_lifting_can_reach_is_said() -> None:
    answer = back_solve(21, cases=1)
    assert (answer.moves, answer.beyond, answer.binding, answer.proven) == (None, True, (), True)


def test_not_everything_is_closed() -> None:
    # 20 is reached only by leaving enterprise 1; without it there would be nothing to divide by
    assert named(back_solve(20)) == ["2", "3", "4", "5"]


def test_a_sum_is_reached_by_what_closing_frees() -> None:
    county = [enterprise(str(at), "甲镇", 1, 1, energy_tce=energy) for at, energy in enumerate((100, 250, 300))]
    freed = Target(Indicator("腾出用能", "freed_tce"), Fraction(500))
    answer = solve([closing(one, freed={"energy_tce": "freed_tce"}) for one in county], totals(county), freed)
    assert named(answer) == ["1", "2"]
    assert answer.after["freed_tce"] == 550


def test_an_intensity_falls_to_its_target() -> None:
    # 1000 tce / 1000 万元; without 2: 400 / 800 = 0.5; without 1: 600 / 200 = 3
    county = [enterprise("1", "甲镇", 1, 1, energy=400, va=800), enterprise("2", "甲镇", 1, 1, energy=600, va=200)]
    target = Target(Indicator("单位能耗", "energy", "va"), Fraction(1, 2), most=True)
    assert named(solve([closing(one) for one in county], totals(county), target)) == ["2"]


def test_uplift_and_project_count_as_one_move_each_and_one_an_enterprise() -> None:
    weak = COUNTY[2]
    moves = [
        closing(weak),
        uplifting(weak, {"tax": Fraction(40)}),
        project("P", "新厂", "乙镇", {"tax": Fraction(90), "land_mu": Fraction(2)}),
    ]
    # project alone: 390 / 42 = 9.29; with closing 3: 380 / 34 = 11.18; with uplifting 3: 430 / 42 = 10.24
    found = solve(moves, totals(COUNTY), Target(PER_MU, Fraction(11)))
    assert [move.kind for move in found.moves] == ["close", "project"]
    assert solve(moves, totals(COUNTY), Target(PER_MU, Fraction(12))).beyond


def test_a_ratio_without_a_divisor_is_a_fault() -> None:
    with pytest.raises(InputFault, match="分母不大于 0"):
        solve([], {"tax": Fraction(1)}, Target(PER_MU, Fraction(1)))


def test_a_negative_limit_is_a_fault() -> None:
    with pytest.raises(InputFault, match="不能为负"):
        Limits(town_cases={"甲镇": -1})


def test_the_target_is_met_exactly_where_doubles_round() -> None:
    # thirds add up to 1 only as fractions; one unit in 10^15 less is not enough
    third, near = Fraction(1, 3), Fraction(1, 3) - Fraction(1, 10**15)
    county = [Enterprise(str(at), str(at), "甲镇", {"x": part}) for at, part in enumerate((third, third, near, third))]
    target = Target(Indicator("和", "sum"), Fraction(1))
    answer = solve([closing(one, freed={"x": "sum"}) for one in county], totals(county), target)
    assert named(answer) == ["0", "1", "3"]
    assert answer.proven


numbers = st.integers(0, 60).map(lambda whole: Fraction(whole, 4))


@st.composite
def cases(draw: st.DrawFn) -> oracle.Case:
    count = draw(st.integers(2, 6))
    moves, sums = [], {"a": Fraction(0), "b": Fraction(0)}
    for at in range(count):
        above, below, jobs = draw(numbers), draw(numbers) + Fraction(1, 4), draw(numbers)
        sums = {"a": sums["a"] + above, "b": sums["b"] + below}
        town = draw(st.sampled_from(TOWNS))
        base = {"enterprise": str(at), "town": town}
        moves.append(base | {"changes": {"a": -above, "b": -below}, "touched": {"jobs": jobs}})
        if draw(st.booleans()):
            moves.append(base | {"changes": {"a": draw(numbers)}, "touched": {}})
    return {
        "moves": moves,
        "totals": sums,
        "above": draw(st.sampled_from("ab")),
        "below": draw(st.sampled_from([None, "b"])),
        "value": draw(numbers),
        "most": draw(st.booleans()),
        "cases": draw(st.none() | st.integers(0, 4)),
        "towns": draw(st.dictionaries(st.sampled_from(TOWNS), st.integers(0, 3))),
        "touched": draw(st.dictionaries(st.just("jobs"), numbers)),
        "keep": draw(st.frozensets(st.integers(0, 5).map(str), max_size=2)),
    }


@settings(max_examples=150)
@given(cases())
def test_every_answer_agrees_with_trying_every_set(case: oracle.Case) -> None:
    moves = [
        Move(m["enterprise"], m["enterprise"], m["town"], "close", m["changes"], m["touched"]) for m in case["moves"]
    ]
    target = Target(Indicator("指标", case["above"], case["below"]), case["value"], case["most"])
    limits = Limits(case["cases"], case["towns"], case["touched"], case["keep"])
    answer = solve(moves, case["totals"], target, limits, spare="jobs")
    fewest = oracle.smallest(case)
    assert answer.proven
    assert (None if answer.moves is None else len(answer.moves)) == fewest
    if answer.moves is not None:
        chosen = tuple(case["moves"][moves.index(move)] for move in answer.moves)
        assert oracle.reaches(case, chosen)
        assert oracle.allowed(case, chosen)
        assert target.met(answer.after)
        assert answer.touched.get("jobs", 0) <= oracle.fewest_jobs(case, fewest) * Fraction(101, 100)
        return
    everything = frozenset({"总件数", "jobs", "不动名单", *(f"{town}的办理件数" for town in TOWNS)})
    assert answer.beyond == (oracle.smallest(case, everything) is None)
    alone = {name for name in everything if oracle.smallest(case, frozenset({name})) is not None}
    if alone:
        assert set(answer.binding) == {(name,) for name in alone}
    elif not answer.beyond:
        towns = {f"{town}的办理件数" for town in TOWNS}
        (together,) = answer.binding
        lifted = {name for name in together if name != "各镇街的办理件数"} | (
            towns if "各镇街的办理件数" in together else set()
        )
        assert oracle.smallest(case, frozenset(lifted)) is not None
