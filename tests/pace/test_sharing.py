"""Shares add up exactly, and nobody is a whole part away from what it is due."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tenghuan.pace.sharing import apportion, shares

WEIGHTS = st.lists(st.integers(0, 10_000).map(Decimal), min_size=1, max_size=30)


def test_the_figures_of_the_methodology():
    assert shares([Decimal(n) for n in (420, 300, 190, 85)], Decimal(950)) == [401, 287, 181, 81]


def test_equal_remainders_go_to_the_first():
    assert apportion([Decimal(1)] * 3, Decimal(100)) == [34, 33, 33]
    assert apportion([Decimal(0)] * 2, Decimal("0.03"), Decimal("0.01")) == [Decimal("0.02"), Decimal("0.01")]


@given(WEIGHTS, st.integers(0, 100_000), st.sampled_from(["1", "0.1", "0.01"]))
def test_shares_add_up_and_are_within_one_part_of_what_is_due(weights, parts, step):
    total, part = parts * Decimal(step), Decimal(step)
    found = apportion(weights, total, part)
    assert sum(found) == total
    whole = sum(weights)
    for weight, share in zip(weights, found, strict=True):
        due = Fraction(total) * (Fraction(weight) / Fraction(whole) if whole else Fraction(1, len(weights)))
        assert abs(Fraction(share) - due) < Fraction(part)
        assert share % part == 0
