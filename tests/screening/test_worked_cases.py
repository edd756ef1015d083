"""Cases worked by hand: values, unknowns, limits, years, exemptions."""

from __future__ import annotations

import pytest

from tenghuan.errors import InputFault
from tenghuan.scoring import FactsFault
from tenghuan.screening import parse_rules, screen
from tests.scoring.support import code, table
from tests.screening.support import CONTRACT, one_list, screened, texts, verdicts

WASTEFUL = {"above_scale": "是", "tax": 40, "land_mu": 12, "energy_tce": 300, "value_added": 240, "industry": "2011"}
REFORMED = WASTEFUL | {"tax": 72, "energy_tce": 150, "value_added": 300}


def test_the_worked_figures_of_the_methodology_are_caught_before_and_not_after():
    # methodology2 §15: 40/12 = 3.33 < 5 and 300/240 = 1.25 > 0.52; afterwards 72/12 = 6.0 and 150/300 = 0.50
    found = screened(CONTRACT, WASTEFUL | {"name": "甲", "town": "一镇"}, REFORMED | {"name": "乙"}).table.to_pylist()
    assert found[0] == {
        "uscc": code(0),
        "name": "甲",
        "town": "一镇",
        "list": "高耗低效",
        "verdict": "入",
        "conditions": "tax_per_mu 3.3333 < 5; value_added_energy 1.2500 > 0.52",
        "reason": None,
    }
    assert code(1) not in [row["uscc"] for row in found]


def test_a_longer_prefix_of_the_industry_wins_and_among_equals_the_row_that_names_the_town():
    rules = one_list(
        "[{key: value_added_energy, above: table}]",
        """
thresholds:
  - {key: value_added_energy, limit: 9}
  - {key: value_added_energy, town: 一镇, limit: 8}
  - {key: value_added_energy, industry: "17", limit: 7}
  - {key: value_added_energy, industry: "17", town: 一镇, limit: 6}
  - {key: value_added_energy, industry: C171, limit: 5}
  - {key: tax_per_mu, industry: "1713", town: 一镇, limit: 1}
""",
    )
    row = {"energy_tce": 100, "value_added": 1}
    places = [("C1713", "一镇"), ("1721", "一镇"), ("1721", "二镇"), ("3411", "一镇"), ("3411", None), (None, None)]
    found = texts(rules, *(row | {"industry": industry, "town": town} for industry, town in places))
    assert [text.rpartition("> ")[2] for text in found] == ["5", "6", "7", "8", "9", "9"]


def test_no_row_of_the_table_that_fits_is_unknown():
    rules = one_list(
        "[{key: value_added_energy, above: table}]",
        'thresholds: [{key: value_added_energy, industry: "17", limit: 1}]',
    )
    rows = [{"energy_tce": 2, "value_added": 1, "industry": industry} for industry in ("17", "20", None)]
    assert verdicts(rules, *rows) == ["入", "不可判", "不可判"]
    assert texts(rules, rows[1]) == ["value_added_energy 2.0000 > 未知"]
    assert texts(rules, rows[1], column="reason") == ["value_added_energy"]


@pytest.mark.parametrize(("op", "expected"), [("below", None), ("above", None), ("min", "入"), ("max", "入")])
def test_a_value_exactly_at_the_limit_is_at_it(op, expected):
    # as doubles 0.3 ÷ 0.1 is a little below 3 and 0.7 ÷ 0.1 a little below 7
    for tax, limit in (("0.3", 3), ("0.7", 7)):
        assert verdicts(one_list(f"[{{key: tax_per_mu, {op}: {limit}}}]"), {"tax": tax, "land_mu": "0.1"}) == [expected]


def test_a_limit_has_all_its_digits():
    # 40 ÷ 12 is above 3.333333333333333333 by a third of its last digit, which no double tells
    row = {"tax": 40, "land_mu": 12}
    assert verdicts(one_list("[{key: tax_per_mu, above: 3.333333333333333333}]"), row) == ["入"]
    assert verdicts(one_list("[{key: tax_per_mu, above: 3.333333333333333334}]"), row) == [None]


def test_a_mean_is_exact_too():
    # mean 0.3 ÷ 0.3 of three rows of 0.1 ÷ 0.1: each is exactly the mean, so none is below it
    rule = one_list("[{key: tax_per_mu, below_mean: 1}]")
    row = {"tax": "0.1", "land_mu": "0.1"}
    assert verdicts(rule, row, row, row) == [None, None, None]
    # 1/3 has more decimals than a millionth: 2 ÷ 3 of the mean of themselves
    odd = {"tax": repr(1 / 3), "land_mu": "1"}
    assert verdicts(rule, odd, odd, odd | {"tax": repr(1 / 3 + 1e-15)}) == ["入", "入", None]


def test_a_mean_is_over_the_group_in_scope_where_both_are_known_and_the_denominator_is_above_zero():
    rule = one_list("[{key: tax_per_mu, below_mean: 0.5, group: town}]", "scope: {above_scale: true}")
    inside = {"above_scale": "是", "town": "一镇"}
    rows = [
        inside | {"tax": 10, "land_mu": 10},
        inside | {"tax": 90, "land_mu": 10},  # the mean of 一镇 is 100 ÷ 20 = 5, half of it 2.5
        inside | {"tax": 1000},
        inside | {"tax": 1000, "land_mu": 0},
        inside | {"land_mu": 50},
        {"above_scale": "否", "town": "一镇", "tax": 5000, "land_mu": 1},
        {"above_scale": "是", "tax": 1, "land_mu": 10},
        {"above_scale": "是", "town": "二镇", "tax": 1, "land_mu": 0},
    ]
    assert verdicts(rule, *rows) == ["入", None, "不可判", "不可判", "不可判", None, "不可判", "不可判"]
    assert texts(rule, *rows)[0] == "tax_per_mu 1.0000 < 2.5000"


@pytest.mark.parametrize(
    ("energy", "added", "above", "below"),
    [
        (5, 0, "入", None),
        (5, -3, "入", None),
        (0, 0, "不可判", "不可判"),
        (0, -3, "不可判", "不可判"),
        (None, -3, "不可判", "不可判"),
        (5, None, "不可判", "不可判"),
        (0, 5, None, "入"),
    ],
)
def test_energy_that_earns_nothing_is_above_every_limit(energy, added, above, below):
    row = {"energy_tce": energy, "value_added": added}
    assert verdicts(one_list("[{key: value_added_energy, above: 1000000}]"), row) == [above]
    assert verdicts(one_list("[{key: value_added_energy, min: 1000000}]"), row) == [above]
    assert verdicts(one_list("[{key: value_added_energy, below: 1000000}]"), row) == [below]
    assert verdicts(one_list("[{key: value_added_energy, max: 1000000}]"), row) == [below]


def test_no_other_quotient_has_that_exception():
    row = {"energy_tce": 5, "revenue": 0}
    assert verdicts(one_list("[{key: energy_per_revenue, above: 1}]"), row) == ["不可判"]


def test_all_and_any_by_three_values():
    yes, no, unknown = "{key: tax, min: 0}", "{key: tax, below: 0}", "{key: rd, min: 0}"
    row = {"tax": 1}
    table = {
        ("all", yes, unknown): "不可判",
        ("all", no, unknown): None,
        ("any", yes, unknown): "入",
        ("any", no, unknown): "不可判",
        ("all", yes, f"{{any: [{no}, {unknown}]}}"): "不可判",
        ("any", no, f"{{all: [{no}, {unknown}]}}"): None,
    }
    for (join, *parts), expected in table.items():
        assert verdicts(one_list(f"[{', '.join(parts)}]", join=join), row) == [expected], (join, parts)


def test_the_reason_names_each_unknown_key_once_and_only_those_that_matter():
    rule = one_list(
        "[{any: [{key: tax, min: 0}, {key: revenue, min: 0}]},"
        " {key: rd, min: 0}, {key: rd, max: 9}, {key: grade, in: [D]}]"
    )
    assert texts(rule, {"tax": 1}, column="reason") == ["rd; grade"]


def test_a_key_is_named_where_it_first_keeps_the_rule_open():
    # the tax is known, so its first condition is decided; only its threshold, which no table gives, leaves it open
    rule = one_list("[{key: tax, min: 0}, {key: rd, min: 0}, {key: tax, below: table}, {key: rd, max: 9}]")
    assert texts(rule, {"tax": 1}, column="reason") == ["rd; tax"]


def test_four_decimals_are_half_up_by_magnitude():
    rule = one_list("[{key: tax_per_mu, max: 9}]")
    rows = [(1.00005, 1), (-1.00005, 1), (2, 3), (-0.00004, 1), (0.00005, 1), (-123456.5, 7)]
    shown = [text.split()[1] for text in texts(rule, *({"tax": tax, "land_mu": land} for tax, land in rows))]
    assert shown == ["1.0001", "-1.0001", "0.6667", "0.0000", "0.0001", "-17636.6429"]


def test_years_before_are_the_same_enterprise_in_each_of_them():
    rule = one_list("[{key: grade, in: [D], for_years: 3}]")

    def judged(*grades: tuple[int, str | None]) -> list[str]:
        rows = [{"uscc": code(1), "year": year, "grade": grade} for year, grade in grades]
        other = [{"uscc": code(2), "year": year, "grade": "D"} for year in (2019, 2020, 2021)]
        return screened(rule, *rows, *other, year=None).table["verdict"].to_pylist()

    assert judged((2022, "D"), (2021, "D"), (2020, "D")) == ["入"]
    assert judged((2020, "D"), (2021, "C"), (2022, "D")) == []
    assert judged((2022, "D"), (2021, "D"), (2019, "D")) == []  # a year without a row does not hold
    assert judged((2022, "D"), (2021, None), (2020, "D")) == ["不可判"]
    assert judged((2022, "D"), (2021, None)) == []  # false beats unknown
    assert judged((2021, "D"), (2020, "D"), (2019, "D")) == []  # not there in the judged year


def test_earlier_years_count_whether_in_scope_or_not():
    rule = one_list("[{key: tax_per_mu, below: 3, for_years: 2}]", "scope: {above_scale: true}")
    rows = [
        {"uscc": code(1), "year": 2022, "tax": 1, "land_mu": 1, "above_scale": "是"},
        {"uscc": code(1), "year": 2021, "tax": "0.6", "land_mu": "0.2", "above_scale": "否"},
        {"uscc": code(2), "year": 2022, "tax": 1, "land_mu": 1, "above_scale": "是"},
        {"uscc": code(2), "year": 2021, "tax": "0.5", "land_mu": "0.2", "above_scale": "否"},
    ]
    found = screened(rule, *rows, year=None).table.to_pylist()
    assert [row["uscc"] for row in found] == [code(2)]  # 0.6 ÷ 0.2 is not below 3
    assert found[0]["conditions"] == "tax_per_mu 1.0000 < 3 (2 年)"


def test_only_the_first_exemption_that_holds_for_certain_lets_off_and_only_the_caught():
    rows = [
        WASTEFUL | {"industry": "44", "registered_on": "2021-05-01"},
        WASTEFUL | {"registered_on": "2020-01-02"},
        WASTEFUL | {"registered_on": "2020-01-01"},
        WASTEFUL | {"registered_on": None},
        WASTEFUL | {"registered_on": "2021-05-01", "energy_tce": None},
    ]
    found = [row for row in screened(CONTRACT, *rows).table.to_pylist() if row["list"] == "高耗低效"]
    assert [row["verdict"] for row in found] == ["豁免", "豁免", "入", "入", "不可判"]
    assert [row["reason"] for row in found] == ["公用工程", "投产未满3年", None, None, "value_added_energy"]


def test_an_unknown_value_is_admitted_by_no_scope():
    rule = one_list("[{key: tax, min: 0}]", "scope: {any: [{above_scale: true}, {land_mu: {min: 3}}]}")
    rows = [
        {"tax": 1, "above_scale": True},
        {"tax": 1, "land_mu": 3},
        {"tax": 1, "land_mu": "2.99"},
        {"tax": 1, "above_scale": False},
        {"tax": 1},
    ]
    assert verdicts(rule, *rows) == ["入", "入", None, None, None]


def test_rows_stand_in_the_order_of_the_input_and_then_of_the_lists():
    rows = [{"uscc": code(number), "tax": 1, "rd": 1} for number in (7, 3, 5)]
    text = "name: 序\nyear: 2022\nlists: [{name: 乙, all: [{key: tax, min: 0}]}, {name: 甲, any: [{key: rd, min: 0}]}]"
    found = screened(text, *rows).table
    assert list(zip(found["uscc"].to_pylist(), found["list"].to_pylist(), strict=True)) == [
        (code(number), name) for number in (7, 3, 5) for name in ("乙", "甲")
    ]


def test_two_rows_of_one_code_and_year_are_a_fault_that_names_them():
    with pytest.raises(FactsFault, match=f"第 3 行.*与第 2 行重复：{code(1)}"):
        screened(one_list("[{key: tax, min: 0}]"), {"uscc": code(1)}, {"uscc": code(1)})


def test_an_empty_cell_of_vetoes_says_that_there_is_none_and_several_codes_are_several():
    rule = one_list("[{key: veto, in: [illegal_land, backward_capacity]}]")
    cells = ["illegal_land", "unpaid_wages；illegal_land", "illegal_land_2", None]
    assert verdicts(rule, *({"veto": cell} for cell in cells)) == ["入", "入", None, None]
    assert verdicts(rule, {"tax": 1}) == ["不可判"]  # no such column: nothing is known


def test_facts_without_a_year_are_judged_and_remarked():
    found = screened(one_list("[{key: tax, min: 0}]"), {"tax": 1}, year=None)
    assert found.table["verdict"].to_pylist() == ["入"]
    assert "没有年度" in found.notes[0]


def test_which_year_is_judged_is_never_guessed():
    rows = table([{"uscc": code(1), "year": year, "tax": year} for year in (2021, 2022)])
    rules = parse_rules(one_list("[{key: tax, min: 0}]").replace("year: 2022\n", ""))
    with pytest.raises(InputFault, match="多个年度（2021、2022）"):
        screen(rows, rules)
    assert screen(rows, rules, year=2021).table["conditions"].to_pylist() == ["tax 2021.0000 >= 0"]
    assert "没有 2020 年" in screen(rows, rules, year=2020).notes[0]


def test_what_the_facts_lack_is_remarked():
    found = screened(CONTRACT, WASTEFUL | {"看不懂": 1})
    assert "注册日期、评价等级" in found.notes[0] or "评价等级" in found.notes[0]
    assert "看不懂" in found.notes[1]
    rule = one_list("[{key: tax_per_mu, below: table}]")
    assert "tax_per_mu" in screened(rule, WASTEFUL).notes[-1]


def test_facts_without_rows_are_an_empty_list(tmp_path):
    empty = table([{"year": 2022, "tax": 1}]).slice(0, 0)
    found = screen(empty, parse_rules(CONTRACT))
    for ending in ("csv", "xlsx", "parquet"):
        found.write(tmp_path / f"out.{ending}")
    assert found.table.num_rows == 0
    assert (tmp_path / "out.csv").read_text() == "uscc,name,town,list,verdict,conditions,reason\n"


def test_parts_of_land_make_the_land_that_a_limit_meets():
    parts = {"land_owned_mu": "0.1", "land_leased_in_mu": "0.2", "tax": "0.9"}
    assert verdicts(one_list("[{key: tax_per_mu, below: 3}]"), parts) == [None]
    assert verdicts(one_list("[{key: tax_per_mu, min: 3}]"), parts) == ["入"]
