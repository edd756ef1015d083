"""Any facts and any scheme: the product agrees with the oracle, and nothing but the facts matters."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tenghuan.scoring import evaluate, parse_scheme
from tests.scoring import oracle
from tests.scoring.support import code, plain, table

# a new scheme costs half a second to compile, and a failing example is small enough as it is
SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
MANY_SCHEMES, ONE_SCHEME = settings(max_examples=20, **SETTINGS), settings(max_examples=25, **SETTINGS)
FIXED = {
    "tax_per_mu": "24.097",
    "value_added_per_mu": "136.16",
    "value_added_per_tce": "2.694",
    "value_added_per_emission": "4929.81",
    "labour_productivity": "18.14",
    "rd_ratio": "0.0302",
    "tax_per_electricity": "0.2352",
    "revenue_per_mu": "50",
}
VETOES = {"safety_accident": "D", "statistics_fraud": "down_one", "tax_arrears": "not_A", "unpaid_wages": "not_AB"}


def amount(low: int, high: int, places: int = 2) -> st.SearchStrategy:
    return st.none() | st.integers(low * 10**places, high * 10**places).map(lambda n: Decimal(n).scaleb(-places))


@st.composite
def row(draw) -> dict:
    found = {
        "town": draw(st.sampled_from([None, "东镇", "西街道"])),
        "industry": draw(st.sampled_from([None, "C1713", "1751", "33", "3411"])),
        "above_scale": draw(st.sampled_from([None, True, False, True])),
        "land_mu": draw(amount(0, 30, 1)),
        "land_owned_mu": draw(amount(0, 20, 1)),
        "land_leased_out_mu": draw(amount(0, 20, 1)),
        "tax": draw(amount(-50, 900)),
        "value_added": draw(amount(-100, 3000)),
        "revenue": draw(amount(0, 9000)),
        "employees": draw(amount(0, 200, 0)),
        "energy_tce": draw(amount(0, 1000, 1)),
        "electricity": draw(amount(0, 300, 1)),
        "emissions": draw(amount(0, 2, 3)),
        "rd": draw(amount(0, 300)),
        "bonus": draw(amount(0, 5, 1)),
        "deduction": draw(amount(0, 15, 0)),
        "exempt": draw(st.sampled_from([None] * 9 + ["新设立"])),
        "veto": ";".join(draw(st.lists(st.sampled_from(sorted(VETOES)), max_size=2, unique=True))) or None,
    }
    # few distinct sizes make ties
    return found | ({"tax": Decimal(120), "land_mu": Decimal(10)} if draw(st.booleans()) else {})


@st.composite
def criteria(draw) -> list[dict]:
    keys = draw(st.lists(st.sampled_from(sorted(FIXED)), min_size=1, max_size=5, unique=True))
    chosen = []
    for key in keys:
        criterion = {"key": key, "weight": draw(st.sampled_from(["30", "20", "12.5", "7", "3"]))}
        if draw(st.integers(0, 3)) == 0:
            criterion["normalise"] = {"minmax": draw(st.sampled_from([["20", "100"], ["0", "100"]]))}
        else:
            criterion["benchmark"] = draw(st.sampled_from(["mean", FIXED[key]]))
        criterion["direction"] = draw(st.sampled_from(["more", "more", "less"]))
        criterion["missing"] = draw(st.sampled_from(["zero", "mean_score", "reweight"]))
        chosen.append(criterion)
    return chosen


@st.composite
def track(draw, name: str) -> dict:
    shares = draw(st.sampled_from([["0.20", "0.80", "0.95", "1"], ["0.05", "0.75", "0.75", "1.00"], ["0.333", "1"]]))
    return {
        "name": name,
        "group_by": draw(st.sampled_from([None, "town", "industry_division"])),
        "criteria": draw(criteria()),
        "cap": draw(st.sampled_from([None, "1.5", "1"])),
        "floor": draw(st.sampled_from(["0", "0", None, "-3", "1.25"])),
        "grades": [{"grade": "ABCD"[at], "upto": share} for at, share in enumerate(shares)],
        "vetoes": VETOES,
    }


@st.composite
def scheme(draw) -> dict:
    first, second = draw(track("甲")), draw(track("乙"))
    first["population"] = draw(
        st.sampled_from([{"above_scale": True}, {"tax": {"min": "3.5"}}, {"industry_division": {"in": ["17", "33"]}}])
    )
    second["population"] = draw(st.sampled_from([{}, {"above_scale": False}, {"land_owned_mu": {"max": "10"}}]))
    return {"name": "方案", "year": 2022, "tracks": [first, second]}


def graded(rows: list[dict], text: str) -> list[dict]:
    return evaluate(table(rows), parse_scheme(text)).table.to_pylist()


def text_of(chosen: dict) -> str:
    return yaml.safe_dump(chosen, allow_unicode=True)


@MANY_SCHEMES
@given(st.lists(row(), min_size=1, max_size=25), scheme())
def test_agrees_with_an_independent_calculation(rows, chosen):
    expected = oracle.evaluate(rows, chosen)
    for found, wanted in zip(graded(rows, text_of(chosen)), expected, strict=True):
        for key in ("track", "group", "rank", "grade", "basis"):
            assert found[key] == wanted[key], key
        score = None if found["score"] is None else Decimal(repr(found["score"])).quantize(Decimal("0.0001"))
        assert score == wanted["score"]
        for key, points in wanted["points"].items():
            have = found[f"{key}_points"]
            assert (have is None) == (points is None)
            assert have is None or abs(have - points) < 1e-8 * max(1, abs(points))


@MANY_SCHEMES
@given(st.lists(row(), min_size=2, max_size=25), scheme(), st.randoms())
def test_order_of_rows_and_columns_is_no_matter(rows, chosen, chance: random.Random):
    rows = [entry | {"uscc": code(at)} for at, entry in enumerate(rows)]
    before = {entry["uscc"]: entry for entry in graded(rows, text_of(chosen))}
    order = chance.sample(sorted(rows[0]), len(rows[0]))
    shuffled = [{key: entry[key] for key in order} for entry in chance.sample(rows, len(rows))]
    after = graded(shuffled, text_of(chosen))
    assert [entry["uscc"] for entry in after] == [entry["uscc"] for entry in shuffled]
    assert {entry["uscc"]: entry for entry in after} == before


@ONE_SCHEME
@given(st.lists(row(), min_size=1, max_size=20), st.sampled_from([10, 1000, 10000]))
def test_units_are_no_matter(rows, factor):
    """Money in another unit, benchmarks with it: same points, scores and grades."""
    text = """
name: x
tracks:
  - name: 全部
    criteria:
      - {key: tax_per_mu, weight: 30, benchmark: BENCH}
      - {key: value_added_per_tce, weight: 20, benchmark: mean, missing: mean_score}
      - {key: rd_ratio, weight: 10, normalise: {minmax: [20, 100]}, missing: reweight}
    cap: 1.5
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 1}]
    vetoes: {safety_accident: D, statistics_fraud: down_one, tax_arrears: not_A, unpaid_wages: not_AB}
"""
    money = ("tax", "value_added", "revenue", "rd")
    scaled = [entry | {key: None if entry[key] is None else entry[key] * factor for key in money} for entry in rows]
    one = graded(rows, text.replace("BENCH", "24.097"))
    other = graded(scaled, text.replace("BENCH", str(Decimal("24.097") * factor)))
    for key in ("score", "rank", "grade", "basis"):
        assert [entry[key] for entry in one] == [entry[key] for entry in other]


@ONE_SCHEME
@given(st.lists(row(), min_size=2, max_size=30))
def test_groups_in_files_of_their_own_get_the_same(rows):
    """What is ranked within towns may be handed in town by town."""
    chosen = plain(
        """
name: x
tracks:
  - name: 全部
    group_by: town
    criteria:
      - {key: tax_per_mu, weight: 30, benchmark: mean}
      - {key: labour_productivity, weight: 20, benchmark: 18.14, missing: mean_score}
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 0.8}, {grade: C, upto: 1}]
    vetoes: {safety_accident: D, statistics_fraud: down_one, tax_arrears: not_A, unpaid_wages: not_AB}
"""
    )
    rows = [entry | {"uscc": code(at)} for at, entry in enumerate(rows)]
    whole = {entry["uscc"]: entry for entry in graded(rows, text_of(chosen))}
    for town in {entry["town"] for entry in rows}:
        for entry in graded([entry for entry in rows if entry["town"] == town], text_of(chosen)):
            assert entry == whole[entry["uscc"]]


def test_a_half_of_repeating_decimals_is_a_half():
    """Three points of 149.547883… make 448.64365: what each of them lacks must not add up to a rank."""
    criterion = "- {key: %s, weight: 1, benchmark: 3}"
    keys = ("tax_per_mu", "value_added_per_mu", "revenue_per_mu")
    text = "name: x\ntracks:\n  - name: 全部\n    grades: [{grade: A, upto: 1}]\n    criteria:\n"
    text += "\n".join(f"      {criterion % key}" for key in keys)
    value = Decimal("448.64365")
    rows = [{"tax": value, "value_added": value, "revenue": value, "land_mu": 1}]
    assert graded(rows, text)[0]["score"] == 448.6437


@pytest.mark.parametrize("total", ["100.00005", "0.00005", "-0.00005", "99.99995", "100.000049999"])
def test_a_half_is_rounded_by_magnitude(total):
    text = """
name: x
tracks:
  - name: 全部
    criteria: [{key: tax_per_mu, weight: 30, benchmark: 10}]
    floor: null
    grades: [{grade: A, upto: 1}]
"""
    up, down = max(Decimal(total), Decimal(0)), max(-Decimal(total), Decimal(0))
    rows = [{"tax": 0, "land_mu": 1, "bonus": up, "deduction": down}]
    found = Decimal(repr(graded(rows, text)[0]["score"]))
    assert found == oracle.half_up(oracle.exact(total))
