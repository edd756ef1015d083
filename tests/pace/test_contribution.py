"""What pulled a number: by hand, against an oracle written apart, and that the parts always add up."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.pace.contribution import of_ratio, of_sum

D = Decimal
amounts = st.decimals(-10_000, 10_000, places=2)
areas = st.decimals(0, 10_000, places=2)
pairs = st.dictionaries(st.integers(1, 8), st.tuples(amounts, areas), max_size=8)


def whole(parts):
    upper = sum((Fraction(pair[0]) for pair in parts.values()), Fraction(0))
    lower = sum((Fraction(pair[1]) for pair in parts.values()), Fraction(0))
    return upper, lower


def oracle(before, after):
    """Shapley by its definition: every order in which numerators and denominators may change, each step's effect shared
    among the parts by what they changed of it; the mean over the orders."""
    keys = {*before, *after}
    nothing = (D(0), D(0))
    found = dict.fromkeys(keys, Fraction(0))
    orders = list(permutations((0, 1)))
    for order in orders:
        state = [whole(before)[0], whole(before)[1]]
        for factor in order:
            moved = {
                key: Fraction(after.get(key, nothing)[factor]) - Fraction(before.get(key, nothing)[factor])
                for key in keys
            }
            change = sum(moved.values(), Fraction(0))
            old, slope = state[0] / state[1], (1 / state[1], -state[0] / state[1] ** 2)[factor]
            state[factor] += change
            # where the whole stands still while its parts move: what the effect of each unit tends to
            each = (state[0] / state[1] - old) / change if change else slope
            for key in keys:
                found[key] += each * moved[key] / len(orders)
    return found


def test_two_towns_by_hand():
    """200 ÷ 20 = 10, then 276 ÷ 23 = 12: +76 above at ½(1/20 + 1/23), +3 below at ½ · 476 · (1/23 − 1/20) ÷ 3."""
    before = {"甲": (D(120), D(10)), "乙": (D(80), D(10))}
    after = {"甲": (D(156), D(10)), "乙": (D(120), D(13))}
    first, second = of_ratio(before, after)
    assert (first.key, second.key) == ("甲", "乙")
    per_numerator = (Fraction(1, 20) + Fraction(1, 23)) / 2
    assert first.total == 36 * per_numerator
    assert second.by_numerator == 40 * per_numerator
    assert second.by_denominator == 238 * (Fraction(1, 23) - Fraction(1, 20))
    assert first.total + second.total == 2


def test_who_comes_in_at_the_average_pulls_nothing():
    before = {"旧": (D(100), D(10))}
    (new, old) = of_ratio(before, {**before, "新": (D(50), D(5))})
    assert (new.total, old.total) == (0, 0)


def test_sums_change_by_what_each_part_changed_new_ones_and_gone_ones_too():
    found = {part.key: part.total for part in of_sum({"甲": D(3), "乙": D(2)}, {"乙": D("2.5"), "丙": D(4)})}
    assert found == {"甲": -3, "乙": Fraction(1, 2), "丙": 4}


def test_a_whole_without_a_denominator_is_refused():
    for before, after in (({}, {"甲": (D(1), D(1))}), ({"甲": (D(1), D(1))}, {"甲": (D(1), D(0))})):
        with pytest.raises(InputFault, match="分母"):
            of_ratio(before, after)


@given(pairs, pairs)
def test_the_parts_of_a_ratio_add_up_and_are_those_of_the_definition(before, after):
    assume(whole(before)[1] > 0 and whole(after)[1] > 0)
    parts = of_ratio(before, after)
    (n0, d0), (n1, d1) = whole(before), whole(after)
    assert sum((part.total for part in parts), Fraction(0)) == n1 / d1 - n0 / d0
    assert {part.key: part.total for part in parts} == oracle(before, after)


@given(st.dictionaries(st.integers(1, 8), amounts), st.dictionaries(st.integers(1, 8), amounts))
def test_the_parts_of_a_sum_add_up(before, after):
    change = sum((Fraction(v) for v in after.values()), Fraction(0))
    change -= sum((Fraction(v) for v in before.values()), Fraction(0))
    assert sum((part.total for part in of_sum(before, after)), Fraction(0)) == change


@given(pairs, pairs, st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_towns_are_the_sums_of_their_enterprises(before, after, towns):
    """Grouped or single, each group's contribution is the sum of its members'."""
    assume(whole(before)[1] > 0 and whole(after)[1] > 0)

    def grouped(parts):
        found = {}
        for key, (upper, lower) in parts.items():
            old = found.get(towns[key], (D(0), D(0)))
            found[towns[key]] = old[0] + upper, old[1] + lower
        return found

    single = of_ratio(before, after)
    for group in of_ratio(grouped(before), grouped(after)):
        assert group.total == sum((part.total for part in single if towns[part.key] == group.key), Fraction(0))
