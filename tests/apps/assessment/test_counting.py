"""Further numbers, groups and the words of a table: read as typed, refused where they could mean two things."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.assessment import tables
from tenghuan.apps.assessment.counting import digest_of, further_of, plain, written
from tenghuan.apps.assessment.objects import grouped
from tenghuan.errors import InputFault

D = Decimal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("；；\n", {}),
        ("上年数=12.5", {"上年数": D("12.5")}),
        ("上年数＝12.5；户数=3", {"上年数": D("12.5"), "户数": D(3)}),
        ("上年数 = -4 ; 户数=3\n基数=0", {"上年数": D(-4), "户数": D(3), "基数": D(0)}),
        ("用地=1,234.5", {"用地": D("1234.5")}),
        ("用地＝１２", {"用地": D(12)}),
        ("户数=3；户数=3.0", {"户数": D(3)}),
    ],
)
def test_further_numbers_are_read_as_people_type_them(text, found):
    assert further_of(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "上年数",
        "上年数=",
        "=5",
        "上年数=五",
        "上年数=NaN",
        "上年数=1e9",
        "上年数=1E+99999999",
        "a=1=2",
        "上年数=Infinity",
        "a=1_0",
    ],
)
def test_what_is_no_pair_of_name_and_number_is_refused_with_how_to_write_it(text):
    with pytest.raises(InputFault, match="看不懂") as refused:
        further_of(text)
    assert "列名=数" in refused.value.remedy


def test_a_name_with_two_numbers_is_not_decided_for_the_officer():
    with pytest.raises(InputFault, match="“户数”写了两个不同的数") as refused:
        further_of("户数=3；上年数=1；户数=4")
    assert "只留一个" in refused.value.remedy


numbers = st.dictionaries(
    st.text("甲乙丙丁", min_size=1, max_size=4), st.decimals(-(10**9), 10**9, places=4), max_size=5
)


@given(numbers)
def test_further_numbers_are_read_back_as_they_were_written(told):
    assert further_of(written(told)) == told


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, ""),
        (D("12.500"), "12.5"),
        (D("100"), "100"),
        (D("-0.00"), "0"),
        (D("0.0001"), "0.0001"),
        (D("1E+3"), "1000"),
    ],
)
def test_a_number_of_a_line_has_no_idle_zeros_and_no_exponent(number, said):
    assert plain(number) == said


def test_the_digest_of_a_text_is_the_national_one():
    assert digest_of("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("山区：甲镇、乙镇", [("甲镇", "山区"), ("乙镇", "山区")]),
        ("山区:甲镇,乙镇，丙镇", [("甲镇", "山区"), ("乙镇", "山区"), ("丙镇", "山区")]),
        ("\n 山区 ： 甲镇 、\n平原：乙镇\n", [("甲镇", "山区"), ("乙镇", "平原")]),
    ],
)
def test_groups_are_read_with_either_sign(text, found):
    assert grouped(text) == found


@pytest.mark.parametrize("text", ["甲镇", "：甲镇", "山区：", "山区：、，"])
def test_a_line_that_is_no_group_is_refused(text):
    with pytest.raises(InputFault, match="看不懂"):
        grouped(text)


@pytest.mark.parametrize("text", ["山区：甲镇、甲镇", "山区：甲镇\n平原：甲镇"])
def test_who_stands_in_two_groups_is_named(text):
    with pytest.raises(InputFault, match="分组里重复：甲镇"):
        grouped(text)


# -- words of the board --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("places", "said"), [(None, "—"), (0, "持平"), (3, "↑3"), (-2, "↓2")])
def test_a_line_went_up_or_down_or_stayed(places, said):
    assert tables.moved(SimpleNamespace(moved=places)) == said


@pytest.mark.parametrize(("best", "worst", "said"), [(None, None, "未定"), (2, 2, "2"), (1, 4, "1—4")])
def test_the_ranks_within_reach_are_a_span_or_one(best, worst, said):
    assert tables.reach(SimpleNamespace(best=best, worst=worst)) == said


@pytest.mark.parametrize(
    ("gap", "month", "needed"),
    [
        (D("3"), 9, D("1")),  # three points in three months
        (D("1"), 1, D("0.0909")),  # one in eleven
        (D("0"), 6, D("0")),
        (D("3"), 12, None),  # no month is left
        (None, 6, None),  # the first has nobody ahead
    ],
)
def test_who_is_behind_is_told_what_each_month_must_bring(gap, month, needed):
    assert tables.needed(SimpleNamespace(gap=gap, month=SimpleNamespace(month=month))) == needed


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], ""),
        ([{"full": "10", "points": "10", "item": "甲"}], ""),
        ([{"full": "10", "points": "7.5", "item": "甲"}, {"full": "20", "points": "10", "item": "乙"}], "乙 −10"),
        ([{"full": "", "points": "", "item": "甲"}, {"full": "5", "points": "", "item": "乙"}], "乙 −5"),
        ([{"full": "10", "points": "12", "item": "甲"}], ""),  # more than full is no loss
    ],
)
def test_the_item_that_cost_most_is_named_with_what_it_cost(points, said):
    assert tables.weakest(SimpleNamespace(points=points)) == said


@pytest.mark.parametrize(
    ("share", "best", "worst", "said"),
    [(None, 1, 2, ""), (D("1"), 2, 2, "2"), (D("0.834"), 1, 3, "1—3（83% 不变）")],
)
def test_a_rank_is_told_with_how_firm_it_is(share, best, worst, said):
    assert tables.firm(SimpleNamespace(share=share, best=best, worst=worst)) == said
