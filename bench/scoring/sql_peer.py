"""The same list by hand-written SQL on DuckDB: window rank, rows put back in order at the end."""

from __future__ import annotations

import duckdb

from bench.scoring.common import KEYS, LARGE, OUT, SHARES, SMALL_ELECTRICITY


def _value(key: str) -> str:
    above, below = KEYS[key]
    tracks = [at for at, keys in enumerate((LARGE, ("tax_per_mu", "tax_per_electricity"))) if key in keys]
    return f"CASE WHEN t IN ({', '.join(map(str, tracks))}) AND {below} > 0 THEN {above} / {below} END AS {key}"


def _points(key: str) -> str:
    cases = []
    if key in LARGE:
        weight, yard = LARGE[key]
        gap = "(SELECT given FROM given)" if key == "value_added_per_emission" else "0"
        cases.append(f"WHEN 0 THEN greatest(coalesce({key} / {yard} * {weight}, {gap}), 0)")
    if key in ("tax_per_mu", "tax_per_electricity"):
        yard = "(SELECT mean FROM mean)" if key == "tax_per_mu" else SMALL_ELECTRICITY
        cases.append(f"WHEN 1 THEN least(greatest(coalesce({key}, 0) / {yard} * 50, 0), 75)")
    return f"CASE t {' '.join(cases)} END AS {key}_points"


def _grade(shares: tuple[float, ...]) -> str:
    seats = [f"floor(n * {shares[0]})", *(f"floor(n * {share} + 0.5)" for share in shares[1:])]
    steps = " ".join(f"WHEN rank <= {seat} THEN '{name}'" for name, seat in zip("ABC", seats, strict=True))
    return f"CASE {steps} ELSE 'D' END"


def run(source: str, target: str) -> None:
    connection = duckdb.connect()
    emission, (weight, yard) = "value_added_per_emission", LARGE["value_added_per_emission"]
    total = " + ".join(f"coalesce({key}_points, 0)" for key in KEYS)
    connection.execute(
        f"""
        COPY (
          WITH placed AS (
            SELECT *, CASE WHEN exempt IS NOT NULL THEN NULL
              WHEN above_scale THEN 0 WHEN NOT above_scale THEN 1 END AS t
            FROM read_parquet('{source}', file_row_number = true)),
          valued AS (
            SELECT file_row_number, uscc, name, veto, exempt, t, tax, land_mu, bonus, deduction,
              {", ".join(map(_value, KEYS))} FROM placed),
          mean AS (SELECT sum(tax) / sum(land_mu) AS mean FROM valued WHERE t = 1 AND tax_per_mu IS NOT NULL),
          given AS (SELECT avg(greatest({emission} / {yard} * {weight}, 0)) AS given
            FROM valued WHERE t = 0 AND {emission} IS NOT NULL),
          pointed AS (SELECT * EXCLUDE (tax, land_mu), {", ".join(map(_points, KEYS))} FROM valued),
          scored AS (
            SELECT * REPLACE (CASE WHEN t IS NOT NULL THEN coalesce(bonus, 0) END AS bonus,
                CASE WHEN t IS NOT NULL THEN coalesce(deduction, 0) END AS deduction),
              CASE WHEN t IS NOT NULL
                THEN round({total} + coalesce(bonus, 0) - coalesce(deduction, 0), 4) END AS score
            FROM pointed),
          ranked AS (
            SELECT *, CASE WHEN t IS NOT NULL THEN rank() OVER (PARTITION BY t ORDER BY score DESC) END AS rank,
              count(*) OVER (PARTITION BY t) AS n FROM scored),
          graded AS (
            SELECT *, CASE t WHEN 0 THEN '规上' WHEN 1 THEN '规下' END AS track, NULL::VARCHAR AS "group",
              CASE t WHEN 0 THEN {_grade(SHARES[0])} WHEN 1 THEN {_grade(SHARES[1])} END AS by_rank FROM ranked)
          SELECT {", ".join(f'"{column}"' for column in OUT[:-2])},
            CASE WHEN t IS NOT NULL AND veto = 'safety_accident' THEN 'D' ELSE by_rank END AS grade,
            CASE WHEN exempt IS NOT NULL THEN 'exempt:' || exempt WHEN t IS NULL THEN 'no track'
              WHEN veto = 'safety_accident' AND by_rank <> 'D' THEN 'veto:' || veto ELSE 'rank' END AS basis
          FROM graded ORDER BY file_row_number
        ) TO '{target}' (FORMAT parquet)
        """
    )
