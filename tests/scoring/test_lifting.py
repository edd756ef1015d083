"""What would lift a row, where grades ask for more than a rank: what is said is tried, and a step less as well."""

from __future__ import annotations

import pytest

from tenghuan.scoring import evaluate, explain, facts_from_table, parse_scheme
from tests.scoring.support import code, table

HEAD = "name: 甲\nyear: 2022\ntracks:\n  - name: 规上\n"
CONDITIONS = """    criteria:
      - {key: tax_per_mu, weight: 100, benchmark: 10}
    grades:
      - {grade: A, upto: 0.5, require: {tax_per_mu: {min: 8}}}
      - {grade: B, upto: 0.75, require: {labels: {has: 高企}}}
      - {grade: C, upto: 1}
    vetoes: {arrears: not_A, accident: D}
"""
ROWS = (
    {"tax": 90, "labels": None},
    {"tax": 78, "labels": "高企"},  # a seat of A, 0.2 万元 a mu short of its condition
    {"tax": 60, "labels": "高企"},
    {"tax": 50, "labels": None},
)


def grade(rows: list[dict], at: int, body: str) -> str:
    return evaluate(table(rows), parse_scheme(HEAD + body)).table["grade"].to_pylist()[at]


def told(at: int, body: str = CONDITIONS, rows: tuple[dict, ...] = ROWS):
    rows = tuple(row | {"land_mu": 10} for row in rows)
    return explain(facts_from_table(table([*rows])), parse_scheme(HEAD + body), code(at))


def test_a_row_whose_rank_is_first_but_whose_condition_fails_is_not_said_to_be_first():
    found = told(1)
    assert (found.out["rank"], found.grade_by_rank, found.out["grade"], found.unmet) == (2, "A", "B", ("A",))
    assert found.target == "A"
    assert [(lift.key, lift.value) for lift in found.lifts] == [("tax_per_mu", 8.0)]
    text = found.text()
    assert "提升到 A 档：名次已到，须符合 A 档的入档条件；其他不变时，单项至少为" in text
    assert "已是首档" not in text


@pytest.mark.parametrize(("at", "target", "value"), [(1, "A", 8.0), (2, "A", 8.0), (3, "B", 8.0)])
def test_the_value_that_is_said_meets_the_condition_too(at, target, value):
    """60 would need 7.8 a mu for the second rank, where A asks for 8; 50 without a label gets B by no rank, A by 8."""
    found = told(at)
    (lift,) = found.lifts
    assert (found.target, lift.value) == (target, value)
    for tax, better in ((value * 10, True), (value * 10 - 0.001, False)):
        rows = [row | {"land_mu": 10} for row in ROWS]
        rows[at] |= {"tax": tax}
        assert (grade(rows, at, CONDITIONS) <= target) is better


def test_what_no_value_can_do_is_not_promised():
    """B asks for a label, and A for another: however much tax is paid, C stays C."""
    body = CONDITIONS.replace("{tax_per_mu: {min: 8}}", "{labels: {has: 小巨人}}")
    found = told(3, body)
    assert found.target == "B"
    assert [lift.value for lift in found.lifts] == [None]
    text = found.text()
    assert "得分须达到 60.0000，并符合 B 档的入档条件" in text
    assert "亩均税收：单靠此项达不到" in text


def test_without_conditions_nothing_is_said_of_them():
    plain = CONDITIONS.replace(", require: {tax_per_mu: {min: 8}}", "").replace(", require: {labels: {has: 高企}}", "")
    found = told(2, plain)
    assert not found.conditions
    assert "提升到 A 档：得分须达到 78.0000；其他不变时，单项至少为" in found.text()
    assert found.lifts[0].value == 7.8


def test_without_its_veto_a_row_is_graded_by_rank_and_conditions():
    """Second of four, but 7.8 a mu: without the veto it is B, not A."""
    rows = tuple(row | ({"veto": "accident"} if at == 1 else {}) for at, row in enumerate(ROWS))
    found = told(1, rows=rows)
    assert (found.out["grade"], found.out["basis"]) == ("C", "veto:accident")
    assert (found.grade_by_rank, found.grade_unvetoed, found.lifts) == ("A", "B", ())
    assert "解除一票否决事项后，按排名为 B 档" in found.text()
    free = [row | {"land_mu": 10} for row in ROWS]
    assert grade(free, 1, CONDITIONS) == "B"


LESS = """    criteria:
      - {key: cost, of: [energy_tce, revenue], weight: 60, benchmark: 0.2, direction: less}
      - {key: tax_per_mu, weight: 40, benchmark: 20, missing: reweight}
    cap: 1.5
    grades: [{grade: A, upto: 0.34}, {grade: B, upto: 1}]
"""


def test_where_less_is_better_the_lift_is_downwards_and_a_step_more_fails():
    """
    A: 0.1 → capped at 90, tax 10 ÷ 20 × 40 = 20, together 110; B: 0.25 → 48 + 20 = 68.
    To reach 110 by energy alone 12 ÷ cost must be 90: cost ≤ 12 ÷ 90 = 0.1333…, on the grid 0.1333.
    """
    rows = [
        {"energy_tce": 10, "revenue": 100, "tax": 100, "land_mu": 10},
        {"energy_tce": 25, "revenue": 100, "tax": 100, "land_mu": 10},
        {"energy_tce": 90, "revenue": 100, "tax": 10, "land_mu": 10},
    ]
    found = explain(facts_from_table(table(rows)), parse_scheme(HEAD + LESS), code(1))
    assert (found.out["score"], found.target_score) == (68, 110)
    cost, tax = found.lifts
    assert (cost.value, round(cost.change, 4)) == (0.1333, -0.1167)
    assert cost.numerator == pytest.approx(13.33)
    # 110 − 48 = 62 is more than the 60 that the cap allows for 40 × 1.5: not by tax alone
    assert tax.value is None
    for energy, wanted in (("13.33", "A"), ("13.34", "B")):
        changed = [dict(row) for row in rows]
        changed[1]["energy_tce"] = energy
        assert grade(changed, 1, LESS) == wanted


def test_a_missing_value_is_looked_for_from_nothing():
    """A reweighted gap scales the other weight; a value put in its place counts by itself again."""
    rows = [
        {"energy_tce": 20, "revenue": 100, "tax": 300, "land_mu": 10},  # 60 + 60 = 120
        {"energy_tce": 20, "revenue": 100, "tax": None, "land_mu": 10},  # 60 × 100 ÷ 60 = 100
        {"energy_tce": 90, "revenue": 100, "tax": 10, "land_mu": 10},
    ]
    found = explain(facts_from_table(table(rows)), parse_scheme(HEAD + LESS), code(1))
    assert (found.out["score"], found.target_score) == (100, 120)
    tax = found.lifts[1]
    assert (tax.value, tax.change, tax.numerator) == (30, 30, 300)  # 30 ÷ 20 × 40 = 60, the cap


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"tax": "1234567.25", "land_mu": "10.5"}, "1234567.25 ÷ 10.5 = 117578万元/亩"),
        ({"tax": "98765432.125", "land_mu": "1"}, "98765432.125 ÷ 1 = 98765432万元/亩"),
        ({"tax": "0.000012", "land_mu": "3"}, "0.000012 ÷ 3 = 0.000004万元/亩"),
        ({"tax": "-1500000", "land_mu": "2"}, "-1500000 ÷ 2 = -750000万元/亩"),
        ({"tax": "0", "land_mu": "2"}, "0 ÷ 2 = 0万元/亩"),
    ],
)
def test_large_and_small_numbers_stand_in_plain_digits(row, words):
    text = explain(
        facts_from_table(table([row | {"bonus": "1234567.5"}])),
        parse_scheme(HEAD + "    criteria: [{key: tax_per_mu, weight: 1, benchmark: 1234567890}]\n"
                     "    grades: [{grade: A, upto: 1}]\n"),
        code(0),
    ).text()  # fmt: skip
    assert words in text
    assert "基准值 1234567890 →" in text
    assert "加分 1234567.5，减分 0" in text
    assert "e+" not in text
    assert "e-" not in text
