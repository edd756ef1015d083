"""Columns are read at once; what they give is what reading cell by cell gives."""

from __future__ import annotations

import datetime
import marshal
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.registers import RegisterField
from tenghuan.reading.workbooks import values
from tenghuan.reading.workbooks.amounts import amounts
from tenghuan.reading.workbooks.grid import Grid, Numbers
from tenghuan.reading.workbooks.raw.columns import cut

MONEY = st.decimals(-(10**9), 10**9, places=2).map(float)
ANY = st.one_of(MONEY, st.decimals(-(10**8), 10**8, places=6).map(float), st.floats(), st.integers(-3, 3).map(float))
CELL = st.one_of(ANY, st.sampled_from(["", " ", "—", "1,234.5", "（12）", "１２", "甲", True, 7]))
FACTORS = st.sampled_from(
    [None, *map(Decimal, ("1", "0.0001", "10000", "0.0015", "15", "0.001", "1E+4", "0.123456789"))]
)


def numbers(cells: list[Any]) -> Numbers:
    doubles = np.array([cell if type(cell) is float else math.nan for cell in cells])
    return Numbers(doubles, {at: cell for at, cell in enumerate(cells) if type(cell) is not float})


@given(st.lists(CELL, max_size=30), FACTORS, st.sampled_from(["number", "integer"]))
def test_amounts_are_those_of_the_cells_to_the_last_digit(cells, factor, kind):
    item = RegisterField(key="x", label="x", type=kind)
    read = values.parser(item, factor)
    expected = [None if cell == "" else read(cell) for cell in cells]
    for given_as in (cells, numbers(cells)):
        found = amounts(given_as, item, factor)
        assert [None if math.isnan(v) else v for v in found.tolist()] == expected


@given(
    st.lists(
        st.lists(st.one_of(st.floats(allow_nan=False), st.text(max_size=3), st.booleans()), max_size=6), max_size=9
    )
)
def test_a_grid_gives_the_rows_that_were_cut_filled_up(rows):
    sent = marshal.loads(marshal.dumps(cut(rows)))
    grid = Grid.unpack(sent["height"], sent["columns"])
    width = max(map(len, rows), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    assert [*grid] == [grid[at] for at in range(len(grid))] == grid[:] == filled
    assert Grid.unpack(grid.height, marshal.loads(marshal.dumps(grid.pack()))) == grid
    places = [*range(0, len(rows), 2)]
    for index in range(width):
        assert [*grid.column(index, np.array(places, dtype=np.intp))] == [filled[at][index] for at in places]


def test_moments_leave_as_iso_text_with_their_places():
    sent = cut([["日期"], [datetime.date(2022, 3, 4)], [datetime.datetime(2022, 3, 4, 5, 6)], [1.0]])
    assert Grid.unpack(sent["height"], sent["columns"]).columns[0] == ["日期", "2022-03-04", "2022-03-04 05:06:00", 1.0]
    assert sent["dates"] == [(1, 0), (2, 0)]


def test_beyond_the_grid_is_nothing():
    grid = Grid(2, [["a", "b"]])
    assert grid.column(5, np.array([0, 1])) == ["", ""]
    with pytest.raises(IndexError):
        grid[2]


@given(st.lists(st.sampled_from([True, False, 1.0, 0.0, "1", "是", "否", "", "x", 2022.0, "2022年"]), max_size=20))
def test_values_that_repeat_are_read_as_each_would_be(cells):
    for kind in ("boolean", "year", "month", "choice", "code", "text"):
        item = RegisterField(key="x", label="x", type=kind)
        read = values.parser(item, None)
        assert values.parse_all(item, cells) == [None if cell == "" else read(cell) for cell in cells]


@given(st.text(alphabet="甲有限公司（）()ABc12 　－-\x07", max_size=8))
def test_short_cuts_for_names_and_codes_change_nothing(text):
    squeezed = values.text(text)
    plain = squeezed and squeezed.replace(" ", "").replace("(", "（").replace(")", "）")
    assert values.name(text) == (plain or None)
    assert values.code(text) == values.code(f" {text} ")
