"""Energy of 2,000 enterprises × 36 months × 8 carriers recomputed, beside hand-written SQL on DuckDB in the same run.

Both start from the same Arrow table in memory and end with one; every row must agree. No row is dropped, every row is
amount × the factor of its month on three bases, rounded half up to four decimals.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow as pa

from tenghuan.energy.converting import AMOUNT, FACTOR, SCHEMA, converted
from tenghuan.energy.factors import BASES, Factor, Factors, carriers, month_number

ENTERPRISES, MONTHS = 2_000, 36
CARRIERS = ("power", "gas", "coal", "diesel", "petrol", "heat", "steam", "green_power")
FIRST = month_number(2022, 1)
TIMES = 5
# a county's own factors, so that the table is no mere constant
OWN = [
    Factor(
        carrier="power", basis="equal_value", since=f"{year}-01", stated=Decimal(value), per="", version=str(year),
        source="bench", status="local",
    )
    for year, value in ((2023, "2.98"), (2024, "2.95"))
]  # fmt: skip

# a factor in force is the newest of its carrier and basis that is not after the month
SQL = """
WITH wide AS (
    SELECT r.*, c.value AS by_calorific, e.value AS by_equal_value, k.value AS by_carbon
    FROM rows AS r
    LEFT JOIN factors AS c
        ON c.basis = 'calorific' AND c.carrier = r.carrier AND c.since <= r.month AND r.month < c.until
    LEFT JOIN factors AS e
        ON e.basis = 'equal_value' AND e.carrier = r.carrier AND e.since <= r.month AND r.month < e.until
    LEFT JOIN factors AS k
        ON k.basis = 'carbon' AND k.carrier = r.carrier AND k.since <= r.month AND r.month < k.until
)
SELECT enterprise, carrier, month, amount,
    round(amount * by_calorific, 4)::DECIMAL(20, 4) AS calorific,
    round(amount * coalesce(by_equal_value, by_calorific), 4)::DECIMAL(20, 4) AS equal_value,
    round(amount * by_carbon, 4)::DECIMAL(20, 4) AS carbon
FROM wide
"""


def readings(enterprises: int) -> pa.Table:
    """Return a row for each enterprise, month and carrier with a drawn amount (0 to 10,000 units)."""
    draw = np.random.default_rng(15)
    count = enterprises * MONTHS * len(CARRIERS)
    at = np.arange(count)
    units = pa.array(draw.integers(0, 100_000_000, size=count))
    step = pa.scalar(Decimal("0.0001"), type=pa.decimal128(5, 4))
    amounts = pa.compute.multiply(units.cast(pa.decimal128(19, 0)), step).cast(AMOUNT)
    return pa.table({
        "enterprise": pa.array(at // (MONTHS * len(CARRIERS))),
        "carrier": pa.array(np.array(CARRIERS)[at % len(CARRIERS)]),
        "month": pa.array((FIRST + at // len(CARRIERS) % MONTHS).astype(np.int32)),
        "amount": amounts,
    })  # fmt: skip


def spans(factors: Factors) -> pa.Table:
    """Return the factors as spans of months, as somebody would keep them for SQL."""
    rows: list[dict[str, object]] = []
    for carrier in CARRIERS:
        for basis in BASES:
            for month in range(FIRST, FIRST + MONTHS):
                found = factors.find(carrier, basis, month)
                if found is None or found.basis != basis:
                    continue
                off = basis == "carbon" and carriers()[carrier].kind == "deduction"
                value = -found.value if off else found.value
                last = rows[-1] if rows else None
                if last and (last["carrier"], last["basis"], last["value"]) == (carrier, basis, value):
                    last["until"] = month + 1
                else:
                    rows.append(
                        {"carrier": carrier, "basis": basis, "value": value, "since": month, "until": month + 1}
                    )
    schema = pa.schema([
        ("carrier", pa.string()), ("basis", pa.string()), ("value", FACTOR), ("since", pa.int32()),
        ("until", pa.int32()),
    ])  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


def timed(work: Callable[[], pa.Table]) -> tuple[pa.Table, float, float]:
    """Return the answer with the shortest wall and processor seconds of some runs (the first one warms up)."""
    work()
    walls, cpus, found = [], [], None
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    assert found is not None
    return found, min(walls), min(cpus)


def main() -> None:
    """Print both times; fail where a row differs."""
    enterprises = 200 if "--small" in sys.argv else ENTERPRISES
    rows, factors = readings(enterprises), Factors(OWN)
    assert set(SCHEMA.names) <= set(rows.column_names)
    base = duckdb.connect()
    base.register("rows", rows)
    base.register("factors", spans(factors))
    ours, our_wall, our_cpu = timed(lambda: converted(rows, factors))
    theirs, sql_wall, sql_cpu = timed(lambda: base.execute(SQL).to_arrow_table())
    order = [("enterprise", "ascending"), ("month", "ascending"), ("carrier", "ascending")]
    right = theirs.sort_by(order).select(ours.column_names).combine_chunks()
    same = ours.sort_by(order).combine_chunks().equals(right)
    print(
        f"{rows.num_rows:,} rows: {enterprises} enterprises, {MONTHS} months, {len(CARRIERS)} carriers; best of {TIMES}"
    )
    print(f"{'':>16} {'wall s':>8} {'cpu s':>8} {'rows/s':>14}")
    for name, wall, cpu in (("tenghuan.energy", our_wall, our_cpu), ("SQL on DuckDB", sql_wall, sql_cpu)):
        print(f"{name:>16} {wall:>8.3f} {cpu:>8.3f} {rows.num_rows / wall:>14,.0f}")
    print(f"rows agree: {same}")
    if not same:
        raise SystemExit("the answers differ")


if __name__ == "__main__":
    main()
