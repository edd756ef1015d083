"""Each word of the scheme language beyond weights, benchmarks and shares, by figures worked out by hand."""

from __future__ import annotations

import pytest

from tenghuan.scoring import SchemeFault, evaluate, explain, facts_from_table, parse_scheme, schemes, stability
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.ladder import seats
from tests.scoring.support import code, table

HEAD = "name: 甲\nyear: 2022\ntracks:\n  - name: 规上\n"
LADDER = "    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 1}]\n"


def graded(rows: list[dict], body: str) -> list[dict]:
    return evaluate(table(rows), parse_scheme(HEAD + body)).table.to_pylist()


def points(rows: list[dict], criterion: str, key: str, more: str = "") -> list[float]:
    out = graded(rows, f"    criteria:\n      - {criterion}\n{more}{LADDER}")
    return [row[f"{key}_points"] for row in out]


def remarks(rows: list[dict], body: str) -> list[str]:
    return [str(remark) for remark in evaluate(table(rows), parse_scheme(HEAD + body)).remarks]


TWO = [
    {"tax": 100, "revenue": 1200, "energy_tce": 60, "land_mu": 10, "value_added": 300, "emissions": "0.5"},
    {"tax": 300, "revenue": 900, "energy_tce": 90, "land_mu": 20, "value_added": -30, "emissions": "0.2"},
]


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [
        ("revenue_per_tce", 20, 10),  # 1200 ÷ 60, 900 ÷ 90
        ("revenue_per_emission", 2400, 4500),
        ("tax_per_tce", 100 / 60, 300 / 90),
        ("tax_per_emission", 200, 1500),
    ],
)
def test_ratios_of_columns_that_the_facts_have(key, first, second):
    out = graded(TWO, f"    criteria: [{{key: {key}, weight: 100, benchmark: 10}}]\n{LADDER}")
    assert [row[key] for row in out] == [first, second]
    assert INDICATORS[key].formula.count(" ÷ ") == 1


def test_a_ratio_of_the_schemes_own():
    criterion = "{key: cost, of: [energy_tce, value_added], weight: 10, benchmark: 0.1, direction: less}"
    # 60 ÷ 300 = 0.2, 0.1 ÷ 0.2 × 10; value added below zero divides nothing
    assert points(TWO, criterion, "cost") == [5, 0]


def test_one_column_by_itself_against_the_mean():
    # (100 + 300) ÷ 2 = 200
    assert points(TWO, "{key: volume, of: tax, weight: 10, benchmark: mean}", "volume") == [5, 15]


def test_yearly_change_and_rows_of_another_year():
    rows = [
        {"uscc": code(0), "year": 2021, "tax": 100},
        {"uscc": code(0), "year": 2022, "tax": 150},
        {"uscc": code(1), "year": 2022, "tax": 80},
        {"uscc": code(2), "year": 2021, "tax": -10},
        {"uscc": code(2), "year": 2022, "tax": 50},
    ]
    out = graded(rows, f"    criteria: [{{key: up, of: tax, change: true, weight: 20, benchmark: 0.25}}]\n{LADDER}")
    # (150 − 100) ÷ 100 = 0.5, 0.5 ÷ 0.25 × 20; without a year before, or with a loss in it, nothing is measured
    assert [row["up_points"] for row in out] == [None, 40, 0, None, 0]
    assert [row["up"] for row in out] == [None, 0.5, None, None, None]
    assert [row["basis"] for row in out] == ["no track", "rank", "rank", "no track", "rank"]


def test_twice_the_mean_of_the_year_before():
    rows = [
        {"uscc": code(0), "year": 2021, "tax": 100, "land_mu": 10},
        {"uscc": code(9), "year": 2021, "tax": 500, "land_mu": 20},
        {"uscc": code(0), "year": 2022, "tax": 300, "land_mu": 10},
    ]
    yard = "{of: mean, year: last, times: 2}"
    # 600 ÷ 30 = 20, twice that 40; 30 ÷ 40 × 100
    found = points(rows, f"{{key: tax_per_mu, weight: 100, benchmark: {yard}}}", "tax_per_mu")
    assert found == [None, None, 75]
    alone = points(rows[2:], f"{{key: tax_per_mu, weight: 100, benchmark: {yard}}}", "tax_per_mu")
    assert alone == [0]


def test_the_best_of_the_group_is_a_hundred():
    # 10 and 15 of tax_per_mu
    assert points(TWO, "{key: tax_per_mu, weight: 90, benchmark: max}", "tax_per_mu") == [60, 90]
    less = "{key: tax_per_mu, weight: 90, benchmark: min, direction: less}"
    assert points(TWO, less, "tax_per_mu") == [90, 60]


def test_bands_of_the_mean_as_micro_parks_are_scored():
    """Methodology2 §22: mean 20, park 44 → 2.2 → 4 points."""
    rows = [{"tax": tax, "land_mu": 10} for tax in (440, 20, 300, 40)]  # 44, 2, 30, 4; mean 800 ÷ 40 = 20
    bands = "[{from: 1.5, points: 2}, {from: 2, points: 4}, {from: 2.5, points: 6}]"
    found = points(rows, f"{{key: tax_per_mu, weight: 10, benchmark: mean, bands: {bands}}}", "tax_per_mu")
    assert found == [4, 0, 2, 0]


def test_cap_and_floor_of_one_criterion():
    rows = [{"tax": 900, "land_mu": 10, "revenue": 900}, {"tax": -200, "land_mu": 10, "revenue": 100}]
    body = """    criteria:
      - {key: tax_per_mu, weight: 10, benchmark: 10, cap: 2, floor: -5}
      - {key: revenue_per_mu, weight: 10, benchmark: 10}
    cap: 1.5
"""
    out = graded(rows, body + LADDER)
    assert [row["tax_per_mu_points"] for row in out] == [20, -5]  # not 90, not −20
    assert [row["revenue_per_mu_points"] for row in out] == [15, 10]
    none = body.replace("cap: 2, floor: -5", "cap: null, floor: null")
    assert [row["tax_per_mu_points"] for row in graded(rows, none + LADDER)] == [90, -20]


ADJUSTED = """    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]
    bonus:
      cap: 6
      kinds:
        - {kind: 绿色工厂, items: {国家级绿色工厂: 5, 省级绿色工厂: 3}, take: highest}
        - {kind: 改造, items: {清洁生产: 3, 技改: 2}, cap: 4}
    deduction: {kinds: [{kind: 事故, items: {环境污染: 10}}]}
"""


def test_points_by_kind_with_caps():
    labels = [
        "国家级绿色工厂;省级绿色工厂",  # 5, the highest alone
        "清洁生产、技改",  # 3 + 2, at most 4
        "国家级绿色工厂，技改",  # 5 + 2, at most 6
        "省级绿色工厂 环境污染",
        None,
    ]
    rows = [
        {"labels": text, "tax": 100, "land_mu": 10, "bonus": "0.5" if at == 4 else None}
        for at, text in enumerate(labels)
    ]
    out = graded(rows, ADJUSTED + LADDER)
    assert [row["bonus"] for row in out] == [5, 4, 6, 3, 0.5]
    assert [row["deduction"] for row in out] == [0, 0, 0, 10, 0]
    assert [row["score"] for row in out] == [105, 104, 106, 93, 100.5]


def test_any_and_all_in_a_population():
    population = "    population: {any: [{above_scale: true}, {all: [{land_mu: {min: 3}}, {town: 东镇}]}]}\n"
    rows = [
        {"above_scale": "是", "land_mu": None, "tax": 1},
        {"above_scale": "否", "land_mu": 3, "tax": 1, "town": "东镇"},
        {"above_scale": "否", "land_mu": 3, "tax": 1, "town": "西镇"},
        {"above_scale": None, "land_mu": 2, "tax": 1, "town": "东镇"},
    ]
    out = graded(rows, population + "    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]\n" + LADDER)
    assert [row["track"] for row in out] == ["规上", "规上", None, None]


def test_several_industries_as_one_group():
    grouped = (
        "    group_by: {column: industry_division, groups: {纺织服装: [17, '18'], 装备: [34]}, others: 其他行业}\n"
    )
    rows = [
        {"industry": each, "tax": at, "land_mu": 1} for at, each in enumerate(("C1713", "1811", "3411", "26", None))
    ]
    out = graded(rows, grouped + "    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]\n" + LADDER)
    assert [row["group"] for row in out] == ["纺织服装", "纺织服装", "装备", "其他行业", None]
    assert [row["rank"] for row in out] == [2, 1, 1, 1, 1]


def park(shares: str, count: int, stars: int = 0, counted: bool = False) -> dict[str, int]:
    """How many of each grade among ``count`` parks, of which ``stars`` have four stars."""
    outside = f"    outside: [{{grade: A, when: {{labels: {{has: [四星, 五星]}}}}, counted: {str(counted).lower()}}}]\n"
    rows = [{"tax": 1000 - at, "land_mu": 1, "labels": "四星" if at < stars else "三星"} for at in range(count)]
    body = f"    criteria: [{{key: tax_per_mu, weight: 100, benchmark: 10}}]\n    grades: {shares}\n"
    out = graded(rows, body + outside)
    return {each: sum(row["grade"] == each for row in out) for each in "ABCD"}


HANGZHOU = (
    "[{grade: A, share: 0.2, rounding: floor}, {grade: B, share: 0.3, rounding: floor}, {grade: C, share: rest},"
    " {grade: D, share: 0.05, rounding: ceil}]"
)


def test_seats_of_micro_parks_and_grades_outside_the_seats():
    """The figures of methodology2 §22."""
    assert park(HANGZHOU, 37) == {"A": 7, "B": 11, "C": 17, "D": 2}
    assert park(HANGZHOU, 12) == {"A": 2, "B": 3, "C": 6, "D": 1}
    # n = 34 without the three: 6/10/16/2, and the three
    assert park(HANGZHOU, 37, stars=3) == {"A": 6 + 3, "B": 10, "C": 16, "D": 2}
    # counted among n = 37 all the same: 7/11/·/2, and the three
    assert park(HANGZHOU, 37, stars=3, counted=True) == {"A": 7 + 3, "B": 11, "C": 14, "D": 2}


@pytest.mark.parametrize(("rounding", "first"), [("floor", 1), ("half_up", 2), ("ceil", 2)])
def test_cumulative_shares_round_as_they_say(rounding, first):
    shares = "[{grade: A, upto: 0.2, rounding: R}, {grade: B, upto: 0.5, rounding: floor}, {grade: C, upto: 1}]"
    shares = shares.replace("R}", f"{rounding}}}")
    # eight rows: 1.6 and 4
    grades = (
        parse_scheme(f"{HEAD}    criteria: [{{key: tax_per_mu, weight: 1, benchmark: 1}}]\n    grades: {shares}\n")
        .tracks[0]
        .grades
    )
    assert seats(grades, 8) == (first, 4, 8)


def test_a_grade_that_rounds_down_reaches_no_less_far_than_the_one_above_that_rounds_up():
    body = """    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]
    grades:
      - {grade: A, upto: 0.15}
      - {grade: B, upto: 0.5, rounding: ceil}
      - {grade: C, upto: 0.95, rounding: floor}
      - {grade: D, upto: 1}
"""
    scheme, facts = parse_scheme(HEAD + body), facts_from_table(table([{"tax": 120, "land_mu": 10}]))
    assert seats(scheme.tracks[0].grades, 1) == (0, 1, 1, 1)
    assert evaluate(facts, scheme).table["grade"].to_pylist() == ["B"]
    assert stability(facts, scheme, draws=5).rows[0].grade == "B"


def test_the_top_takes_its_seats_first_where_there_are_few():
    shares = "[{grade: A, share: 0.6, rounding: ceil}, {grade: B, share: rest}, {grade: C, share: 0.4, rounding: ceil}]"
    grades = (
        parse_scheme(f"{HEAD}    criteria: [{{key: tax_per_mu, weight: 1, benchmark: 1}}]\n    grades: {shares}\n")
        .tracks[0]
        .grades
    )
    assert seats(grades, 1) == (1, 1, 1)
    assert seats(grades, 2) == (2, 2, 2)  # ⌈1.2⌉ = 2 leave nothing of the two
    assert seats(grades, 10) == (6, 6, 10)


BESIDE = """    criteria: [{key: tax_per_mu, weight: 100, benchmark: mean}]
    grades: [{grade: A, upto: 0.5}, {grade: B, upto: 1}]
    outside: [{grade: 鼓励类, when: {industry_division: "39"}}, {grade: A, when: {labels: {has: 五星}}}]
    vetoes: {safety: D, arrears: not_A}
"""


def test_a_class_beside_the_ranking():
    rows = [
        {"tax": 500, "industry": "3911", "labels": None},
        {"tax": 400, "industry": "17", "labels": None},
        {"tax": 300, "industry": "17", "labels": None},
        {"tax": 100, "industry": "17", "labels": "五星"},
        {"tax": 100, "industry": "17", "labels": "五星", "veto": "arrears"},
        {"tax": 100, "industry": "39", "labels": None, "veto": "arrears"},
        {"tax": 100, "industry": "39", "labels": None, "veto": "arrears;safety"},
    ]
    out = graded([row | {"land_mu": 10} for row in rows], BESIDE)
    assert [row["rank"] for row in out] == [None, 1, 2, None, None, None, None]
    assert [row["grade"] for row in out] == ["鼓励类", "A", "B", "A", "B", "鼓励类", "B"]
    assert [row["basis"] for row in out] == [
        "outside:鼓励类", "rank", "rank", "outside:A", "veto:arrears", "outside:鼓励类", "veto:safety",
    ]  # fmt: skip
    # all seven are measured by the mean of all seven: 1600 ÷ 70
    assert out[1]["score"] == 175


REQUIRED = """    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]
    grades:
      - {grade: A, upto: 0.5, require: {tax_per_mu: {min: 8}, score: {min: 75}}}
      - {grade: B, upto: 0.75, require: {any: [{labels: {has: 高企}}, {above_scale: true}]}}
      - {grade: C, upto: 1}
    vetoes: {arrears: not_A}
"""


def test_grades_in_two_steps_by_rank_and_then_by_conditions():
    rows = [
        {"tax": 90},
        {"tax": 78, "above_scale": "是"},  # seat of A, 7.8 a mu: B
        {"tax": 60, "labels": "高企"},
        {"tax": 50, "labels": "高企"},
    ]
    out = graded([row | {"land_mu": 10} for row in rows], REQUIRED)
    assert [row["grade"] for row in out] == ["A", "B", "B", "C"]
    assert [row["basis"] for row in out] == ["rank", "require:A", "rank", "rank"]
    # neither A nor B: two steps down; no seat goes to anybody else
    out = graded([row | {"land_mu": 10, "above_scale": None} for row in rows], REQUIRED)
    assert [row["grade"] for row in out] == ["A", "C", "B", "C"]
    told = explain(
        facts_from_table(table([row | {"land_mu": 10} for row in rows])), parse_scheme(HEAD + REQUIRED), code(1)
    )
    assert "不符合 A 档的入档条件，转入下一档" in told.text()
    assert "等级：B（依据 require:A）" in told.text()


TIED = """    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10, cap: 1}]
    ties: [revenue, {key: energy_tce, direction: less}]
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 1}]
"""


def test_equal_scores_are_told_apart():
    rows = [
        {"tax": 200, "revenue": 10, "energy_tce": 5},
        {"tax": 300, "revenue": 90, "energy_tce": 5},
        {"tax": 400, "revenue": 90, "energy_tce": 3},
        {"tax": 400, "revenue": 90, "energy_tce": 3},
        {"tax": 400, "revenue": None, "energy_tce": 1},
    ]
    out = graded([row | {"land_mu": 10} for row in rows], TIED)
    assert {row["score"] for row in out} == {100}
    assert [row["rank"] for row in out] == [4, 3, 1, 1, 5]
    assert [row["grade"] for row in out] == ["B", "B", "A", "A", "B"]


class TestRemarks:
    ROWS = tuple({"tax": tax, "land_mu": 10, "value_added": 500} for tax in (-50, -10, 20, 10))
    BODY = """    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: mean}
      - {key: value_added_per_mu, weight: 40, benchmark: 50}
"""
    LADDER = "    grades: [{grade: A, upto: 0.25}, {grade: B, upto: 1}]\n"

    def test_a_mean_below_zero(self):
        assert "规上 › 亩均税收：组平均为负，全组记 0 分" in remarks([*self.ROWS], self.BODY + self.LADDER)

    def test_a_mean_of_nothing_and_of_zero(self):
        nothing = [row | {"tax": None} for row in self.ROWS]
        assert any("亩均税收：全组无数据" in line for line in remarks(nothing, self.BODY + self.LADDER))
        zero = [row | {"tax": 0} for row in self.ROWS]
        assert "规上 › 亩均税收：组平均为零，全组记 0 分" in remarks(zero, self.BODY + self.LADDER)

    def test_only_the_group_concerned_is_named(self):
        rows = [row | {"town": "东镇" if at < 2 else "西镇"} for at, row in enumerate(self.ROWS)]
        found = remarks(rows, "    group_by: town\n" + self.BODY + self.LADDER)
        assert [line for line in found if "亩均税收" in line] == ["规上［东镇］ › 亩均税收：组平均为负，全组记 0 分"]

    def test_more_rows_than_seats(self):
        rows = [row | {"tax": 100 if at < 3 else 50} for at, row in enumerate(self.ROWS)]
        body = self.BODY.replace("mean", "10")
        assert remarks(rows, body + self.LADDER) == ["规上：A 档名额 1 个，因同分并列 3 家列入，超出 2 家"]
        apart = [row | {"tax": 100 - at} for at, row in enumerate(self.ROWS)]
        assert remarks(apart, body + self.LADDER) == []

    def test_weights_that_are_not_a_hundred(self):
        body = self.BODY.replace("mean", "10").replace("weight: 40", "weight: 30.50")
        apart = [row | {"tax": 100 - at} for at, row in enumerate(self.ROWS)]
        assert remarks(apart, body + self.LADDER) == ["规上：权重之和为 90.5，不是 100"]

    def test_all_values_alike_between_two_ends(self):
        body = self.BODY.replace("benchmark: 50", "normalise: {minmax: [20, 100]}")
        assert any("亩均增加值：全组数值相同" in line for line in remarks([*self.ROWS], body + self.LADDER))

    def test_no_year_before(self):
        rows = [row | {"year": 2022} for row in self.ROWS]
        found = remarks(rows, self.BODY.replace("mean", "{of: mean, year: last}") + self.LADDER)
        assert any("没有上年数据，上年组平均算不出" in line for line in found)

    def test_the_derivation_tells_them(self):
        facts = facts_from_table(table([*self.ROWS]))
        text = explain(facts, parse_scheme(HEAD + self.BODY + self.LADDER), code(2)).text()
        assert "注意：规上 › 亩均税收：组平均为负，全组记 0 分" in text


def test_the_derivation_says_each_word():
    body = """    criteria:
      - {key: own, of: [revenue, energy_tce], title: 单位能耗产出, weight: 50, benchmark: {of: mean, times: 2}}
      - {key: tax_per_mu, weight: 50, benchmark: max, bands: [{from: 0.5, points: 20}]}
    ties: [{key: energy_tce, direction: less}]
    grades: [{grade: A, share: 0.5, rounding: ceil}, {grade: B, share: rest}]
"""
    text = explain(facts_from_table(table(TWO)), parse_scheme(HEAD + body), code(0)).text()
    for words in (
        "单位能耗产出 = 营业收入 ÷ 综合能耗，权重 50：1200 ÷ 60 = 20万元/吨标准煤，本组均值的 2 倍 28 → 35.7143 分",
        "本组最大值 15，分段计分 0.5 倍起 20 分 → 20.0000 分",
        "同分时综合能耗低者在前",
        "A 至第 1 名（本档 50%，进一），B 至第 2 名（其余）",
    ):
        assert words in text, text


GOOD = """    population: {any: [{above_scale: true}, {land_mu: {min: 3}}]}
    group_by: {column: industry_division, groups: {纺织: [17, "18"]}}
    criteria:
      - {key: rpt, of: [revenue, energy_tce], weight: 60, benchmark: {of: mean, year: last}, cap: 1.5}
      - {key: growth, of: tax_per_mu, change: true, weight: 40, benchmark: max}
    grades: [{grade: A, share: 0.2, require: {score: {min: 3}}}, {grade: B, share: rest}]
    outside: [{grade: 鼓励类, when: {labels: {has: 重点}}}]
    ties: [tax]
    bonus: {kinds: [{kind: 绿, items: {绿厂: 3}}]}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (
            "[revenue, energy_tce]",
            "[profit, energy_tce]",
            "第 8 行 tracks[0].criteria[0].of",
            "没有这样的数字列：profit",
        ),
        ("key: rpt", "key: tax_per_mu", "criteria[0].key", "不能作自定指标的名称"),
        ("key: rpt", "key: rpt_points", "criteria[0].key", "不能作自定指标的名称"),
        ("of: tax_per_mu, ", "", "criteria[1].key", "没有指标“growth”"),
        ("benchmark: max", "benchmark: most", "第 9 行 tracks[0].criteria[1].benchmark", "mean（也可 max、min）"),
        ("{of: mean, year: last}", "{of: mode}", "criteria[0].benchmark.of", "mean（本组平均）"),
        ("benchmark: max", "benchmark: {of: mean, year: last}", "criteria[1]", "基准不能再取上年"),
        ("cap: 1.5", "cap: 高", "criteria[0].cap", "应为数字"),
        ("cap: 1.5", "floor: 99, cap: 1.5", "tracks[0]", "封顶分"),
        ("share: rest", "share: 0.5", "第 10 行 tracks[0].grades", "share: rest"),
        ("share: rest", "upto: 1", "tracks[0].grades", "不能混用"),
        ("share: 0.2", "share: 0.2, upto: 0.2", "grades[0].upto", "只写一个"),
        ("share: rest}", "share: rest, require: {score: {min: 1}}}", "tracks[0].grades", "末档不能有"),
        ("{score: {min: 3}}", "{points: {min: 3}}", "tracks[0].grades", "没有这样的列"),
        ("{above_scale: true}", "{scale: true}", "第 5 行 tracks[0].population", "没有这样的列：scale"),
        ("[{above_scale: true}, {land_mu: {min: 3}}]", "[]", "population.any", "至少要有 1 项"),
        ("has: 重点", "has: 重 点", "outside[0].when.labels", "分隔符"),
        ("{labels: {has: 重点}}", "{town: {has: 重点}}", "tracks[0].outside", "不能用 has"),
        ("ties: [tax]", "ties: [town]", "tracks[0].ties", "没有这样的指标或数字列：town"),
        ("绿厂: 3", "绿厂: -3", "bonus.kinds[0].items.绿厂", "须大于 0"),
        ("column: industry_division", "column: tax", "group_by.column", "不能按“tax”分组"),
        ('[17, "18"]', "[17, 17]", "group_by.groups", "归组重复"),
    ],
)
def test_a_fault_of_a_wider_word_is_named_with_place_and_remedy(old, new, place, words):
    assert old in GOOD
    parse_scheme(HEAD + GOOD)
    with pytest.raises(SchemeFault) as caught:
        parse_scheme(HEAD + GOOD.replace(old, new, 1))
    assert len(caught.value.faults) == 1
    assert place in caught.value.faults[0]
    assert words in caught.value.faults[0]
    assert "怎么改：" in caught.value.faults[0]
    assert "按提示改正" not in caught.value.faults[0]


def test_a_scheme_that_looks_back_says_its_year_and_asks_for_no_other():
    for text, words in (
        ((HEAD + GOOD).replace("year: 2022\n", "", 1), "须写 year"),
        (HEAD + GOOD.replace("{any: [", "{year: 2022, any: [", 1), "不能再写 year"),
    ):
        with pytest.raises(SchemeFault, match=words):
            parse_scheme(text)


def test_one_key_is_one_indicator():
    other = "  - name: 规下\n    criteria: [{key: rpt, of: revenue, weight: 1, benchmark: 1}]\n"
    other += "    grades: [{grade: A, upto: 1}]\n"
    with pytest.raises(SchemeFault, match="同一 key"):
        parse_scheme(HEAD + GOOD + other)


class TestExamples:
    def test_each_says_where_it_comes_from_and_what_nobody_compared(self):
        found = {key: scheme for key, scheme in schemes().items() if key.startswith("example-")}
        assert {"example-shandong", "example-huaian", "example-micropark"} <= set(found)
        for scheme in found.values():
            assert scheme.source
            assert "本地参数（待核实）" in (scheme.note or "")
            for track in scheme.tracks:
                assert track.source
                assert "本地参数（待核实）" in (track.note or "")

    def test_five_indicators(self):
        """Two firms: means 400 ÷ 30, 2100 ÷ 150, 2100 ÷ 0.7; no research, no employees."""
        rows = [row | {"above_scale": "是", "rd": None} for row in TWO]
        out = evaluate(table(rows), schemes()["example-shandong"]).table.to_pylist()
        # 10 ÷ 13.3333 × 40 + 20 ÷ 14 × 20 + 2400 ÷ 3000 × 15
        assert out[0]["score"] == round(30 + 28.571428571 + 12, 4)
        # 15 ÷ 13.3333 × 40 + 10 ÷ 14 × 20 + 4500 ÷ 3000 × 15 (its cap)
        assert out[1]["score"] == round(45 + 14.285714286 + 22.5, 4)

    def test_micro_parks(self):
        """40 ÷ 4 is the mean."""
        rows = [{"revenue": each, "land_mu": 1, "labels": "五星" if each == 8 else None} for each in (16, 8, 8, 8)]
        out = evaluate(table(rows), schemes()["example-micropark"]).table.to_pylist()
        assert [row["score"] for row in out] == [2, 0, 0, 0]  # 1.6 times
        assert {row["basis"] for row in out[1:]} == {"outside:A"}
        # one park is ranked: ⌊0.2⌋, ⌊0.3⌋, and ⌈0.05⌉ = 1 takes it, as the rule is written
        assert [row["grade"] for row in out] == ["D", "A", "A", "A"]

    def test_twice_last_year_and_a_class_that_is_not_ranked(self):
        head = {"above_scale": "是", "land_mu": 10, "energy_tce": 100}
        rows = [
            head | {"uscc": code(0), "year": 2021, "tax": 100, "revenue": 1000},
            head
            | {"uscc": code(0), "year": 2022, "tax": 100, "revenue": 3000, "labels": "国家级绿色工厂;省级清洁生产"},
            head | {"uscc": code(1), "year": 2022, "tax": 900, "revenue": 3000, "labels": "公用工程"},
        ]
        out = evaluate(table(rows), schemes()["example-huaian"]).table.to_pylist()
        # yardsticks 20, 200 and 2: 10 ÷ 20 × 45 + 300 ÷ 200 × 35 + 1 ÷ 2 × 20, and 5 + 3 capped at 5
        assert out[1]["score"] == 22.5 + 52.5 + 10 + 5
        assert (out[1]["rank"], out[1]["grade"]) == (1, "B")
        assert (out[2]["rank"], out[2]["grade"], out[2]["basis"]) == (None, "T", "outside:T")
