"""Areas add up through any splits and merges."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.parcels.lineage import Tolerance, adds_up, difference

LOOSE = Tolerance(Decimal("0.5"), Decimal("0.1"))
FINE = Tolerance(Decimal("0.5"), Decimal(0))


def test_four_tenths_of_a_square_metre_are_within_what_a_survey_differs_by():
    new = [Decimal(4000), Decimal(3500), Decimal("2499.6")]
    assert difference([Decimal(10000)], new) == Decimal("-0.4")
    assert adds_up([Decimal(10000)], new, FINE)


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "expected"),
    [
        ("400", "400.5", LOOSE, True),
        ("400", "400.6", LOOSE, False),  # 0.1 % of 400 is 0.4: the half metre holds
        ("10000", "10010", LOOSE, True),
        ("10000", "10010.1", LOOSE, False),
        ("10000", "9989.9", LOOSE, False),
    ],
)
def test_the_larger_of_both_limits_holds_and_is_still_admitted(old, new, tolerance, expected):
    assert adds_up([Decimal(old)], [Decimal(new)], tolerance) is expected


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=5), st.data())
def test_what_is_admitted_at_each_step_keeps_the_whole(areas, data):
    """Any sequence of splits and merges that the rule admits: the whole drifts by no more than the steps allow."""
    alive = [Decimal(one) / 10 for one in areas]
    start, allowed = sum(alive), Decimal(0)
    for _step in range(data.draw(st.integers(1, 8))):
        count = data.draw(st.integers(1, min(3, len(alive))))
        old, rest = alive[:count], alive[count:]
        cuts = data.draw(st.integers(1, 4))
        part, odd = divmod(int(sum(old) * 10), cuts)  # areas are kept to a tenth of a square metre
        new = [Decimal(part) / 10] * cuts
        new[0] += Decimal(odd + data.draw(st.integers(-30, 30))) / 10
        if not adds_up(old, new, LOOSE) or min(new) <= 0:
            continue
        allowed += LOOSE.of(sum(old))
        alive = [*rest, *new]
    assert abs(sum(alive) - start) <= allowed
