"""``python -m bench.funds [small]``: 10,000 enterprises held against 200 clauses, beside hand-written SQL on DuckDB.

Both find the fitting pairs with their amounts; ours has the formula of each amount too, and counts in fractions where
the SQL, written for these four operators alone, counts in decimals. A pair or amount that differs is a failure.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from tenghuan.apps.funds.matching import Firm, Offer, match
from tenghuan.apps.funds.terms import clause_of

FIRMS, CLAUSES, SEED = 10_000, 200, 26
DIVISIONS = [f"{number}" for number in range(13, 44)]
FACTS = ("tax", "revenue", "value_added", "rd")
SQL = """
WITH pairs AS (
  SELECT f.key AS firm, c.key AS clause, c.*,
    CASE c.fact WHEN 'tax' THEN f.tax WHEN 'revenue' THEN f.revenue WHEN 'rd' THEN f.rd ELSE f.value_added END AS base
  FROM firms f JOIN clauses c ON (len(c.industries) = 0 OR list_contains(c.industries, f.industry))
    AND (len(c.grades) = 0 OR list_contains(c.grades, f.grade)) AND (c.above IS NULL OR c.above = f.above)),
found AS (
  SELECT firm, clause, round(CASE operator
    WHEN 'share' THEN CASE WHEN base < threshold THEN 0 ELSE least(rate * base, cap) END
    WHEN 'uplift' THEN least(rate * base, cap)
    WHEN 'steps' THEN least(floor(base / every)::DECIMAL(12, 0) * each, cap)
    ELSE CASE WHEN base >= high THEN 80 WHEN base >= middle THEN 50 WHEN base >= low THEN 20 ELSE 0 END
    END::DECIMAL(28, 8), 4) AS amount
  FROM pairs WHERE base > 0)
SELECT firm, clause, amount::DECIMAL(18, 4) AS amount FROM found WHERE amount > 0
"""


def drawn(firms: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return firms and clauses as plain rows, always the same ones."""
    draw = random.Random(SEED)
    rows = [
        {
            "key": at, "industry": draw.choice(DIVISIONS), "grade": draw.choice("ABBCCD"), "above": draw.random() < 0.4,
            **{fact: Decimal(draw.randrange(-200_000, 50_000_000)).scaleb(-4) for fact in FACTS},
        }
        for at in range(firms)
    ]  # fmt: skip
    clauses = [
        {
            "key": at, "operator": draw.choice(("share", "uplift", "steps", "bands")), "fact": draw.choice(FACTS),
            "industries": sorted(draw.sample(DIVISIONS, draw.choice((0, 2, 3, 5)))),
            "grades": draw.choice(([], ["A"], ["A", "B"])), "above": draw.choice((None, True, False)),
            "rate": Decimal(draw.randrange(1, 40)).scaleb(-2), "cap": Decimal(draw.randrange(10, 800)),
            "threshold": Decimal(draw.randrange(0, 900)), "every": Decimal(draw.choice((50, 100, 500))),
            "each": Decimal(draw.choice(("0.05", "0.5", "1.25"))), "low": Decimal(300), "middle": Decimal(1000),
            "high": Decimal(3000),
        }
        for at in range(CLAUSES)
    ]  # fmt: skip
    return rows, clauses


def written(row: dict[str, Any]) -> str:
    """Return a clause's parameters as officials write them."""
    if row["operator"] == "share":
        return f"比例：{row['rate']}；封顶：{row['cap']}；门槛：{row['threshold']}"
    if row["operator"] == "uplift":
        return f"比例：{row['rate']}；上浮：20%；封顶：{row['cap']}"
    if row["operator"] == "steps":
        return f"每增：{row['every']}；每档金额：{row['each']}；封顶：{row['cap']}"
    return f"{row['low']}：20；{row['middle']}：50；{row['high']}：80"


def ours(rows: list[dict[str, Any]], clauses: list[dict[str, Any]]) -> list[tuple[int, int, Decimal]]:
    """Read the clauses, hold the firms against them, and return the pairs."""
    firms = [
        Firm(row["key"], row["industry"], row["grade"], row["above"], {fact: Fraction(row[fact]) for fact in FACTS})
        for row in rows
    ]
    offers = [
        Offer(
            row["key"],
            clause_of(row["operator"], written(row), clause=f"条款{row['key']}"),
            frozenset(row["industries"]),
            frozenset(row["grades"]),
            row["above"],
            row["fact"],
        )
        for row in clauses
    ]
    return [
        (hit.firm, hit.clause, Decimal(hit.amount.numerator) / hit.amount.denominator)
        for hit in match(firms, offers)
        if hit.amount is not None
    ]


def by_hand(base: duckdb.DuckDBPyConnection) -> list[tuple[int, int, Decimal]]:
    """The same by one statement."""
    return base.execute(SQL).fetchall()


def timed(work: Callable[[], list[Any]]) -> tuple[list[Any], float, float]:
    """Return what was found with wall and processor seconds, the second of two runs."""
    work()
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Print both times; fail where a pair differs."""
    rows, clauses = drawn(FIRMS // 20 if "small" in sys.argv else FIRMS)
    base = duckdb.connect()
    base.register("firms", pa.Table.from_pylist(rows))
    decimal = {
        name: pa.decimal128(18, 4) for name in ("rate", "cap", "threshold", "every", "each", "low", "middle", "high")
    }
    shape = {
        "key": pa.int64(), "operator": pa.string(), "fact": pa.string(), "industries": pa.list_(pa.string()),
        "grades": pa.list_(pa.string()), "above": pa.bool_(), **decimal,
    }  # fmt: skip
    base.register("clauses", pa.Table.from_pylist(clauses, schema=pa.schema(list(shape.items()))))
    mine, our_wall, our_cpu = timed(lambda: ours(rows, clauses))
    theirs, sql_wall, sql_cpu = timed(lambda: by_hand(base))
    print(f"{len(rows):,} enterprises × {len(clauses)} clauses: {len(mine):,} pairs")
    print(f"{'':>16} {'wall s':>8} {'cpu s':>8} {'µs a pair':>10}")
    for name, wall, cpu in (("tenghuan.funds", our_wall, our_cpu), ("SQL on DuckDB", sql_wall, sql_cpu)):
        print(f"{name:>16} {wall:>8.3f} {cpu:>8.3f} {wall * 1e6 / len(mine):>10.2f}")
    same = sorted(mine) == sorted(theirs)
    print(f"pairs and amounts agree: {same}")
    if not same:
        raise SystemExit("the answers differ")


if __name__ == "__main__":
    main()
