"""The ladder's rules against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tenghuan.errors import InputFault
from tenghuan.laddering import FACTS, Answer, growth, in_force, judge, kinds, rules, targets
from tenghuan.laddering.facts import compound, share
from tenghuan.laddering.kinds import Kind, kind
from tenghuan.laddering.rules import Condition, Item, Rule

D = Decimal
DAY = date(2026, 6, 30)


def known(**told):
    return {key: D(str(value)) for key, value in told.items()}


def hightech(**told):
    rule = in_force("hightech", DAY)
    assert rule is not None
    return judge(rule, known(**{"age": 5, "technical_ratio": 12, "hightech_ratio": 70, **told}))


def test_growth_is_the_mean_of_two_years_growth():
    # methodology2 §25: ½(4800/4000 + 5500/4800) − 1 = 17.29 %
    assert growth([D(4000), D(4800), D(5500)]) == D("17.2917")


@pytest.mark.parametrize("years", [(None, D(1), D(1)), (D(0), D(1), D(1)), (D(1), D(-1), D(1)), (D(1), D(1), None)])
def test_growth_from_nothing_or_from_the_unknown_is_unknown(years):
    assert growth(years) is None


def test_compound_growth_and_share():
    assert compound(D(100), D(121)) == D("10.0000")
    assert compound(D(0), D(121)) is None
    assert share(D(3), D(8)) == D("37.5000")
    assert share(D(3), D(0)) is None


@pytest.mark.parametrize(
    ("revenue", "ratio", "answer"),
    [
        # 5 % up to 50 million yuan, 4 % up to 200 million, 3 % above; the edges belong to the band below
        ("5000", "5", Answer.MET), ("5000", "4.9999", Answer.MISSED), ("5000.01", "4", Answer.MET),
        ("20000", "4", Answer.MET), ("20000", "3.9", Answer.MISSED), ("20000.01", "3", Answer.MET),
        ("30000", "2.99", Answer.MISSED),
    ],
)  # fmt: skip
def test_the_share_of_rd_that_a_high_tech_enterprise_needs_goes_by_its_revenue(revenue, ratio, answer):
    assert hightech(revenue=revenue, rd_ratio=ratio).answer is answer


def test_a_gap_says_how_much_is_missing():
    verdict = hightech(revenue=6000, rd_ratio="3.5", technical_ratio=8)
    assert (verdict.missed, verdict.unknown) == (2, 0)
    gaps = [gap for held in verdict.held for gap in held.gaps if gap.answer is Answer.MISSED]
    assert [(gap.words, gap.has, gap.lacks) for gap in gaps] == [
        ("科技（研发）人员占职工 ≥ 10 %", D(8), D(2)),
        ("研发费用占营业收入 ≥ 4 %", D("3.5"), D("0.5")),
    ]
    assert verdict.distance == D("0.3250")  # 2/10 + 0.5/4


def test_what_is_not_known_is_unknown_and_no_failure():
    verdict = judge(in_force("hightech", DAY), {})
    assert verdict.answer is Answer.UNKNOWN
    assert (verdict.missed, verdict.unknown, verdict.distance) == (0, 4, 0)
    # the share of R&D is known, yet not the revenue that says how much is needed
    gap = hightech(rd_ratio=2).held[2].gaps[0]
    assert (gap.answer, gap.needed, gap.lacks) == (Answer.UNKNOWN, None, None)


def test_one_failure_is_a_failure_whatever_else_is_unknown():
    verdict = judge(in_force("hightech", DAY), known(age=0))
    assert (verdict.answer, verdict.missed, verdict.unknown) == (Answer.MISSED, 1, 3)


def test_at_most_so_much_is_exceeded_by_the_difference():
    rule = in_force("tech_sme", DAY)
    verdict = judge(rule, known(employees=520, revenue=19999, assets=20000, score=60, technical=0))
    first, last = verdict.held[0].gaps[0], verdict.held[-1].gaps[0]
    assert (first.answer, first.lacks) == (Answer.MISSED, D(20))
    assert (last.answer, last.lacks) == (Answer.MISSED, D(0))  # more than nought is asked for: nought is not
    assert verdict.missed == 2


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"score": 60, "innovation_score": 20, "growth_score": 15, "special_score": 15}, Answer.MET),
        ({"score": 75, "innovation_score": 19, "growth_score": 30, "special_score": 26}, Answer.UNKNOWN),
        ({"score": 50, "innovation_score": 19, "growth_score": 16, "special_score": 15, "qualified": 0,
          "equity_three_years": 499}, Answer.MISSED),
        ({"score": 10, "equity_three_years": 500}, Answer.MET),
        ({"qualified": 1}, Answer.MET),
    ],
)  # fmt: skip
def test_an_innovative_sme_needs_points_in_each_part_or_one_of_the_direct_ways(told, answer):
    assert judge(in_force("innovative_sme", DAY), known(**told)).answer is answer


@pytest.mark.parametrize(
    ("revenue", "ratio", "rest", "answer"),
    [
        (10000, 3, {}, Answer.MET),
        (9999, 3, {"equity_two_years": 0, "rd": 300, "technical_ratio": 20}, Answer.MISSED),
        (9999, 6, {}, Answer.MET),
        (4999, 20, {"equity_two_years": 8000, "rd": 3000, "technical_ratio": 50}, Answer.MET),
        (4999, 20, {"equity_two_years": 7999, "rd": 3000, "technical_ratio": 50}, Answer.MISSED),
    ],
)
def test_a_little_giant_of_2022_spends_by_its_size(revenue, ratio, rest, answer):
    rule = in_force("little_giant", date(2025, 12, 31))
    assert rule is not None
    assert rule.version == "2022"
    told = {"niche_years": 3, "main_ratio": 70, "main_growth": 5, "debt_ratio": 70, "market_share": 10, "patents": 2}
    assert judge(rule, known(**told, revenue=revenue, rd_ratio=ratio, **rest)).answer is answer


def test_a_new_version_holds_from_its_day_on():
    assert in_force("little_giant", date(2025, 12, 31)).version == "2022"
    assert in_force("little_giant", date(2026, 1, 1)).version == "2026"
    assert in_force("little_giant", date(2022, 5, 31)) is None
    assert in_force("digital_workshop", date(2024, 12, 31)).version == "2023"
    assert in_force("eagle", DAY) is None  # 雄鹰: no threshold was found


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"digital_five_years": 2000, "mountain": 0}, Answer.MET),
        ({"digital_five_years": 1999, "mountain": 0}, Answer.MISSED),
        ({"digital_five_years": 1500, "mountain": 1}, Answer.MET),
        ({"mountain": 1}, Answer.UNKNOWN),
    ],
)
def test_a_digital_workshop_costs_less_in_the_mountains(told, answer):
    assert judge(in_force("digital_workshop", DAY), known(**told)).answer is answer


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"profit_before": 300, "profit": 500, "profit_two_years": 800}, Answer.MET),
        ({"profit_before": 1000, "profit": 1, "profit_two_years": 1001, "revenue": 100}, Answer.MET),
        ({"profit": 1, "revenue": 4000}, Answer.MET),
        ({"revenue": 4000, "rd_ratio_three_years": 15, "profit": -1}, Answer.MET),
        ({"revenue_growth": 30, "mean_revenue": 3000}, Answer.MET),
        ({"profit": -1, "profit_before": 5, "profit_two_years": 4, "revenue": 3999, "rd_ratio_three_years": 20,
          "revenue_growth": 29, "mean_revenue": 3000}, Answer.MISSED),
    ],
)  # fmt: skip
def test_the_listing_reserve_takes_any_of_four_ways(told, answer):
    assert judge(in_force("listing_reserve", DAY), known(joint_stock=1, **told)).answer is answer


def test_the_nearest_alternative_is_shown():
    verdict = judge(in_force("specialised", DAY), known(revenue=900, equity_two_years=0, niche_years=2, rd_ratio=3))
    (gap,) = verdict.held[2].gaps
    assert (gap.condition.fact, gap.lacks) == ("revenue", D(100))


def test_the_nearest_come_first():
    far, close, dark = hightech(revenue=6000, rd_ratio=1), hightech(revenue=6000, rd_ratio="3.9"), hightech()
    worst = hightech(revenue=6000, rd_ratio="3.9", age=0)
    assert sorted([far, worst, close, dark], key=lambda one: one.order) == [dark, close, far, worst]


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.decimals(min_value=0, max_value=100, places=2))
def test_more_research_never_makes_a_gap_larger(revenue, ratio):
    less = hightech(revenue=revenue, rd_ratio=ratio)
    more = hightech(revenue=revenue, rd_ratio=ratio + 1)
    assert more.order <= less.order


def test_every_rule_asks_for_facts_that_are_declared_and_says_where_it_comes_from():
    assert rules()
    for rule in rules():
        assert rule.source
        for item in rule.items:
            assert len(item.any) == 1 or item.words
            for conditions in item.any:
                assert {one.fact for one in conditions} <= FACTS.keys()


def test_a_rule_that_means_two_things_is_refused():
    for told in ({"fact": "revenue"}, {"fact": "revenue", "value": 1, "by": "rd", "bands": [{"value": 2}]},
                 {"fact": "height", "value": 1}):  # fmt: skip
        with pytest.raises(ValidationError):
            Condition.model_validate(told)
    with pytest.raises(ValidationError):
        Rule(title="nothing", version="1", since=DAY, source="甲", status="local", items=())
    assert Item.model_validate({"fact": "revenue", "value": 1}).any[0][0].fact == "revenue"


def test_a_title_ends_on_the_day_before_its_anniversary():
    told = kinds("titles")["hightech"]
    assert told.until(date(2023, 12, 8)) == date(2026, 12, 7)
    assert told.until(date(2024, 2, 29)) == date(2027, 2, 28)
    assert told.until(date(2024, 3, 1)) == date(2027, 2, 28)
    assert kinds("titles")["tech_sme"].until(DAY) is None
    assert isinstance(kinds("outcomes")["first_set"], Kind)
    assert kinds("outcomes")["first_set"].until(date(2021, 1, 1)) == date(2023, 12, 31)


def test_an_unknown_kind_is_told_in_words():
    with pytest.raises(InputFault, match="没有“雄狮”这一类"):
        kind("titles", "雄狮")


def test_no_two_rows_feed_the_same_indicator_alike():
    seen = [(one.indicator, one.words, one.stock) for one in targets()]
    assert len(seen) == len(set(seen))
