"""One parser for what comes from outside: a value that the database holds, or a fault that names the field."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404

from tenghuan.apps.access import outside
from tenghuan.errors import InputFault


@pytest.mark.parametrize(
    "told", ["²", "٣", "abc", "", None, "1.0", "1e5", "9" * 30, "-1", "9223372036854775808", "1 2"]
)
def test_numbers_have_bounds(told):
    assert outside.whole(told, otherwise=None) is None
    with pytest.raises(InputFault) as fault:
        outside.whole(told, "年度")
    assert fault.value.where == "年度"
    assert fault.value.remedy


def test_numbers_as_people_type_them():
    assert outside.whole(" ２０２３ ") == 2023
    assert outside.whole("9223372036854775807") == 2**63 - 1
    assert outside.whole("-5", least=-9) == -5
    assert outside.decimal("1,234.50") == Decimal("1234.50")
    assert outside.decimal("－３．５") == Decimal("-3.5")


@pytest.mark.parametrize("told", ["NaN", "Infinity", "1e9999999999", "²", "", "1.2.3", "9" * 20, "0x10", "1_000"])
def test_decimals_have_no_exponent_and_bounds(told):
    assert outside.decimal(told, otherwise=None) is None


@pytest.mark.parametrize("told", ["0000-01-01", "9999-12-31", "2020-13-40", "2023-02-29", "today", "", "²⁰²³-01-01"])
def test_days_lie_in_years_that_can_be_reckoned_with(told):
    assert outside.day(told, otherwise=None) is None
    with pytest.raises(InputFault):
        outside.day(told)


def test_days_and_months_as_people_write_them():
    assert outside.day("2024-2-29") == outside.day("2024/02/29") == date(2024, 2, 29)
    assert outside.month("2023-06") == date(2023, 6, 1)
    assert outside.month("2023-13", otherwise=None) is None
    assert outside.year("2023") == 2023
    assert outside.year("1", otherwise=0) == 0


def test_text_loses_what_cannot_be_seen():
    assert outside.text(" a\u202eb\u200b\x00\ud800c\t d\n") == "abc d"
    assert outside.text("一行\r\n二行\x07", lines=True) == "一行\n二行"
    with pytest.raises(InputFault, match="文字太长"):
        outside.text("x" * 201)
    assert len(outside.searched("x" * 10_000)) == 200


def test_a_row_that_cannot_exist_is_not_found():
    assert outside.key("12") == 12
    for told in ("0", "-1", "²", "", None, "9" * 40):
        with pytest.raises(Http404):
            outside.key(told)
    assert outside.keys(["1", "x", "²", "3"]) == [1, 3]
    assert outside.wholes(["0", "x", "2"]) == [0, 2]


def test_a_choice_is_one_of_those_offered():
    assert outside.choice("a", {"a", "b"}) == "a"
    assert outside.choice("A", {"a"}, otherwise="") == ""
    with pytest.raises(InputFault, match="可选项"):
        outside.choice("<b>", {"a"})


def test_broken_text_is_found_however_deep():
    assert outside.any_broken([{"a": [{"b": "x\x00"}]}])
    assert outside.any_broken([{"k\ud800": 1}])
    assert not outside.any_broken([{"a": ["é\u202e", 1, None]}])
    assert outside.cleaned("a\x00\ud800") == "a\ufffd\ufffd"
