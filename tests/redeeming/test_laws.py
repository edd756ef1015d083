"""Laws of policy money whatever the figures: never more than the cap, never twice, never less for more."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.redeeming import load_policy, parse_policy, policies, settled
from tenghuan.redeeming.policy import Policy
from tests.redeeming.support import policy, redeemed, text

HALF = {"operator": "share", "rate": 0.5}
amounts = st.decimals(0, 5000, places=2)


def paid(rules: Policy, rows: list[dict[str, str]], folder: Path) -> list[tuple[Decimal, str]]:
    return [(row["amount"], row["basis"]) for row in redeemed(folder, rows, rules).rows]


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        ("2024-02-28", "不在有效期"),
        ("2024-02-29", "文号0"),  # the first day counts
        ("2024-12-31", "文号0"),
        ("2025-02-28", "文号0"),  # and the last
        ("2025-03-01", "不在有效期"),
    ],
)
def test_the_first_and_the_last_day_of_a_clause_count(tmp_path, day, basis):
    rules = policy(HALF | {"from": "2024-02-29", "to": "2025-02-28"})
    ((amount, said),) = paid(rules, [{"date": day, "base": "10"}], tmp_path)
    assert (said, amount) == (basis, 5 if basis == "文号0" else 0)


def test_a_new_document_takes_over_on_its_day_and_the_object_stays_the_same(tmp_path):
    """Half until the year's end, a third from New Year on; the same invoice is no new one under the new document."""
    old = HALF | {"clause": "技改", "document": "旧号", "to": "2024-12-31"}
    new = {"operator": "share", "rate": 0.2, "clause": "技改", "document": "新号", "from": "2025-01-01"}
    rows = [
        {"clause": "技改", "date": "2024-12-31", "base": "100", "object": "发票1"},
        {"clause": "技改", "date": "2025-01-01", "base": "100", "object": "发票2"},
        {"clause": "技改", "date": "2025-01-01", "base": "100", "object": "发票1"},
    ]
    assert paid(policy(old, new), rows, tmp_path) == [(50, "旧号"), (20, "新号"), (0, "重复申报")]


def test_a_claim_outside_the_period_is_no_first_claim(tmp_path):
    rules = policy(HALF | {"from": "2024-01-01"})
    rows = [{"date": day, "base": "10", "object": "设备1"} for day in ("2023-12-31", "2024-01-01", "2024-01-02")]
    assert [basis for _amount, basis in paid(rules, rows, tmp_path)] == ["不在有效期", "文号0", "重复申报"]


def test_stages_of_one_object_are_paid_each_once_and_make_the_whole(tmp_path):
    """12 thousand: 10 per cent are 1200, held at 1000; 30 and 70 per cent of it."""
    rules = policy({"operator": "stages", "rate": 0.1, "cap": 1000, "stages": {"开工": 0.3, "竣工": 0.7}})
    rows = [{"base": "12000", "object": "项目1", "stage": stage} for stage in ("开工", "竣工", "开工")]
    assert paid(rules, rows, tmp_path) == [(300, "文号0"), (700, "文号0"), (0, "重复申报")]


def test_of_one_year_the_highest_is_paid_and_the_next_year_begins_anew(tmp_path):
    rules = policy(HALF | {"exclusive": "园区"}, {"operator": "share", "rate": 0.1, "exclusive": "园区"})
    rows = [
        {"clause": "条款1", "date": "2024-12-31", "base": "100"},
        {"clause": "条款0", "date": "2024-01-01", "base": "20.02"},  # 10.01 against 10
        {"clause": "条款1", "date": "2025-01-01", "base": "100"},
        {"clause": "条款0", "date": "2024-06-30", "base": "100", "uscc": "B"},
    ]
    assert paid(rules, rows, tmp_path) == [(0, "就高"), (Decimal("10.01"), "文号0"), (10, "文号1"), (50, "文号0")]


def test_of_equal_amounts_the_earlier_day_is_paid_and_of_one_day_the_earlier_row(tmp_path):
    rules = policy(HALF | {"exclusive": "园区"})
    rows = [{"date": day, "base": "8"} for day in ("2024-05-02", "2024-05-01", "2024-05-01")]
    assert [basis for _amount, basis in paid(rules, rows, tmp_path)] == ["就高", "文号0", "就高"]


def test_what_earns_nothing_does_not_keep_another_from_its_money(tmp_path):
    below = {"operator": "share", "rate": 1, "threshold": 500, "exclusive": "园区"}
    rules = policy(below, HALF | {"exclusive": "园区"})
    rows = [{"base": "499.99"}, {"clause": "条款1", "base": "2"}]
    assert paid(rules, rows, tmp_path) == [(0, "未达门槛"), (1, "文号1")]


@pytest.mark.parametrize("base", ["0", "-0.01", "-100"])
@pytest.mark.parametrize(
    "clause",
    [
        HALF,
        {"operator": "bands", "bands": [{"min": -50, "amount": 9}]},
        {"operator": "steps", "every": 10, "each": 1},
        {"operator": "uplift", "rate": 0.1, "uplift": 0.2},
        {"operator": "first_time", "levels": [{"min": 0.01, "amount": 5}], "crossing": "sum"},
    ],
)
def test_nothing_and_less_than_nothing_earn_nothing(tmp_path, clause, base):
    ((amount, basis),) = paid(policy(clause), [{"base": base}], tmp_path)
    if clause["operator"] == "bands" and base == "0":
        assert (amount, basis) == (9, "文号0")  # a band that begins below nothing holds nothing
    else:
        assert (amount, basis) == (0, "未达门槛")


@settings(max_examples=25, deadline=None)
@given(amounts, amounts, st.sampled_from(["share", "steps", "uplift", "bands"]), amounts)
def test_more_is_never_paid_less_and_the_cap_is_never_passed(tmp_path_factory, one, other, operator, cap):
    rest = {
        "share": {"rate": 0.35, "cap": float(cap), "threshold": 10},
        "steps": {"every": 100, "each": 0.05, "cap": float(cap)},
        "uplift": {"rate": 0.15, "uplift": 0.2, "cap": float(cap)},
        "bands": {"bands": [{"min": 3, "amount": 20}, {"min": 10, "amount": 50}, {"min": 30, "amount": 80}]},
    }[operator]
    rows = [{"base": str(base)} for base in sorted((one, other))]
    less, more = paid(policy({"operator": operator, **rest}), rows, tmp_path_factory.mktemp("claims"))
    assert less[0] <= more[0]
    assert operator == "bands" or more[0] <= cap


def test_differences_along_a_ladder_add_up_to_its_top(tmp_path):
    """Three stars 20, four 40, five 100: whoever climbs step by step gets what whoever leaps gets."""
    tiers = {"三星": 20, "四星": 40, "五星": 100}
    rules = policy({"operator": "difference", "tiers": tiers})
    climb = [{"tier": tier, "former": former} for former, tier in itertools.pairwise(["", *tiers])]
    assert sum(amount for amount, _basis in paid(rules, climb, tmp_path)) == 100
    assert paid(rules, [{"tier": "五星"}], tmp_path) == [(100, "文号0")]
    assert paid(rules, [{"tier": "三星", "former": "五星"}], tmp_path) == [(0, "未达门槛")]


def test_first_times_step_by_step_are_the_sum_of_a_leap(tmp_path):
    levels = [{"min": 1000, "amount": 10}, {"min": 2000, "amount": 20}, {"min": 5000, "amount": 50}]
    rules = policy({"operator": "first_time", "levels": levels, "crossing": "sum"})
    steps = [("", "1500"), ("1500", "2000"), ("2000", "4999.99"), ("4999.99", "9000")]
    climbed = paid(rules, [{"former_best": best, "base": base} for best, base in steps], tmp_path)
    assert [amount for amount, _basis in climbed] == [10, 20, 0, 50]
    assert paid(rules, [{"base": "9000"}], tmp_path) == [(80, "文号0")]
    highest = policy({"operator": "first_time", "levels": levels, "crossing": "highest"})
    assert paid(highest, [{"base": "9000"}, {"former_best": "5000", "base": "9000"}], tmp_path) == [
        (50, "文号0"), (0, "未达门槛"),
    ]  # fmt: skip


def test_a_third_is_rounded_half_up_at_the_fourth_place(tmp_path):
    rules = policy({"operator": "share", "rate": 0.00005}, {"operator": "share", "rate": 0.00004})
    assert paid(rules, [{"base": "1"}, {"clause": "条款1", "base": "1"}], tmp_path) == [
        (Decimal("0.0001"), "文号0"),
        (Decimal("0.0000"), "文号1"),
    ]


def test_the_list_in_a_workbook_is_the_list_in_text(tmp_path):
    rows = [{"base": "1200", "name": "=甲厂"}, {"base": "9"}]
    found = redeemed(tmp_path, rows, policy(HALF | {"cap": 500, "threshold": 10}))
    found.write(tmp_path / "out.xlsx")
    found.write(tmp_path / "out.csv")
    cells = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    assert cells[0] == found.columns == ("uscc", "name", "clause", "amount", "formula", "basis")
    assert [(row[1], float(row[3]), row[4]) for row in cells[1:]] == [
        ("=甲厂", 500.0, "50%×1200=600→500"),
        ("甲厂", 0.0, "9＜10"),
    ]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[2].endswith("9＜10,未达门槛")
    with pytest.raises(InputFault, match=r"\.pdf"):
        found.write(tmp_path / "out.pdf")


def test_no_claims_are_an_empty_list_and_a_policy_file_is_what_its_text_is(tmp_path):
    source = text(HALF)
    (tmp_path / "policy.yaml").write_text(source, encoding="utf-8")
    assert load_policy(tmp_path / "policy.yaml") == parse_policy(source) == policy(HALF)
    assert settled([]) == ()
    assert "sample" in policies()
