"""The ladder's verdicts against an oracle of plain comparisons; rules and kinds as data; terms by the calendar."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.laddering import FACTS, Answer, growth, in_force, judge, kinds, rules, targets
from tenghuan.laddering.facts import compound, share
from tenghuan.laddering.judging import plain
from tenghuan.laddering.kinds import kind
from tenghuan.laddering.rules import Condition, Item, Rule

D = Decimal
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
NUMBERS = st.decimals("-1000", "40000", places=2)
COMPARE = {"ge": lambda a, b: a >= b, "gt": lambda a, b: a > b, "le": lambda a, b: a <= b, "lt": lambda a, b: a < b}


def _answer(rule: Rule, known: dict[str, Decimal]) -> Answer:
    """A verdict by plain comparisons: every item, any alternative, all of its conditions; unknown where it must be."""

    def of(condition: Condition) -> Answer:
        needed = condition.value
        if condition.bands:
            if condition.by not in known:
                return Answer.UNKNOWN
            place = known[condition.by]
            needed = next(one.value for one in condition.bands if one.upto is None or place <= one.upto)
        if condition.fact not in known:
            return Answer.UNKNOWN
        return Answer.MET if COMPARE[condition.op](known[condition.fact], needed) else Answer.MISSED

    return min(max(min(of(one) for one in ways) for ways in item.any) for item in rule.items)


@given(st.sampled_from(rules()), st.dictionaries(st.sampled_from(sorted(FACTS)), NUMBERS, max_size=len(FACTS)))
def test_every_rule_answers_as_plain_comparisons_do(rule: Rule, known: dict[str, Decimal]) -> None:
    verdict = judge(rule, known)
    assert verdict.answer is _answer(rule, known)
    assert verdict.missed + verdict.unknown + sum(one.answer is Answer.MET for one in verdict.held) == len(rule.items)
    assert verdict.distance >= 0
    assert (verdict.distance == 0) or verdict.missed


@given(st.sampled_from(rules()), st.dictionaries(st.sampled_from(sorted(FACTS)), NUMBERS, max_size=20), st.data())
def test_knowing_one_thing_more_only_settles_what_was_unknown(
    rule: Rule, known: dict[str, Decimal], data: st.DataObject
) -> None:
    missing = sorted(FACTS.keys() - known.keys())
    name, value = data.draw(st.sampled_from(missing)), data.draw(NUMBERS)
    before, after = judge(rule, known), judge(rule, {**known, name: value})
    for one, other in zip(before.held, after.held, strict=True):
        # what was met or missed stays so, unless another alternative is met now
        if one.answer is Answer.MET:
            assert other.answer is Answer.MET
        if one.answer is Answer.MISSED and len(one.item.any) == 1:
            assert other.answer is Answer.MISSED


@pytest.mark.parametrize(
    ("op", "has", "answer", "lacks"),
    [
        ("ge", "10", Answer.MET, "0"), ("ge", "9.99", Answer.MISSED, "0.01"),
        ("gt", "10", Answer.MISSED, "0"), ("gt", "10.01", Answer.MET, "0"),
        ("le", "10", Answer.MET, "0"), ("le", "10.5", Answer.MISSED, "0.5"),
        ("lt", "10", Answer.MISSED, "0"), ("lt", "9.99", Answer.MET, "0"), ("lt", "12", Answer.MISSED, "2"),
    ],
)  # fmt: skip
def test_each_comparison_holds_or_misses_at_its_very_value(op: str, has: str, answer: Answer, lacks: str) -> None:
    item = Item.model_validate({"fact": "revenue", "op": op, "value": 10})
    rule = Rule(title="hightech", version="1", since=date(2020, 1, 1), source="甲", status="local", items=(item,))
    (held,) = judge(rule, {"revenue": D(has)}).held
    assert (held.answer, held.gaps[0].lacks) == (answer, D(lacks))


def test_a_gap_of_something_by_nothing_is_a_whole_one_and_never_more() -> None:
    items = [Item.model_validate({"fact": "revenue", "op": "le", "value": value}) for value in (0, 1)]
    told = {"title": "hightech", "version": "1", "since": date(2020, 1, 1), "source": "甲", "status": "local"}
    verdict = judge(Rule(**told, items=tuple(items)), {"revenue": D(5000)})
    assert [held.gaps[0].part for held in verdict.held] == [1, 1]
    assert verdict.distance == 2


def test_truths_are_said_without_a_number() -> None:
    items = [
        Item.model_validate({"fact": "mountain", "value": 1}),
        Item.model_validate({"fact": "mountain", "op": "le", "value": 0}),
    ]
    told = {"title": "hightech", "version": "1", "since": date(2020, 1, 1), "source": "甲", "status": "local"}
    words = [held.gaps[0].words for held in judge(Rule(**told, items=tuple(items)), {}).held]
    assert words == ["山区海岛县", "不属于山区海岛县"]


# --- rules and kinds as data


def test_versions_of_one_title_follow_each_other_and_each_holds_from_its_day() -> None:
    for title in {rule.title for rule in rules()}:
        mine = sorted((rule for rule in rules() if rule.title == title), key=lambda rule: rule.since)
        assert len({rule.version for rule in mine}) == len(mine)
        for older, newer in pairwise(mine):
            assert older.since < newer.since
            assert in_force(title, newer.since) is newer
            before = in_force(title, newer.since - timedelta(days=1))
            assert before is older or (older.until is not None and before is None)
        assert in_force(title, mine[0].since - timedelta(days=1)) is None


def test_a_version_that_ends_holds_through_its_last_day() -> None:
    told = {"title": "hightech", "version": "1", "source": "甲", "status": "local", "items": ()}
    rule = Rule(**told, since=date(2020, 1, 1), until=date(2020, 12, 31))
    days = (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    assert [in_force("hightech", day, [rule]) for day in days] == [None, rule, rule, None]


def test_bands_end_with_one_that_has_no_bound_and_rise() -> None:
    for rule in rules():
        for condition in (one for item in rule.items for ways in item.any for one in ways if one.bands):
            bounds = [band.upto for band in condition.bands]
            assert bounds[-1] is None
            assert bounds[:-1] == sorted(bound for bound in bounds[:-1] if bound is not None)


def test_what_is_counted_names_kinds_of_one_unit_or_says_its_own() -> None:
    for target in targets():
        if target.counted_in in ("titles", "outcomes"):
            assert target.kinds or target.words, target.title
        if target.over:
            assert target.amount, target.title
        assert target.unit, target.title


@pytest.mark.parametrize("name", ["", "x" * 5000, "高新技术企业", "HIGHTECH"])
def test_a_kind_is_found_by_its_key_alone_and_the_message_stays_short(name: str) -> None:
    with pytest.raises(InputFault, match="这一类") as fault:
        kind("titles", name)
    assert len(fault.value.message) < 60


# --- terms and rates


@given(DAYS, st.sampled_from([one for one in (*kinds("titles").values(), *kinds("outcomes").values()) if one.term]))
def test_a_term_is_whole_years_less_a_day(day: date, told: object) -> None:
    last = told.until(day)  # type: ignore[attr-defined]  # a Kind
    after = last + timedelta(days=1)
    term = told.term  # type: ignore[attr-defined]  # a Kind
    assert after.year - day.year == term
    leap = (day.month, day.day) == (2, 29) and not isleap(day.year + term)
    assert (after.month, after.day) == ((3, 1) if leap else (day.month, day.day))


PLUS = st.integers(1, 10**6)


@given(PLUS, PLUS, PLUS)
def test_growth_is_the_exact_mean_of_both_years_rounded(first: int, second: int, third: int) -> None:
    found = growth([D(first), D(second), D(third)])
    exact = ((Fraction(second, first) + Fraction(third, second)) / 2 - 1) * 100
    assert found is not None
    assert abs(Fraction(found) - exact) <= Fraction(1, 20_000) + abs(exact) / 10**20


@given(PLUS, st.integers(0, 10**6))
def test_compound_growth_squared_leads_from_the_first_year_to_the_last(first: int, last: int) -> None:
    found = compound(D(first), D(last))
    assert found is not None
    rate = 1 + Fraction(found) / 100
    low, high = (rate - Fraction(1, 10**6)) ** 2, (rate + Fraction(1, 10**6)) ** 2
    assert rate <= Fraction(1, 10**6) or low * first <= last
    assert last <= high * first


@given(st.integers(0, 10**6), PLUS)
def test_a_share_and_the_rest_make_a_hundred(part: int, whole: int) -> None:
    part = min(part, whole)
    one, rest = share(D(part), D(whole)), share(D(whole - part), D(whole))
    assert one is not None
    assert rest is not None
    assert abs(one + rest - 100) <= D("0.0001")


@pytest.mark.parametrize(
    ("number", "text"), [("100", "100"), ("1E+3", "1000"), ("0.50", "0.5"), ("-3.10", "-3.1"), ("0", "0")]
)
def test_numbers_are_written_without_needless_noughts_or_exponents(number: str, text: str) -> None:
    assert plain(D(number)) == text
