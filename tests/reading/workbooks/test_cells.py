"""One cell by itself: what it is read as, by the kind of its column, and what is left unread."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.registers import RegisterField, quantities
from tenghuan.reading.workbooks import values
from tenghuan.reading.workbooks.amounts import amounts
from tenghuan.reading.workbooks.grid import Numbers


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2015-06-30", "2015-06-30"),
        ("2015.6.30", "2015-06-30"),
        ("2015/6/30", "2015-06-30"),
        ("2015年6月30日", "2015-06-30"),
        ("2015年6月30号", "2015-06-30"),
        ("２０１５年６月３０日", "2015-06-30"),
        ("2015年 6月 30日", "2015-06-30"),
        ("20150630", "2015-06-30"),
        (20150630.0, "2015-06-30"),
        ("2015-06-30 08:00:00", "2015-06-30"),
        ("2015-06-30T00:00:00", "2015-06-30"),
        ("2016/2/29", "2016-02-29"),
        ("2015/2/29", None),
        ("2015年6月", None),
        ("2015.06", None),
        ("15-6-30", None),
        ("2015-6-31", None),
        ("42185", None),
        ("六月三十日", None),
        (True, None),
    ],
)
def test_a_day_in_the_wordings_of_offices(cell: Any, day: str | None) -> None:
    assert values.date(cell) == day


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("3", 3),
        (3.0, 3),
        ("03", 3),
        ("3月", 3),
        ("3月份", 3),
        ("2022年3月", 3),
        ("2022-03", 3),
        ("2022/12", 12),
        ("2022.10", 10),
        (2022.11, 11),
        (2022.2, 2),
        (2022.1, None),  # October as well as January: a number keeps no last zero
        (0.1, None),
        ("13", None),
        ("0", None),
        ("一季度", None),
        ("1-3月", None),
    ],
)
def test_a_month_and_what_could_be_two(cell: Any, month: int | None) -> None:
    assert values.month(cell) == month


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (2022.0, 2022),
        ("2022年", 2022),
        ("2022 年度", 2022),
        ("２０２２", 2022),
        ("2022.0", 2022),
        ("1949", 1949),
        ("1948", None),
        ("2200", 2200),
        ("2201", None),
        ("22年", None),
        ("2021-2022", None),
    ],
)
def test_a_year_of_four_digits(cell: Any, year: int | None) -> None:
    assert values.year(cell) == year


@pytest.mark.parametrize(
    "cell", ["是", " 是 ", "√", "✓", "✔", "Y", "yes", "TRUE", "1", 1.0, True, "有", "规上", "规模以上"]
)
def test_words_for_yes(cell: Any) -> None:
    assert values.boolean(cell) is True


@pytest.mark.parametrize(
    "cell", ["否", "否\n", "×", "✗", "✘", "N", "no", "False", "0", 0.0, False, "无", "规下", "规模以下"]
)
def test_words_for_no(cell: Any) -> None:
    assert values.boolean(cell) is False


@pytest.mark.parametrize("cell", ["可能", "2", "规上转规下", "待定", "是否"])
def test_words_that_are_neither(cell: Any) -> None:
    assert values.boolean(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("C1751 棉纺纱加工", "1751"),
        ("Ｃ１７５１", "1751"),
        ("c 1751", "1751"),
        ("1751-棉纺纱加工", "1751"),
        (1751.0, "1751"),
        ("C17", "17"),
        ("0810", "0810"),
        ("棉纺纱加工", None),
        ("C", None),
        ("17511", None),
        ("U1751", None),
    ],
)
def test_an_industry_by_its_digits(cell: Any, code: str | None) -> None:
    assert values.industry(cell) == code


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("青川 某纺织厂(普通合伙)", "青川某纺织厂（普通合伙）"),
        ("Ａ Ｂ公司", "AB公司"),
        ("青川\n某厂", "青川某厂"),
        ("青川\u200b某厂", "青川某厂"),
        ("　 ", None),
    ],
)
def test_a_company_s_name_has_no_blanks_and_wide_brackets(cell: str, name: str | None) -> None:
    assert values.name(cell) == name
    assert name is None or values.name(name) == name


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0012", "0012"),
        ("'0012", "0012"),
        ("‘0012", "0012"),
        (12.0, "12"),
        (123456789012345.0, "123456789012345"),
        (1e15, None),
        (12.5, None),
        ("1.23E+15", None),
        ("3E10", "3E10"),
        ("浙（2020）青川不动产权第0001号", "浙(2020)青川不动产权第0001号"),
    ],
)
def test_a_number_of_a_meter_keeps_its_zeros_and_is_none_where_digits_are_lost(cell: Any, number: str | None) -> None:
    assert values.identifier(cell) == number


@pytest.mark.parametrize("cell", ["-", "——", "－", "/", "／", "无", "N/A", "null", "暂无", "未填"])
def test_a_sign_for_nothing_is_neither_blank_nor_zero(cell: str) -> None:
    assert values.placeholder(cell)
    assert not values.is_blank(cell)
    assert values.number(cell) is None


@pytest.mark.parametrize("cell", ["0", "０", "0.00", "甲", ""])
def test_zero_and_words_are_no_sign_for_nothing(cell: str) -> None:
    assert not values.placeholder(cell)


@given(st.decimals(-(10**11), 10**11, places=2))
def test_an_amount_in_yuan_is_converted_exactly_as_on_paper(yuan: Decimal) -> None:
    tax = RegisterField(key="tax", label="税收", type="number", quantity="money")
    unit = quantities()["money"].unit("元")
    assert unit is not None
    read = values.parser(tax, unit.factor)
    assert read(f"{yuan:,f}") == float(yuan / 10_000)


@given(st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 4)), min_size=1, max_size=40))
def test_a_column_at_once_is_read_as_its_cells_are(cells: list[float]) -> None:
    land = RegisterField(key="land", label="用地", type="number", quantity="area")
    for written in ("平方米", "公顷", "亩"):
        unit = quantities()["area"].unit(written)
        assert unit is not None
        read = values.parser(land, unit.factor)
        assert amounts(Numbers(np.array(cells), {}), land, unit.factor).tolist() == [read(cell) for cell in cells]


def test_whole_persons_only_where_persons_are_counted() -> None:
    staff = RegisterField(key="staff", label="人数", type="integer", quantity="persons")
    read = values.parser(staff, None)
    assert [read(cell) for cell in (12.0, "12", "12.0", 12.5, "十二", "12人")] == [12, 12, 12, None, None, None]


def test_a_choice_is_written_as_its_list_writes_it() -> None:
    choose = values.chooser(["Ａ类", "B类"])
    assert [choose(cell) for cell in ("A类", "Ａ类", " B类 ", "C类")] == ["Ａ类", "Ａ类", "B类", "C类"]


@given(st.text(max_size=20))
def test_no_text_makes_a_reader_of_cells_fail(text: str) -> None:
    for read in values.PARSERS.values():
        found = read(text)
        assert found is None or isinstance(found, str | int | float | bool)
        if isinstance(found, str):
            assert values.printable(found) == found
