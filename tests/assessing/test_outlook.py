"""What can still be gained, and which ranks are within reach: by hand and by trying everything."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest

from tenghuan.assessing.outlook import Reach, Stand, outlook, span_of
from tests.assessing.support import scheme

PARTS = [{"actual": "x", "target": "y", "share": 1}]


@pytest.mark.parametrize(
    ("item", "low", "high"),
    [
        ({"shape": "ratio", "weight": 10}, None, None),
        ({"shape": "ratio", "weight": 10, "min": 0, "max": 12}, 0, 12),
        ({"shape": "ratio", "weight": 10, "min": -3, "max": 12}, -3, 12),
        # what cannot be counted gives none, whatever min says
        ({"shape": "ratio", "weight": 10, "min": 2, "max": 12}, 0, 12),
        ({"shape": "ratio", "weight": 10, "min": -5, "max": -1}, -5, 0),
        ({"shape": "mix", "weight": 10, "parts": PARTS, "min": 0, "max": 10}, 0, 10),
        ({"shape": "standard", "points_at_standard": 6, "standard": 90, "max": 15}, None, 15),
        ({"shape": "step", "base": 100, "base_points": 5, "every": "30%", "min": 0}, 0, None),
        ({"shape": "quota", "weight": 5, "each": 1}, None, 5),
        ({"shape": "quota", "weight": 5, "each": 1, "min": 0, "max": 4}, 0, 4),
        ({"shape": "deduct", "weight": 10, "shares": {"市级曝光": "10%"}}, 0, 10),
        (
            {"shape": "marks", "weight": 9, "parts": [{"mark": "x", "share": "70%"}, {"mark": "y", "share": "20%"}]},
            0,
            "8.1",
        ),
    ],
)
def test_an_item_gives_no_fewer_and_no_more_than_its_span(item, low, high):
    expected = tuple(None if end is None else Decimal(end) for end in (low, high))
    assert span_of(scheme(item).items) == expected


def test_one_item_that_nothing_holds_leaves_the_whole_open():
    rules = scheme({"shape": "ratio", "weight": 10, "min": 0}, {"shape": "deduct", "weight": 5, "shares": {"曝光": 1}})
    assert span_of(rules.items) == (Decimal(0), None)


def test_what_is_within_reach_by_hand():
    stands = [Stand("甲", "", Decimal(30)), Stand("乙", "", Decimal(22)), Stand("丙", "", Decimal(9))]
    # ten more at the most: 乙 may pass 甲 (32 > 30), 丙 may not pass 乙 (19 < 22)
    assert outlook(stands, Decimal(0), Decimal(10)) == [Reach(1, 2), Reach(1, 2), Reach(3, 3)]
    assert outlook(stands, Decimal(0), Decimal(0)) == [Reach(1, 1), Reach(2, 2), Reach(3, 3)]
    assert outlook(stands, None, Decimal(10)) == [Reach(None, None)] * 3


@pytest.mark.parametrize("seed", range(10))
def test_what_is_within_reach_is_what_trying_everything_finds(seed):
    chance = random.Random(seed)
    low, high = chance.randint(0, 2), chance.randint(3, 6)
    stands = [
        Stand(name, chance.choice(["一", "二"]), Decimal(chance.randint(0, 12)))
        for name in "甲乙丙丁戊"[: chance.randint(1, 5)]
    ]
    ranks: list[list[int]] = [[] for _one in stands]
    for gains in product((low, high), repeat=len(stands)):
        totals = [one.total + gain for one, gain in zip(stands, gains, strict=True)]
        for at, own in enumerate(stands):
            others = [t for t, one in zip(totals, stands, strict=True) if one.group == own.group]
            ranks[at].append(1 + sum(total > totals[at] for total in others))
    assert outlook(stands, Decimal(low), Decimal(high)) == [Reach(min(one), max(one)) for one in ranks]
