"""Conversion of many rows against one multiplication at a time."""

from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.energy.converting import SCHEMA, converted
from tenghuan.energy.factors import Factors, carriers, month_number


def _rows(*rows: tuple[str, int, str]) -> pa.Table:
    told = [{"carrier": c, "month": m, "amount": Decimal(a)} for c, m, a in rows]
    return pa.Table.from_pylist(told, schema=SCHEMA)


@pytest.mark.parametrize(("year", "tonnes"), [(2022, "515.3"), (2023, "497.4")])
def test_a_million_kilowatt_hours(year: int, tonnes: str) -> None:
    # §4.3, §13.6: 122.9 tce by calorific, 300 by equal value (0.30), 515.3 t (2022), 497.4 t (2023)
    (found,) = converted(_rows(("power", month_number(year, 6), "100")), Factors()).to_pylist()
    told = (found["calorific"], found["equal_value"], found["carbon"])
    assert told == (Decimal("122.9"), Decimal(300), Decimal(tonnes))


def test_what_has_no_factor_is_unknown_not_zero() -> None:
    steam, early = converted(
        _rows(("steam", 24300, "10"), ("power", month_number(2021, 3), "1")), Factors()
    ).to_pylist()
    assert (steam["calorific"], steam["carbon"]) == (Decimal("1.286"), None)
    assert (early["equal_value"], early["carbon"]) == (Decimal(3), None)


def test_green_power_is_taken_off_and_is_no_further_energy() -> None:
    (found,) = converted(_rows(("green_power", month_number(2023, 1), "10")), Factors()).to_pylist()
    assert (found["calorific"], found["equal_value"], found["carbon"]) == (0, 0, Decimal("-49.74"))


def test_nothing_gives_nothing() -> None:
    assert converted(_rows(), Factors()).num_rows == 0


_KEYS = st.sampled_from(sorted(carriers()))
_AMOUNTS = st.decimals(min_value=-(10**8), max_value=10**8, places=4)


@given(st.lists(st.tuples(_KEYS, st.integers(24240, 24340), _AMOUNTS), max_size=30))
def test_every_row_is_its_amount_times_its_factor_half_up(rows: list[tuple[str, int, Decimal]]) -> None:
    table, factors = (
        pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], SCHEMA),
        Factors(),
    )
    # rows in chunks give what rows in one piece give
    for given_table in (table, pa.concat_tables([table.slice(0, 3), table.slice(3)])):
        for told in converted(given_table, factors).to_pylist():
            for basis in ("calorific", "equal_value", "carbon"):
                factor = factors.find(told["carrier"], basis, told["month"])
                if factor is None:
                    assert told[basis] is None
                    continue
                sign = -1 if basis == "carbon" and carriers()[told["carrier"]].kind == "deduction" else 1
                right = sign * told["amount"] * factor.value
                assert told[basis] == right.quantize(Decimal("0.0001"), ROUND_HALF_UP)
