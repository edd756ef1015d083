"""Worked examples: by hand in contracts.md and methodology §1.4, and computed here from published benchmarks."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from tenghuan.scoring import evaluate, parse_scheme
from tests.scoring.support import DATA, table

TEXT = (DATA / "huangyan.yaml").read_text(encoding="utf-8")
LARGE = {
    "above_scale": "是",
    "tax": 600,
    "value_added": 2400,
    "land_mu": 20,
    "energy_tce": 1000,
    "emissions": "0.6",
    "employees": 120,
    "rd": 300,
    "revenue": 12000,
}
SMALL = {"above_scale": "否", "tax": 120, "land_mu": 10, "electricity": 400}


def score(row: dict, text: str = TEXT) -> dict:
    return evaluate(table([row]), parse_scheme(text)).table.to_pylist()[0]


def test_the_published_example_of_2022():
    out = score(LARGE)
    points = [out[f"{key}_points"] for key in parse_scheme(TEXT).keys[:6]]
    assert [round(p, 4) for p in points] == [37.3490, 17.6263, 17.8174, 8.1139, 11.0254, 8.2781]
    assert out["score"] == 100.2101


def test_the_benchmarks_of_2021():
    text = TEXT
    for new, old in {
        "26.01": "24.097",
        "132.27": "136.16",
        "2.54": "2.694",
        "4861.08": "4929.81",
        "17.45": "18.14",
        "0.0305": "0.0302",
        "16.601058": "11.5932",
        "0.236565": "0.2352",
    }.items():
        text = text.replace(old, new)
    # 34.6021 + 18.1447 + 18.8976 + 8.2286 + 11.4613 + 8.1967, and 36.1423 + 63.4075, by hand
    assert score(LARGE, text)["score"] == pytest.approx(99.5311, abs=0.0003)
    assert score(SMALL, text)["score"] == pytest.approx(99.5498, abs=0.0003)


def test_double_tax_without_and_with_the_cap_of_kaihua():
    double = LARGE | {"tax": 1200}
    assert round(score(double)["tax_per_mu_points"], 4) == 74.6981
    capped = score(double, TEXT.replace("cap: null", "cap: 1.5"))
    assert capped["tax_per_mu_points"] == 45
    assert capped["score"] == 107.8611


def test_small_enterprise():
    out = score(SMALL)
    assert round(out["tax_per_mu_points"], 4) == 51.7545
    assert round(out["tax_per_electricity_points"], 4) == 63.7755
    assert out["score"] == 115.5300


def test_points_between_the_ends_of_the_group():
    text = TEXT.replace("benchmark: 24.097", "normalise: {minmax: [20, 100]}")
    rows = [LARGE | {"tax": tax} for tax in (200, 400, 600)]
    out = evaluate(table(rows), parse_scheme(text)).table["tax_per_mu_points"].to_pylist()
    assert out == [6, 18, 30]  # 30 × 20 %, 30 × 60 %, 30 × 100 %
    mirrored = text.replace("[20, 100]}", "[20, 100]}, direction: less")
    assert evaluate(table(rows), parse_scheme(mirrored)).table["tax_per_mu_points"].to_pylist() == [30, 18, 6]
    alone = evaluate(table(rows[:1]), parse_scheme(text)).table["tax_per_mu_points"].to_pylist()
    assert alone == [30]


def test_a_mean_benchmark_is_the_ratio_of_sums():
    text = TEXT.replace("benchmark: 24.097", "benchmark: mean")
    rows = [LARGE | {"tax": 100, "land_mu": 10}, LARGE | {"tax": 800, "land_mu": 20}, LARGE | {"land_mu": 0}]
    out = evaluate(table(rows), parse_scheme(text)).table.to_pylist()
    # 900 ÷ 30 = 30, not the mean of 10 and 40
    assert [row["tax_per_mu_points"] for row in out] == [10, 40, 0]


def test_seats_are_counted_in_decimals():
    """0.20 of 5 rows is one seat; a double a little under 0.2 would give none."""
    for size, first in ((4, 0), (5, 1), (9, 1), (10, 2), (15, 3)):
        rows = [LARGE | {"tax": 600 + at} for at in range(size)]
        grades = evaluate(table(rows), parse_scheme(TEXT)).table["grade"].to_pylist()
        assert grades.count("A") == first
        last = Decimal(size) * Decimal("0.95")
        assert grades.count("D") == size - int(last.quantize(Decimal(1), "ROUND_HALF_UP"))


def test_what_evaluate_takes_is_not_changed():
    scheme = parse_scheme(TEXT)
    before = scheme.model_copy(deep=True)
    result = evaluate(table([LARGE]), scheme)
    assert result.table.num_rows == 1
    assert scheme == before
    assert dataclasses.is_dataclass(result.facts)
