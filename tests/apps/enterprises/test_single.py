"""The facts of a row that stands alone are what merging its record gives; a table keeps what its rows say."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.enterprises import merging
from tenghuan.apps.enterprises.single import single_facts, sources_of
from tenghuan.apps.enterprises.table import Line, Table
from tenghuan.reading.registers import registers

AMOUNT = st.one_of(
    st.just(math.nan), st.floats(-1e9, 1e9), st.decimals(-(10**6), 10**6, places=7).map(float), st.just(0.0000005)
)


@given(st.sampled_from([*registers()]).filter(lambda key: key != "base"), st.data())
def test_facts_of_a_row_alone_are_those_of_its_merged_record(register, data):
    keys = [item.key for item in registers()[register].fields if item.numeric]
    column = st.lists(AMOUNT, min_size=3, max_size=3)
    table = Table([2, 3, 4], {"uscc": ["A", "B", "C"], **{key: np.array(data.draw(column)) for key in keys}})
    found = single_facts(register, table, [0, 2])
    sources = sources_of(found, [7, 9])
    for at, (row, pk) in enumerate([(0, 7), (2, 9)]):
        merged = merging.merge([merging.given(pk, register, "", 1, None, table.row(row))])
        values = {fact: column[at] for fact, column in found.items() if column[at] is not None}
        assert values == {fact: float(value) for fact, value in merged.values.items()}
        assert sources[at] == merged.sources


def test_a_table_of_lines_keeps_what_they_say():
    lines = [Line(2, {"uscc": "A", "tax": 1.5, "name": None}), Line(5, {"uscc": "B", "vat": Decimal("0.1")})]
    table = Table.of(lines)
    assert len(table) == 2
    assert [json.loads(text) for text in table.texts()] == [{"uscc": "A", "tax": 1.5}, {"uscc": "B", "vat": "0.1"}]
    assert table.row(1) == {"uscc": "B", "vat": Decimal("0.1")}
    assert table.column("month") == [None, None]
    assert np.array_equal(table.amounts("tax"), [1.5, math.nan], equal_nan=True)


def test_a_table_of_doubles_leaves_the_unknown_out():
    table = Table([2, 3], {"uscc": ["A", "B"], "tax": np.array([math.nan, 2.25])})
    assert [*table.texts()] == ['{"uscc":"A"}', '{"uscc":"B","tax":2.25}']
    assert table.row(0) == {"uscc": "A"}
    assert type(table.row(1)["tax"]) is float
