"""Spark writes what DuckDB writes, to the last byte."""

from __future__ import annotations

import random
import shutil
from typing import Any

import pyarrow.parquet as pq
import pytest

from tenghuan.screening import parse_rules, screen
from tests.scoring.support import code, plain, table
from tests.screening.oracle import Oracle

pytestmark = [pytest.mark.spark, pytest.mark.slow]
TEXT = """
name: 两引擎
year: 2022
scope: {any: [{above_scale: true}, {land_mu: {min: 3}}]}
thresholds:
  - {key: value_added_energy, industry: "17", limit: 0.80}
  - {key: value_added_energy, industry: "1713", town: 一镇, limit: 1.5}
  - {key: value_added_energy, town: 二镇, limit: 0.52}
lists:
  - name: 高耗低效
    all: [{key: tax_per_mu, below: 3}, {any: [{key: value_added_energy, above: table}, {key: grade, in: [D]}]}]
  - name: 低效用地企业
    any: [{key: tax_per_mu, max: 0.3}, {key: tax_per_mu, below_mean: 0.5, group: industry_division},
          {key: grade, in: [C, D], for_years: 2}, {key: land_mu, below_mean: 0.1}]
  - name: 其他
    all: [{key: veto, in: [illegal_land]}, {key: registered_on, before: 2020-01-01}, {key: above_scale, in: [true]}]
exempt: [{reason: 公用工程, when: {industry: {in: ["44"]}}}, {reason: 税高, when: {tax: {above: 500}}}]
"""


def rows(count: int) -> list[dict[str, Any]]:
    chance = random.Random(11)
    numbers = [None, "0", "0.1", "0.3", "0.6", "3", "12.00005", "1000000"]

    def number(sign: bool = False) -> str | None:
        found = chance.choice([*numbers, repr(chance.uniform(0, 900)), f"{chance.uniform(0, 900):.2f}"])
        return f"-{found}" if sign and found and chance.random() < 0.3 else found

    return [
        {
            "uscc": code(at),
            "name": f"示例企业{at}",
            "year": year,
            "town": chance.choice([None, "一镇", "二镇"]),
            "industry": chance.choice([None, "17", "C1713", "3411", "44"]),
            "above_scale": chance.choice([None, True, False]),
            "registered_on": chance.choice([None, "2019-12-31", "2020-01-01"]),
            "grade": chance.choice([None, "A", "C", "D"]),
            "veto": chance.choice([None, "illegal_land", "unpaid_wages；illegal_land"]),
            "land_mu": number(),
            "tax": number(sign=True),
            "value_added": number(sign=True),
            "energy_tce": number(),
        }
        for at in range(count)
        for year in ((2021, 2022) if at % 3 else (2022,))
    ]


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is missing: apt-get install openjdk-17-jre-headless")
def test_the_same_bytes(tmp_path):
    pytest.importorskip("pyspark", reason="PySpark is missing: pip install 'tenghuan[spark]'")
    given, rules = rows(400), parse_rules(TEXT)
    results = {engine: screen(table(given), rules, engine) for engine in ("duckdb", "spark")}
    results["spark"].write(tmp_path / "spark.parquet")
    for ending in ("csv", "parquet"):
        results["duckdb"].write(tmp_path / f"duckdb.{ending}")
    assert (tmp_path / "spark.parquet").read_bytes() == (tmp_path / "duckdb.parquet").read_bytes()
    found = pq.read_table(tmp_path / "spark.parquet")
    assert set(found["verdict"].to_pylist()) == {"入", "不可判", "豁免"}
    # without vetoes, whose cells the oracle does not know, the list is also the oracle's
    without = TEXT.replace("{key: veto, in: [illegal_land]}, ", "")
    expected = Oracle([row | {"registered_on": None} for row in given], plain(without)).listing()
    own = screen(table([row | {"registered_on": None} for row in given]), parse_rules(without))
    assert [tuple(row.values()) for row in own.table.to_pylist()] == expected
