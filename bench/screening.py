"""``python -m bench.screening [--rows N …]``: Parquet to the lists in Parquet, ours beside hand-written SQL on DuckDB.

Each runs in a process of its own on the same generated file (seeded): N enterprises of the judged year and the year
before of every third. Ours includes what the SQL leaves out: check characters, duplicates, ranges, comparisons that are
exact at a limit. "rows off" counts rows of the lists that differ.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from bench.scoring.data import write

RULES = """
name: 筛查
year: 2022
scope: {any: [{above_scale: true}, {land_mu: {min: 3}}]}
thresholds:
  - {key: value_added_energy, industry: "17", limit: 0.80}
  - {key: value_added_energy, industry: "26", town: 示例镇3, limit: 1.2}
  - {key: value_added_energy, limit: 0.52}
lists:
  - name: 高耗低效
    all: [{key: tax_per_mu, below: 5}, {key: value_added_energy, above: table}]
  - name: 低效用地企业
    any: [{key: tax_per_mu, below: 3}, {key: tax_per_mu, below_mean: 0.5, group: industry_division},
          {key: grade, in: [D], for_years: 2}]
exempt: [{reason: 公用工程, when: {industry_division: {in: ["40"]}}},
         {reason: 投产未满3年, when: {registered_on: {after: 2020-01-01}}}]
"""


def ours(source: str, target: str) -> None:
    """Screen with the rules above."""
    from tenghuan.screening import parse_rules, screen

    screen(source, parse_rules(RULES)).write(target)


def by_hand(source: str, target: str) -> None:
    """The same by one statement, in doubles."""
    shown = "coalesce(printf('%.4f', round({}, 4)), '未知')"
    duckdb.execute(
        f"""
        COPY (
          WITH facts AS (
            SELECT *, industry[1:2] AS division, CASE WHEN land_mu > 0 THEN tax / land_mu END AS t,
              CASE WHEN value_added > 0 THEN energy_tce / value_added WHEN energy_tce > 0 THEN 'inf'::DOUBLE END AS e,
              CASE WHEN division = '17' THEN 0.8::DOUBLE
                WHEN division = '26' AND town = '示例镇3' THEN 1.2 ELSE 0.52 END AS m
            FROM read_parquet('{source}', file_row_number = true)),
          now AS (SELECT * FROM facts WHERE year = 2022 AND (above_scale OR land_mu >= 3)),
          mean AS (SELECT division AS d, 0.5 * sum(tax) / sum(land_mu) AS half FROM now WHERE t IS NOT NULL GROUP BY 1),
          past AS (SELECT uscc AS u, grade AS g FROM facts WHERE year = 2021),
          judged AS (
            SELECT now.*, half, t < 5 AND e > m AS first,
              grade = 'D' AND CASE WHEN u IS NULL THEN false ELSE g = 'D' END AS twice,
              t < 3 OR t < half OR twice AS second,
              CASE WHEN division = '40' THEN '公用工程' WHEN registered_on > '2020-01-01' THEN '投产未满3年' END AS free
            FROM now LEFT JOIN mean ON division = d LEFT JOIN past ON uscc = u),
          lists AS (
            SELECT file_row_number AS r, 0 AS l, uscc, name, town, '高耗低效' AS list, first AS holds, free,
              'tax_per_mu ' || {shown.format("t")} || ' < 5; value_added_energy '
                || {shown.format("e")} || ' > ' || m AS conditions,
              concat_ws('; ', CASE WHEN t IS NULL THEN 'tax_per_mu' END,
                CASE WHEN e IS NULL THEN 'value_added_energy' END) AS unknown
            FROM judged
            UNION ALL
            SELECT file_row_number, 1, uscc, name, town, '低效用地企业', second, free,
              'tax_per_mu ' || {shown.format("t")} || ' < 3; tax_per_mu ' || {shown.format("t")} || ' < '
                || {shown.format("half")} || '; grade ' || coalesce(grade, '未知') || ' in [D] (2 年)',
              concat_ws('; ', CASE WHEN t IS NULL THEN 'tax_per_mu' END, CASE WHEN twice IS NULL THEN 'grade' END)
            FROM judged)
          SELECT uscc, name, town, list, CASE WHEN holds IS NULL THEN '不可判'
              WHEN free IS NOT NULL THEN '豁免' ELSE '入' END AS verdict, conditions,
            CASE WHEN holds IS NULL THEN unknown ELSE free END AS reason
          FROM lists WHERE holds OR holds IS NULL ORDER BY r, l
        ) TO '{target}' (FORMAT parquet)
        """
    )


CONTESTANTS = {"tenghuan": ours, "duckdb-sql": by_hand}


def prepare(source: Path, rows: int) -> None:
    """Write the facts of two years."""
    plain = source.with_suffix(".plain")
    write(plain, rows)
    duckdb.execute(
        f"""
        COPY (
          SELECT * EXCLUDE (number), ['A', 'B', 'C', 'D'][1 + number % 4] AS grade,
            DATE '2010-01-01' + (number * 7919 % 4500)::INTEGER AS registered_on
          FROM (SELECT *, row_number() OVER () AS number FROM read_parquet('{plain}'))
          UNION ALL
          SELECT * EXCLUDE (number) REPLACE (2021 AS year), CASE WHEN number % 5 > 0 THEN 'D' END, NULL
          FROM (SELECT *, row_number() OVER () AS number FROM read_parquet('{plain}')) WHERE number % 3 = 0
        ) TO '{source}' (FORMAT parquet)
        """
    )
    plain.unlink()


def main() -> int:
    """Print seconds, ratio and differences; returns 1 if the lists differ in more than roundings."""
    parser = argparse.ArgumentParser(prog="python -m bench.screening", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        name, source, target = args.child
        import tenghuan.screening  # noqa: F401  imports are not timed, nor is that of pandas, which Arrow loads if it can

        with contextlib.suppress(ImportError):
            import pandas  # noqa: F401

        start, work = time.perf_counter(), time.process_time()
        CONTESTANTS[name](source, target)
        print(json.dumps([time.perf_counter() - start, time.process_time() - work]))
        return 0
    good = True
    with tempfile.TemporaryDirectory(prefix="tenghuan-bench-") as folder:
        for rows in args.rows:
            prepare(Path(folder) / "facts.parquet", rows)
            good &= _compare(Path(folder), rows)
    return 0 if good else 1


def _compare(folder: Path, rows: int) -> bool:
    found = {}
    for name in CONTESTANTS:
        call = [sys.executable, "-m", "bench.screening", "--child", name]
        call += [str(folder / "facts.parquet"), str(folder / f"{name}.parquet")]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        found[name] = json.loads(done.stdout.splitlines()[-1])
    one, other = (f"SELECT * FROM read_parquet('{folder / name}.parquet')" for name in CONTESTANTS)
    sql = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    (off,) = duckdb.execute(sql).fetchone() or (-1,)
    (listed,) = duckdb.execute(f"SELECT count(*) FROM ({one})").fetchone() or (-1,)
    print(f"\n{rows:,} enterprises, {listed:,} rows on lists, {off} rows off")
    best = found["duckdb-sql"][0]
    for name, (seconds, work) in found.items():
        print(f"{name:12} {seconds:8.2f} s {work:8.2f} CPU s  × {seconds / best:.2f}", flush=True)
    return bool(off <= rows / 1_000)


if __name__ == "__main__":
    sys.exit(main())
