"""Catches in words, and two screenings compared."""

from __future__ import annotations

from tenghuan.screening import compare
from tests.scoring.support import code
from tests.screening.support import CONTRACT, one_list, screened
from tests.screening.test_worked_cases import REFORMED, WASTEFUL


def test_a_catch_says_value_threshold_source_and_outcome():
    rows = (WASTEFUL | {"name": "甲", "industry": "1713", "grade": "C"}, WASTEFUL | {"industry": "44"})
    found = screened(CONTRACT, *rows).catches([code(0)])
    assert [(catch.list, catch.verdict) for catch in found] == [("高耗低效", "入")]
    assert found[0].text().splitlines() == [
        f"{code(0)} 甲：高耗低效 入",
        "· 亩均税收 3.3333 万元/亩，低于 5 万元/亩：成立",
        "· 单位增加值能耗 1.2500 吨标准煤/万元，高于 0.8 吨标准煤/万元：成立（依据：阈值表（任何镇街、行业 17）示例）",
    ]


def test_catches_are_the_rows_of_the_list():
    rows = (WASTEFUL | {"grade": "D"}, WASTEFUL | {"industry": "44"}, WASTEFUL | {"energy_tce": None})
    result = screened(CONTRACT, *rows)
    given = [(row["uscc"], row["list"], row["verdict"], row["reason"]) for row in result.table.to_pylist()]
    assert [(catch.uscc, catch.list, catch.verdict, catch.reason) for catch in result.catches()] == given
    assert len(given) == 3
    assert result.catches([]) == ()


def test_means_years_and_vetoes_have_words():
    rule = one_list(
        "[{key: tax_per_mu, below_mean: 0.5, group: industry_division}, {key: grade, in: [C, D], for_years: 2},"
        " {key: veto, in: [illegal_land]}, {key: above_scale, in: [true], source: 甲号文}]",
        join="any",
    )
    (found,) = screened(rule, WASTEFUL | {"grade": "C", "veto": "illegal_land"}).catches()
    assert [str(line) for line in found.lines] == [
        "亩均税收 3.3333 万元/亩，低于同一行业大类平均的 0.5 倍 1.6667 万元/亩：不成立",
        "评价等级 C，连续 2 年属于 C、D：不成立",
        "一票否决 illegal_land，属于 illegal_land：成立",
        "规上 是，属于 是：成立（依据：甲号文）",
    ]


def test_two_screenings_tell_who_is_new_gone_and_still_there():
    def named(number, row):
        return row | {"uscc": code(number), "name": f"示例企业{number}"}

    before = screened(CONTRACT, named(1, WASTEFUL), named(2, WASTEFUL), named(3, REFORMED), named(4, WASTEFUL))
    after = screened(
        CONTRACT, named(4, WASTEFUL), named(3, WASTEFUL), named(2, REFORMED), named(1, WASTEFUL | {"energy_tce": None})
    )
    found = [(change.uscc, change.kind, change.before, change.after) for change in compare(before, after.table)]
    assert found == [
        (code(4), "still", "入", "入"),
        (code(3), "new", None, "入"),
        (code(1), "gone", "入", "不可判"),
        (code(2), "gone", "入", None),
    ]
    assert compare(before, before)[0].name == "示例企业1"
    assert {change.kind for change in compare(before, before)} == {"still"}
