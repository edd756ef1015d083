"""Laws of any graded list, whatever the figures: more is not worse, vetoes free no seat, seats hold, ranks count."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.scoring import evaluate, parse_scheme, stability, what_if, with_changes
from tenghuan.scoring.facts import facts_from_table
from tests.scoring.support import code, table

TEXT = """
name: 定律
year: 2022
tracks:
  - name: 全部
    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: 20}
      - {key: labour_productivity, weight: 40, benchmark: 15, missing: zero}
    cap: 1.5
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 0.8}, {grade: C, upto: 0.95}, {grade: D, upto: 1}]
    vetoes: {accident: D, arrears: not_A, fraud: down_one, spill: not_AB}
"""
SCHEME = parse_scheme(TEXT)
FEW = settings(max_examples=8, deadline=None)
number = st.integers(-50, 900)
row = st.fixed_dictionaries(
    {
        "tax": st.none() | number,
        "value_added": st.none() | number,
        "land_mu": st.sampled_from([None, 0, 7, 10, 13]),
        "employees": st.integers(0, 60),
        "bonus": st.sampled_from([None, 0, 2]),
        "veto": st.sampled_from([None, None, None, "accident", "arrears", "fraud;spill"]),
    }
)
rows = st.lists(row, min_size=1, max_size=30)


def graded(given_rows: list[dict], scheme=SCHEME) -> list[dict]:
    return evaluate(table(given_rows), scheme).table.to_pylist()


@FEW
@given(rows, st.integers(0, 29), st.integers(1, 500))
def test_more_tax_never_lowers_score_or_rank_and_lifts_nobody_else(listed, at, more):
    at %= len(listed)
    listed[at] |= {"tax": listed[at]["tax"] or 0, "land_mu": 10}
    before = graded(listed)
    listed[at] = listed[at] | {"tax": listed[at]["tax"] + more}
    after = graded(listed)
    assert after[at]["score"] >= before[at]["score"]
    assert after[at]["rank"] <= before[at]["rank"]
    for other in range(len(listed)):
        if other != at:
            assert after[other]["score"] == before[other]["score"]  # the yardstick is fixed
            assert after[other]["rank"] - before[other]["rank"] in (0, 1)


@FEW
@given(rows)
def test_a_rank_is_one_more_than_those_who_score_more_and_seats_hold(listed):
    out = graded([one | {"veto": None} for one in listed])
    scores = [one["score"] for one in out]
    assert [one["rank"] for one in out] == [1 + sum(other > mine for other in scores) for mine in scores]
    size = Decimal(len(out))
    for upto, names, rounding in (
        ("0.2", "A", ROUND_FLOOR),
        ("0.8", "AB", ROUND_HALF_UP),
        ("0.95", "ABC", ROUND_HALF_UP),
    ):
        seats = int((size * Decimal(upto)).quantize(Decimal(1), rounding))
        inside = [one for one in out if one["grade"] in names]
        assert sum(one["rank"] > seats for one in inside) == 0
        # all whose rank has a seat are inside, and those beyond the seats stand there by a tie alone
        assert len(inside) >= min(seats, len(out))
        if len(inside) > seats:
            last = min(one["score"] for one in inside)
            assert len(inside) - sum(one["score"] == last for one in inside) < seats


@FEW
@given(rows)
def test_vetoes_change_the_grade_of_their_own_row_alone_and_only_downwards(listed):
    free = graded([one | {"veto": None} for one in listed])
    held = graded(listed)
    for one, before, after in zip(listed, free, held, strict=True):
        assert (after["rank"], after["score"]) == (before["rank"], before["score"])
        assert after["grade"] >= before["grade"]
        if one["veto"] is None:
            assert after == before
        assert after["basis"].startswith("veto:") is (after["grade"] != before["grade"])
        if one["veto"] == "accident":
            assert after["grade"] == "D"
        if one["veto"] == "fraud;spill":
            assert after["grade"] >= max("C", chr(min(ord(before["grade"]) + 1, ord("D"))))


@FEW
@given(rows, st.lists(st.integers(0, 29), min_size=1, max_size=5))
def test_rows_that_do_not_take_part_are_as_if_they_were_not_there(listed, out_of_it):
    apart = {at % len(listed) for at in out_of_it}
    given_rows = [one | {"uscc": code(at)} for at, one in enumerate(listed)]
    marked = [one | {"exempt": "政策性搬迁" if at in apart else None} for at, one in enumerate(given_rows)]
    whole = graded(marked)
    left = [one for at, one in enumerate(given_rows) if at not in apart]
    if left:
        assert [one for at, one in enumerate(whole) if at not in apart] == graded(left)
    for at in apart:
        assert (whole[at]["track"], whole[at]["rank"], whole[at]["grade"]) == (None, None, None)
        assert whole[at]["basis"] == "exempt:政策性搬迁"


@FEW
@given(rows)
def test_twice_the_weights_are_twice_the_points_and_the_same_ranks(listed):
    listed = [one | {"bonus": None} for one in listed]
    twice = with_changes(SCHEME, "全部", weights={"tax_per_mu": Decimal(120), "labour_productivity": Decimal(80)})
    for one, other in zip(graded(listed), graded(listed, twice), strict=True):
        assert (other["rank"], other["grade"], other["basis"]) == (one["rank"], one["grade"], one["basis"])
        assert other["score"] == pytest.approx(2 * one["score"], abs=2e-4)


@FEW
@given(rows)
def test_without_a_cap_nobody_scores_less(listed):
    free = with_changes(SCHEME, "全部", cap=None)
    assert free.tracks[0].cap is None
    for one, other in zip(graded(listed), graded(listed, free), strict=True):
        assert other["score"] >= one["score"]
        assert one["tax_per_mu_points"] <= 90
        assert one["labour_productivity_points"] <= 60


FIVE = [{"tax": tax, "value_added": 300, "land_mu": 10, "employees": 20} for tax in (100, 200, 300, 300, 50)]


def test_a_list_that_is_written_twice_is_the_same_to_the_byte(tmp_path):
    for ending in ("csv", "parquet"):
        for name in ("one", "two"):
            evaluate(table(FIVE), SCHEME).write(tmp_path / f"{name}.{ending}")
        one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_flows_of_what_if_by_hand():
    """
    Points for tax: 30, 60, 90, 90, 15; for productivity 15 ÷ 15 × 40 = 40 each. Ranks 3, ... of five:
    A ⌊1⌋ = 1 seat, tied 300s are both A; 200 is third of B's four; 100 fourth; 50 fifth: C has 4.75 → 5 seats.
    Without the cap nothing changes (300 a mu 30 → 90 is the cap itself). With shares of A 0.6: 200 is A as well.
    """
    facts = facts_from_table(table(FIVE))
    assert [one["grade"] for one in graded(FIVE)] == ["B", "B", "A", "A", "C"]
    assert what_if(facts, SCHEME, with_changes(SCHEME, "全部", cap=None)).moves == ()
    found = what_if(facts, SCHEME, with_changes(SCHEME, "全部", shares={"A": Decimal("0.6")}))
    assert found.flows == {("B", "B"): 1, ("B", "A"): 1, ("A", "A"): 2, ("C", "C"): 1}
    assert found.by_track == {"全部": found.flows}
    (move,) = found.moves
    assert (move.uscc, move.grade, move.rank, move.score) == (code(1), ("B", "A"), (3, 3), (100, 100))
    assert found.regraded == found.moves


def test_another_benchmark_and_the_mean_take_the_place_of_what_was_there():
    """Mean tax a mu 950 ÷ 50 = 19: 100 is 10 ÷ 19 × 60 = 31.5789."""
    by_mean = with_changes(SCHEME, "全部", benchmarks={"tax_per_mu": "mean"})
    assert graded(FIVE, by_mean)[0]["tax_per_mu_points"] == pytest.approx(31.578947, abs=1e-6)
    by_ten = with_changes(SCHEME, "全部", benchmarks={"tax_per_mu": Decimal(10)})
    assert [one["tax_per_mu_points"] for one in graded(FIVE, by_ten)] == [60, 90, 90, 90, 30]
    between = parse_scheme(TEXT.replace("benchmark: 20", "normalise: {minmax: [20, 100]}"))
    assert [one["tax_per_mu_points"] for one in graded(FIVE, between)][2:] == [60, 60, 12]
    assert graded(FIVE, with_changes(between, "全部", benchmarks={"tax_per_mu": Decimal(20)})) == graded(FIVE)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"draws": 0}, "draws"), ({"weight_spread": 1}, "spreads"), ({"benchmark_spread": -0.1}, "spreads")],
)
def test_draws_that_make_no_sense_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        stability(facts_from_table(table(FIVE)), SCHEME, **options)


def test_a_grade_is_firm_where_all_indicators_say_the_same_and_loose_where_two_rows_are_near():
    rows = [{"tax": tax, "value_added": made, "land_mu": 10, "employees": 20}
            for tax, made in ((280, 10), (100, 200), (103, 195), (20, 1), (10, 0))]  # fmt: skip
    found = {one.uscc: one for one in stability(facts_from_table(table(rows)), SCHEME, draws=400, seed=1).rows}
    assert found[code(4)].firm == 1  # last by both
    near = found[code(1)], found[code(2)]
    assert all(one.shares["D"] == 0 for one in near)
    assert sum(sum(one.shares.values()) for one in found.values()) == pytest.approx(5)
