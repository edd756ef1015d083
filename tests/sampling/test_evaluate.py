"""``tenghuan evaluate`` runs on the flat facts that ``tenghuan sample`` writes."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from tenghuan.cli.main import main
from tenghuan.sampling import sample_facts, write_sample

SCHEME = """
name: 示例方案
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    criteria:
      - {key: tax_per_mu, weight: 30, benchmark: mean}
      - {key: value_added_per_mu, weight: 20, benchmark: mean}
      - {key: value_added_per_tce, weight: 20, benchmark: mean}
      - {key: value_added_per_emission, weight: 10, benchmark: mean, missing: mean_score}
      - {key: labour_productivity, weight: 10, benchmark: mean}
      - {key: rd_ratio, weight: 10, benchmark: mean}
    cap: 1.5
    floor: 0
    grades: [{grade: A, upto: 0.20}, {grade: B, upto: 0.80}, {grade: C, upto: 0.95}, {grade: D, upto: 1.00}]
    vetoes: {safety_accident: D, environment_crime: D, statistics_fraud: down_one, tax_arrears: not_A}
  - name: 规下
    population: {above_scale: false}
    criteria:
      - {key: tax_per_mu, weight: 50, benchmark: mean}
      - {key: tax_per_electricity, weight: 50, benchmark: mean}
    cap: 1.5
    floor: 0
    grades: [{grade: A, upto: 0.05}, {grade: B, upto: 0.75}, {grade: C, upto: 0.95}, {grade: D, upto: 1.00}]
    vetoes: {safety_accident: D, environment_crime: D, statistics_fraud: down_one, tax_arrears: not_A}
"""


@pytest.mark.skipif(find_spec("tenghuan.cli.evaluate") is None, reason="tenghuan.cli.evaluate is not there yet")
def test_evaluate_grades_every_enterprise_of_a_year(tmp_path: Path) -> None:
    manifest = write_sample("shengzhou", 200, 6, tmp_path)
    scheme, out = tmp_path / "scheme.yaml", tmp_path / "out.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    facts = tmp_path / manifest.file("facts", 2022)
    assert main(["evaluate", str(facts), "--scheme", str(scheme), "-o", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        graded = list(csv.DictReader(file))
    expected = sample_facts("shengzhou", 200, 6, 2022)
    assert [row["uscc"] for row in graded] == expected["uscc"].to_pylist()
    for row, exempt in zip(graded, expected["exempt"].to_pylist(), strict=True):
        assert (row["grade"] == "") == (exempt is not None)
    grades = [row["grade"] for row in graded if row["track"] == "规上"]
    assert grades.count("A") == pytest.approx(0.2 * len(grades), abs=2)
