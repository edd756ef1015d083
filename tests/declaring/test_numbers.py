"""Rounding and how numbers are written into formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tenghuan.declaring.numbers import half_up, percent, shown, trimmed, written


@pytest.mark.parametrize(
    ("number", "rounded"),
    [("0.00005", "0.0001"), ("0.00004999", "0"), ("-0.00005", "-0.0001"), ("2/3", "0.6667"), ("12345", "12345")],
)
def test_half_is_rounded_up_by_magnitude(number: str, rounded: str) -> None:
    assert half_up(Fraction(number)) == Decimal(rounded)


def test_a_result_has_four_decimals_and_no_idle_zeros() -> None:
    assert [shown(Fraction(text)) for text in ("1/3", "0.5", "100", "-0.00001", "1000000")] == [
        "0.3333", "0.5", "100", "0", "1000000",
    ]  # fmt: skip


def test_what_was_put_in_keeps_its_digits() -> None:
    assert [written(Fraction(text)) for text in ("0.000012", "177.7", "-3", "1/3", "1200")] == [
        "0.000012", "177.7", "(-3)", "0.3333", "1200",
    ]  # fmt: skip
    assert [percent(Decimal(text)) for text in ("0.5", "0.125", "1", "0.0052")] == ["50%", "12.5%", "100%", "0.52%"]


def test_no_exponent_and_no_lost_digit() -> None:
    assert trimmed(Decimal("1E+3")) == "1000"
    assert trimmed(Decimal("123456789012345678901234567890.1000")) == "123456789012345678901234567890.1"
