"""Numbers, units and bounds in the wordings of plans: each by itself, before a sentence is made a target."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.extraction.numerals import number
from tenghuan.reading.extraction.quantities import masked, proportions_in, quantities_in

DIGITS = "零一二三四五六七八九"


def written(value: int) -> str:
    """Return a whole number below ten thousand as a document writes it in full: 3050 is 三千零五十."""
    out, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            out += ("零" if gap else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = bool(out)
    return out


@given(st.integers(1, 9999))
def test_every_number_written_out_in_full_reads_as_itself(value: int) -> None:
    assert number(written(value)) == value


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_last_digit_right_behind_hundred_or_thousand_counts_a_tenth_of_it(first: int, last: int) -> None:
    assert number(f"{DIGITS[first]}百{DIGITS[last]}") == 100 * first + 10 * last
    assert number(f"{DIGITS[first]}千{DIGITS[last]}") == 1000 * first + 100 * last
    assert number(f"{DIGITS[first]}百零{DIGITS[last]}") == 100 * first + last
    assert number(f"{DIGITS[first]}千零{DIGITS[last]}") == 1000 * first + last


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("一十五", 15),
        ("两百", 200),
        ("两千三百四", 2340),
        ("二〇二六", 2026),
        ("一二〇", 120),
        ("零", 0),
        (" 三百五十 ", 350),
        ("1,200", 1200),
        ("12,345.60", 12345.6),
        ("007", 7),
    ],
)
def test_numerals_of_both_kinds(text: str, value: float) -> None:
    found = number(text)
    assert found == value
    assert isinstance(found, int) == (value == int(value))


@pytest.mark.parametrize("text", ["", "百分之三", "三万", "12万", "1,20", "1.2.3", "甲", "-3", "三 百"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^" + re.escape(text.strip()) + "$"):
        number(text)


def brief(text: str) -> list[tuple[float, str, str]]:
    return [(q.value, q.unit, q.bound) for q in quantities_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("腾出用能3.6万吨标准煤以上", [(3.6, "万吨标准煤", "ge")]),
        ("排放控制在5万吨二氧化碳当量以内", [(5, "万吨二氧化碳当量", "le")]),
        ("累计改造老旧厂房50万平方米", [(50, "万平方米", "")]),
        ("腾退用地2.5平方千米（3750亩）", [(2.5, "平方千米", ""), (3750, "亩", "")]),
        ("装机容量200MW", [(200, "MW", "")]),
        ("淘汰35蒸吨/小时以下锅炉12台", [(35, "蒸吨/小时", "le"), (12, "台", "")]),
        ("提升0.5个百分点", [(0.5, "个百分点", "")]),
        ("3‰", [(3, "‰", "")]),
        ("50%（含）以上", [(50, "%", "ge")]),
        ("投资1,200.5亿元", [(1200.5, "亿元", "")]),
        ("6家以上、8家以下", [(6, "家", "ge"), (8, "家", "le")]),
        ("年产值10亿元左右", [(10, "亿元", "")]),
        ("补助10户/年", [(10, "户/年", "")]),
        ("用电量3.2亿千瓦时", [(3.2, "亿千瓦时", "")]),
        ("盘活厂房30万m²", [(30, "万m²", "")]),
        ("审批不超过30分钟", [(30, "分钟", "")]),
        ("规上企业达到三百五十家", [(350, "家", "")]),
        ("新增用地一千二百亩", [(1200, "亩", "")]),
        ("淘汰设备350台（套）", [(350, "台（套）", "")]),
        ("归零", []),
        ("为期三年", []),
    ],
)
def test_a_figure_its_unit_and_its_bound(text: str, found: list[tuple[float, str, str]]) -> None:
    assert brief(text) == found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("盘活用地3000余亩", 3000, "亩"),
        ("腾退企业300多家", 300, "家"),
        ("腾退企业三百多家", 300, "家"),
        ("盘活厂房12万余平方米", 12, "万平方米"),
        ("吸纳就业2万多人", 2, "万人"),
        ("完成投资5亿多元", 5, "亿元"),
    ],
)
def test_a_round_figure_with_more_behind_it_is_a_lower_bound_that_is_passed(text: str, value: float, unit: str) -> None:
    assert brief(text) == [(value, unit, "gt")]


def test_words_that_bound_go_before_the_more_behind_a_figure() -> None:
    assert brief("盘活用地3000余亩以上") == [(3000, "亩", "ge")]


@pytest.mark.parametrize("dash", ["-", "—", "–", "~", "～", "至", "到"])
def test_a_range_has_both_ends_whatever_stands_between(dash: str) -> None:
    [found] = quantities_in(f"培育链主企业3{dash}5家")
    assert (found.value, found.upper, found.unit) == (3, 5, "家")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("完成率达90%—95%", 90, 95, "%"),
        ("投资12亿—15亿元", 12, 15, "亿元"),
        ("工期10～15个工作日", 10, 15, "个工作日"),
        ("引进三至五个", 3, 5, "个"),
        ("占地20亩至30亩", 20, 30, "亩"),
    ],
)
def test_a_range_whose_unit_is_said_once_or_twice(text: str, low: float, high: float, unit: str) -> None:
    [found] = quantities_in(text)
    assert (found.value, found.upper, found.unit) == (low, high, unit)


def test_a_range_that_falls_has_no_upper_end() -> None:
    [found] = quantities_in("培育5-3家")
    assert (found.value, found.upper) == (5, None)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("百分之三点五", 3.5, "%"),
        ("百分之十二", 12, "%"),
        ("占四分之三", 0.75, ""),
        ("占三分之一", 0.3333, ""),
        ("达到两成以上", 0.2, ""),
        ("达到两成半", 0.25, ""),
        ("占八成左右", 0.8, ""),
        ("翻两番", 2, "番"),
        ("实现翻番", 1, "番"),
        ("超过一半以上", 0.5, ""),
        ("1:1.5", 1.5, ""),
        ("3：7", 2.3333, ""),
    ],
)
def test_parts_of_a_whole(text: str, value: float, unit: str) -> None:
    [found] = quantities_in(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "“千企百园”行动",
        "《青川县“十四五”规划（2021—2025年）》",
        "青政发〔2024〕12号",
        "第三产业",
        "2024年12月31日",
        "5G、2.0版、500强",
        "四个一批",
        "“5+1”体系",
    ],
)
def test_numbers_inside_names_are_no_figures(text: str) -> None:
    assert quantities_in(text) == []
    assert len(masked(text)) == len(text)


def test_a_structure_of_three_terms_is_kept_for_a_person() -> None:
    assert proportions_in("三次产业结构调整为2:48:50，研发比为1:2") == ["2:48:50"]
    assert [q.value for q in quantities_in("三次产业结构调整为2:48:50，研发比为1:2")] == [2]


@given(st.integers(2, 99999), st.sampled_from(["亩", "家", "万元", "%", "万吨标准煤", "平方米", "台", "个百分点"]))
def test_a_figure_stands_where_it_says_it_stands(value: int, unit: str) -> None:
    text = f"到期力争完成{value}{unit}以上，形成合力"
    [found] = quantities_in(text)
    assert text[found.start : found.end] == f"{value}{unit}以上"
    assert (found.value, found.unit, found.bound) == (value, unit, "ge")


@given(st.text("0123456789.%家亩万亿元至—到以上年月日，。（）三百余多十:：第", max_size=40))
def test_any_run_of_such_signs_gives_figures_in_order_and_apart(text: str) -> None:
    found = quantities_in(text)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.upper is None or one.upper > one.value
    for one, after in pairwise(found):
        assert one.end <= after.start
