"""Gaps of 10,000 enterprises to titles, beside hand-written SQL on DuckDB in the same run.

Both start from the same facts (a tenth of them unknown) and end with the answer, the requirements missed and unknown,
and the distance of every enterprise to each of three titles; every row must agree. Ours also keeps every condition with
what it needs, has and lacks, for the page; SQL does not. Then ours alone: every title that has a rule.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from tenghuan.laddering import FACTS, in_force, judge, rules

DAY, TIMES = date(2026, 6, 30), 3
TITLES = ("hightech", "specialised", "hidden_champion")
# fact → the largest value, in hundredths
LARGEST = {"revenue": 3_000_000, "age": 3_000, "niche_years": 2_000, "equity_two_years": 500_000, "products": 600}
RATIO, UNKNOWN = 10_000, 0.1

# a condition becomes 2 if met, 1 if unknown, 0 if missed; what it lacks by what it needs is its part, at most 1
SQL = """
WITH gaps AS (
    SELECT id,
      {parts}
    FROM facts
), items AS (
    SELECT id, {items} FROM gaps
)
SELECT id, {answers} FROM items ORDER BY id
"""
GE = "CASE WHEN {f} IS NULL OR {n} IS NULL THEN 1 WHEN {f} >= {n} THEN 2 ELSE 0 END"
LE = "CASE WHEN {f} IS NULL OR {n} IS NULL THEN 1 WHEN {f} <= {n} THEN 2 ELSE 0 END"
LACK = "CASE WHEN {f} < {n} THEN least(1, ({n} - {f}) / {n}) ELSE 0 END"
OVER = "CASE WHEN {f} > {n} THEN least(1, ({f} - {n}) / {n}) ELSE 0 END"
BAND = "CASE WHEN revenue IS NULL THEN NULL WHEN revenue <= 5000 THEN 5 WHEN revenue <= 20000 THEN 4 ELSE 3 END"
# title → its requirements, written by hand from the methodology: a list of ways, each of (fact, operator, needed)
BY_HAND: dict[str, list[list[list[tuple[str, str, str]]]]] = {
    "hightech": [
        [[("age", "ge", "1")]],
        [[("technical_ratio", "ge", "10")]],
        [[("rd_ratio", "ge", BAND)]],
        [[("hightech_ratio", "ge", "60")]],
    ],
    "specialised": [
        [[("niche_years", "ge", "2")]],
        [[("rd_ratio", "ge", "3")]],
        [[("revenue", "ge", "1000")], [("equity_two_years", "ge", "2000")]],
        [[("score", "ge", "60")]],
    ],
    "hidden_champion": [
        [[("age", "ge", "10")]],
        [[("revenue", "ge", "5000")]],
        [[("revenue", "le", "200000")]],
        [[("profit_growth", "ge", "10")]],
        [[("debt_ratio", "le", "70")]],
        [[("niche_years", "ge", "10")]],
        [[("products", "le", "3")]],
        [[("main_ratio", "ge", "70")]],
        [[("global_rank", "le", "10")], [("national_rank", "le", "3")]],
        [[("rd_ratio", "ge", "4"), ("rd_ratio_before", "ge", "4")]],
    ],
}


def drawn(number: int) -> pa.Table:
    """Return facts of so many enterprises, every tenth of them unknown, as decimals with two digits."""
    draw = np.random.default_rng(15)
    columns: dict[str, Any] = {"id": pa.array(range(number))}
    for key, fact in FACTS.items():
        most = 2 if fact.truth else LARGEST.get(key, RATIO)
        values = draw.integers(0, most, size=number)
        unknown = draw.random(number) < UNKNOWN
        scale = 1 if fact.truth else 100
        columns[key] = pa.array(
            [None if gone else Decimal(int(value)) / scale for value, gone in zip(values, unknown, strict=True)],
            pa.decimal128(18, 2),
        )
    return pa.table(columns)


def statement() -> str:
    """Return the SQL of the three titles."""
    parts, items, answers = [], [], []
    for title, requirements in BY_HAND.items():
        names = []
        for at, ways in enumerate(requirements):
            name = f"{title}_{at}"
            names.append(name)
            found = [_way(conditions) for conditions in ways]
            for way, (answer, part) in enumerate(found):
                parts += [f"{answer} AS {name}_a{way}", f"{part} AS {name}_p{way}"]
            # the best answer, and among equal ones the way that lacks least
            best = f"greatest({', '.join(f'{name}_a{way}' for way in range(len(found)))})"
            least = ", ".join(f"CASE WHEN {name}_a{way} = {best} THEN {name}_p{way} END" for way in range(len(found)))
            items += [f"{best} AS {name}_a", f"least({least}) AS {name}_p"]
        answers += [
            f"least({', '.join(f'{name}_a' for name in names)}) AS {title}_answer",
            f"{' + '.join(f'({name}_a = 0)::INT' for name in names)} AS {title}_missed",
            f"{' + '.join(f'({name}_a = 1)::INT' for name in names)} AS {title}_unknown",
            f"{' + '.join(f'CASE WHEN {name}_a = 0 THEN {name}_p ELSE 0 END' for name in names)} AS {title}_distance",
        ]
    return SQL.format(parts=",\n      ".join(parts), items=", ".join(items), answers=", ".join(answers))


def _way(conditions: list[tuple[str, str, str]]) -> tuple[str, str]:
    answers = [(GE if op == "ge" else LE).format(f=fact, n=f"({needed})") for fact, op, needed in conditions]
    parts = [
        (LACK if op == "ge" else OVER).format(f=f"{fact}::DOUBLE", n=f"({needed})") for fact, op, needed in conditions
    ]
    return f"least({', '.join(answers)})", f"({' + '.join(parts)})"


def ours(rows: list[dict[str, Any]], titles: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return for each enterprise and title: answer, missed, unknown, distance."""
    asked = [rule for title in titles if (rule := in_force(title, DAY)) is not None]
    found = []
    for row in rows:
        told: list[Any] = [row["id"]]
        for rule in asked:
            verdict = judge(rule, row)
            told += [int(verdict.answer), verdict.missed, verdict.unknown, verdict.distance]
        found.append(tuple(told))
    return found


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what the work gives with the shortest wall and processor seconds of some runs."""
    walls, cpus, found = [], [], None
    for _at in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return found, min(walls), min(cpus)


def alike(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    """Tell whether two rows agree; a distance to half of its fourth decimal, for SQL reckons it in binary."""
    pairs = enumerate(zip(left, right, strict=True))
    return all(abs(float(a) - float(b)) < 1e-4 if at % 4 == 0 and at else a == b for at, (a, b) in pairs)


def main(asked: list[str] | None = None) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.cultivation", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    number = parser.parse_args(asked).rows
    table = drawn(number)
    rows = table.to_pylist()
    connection = duckdb.connect()
    connection.register("facts", table)
    sql = statement()
    right, sql_wall, sql_cpu = timed(lambda: connection.execute(sql).fetchall())
    left, our_wall, our_cpu = timed(lambda: ours(rows, TITLES))
    same = all(alike(a, b) for a, b in zip(left, right, strict=True))
    print(f"{number:,} enterprises, {len(TITLES)} titles; best of {TIMES}")
    print(f"{'':>20} {'wall s':>8} {'cpu s':>8}")
    for name, wall, cpu in (("tenghuan.laddering", our_wall, our_cpu), ("SQL on DuckDB", sql_wall, sql_cpu)):
        print(f"{name:>20} {wall:>8.3f} {cpu:>8.3f}")
    every = tuple(dict.fromkeys(rule.title for rule in rules()))
    _found, wall, cpu = timed(lambda: ours(rows, every))
    print(f"{'all titles':>20} {wall:>8.3f} {cpu:>8.3f}   ({len(every)} titles)")
    print(f"rows agree: {same}")
    if not same:
        raise SystemExit("the answers differ")


if __name__ == "__main__":
    main(sys.argv[1:])
