"""Numbers, lamps, cells and rows as pages show them: half up, no minus before a nought, nothing of a computer's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.publishing.tables import Column, Table
from tenghuan.publishing.telling import share as share_of_papers
from tenghuan.site.templatetags.tenghuan import (
    SHAPES,
    cell,
    figure,
    get,
    hidden_asked,
    lamp,
    linked_cell,
    panel_count,
    query,
    share,
    sorting,
    stepper,
    table_body,
    undo_address,
    without,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (Decimal("-0.00001"), "0"),
        (Decimal("0.00005"), "0.0001"),
        (Decimal("0.12345"), "0.1235"),
        (1234567.125, "1,234,567.125"),
        (-1234.5, "-1,234.5"),
        (Decimal("100.0000"), "100"),
        (Decimal("1E+3"), "1,000"),
        (1e300, f"{10**300:,}"),
        (float("nan"), "—"),
        (float("inf"), "—"),
        (Decimal("NaN"), "—"),
        ("", "—"),
        (None, "—"),
        ("甲", "甲"),
    ],
)
def test_a_number_without_fixed_digits(value: object, shown: str) -> None:
    assert figure(value) == shown


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), Decimal("Infinity"), None])
def test_what_is_no_number_is_a_dash_in_every_form(value: object) -> None:
    assert figure(value, 2) == share(value) == "—"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Decimal("0.0125"), 1, "1.3%"),  # half to even, as a computer would, is 1.2
        (0.0625, 1, "6.3%"),
        (Decimal("-0.0001"), 1, "0.0%"),
        (Decimal("12.5"), 0, "1,250%"),
        (1, 2, "100.00%"),
        (Decimal("-0.125"), 0, "-13%"),
    ],
)
def test_a_share_is_rounded_half_up(value: object, digits: int, shown: str) -> None:
    assert share(value, digits) == shown


@given(st.decimals(-(10**6), 10**6, places=7), st.integers(0, 4))
def test_a_page_rounds_as_is_done_on_paper(value: Decimal, digits: int) -> None:
    shown = figure(value, digits).replace(",", "")
    assert Decimal(shown) == value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert not (shown.startswith("-") and Decimal(shown) == 0)
    assert share(value / 100, 2).replace(",", "") == share_of_papers(value / 100).shown


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_can_be_shown(value: float) -> None:
    assert set(figure(value)) <= set("-0123456789,.")
    assert share(value).endswith("%")


# cells


def test_a_cell_as_its_column_says() -> None:
    row = {"n": 1234.5, "p": Decimal("0.125"), "b": False, "d": date(2024, 2, 29), "none": None, "t": "<b>", "l": "red"}
    assert cell(row, Column("n", "数", kind="number")) == "1,234.50"
    assert cell(row, Column("p", "率", kind="percent", digits=1)) == "12.5%"
    assert cell(row, Column("b", "否")) == "否"
    assert cell(row, Column("d", "日", kind="date")) == "2024-02-29"
    assert "—" in cell(row, Column("none", "无", kind="number"))
    assert cell(row, Column("t", "文")) == "&lt;b&gt;"
    assert "红灯" in cell(row, Column("l", "灯", kind="lamp"))


def test_a_moment_is_shown_as_clocks_in_china_show_it() -> None:
    late = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    assert cell({"at": late}, Column("at", "时", kind="date")) == "2025-01-01 00:30"


def test_a_lamp_has_word_and_shape_and_none_is_nothing() -> None:
    assert set(SHAPES) == set(LAMP_WORDS)
    assert len(set(SHAPES.values())) == len(SHAPES)  # told apart without colour
    assert lamp(None) == lamp("") == ""
    assert "visually-hidden" in lamp("red", words=False)
    assert "visually-hidden" not in lamp("red")


def test_an_address_is_escaped_and_stands_only_where_there_is_one() -> None:
    column = Column("n", "名", link=lambda row: row["at"])
    assert linked_cell({"n": "甲", "at": '/x/?a="b"&c'}, column) == '<a href="/x/?a=&quot;b&quot;&amp;c">甲</a>'
    assert linked_cell({"n": "甲", "at": None}, column) == "甲"


def test_rows_of_a_table_say_heading_value_and_box() -> None:
    columns = [Column("n", '名"', width=30), Column("a", "面积", "亩", "number", width=14)]
    rows = [{"n": "<甲>", "a": Decimal("1.5")}, {"n": "乙", "a": None}]
    body = table_body(Table("清单", columns, rows), valued=True)
    assert body.count("<tr>") == 2
    assert 'class="wide" data-label="名&quot;"' in body
    assert "&lt;甲&gt;" in body
    assert '<td class="text-end num" data-label="面积（亩）" data-value="1.5">1.5</td>' in body
    assert 'data-value=""' in body
    assert table_body(Table("清单", columns, [])) == ""


@pytest.mark.parametrize(
    ("value", "look"),
    [
        ("市经信局", "short"),
        ("开发区管委会", "short"),  # six characters
        ("市场监督管理局", ""),  # seven
        ("DB2026-0003", "short"),
        ("91330683XY0560300X", "short"),
        ("330683-2026-0000-0001", ""),  # 21 characters
        ("智能厨电项目DB2026-0003", ""),
        (None, "short"),
    ],
)
def test_a_word_or_a_number_is_not_folded(value: str | None, look: str) -> None:
    body = table_body(Table("清单", [Column("n", "名", width=12)], [{"n": value}]))
    assert f'<td class="{look}" data-label="名">' in body


def test_a_row_that_can_be_ticked_names_its_key() -> None:
    row = SimpleNamespace(pk=7, n="甲")
    assert 'name="pk" value="7"' in table_body(Table("清单", [Column("n", "名")], [row]), picked=True)


# addresses


def context(address: str) -> dict[str, object]:
    return {"request": RequestFactory().get(address)}


def test_an_address_is_changed_in_one_word_alone() -> None:
    assert query(context("/?a=1&b=2"), b=3, c="甲") == "?a=1&b=3&c=%E7%94%B2"
    assert query(context("/?a=1"), a=None) == "?"
    assert query(context("/"), b=None) == "?"


def test_a_filter_goes_with_both_ends_of_its_range_and_the_page() -> None:
    found = without(context("/?area_min=1&area_max=2&town=3&page=4"), "area")
    assert found == "?town=3"


def test_what_is_asked_is_kept_in_hidden_fields_without_page_and_export() -> None:
    fields = hidden_asked(context("/?q=%22x%22&page=2&export=csv&town=1&town=2&empty="))
    assert fields.count("<input") == 3
    assert 'name="q" value="&quot;x&quot;"' in fields
    assert fields.count('name="town"') == 2
    assert hidden_asked(context("/?q=a&town=1"), "town") == '<input type="hidden" name="town" value="1">'


@pytest.mark.parametrize(
    ("key", "descending", "leads"),
    [("", False, "area"), ("area", False, "-area"), ("area", True, "area"), ("name", False, "area")],
)
def test_a_heading_orders_upwards_first_and_then_downwards(key: str, descending: bool, leads: str) -> None:
    asked = SimpleNamespace(sort_key=key, descending=descending)
    assert sorting(context("/?page=3&q=a"), Column("area", "面积"), asked) == f"?q=a&sort={leads}"


@pytest.mark.parametrize(
    ("tags", "address"), [("success undo:/x/1/", "/x/1/"), ("success", ""), ("", ""), (None, ""), ("undo:", "")]
)
def test_the_address_of_an_undo(tags: str | None, address: str) -> None:
    assert undo_address(tags) == address  # type: ignore[arg-type]  # a message may have no tags


def test_a_panel_counts_what_it_shows() -> None:
    assert panel_count({"events": [1, 2]}) == 2
    assert panel_count({"table": Table("甲", [], [{}, {}, {}])}) == 3
    assert panel_count({}) == 0
    assert get({"a": 1}, "a") == 1
    assert get({"a": 1}, "b") is None


def test_a_stepper_takes_words_or_one_list_of_them() -> None:
    told = stepper("接入", 2, "上传", "核对", "入库")
    assert told["steps"] == [("上传", "done"), ("核对", "here"), ("入库", "")]
    assert stepper("接入", 2, ["上传", "核对", "入库"])["steps"] == told["steps"]
    assert {state for _, state in stepper("接入", 0, "上传", "核对")["steps"]} == {""}
