"""What must not change a ranking, and what may only change it one way."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessing.support import assessed, scheme

points = st.integers(0, 200).map(str)
tables = st.lists(st.tuples(points, points, st.sampled_from(["一组", "二组"])), min_size=1, max_size=6)
FEW = settings(max_examples=60)


def out(
    table: Any, weights: tuple[str, str] = ("10", "5"), more: str = "", turned: bool = False
) -> dict[str, tuple[Any, int]]:
    """Score and rank by object; ``more`` is a bonus that everybody gets."""
    rules = scheme(*({"shape": "ratio", "weight": weight, "target": 100} for weight in weights))
    rows = [
        {
            "object": f"镇{at}",
            "group": line[2],
            "item": f"项{item}",
            "actual": line[item],
            "bonus": more if item == 0 else "",
        }
        for at, line in enumerate(table)
        for item in range(2)
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = assessed(Path(folder), rows[::-1] if turned else rows, rules)
    return {row["object"]: (row["score"], row["rank"]) for row in found.rows}


def ranks(told: dict[str, tuple[Any, int]]) -> dict[str, int]:
    return {name: rank for name, (_score, rank) in told.items()}


@FEW
@given(tables)
def test_the_order_of_rows_changes_neither_score_nor_rank(table):
    assert out(table) == out(table, turned=True)


@FEW
@given(tables)
def test_a_bonus_for_everybody_and_weights_times_the_same_change_no_rank(table):
    told = ranks(out(table))
    assert ranks(out(table, more="3")) == told
    assert ranks(out(table, weights=("40", "20"))) == told


@FEW
@given(tables, tables)
def test_who_is_in_another_group_changes_nothing(table, others):
    own = [(first, second, "一组") for first, second, _group in table]
    theirs = [(first, second, "二组") for first, second, _group in others]
    told = out(own)
    assert {name: line for name, line in out([*own, *theirs]).items() if name in told} == told


@FEW
@given(tables, st.integers(1, 50))
def test_more_that_was_reached_is_never_a_worse_rank(table, more):
    first, second, group = table[0]
    better = [(str(int(first) + more), second, group), *table[1:]]
    assert out(better)["镇0"][1] <= out(table)["镇0"][1]


@FEW
@given(tables)
def test_ranks_are_one_more_than_the_number_of_those_ahead(table):
    told = out(table)
    for at, line in enumerate(table):
        score, rank = told[f"镇{at}"]
        ahead = [told[f"镇{other}"][0] > score for other, their in enumerate(table) if their[2] == line[2]]
        assert rank == 1 + sum(ahead)
