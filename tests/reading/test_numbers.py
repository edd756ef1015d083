"""The one grammar of numbers: what is read, what is refused, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.numbers import NumberFault, number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("12,345.", "12345"),
        ("１，２３４．５", "1234.5"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("- 5", "-5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("1\u200b2", "12"),
        ("\ufeff12\u00a0", "12"),
        ("0.10", "0.10"),
        (0.1 + 0.2, "0.3"),
        (7, "7"),
        (Decimal("1.25"), "1.25"),
        (1e308, "1e308"),
    ],
)
def test_numbers_as_people_write_them(written: object, value: str) -> None:
    assert number(written) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.05亿元", "带有“亿元”"),
        ("12.5 亩", "带有“亩”"),
        ("3.5万元/亩", "带有“万元/亩”"),
        ("33㎡", "带有“㎡”"),
        ("33²", "上标、圈码"),
        ("33①", "上标、圈码"),
        ("33,5", "逗号位置"),
        ("1,23", "逗号位置"),
        ("0,123", "逗号位置"),
        ("1,2345", "逗号位置"),
        ("1234,567", "逗号位置"),
        ("1,234,5", "逗号位置"),
        ("1.234,5", "逗号位置"),
        ("(12.5)", "括号"),
        ("（12）", "括号"),
        ("45%", "百分数"),
        ("45％", "百分数"),
        ("1.2亿", "亿"),
        ("3万", "万"),
        ("12²", "上标"),
        ("12①", "上标"),
        ("1½", "上标"),
        ("1 234", "空格"),
        ("1e9999999999", "过大或过小"),
        ("1e999", "过大或过小"),
        ("9" * 61, "太长"),
        ("1\x002", r"U\+0000"),
        ("12\x07", r"U\+0007"),
        (float("nan"), "有限"),
        (float("inf"), "有限"),
        (Decimal("NaN"), "有限"),
        ("NaN", "不是数字"),
        ("inf", "不是数字"),
        ("٣", "不是数字"),
        ("1_000", "不是数字"),
        ("12家", "不是数字"),
        ("约100", "不是数字"),
        ("¥8", "不是数字"),
        ("--7", "不是数字"),
        ("", "不是数字"),
        (True, "不是数字"),
        (None, "不是数字"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason_and_place(written: object, why: str) -> None:
    with pytest.raises(NumberFault, match=why) as caught:
        number(written, where="表 D2")
    assert caught.value.where == "表 D2"
    assert caught.value.remedy


def test_per_cent_scales_and_currency_are_read_only_where_asked_for() -> None:
    assert number("45%", percent="points") == 45
    assert number("45 ％", percent="fraction") == Decimal("0.45")
    assert number("-1,234.5%", percent="points") == Decimal("-1234.5")
    assert number("1.2亿", scales=True) == 120_000_000
    assert number("3,000万", scales=True) == 30_000_000
    assert number("2万亿", scales=True) == 2 * 10**12
    assert number("￥1,234", currency=True) == 1234
    with pytest.raises(NumberFault):
        number("45%", scales=True)
    with pytest.raises(NumberFault):
        number("亿", scales=True)
    with pytest.raises(NumberFault):
        number("1e2", exponents=False)


@given(st.decimals(-(10**15), 10**15, places=4))
def test_a_number_written_with_thousands_separators_reads_as_itself(value: Decimal) -> None:
    assert number(f"{value:,f}") == value
    assert number(f"{value:f}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"})) == value


@given(st.integers(1, 999), st.text("0123456789", min_size=1, max_size=6).filter(lambda t: len(t) != 3))
def test_a_comma_before_other_than_three_digits_is_never_a_number(whole: int, rest: str) -> None:
    with pytest.raises(NumberFault):
        number(f"{whole},{rest}")


@given(st.text(max_size=30))
def test_any_text_gives_a_finite_number_or_a_fault(text: str) -> None:
    try:
        found = number(text, percent="points", scales=True, currency=True)
    except NumberFault:
        return
    assert found.is_finite()
    assert any(digit in text for digit in "0123456789０１２３４５６７８９")
