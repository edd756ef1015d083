"""Ranks under other weights: by hand, against every corner of the spread, and against draws made apart."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tenghuan.assessing import Assessment, Scheme
from tenghuan.assessing.firmness import firmness
from tests.assessing.support import assessed, scheme

TENTH = Decimal("0.1")


def ranked(folder: Path, table: dict[str, list[str]], bonus: dict[str, str] | None = None) -> tuple[Assessment, Scheme]:
    """Objects with the points of their items, each of weight 10: actual over 10 is the points."""
    count = len(next(iter(table.values())))
    rules = scheme(*[{"shape": "ratio", "weight": 10, "target": 10}] * count)
    rows = [
        {"object": name, "item": f"项{at}", "actual": points, "bonus": (bonus or {}).get(name, "") if at == 0 else ""}
        for name, line in table.items()
        for at, points in enumerate(line)
    ]
    return assessed(folder, rows, rules), rules


@pytest.mark.parametrize(
    ("second", "bonus", "ranges"),
    [
        # 10u − 9v with u, v in 0.9…1.1: from −0.9 to 2.9
        ("9", "", [(1, 2), (1, 2)]),
        # 10u − 8v: from 0.2 to 3.8, never below
        ("8", "", [(1, 1), (2, 2)]),
        # 20 ÷ (10u + 10v) × (10u − 8v) − 1.9: u 0.9, v 1.1 gives −1.7
        ("8", "1.9", [(1, 2), (1, 2)]),
        # a bonus of 0.1 leaves 0.2 − 0.1 at the least
        ("8", "0.1", [(1, 1), (2, 2)]),
    ],
)
def test_the_range_is_the_one_worked_out_by_hand(tmp_path, second, bonus, ranges):
    found, rules = ranked(tmp_path, {"甲": ["10", "0"], "乙": ["0", second]}, {"乙": bonus})
    assert [(one.best, one.worst) for one in firmness(found, rules, TENTH)] == ranges


def test_without_a_spread_every_rank_stands(tmp_path):
    found, rules = ranked(tmp_path, {"甲": ["3", "9"], "乙": ["6", "6"], "丙": ["7", "1"], "丁": ["5", "7"]})
    told = firmness(found, rules, Decimal(0))
    assert [(one.rank, one.best, one.worst, one.share) for one in told] == [
        (1, 1, 1, 1.0), (1, 1, 1, 1.0), (4, 4, 4, 1.0), (1, 1, 1, 1.0)
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_shares(tmp_path):
    found, rules = ranked(tmp_path, {"甲": ["10", "0"], "乙": ["0", "9.5"]})
    first, again = (firmness(found, rules, TENTH, draws=400, seed=7) for _twice in range(2))
    assert first == again
    # 10u > 9.5v fails on 0.0111 of the square of 0.04 in which u and v lie: 0.72 of the draws keep the rank
    assert 0.65 < first[0].share < 0.80


def test_groups_do_not_touch_each_other(tmp_path):
    rules = scheme({"shape": "ratio", "weight": 10, "target": 10})
    rows = [
        {"object": name, "group": group, "actual": str(at)} for at, (name, group) in enumerate(["甲一", "乙二", "丙一"])
    ]
    told = firmness(assessed(tmp_path, rows, rules), rules, TENTH)
    assert [(one.object, one.rank, one.best, one.worst) for one in told] == [
        ("甲", 2, 2, 2), ("乙", 1, 1, 1), ("丙", 1, 1, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("draws", "spread"), [(0, "0.1"), (10, "1"), (10, "-0.1")])
def test_what_cannot_be_drawn_is_refused(tmp_path, draws, spread):
    found, rules = ranked(tmp_path, {"甲": ["1"]})
    with pytest.raises(ValueError, match="draws"):
        firmness(found, rules, Decimal(spread), draws=draws)


def _scores(
    table: dict[str, list[Fraction]], bonus: dict[str, Fraction], factors: tuple[Any, ...]
) -> dict[str, Fraction]:
    """Scores under factors on equal weights, scaled back to the same total: written apart from the product."""
    back = Fraction(len(factors)) / sum(factors)
    return {
        name: sum((points * factor * back for points, factor in zip(line, factors, strict=True)), bonus[name])
        for name, line in table.items()
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_range_is_that_of_all_corners_and_holds_every_draw(tmp_path, seed):
    chance = random.Random(seed)
    names, count = "甲乙丙丁戊"[: chance.randint(2, 5)], chance.randint(1, 4)
    table = {name: [str(chance.randint(0, 12)) for _item in range(count)] for name in names}
    bonus = {name: str(chance.choice([0, 0, 1, 2])) for name in names}
    found, rules = ranked(tmp_path, table, bonus)
    exact = {name: [Fraction(points) for points in line] for name, line in table.items()}
    extra = {name: Fraction(points) for name, points in bonus.items()}
    ends = (Fraction(9, 10), Fraction(11, 10))
    corners = [_scores(exact, extra, factors) for factors in product(ends, repeat=count)]
    drawn = [
        _scores(exact, extra, tuple(Fraction(chance.uniform(0.9, 1.1)) for _i in range(count))) for _n in range(60)
    ]
    for one in firmness(found, rules, TENTH, draws=50):
        others = [name for name in names if name != one.object]
        ahead = sum(all(scores[other] > scores[one.object] for scores in corners) for other in others)
        passing = sum(any(scores[other] > scores[one.object] for scores in corners) for other in others)
        assert (one.best, one.worst) == (1 + ahead, 1 + passing)
        for scores in drawn:
            rank = 1 + sum(scores[other] > scores[one.object] for other in others)
            assert one.best <= rank <= one.worst
