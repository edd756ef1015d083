"""Spark gives what DuckDB gives, to the last byte."""

from __future__ import annotations

import random
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenghuan.scoring import evaluate, parse_scheme
from tests.scoring.support import code

pytestmark = [pytest.mark.spark, pytest.mark.slow]
TEXT = """
name: 两引擎
tracks:
  - name: 规上
    population: {above_scale: true}
    group_by: industry_division
    criteria:
      - {key: tax_per_mu, weight: 30, benchmark: mean}
      - {key: value_added_per_mu, weight: 20.5, benchmark: 136.16123456789, missing: reweight}
      - {key: value_added_per_emission, weight: 10, benchmark: mean, missing: mean_score}
      - {key: labour_productivity, weight: 12.75, normalise: {minmax: [20, 100]}}
      - {key: revenue_per_mu, weight: 3, benchmark: mean, direction: less}
    cap: 1.5
    floor: -2
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 0.8}, {grade: C, upto: 0.95}, {grade: D, upto: 1}]
    vetoes: {safety_accident: D, statistics_fraud: down_one, tax_arrears: not_A}
  - name: 规下
    population: {land_mu: {min: 3}}
    criteria:
      - {key: tax_per_mu, weight: 50, benchmark: 11.5932}
      - {key: tax_per_electricity, weight: 50, benchmark: mean}
    floor: null
    grades: [{grade: A, upto: 0.05}, {grade: B, upto: 0.75}, {grade: C, upto: 1}]
    vetoes: {safety_accident: D}
"""

WIDER = """
name: 两引擎，较宽的写法
year: 2022
tracks:
  - name: 规上
    population: {any: [{above_scale: true}, {all: [{land_mu: {min: 3}}, {labels: {has: 高企}}]}]}
    group_by: {column: industry_division, groups: {纺织装备: [17, 34]}, others: 其余}
    criteria:
      - {key: own, of: [revenue, value_added], weight: 30.3, benchmark: {of: mean, year: last, times: 2}, floor: null}
      - {key: up, of: tax_per_mu, change: true, weight: 20, benchmark: max, missing: mean_score, cap: null}
      - {key: volume, of: tax, weight: 10, benchmark: mean, bands: [{from: 0.5, points: 3}, {from: 1.5, points: 7}]}
      - {key: tax_per_emission, weight: 39.7, benchmark: {of: min, times: 3}, direction: less, missing: reweight}
    cap: 1.5
    grades:
      - grade: A
        share: 0.2
        rounding: floor
        require: {own: {min: 2}, any: [{score: {min: 9}}, {labels: {has: 高企}}]}
      - {grade: B, share: rest}
      - {grade: C, share: 0.05, rounding: ceil}
    outside: [{grade: 扶持类, when: {labels: {has: [重点]}}}, {grade: A, when: {labels: {has: 五星}}, counted: true}]
    ties: [tax, {key: own, direction: less}]
    bonus:
      cap: 6
      kinds: [{kind: 甲, items: {高企: 2.5, 五星: 3}, take: highest}, {kind: 乙, items: {重点: 9}, cap: 4}]
    vetoes: {safety_accident: D}
  - name: 规下
    criteria: [{key: tax_per_mu, weight: 100, benchmark: mean}]
    grades: [{grade: A, upto: 0.15, rounding: ceil}, {grade: B, upto: 1}]
    vetoes: {safety_accident: D}
"""


def two_years(count: int) -> pa.Table:
    """Half as many enterprises, each with a row of 2021 and of 2022, and labels."""
    chance, table = random.Random(9), facts(count)
    years = [2021 + at % 2 for at in range(count)]
    found = [chance.choice([None, "高企", "重点；高企", "五星 重点", "五星、其他"]) for _ in range(count)]
    table = table.set_column(0, "uscc", pa.array([code(at // 2) for at in range(count)]))
    return table.append_column("year", pa.array(years)).append_column("labels", pa.array(found))


def facts(count: int) -> pa.Table:
    chance = random.Random(8)
    gap = [None, 0, 0.1, 1 / 3]
    rows = [
        {
            "uscc": code(at),
            "name": f"示例企业{at}",
            "industry": chance.choice(["C1713", "3411", "33", None]),
            "above_scale": chance.choice([True, False, None]),
            "land_mu": chance.choice([*gap, round(chance.uniform(0, 40), 3), chance.uniform(1, 40)]),
            "tax": chance.choice([None, -3.3, round(chance.uniform(0, 900), 2), chance.uniform(0, 900)]),
            "value_added": chance.choice([None, chance.uniform(-9, 3000)]),
            "revenue": chance.choice([None, 0.0, chance.uniform(0, 30000)]),
            "employees": chance.choice([None, float(chance.randint(0, 200))]),
            "electricity": chance.choice([None, chance.uniform(0, 300)]),
            "emissions": chance.choice([None, round(chance.uniform(0, 2), 3)]),
            "bonus": chance.choice([None, 1.5]),
            "deduction": chance.choice([None, 20.0]),
            "veto": chance.choice([None] * 6 + ["safety_accident"]),
            "exempt": chance.choice([None] * 12 + ["新设立"]),
        }
        for at in range(count)
    ]
    return pa.Table.from_pylist(rows)


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is missing: apt-get install openjdk-17-jre-headless")
def test_the_same_bytes(tmp_path):
    pytest.importorskip("pyspark", reason="PySpark is missing: pip install 'tenghuan[spark]'")
    pq.write_table(facts(1500), tmp_path / "facts.parquet")
    scheme = parse_scheme(TEXT)
    # a run on Spark takes its time: each kind of facts and each kind of file once
    for given, ending in ((facts(1500), "csv"), (tmp_path / "facts.parquet", "parquet")):
        written = []
        for engine in ("duckdb", "spark"):
            path = tmp_path / f"{engine}.{ending}"
            evaluate(given, scheme, engine).write(path)
            written.append(path.read_bytes())
        assert written[0] == written[1], ending
    assert len(set(pq.read_table(tmp_path / "duckdb.parquet")["grade"].to_pylist())) == 5


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is missing: apt-get install openjdk-17-jre-headless")
def test_the_same_bytes_and_remarks_with_the_wider_words(tmp_path):
    pytest.importorskip("pyspark", reason="PySpark is missing: pip install 'tenghuan[spark]'")
    scheme, written, remarks = parse_scheme(WIDER), [], []
    pq.write_table(two_years(1200), tmp_path / "facts.parquet")
    for engine in ("duckdb", "spark"):
        result = evaluate(tmp_path / "facts.parquet", scheme, engine)
        result.write(tmp_path / f"{engine}.csv")
        written.append((tmp_path / f"{engine}.csv").read_bytes())
        remarks.append(result.remarks)
    assert written[0] == written[1]
    assert remarks[0] == remarks[1]
    text = written[0].decode()
    assert all(
        words in text for words in (",扶持类,outside:扶持类", ",outside:A", ",require:A", ",veto:", ",其余,", ",C,rank")
    )
