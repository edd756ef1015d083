"""Sample reports of plans that nobody wrote: whatever a pack may hold, the reports are numbers that make sense."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import PlanPack
from tenghuan.sampling import sample_reports
from tenghuan.sampling.reports import first_year

RATE = {"cumulative_drop_rate": st.floats(0.1, 99), "average_growth": st.floats(-90, 300), "share": st.floats(0, 100)}
NUMERIC = [c.value for c in Caliber if c is not Caliber.QUALITATIVE]


@st.composite
def cells(draw: st.DrawFn, caliber: str) -> dict[str, Any]:
    amount = round(draw(RATE.get(caliber, st.floats(0.1, 1e6))), 2)
    cell: dict[str, Any] = {"caliber": caliber, "value": amount}
    if caliber == "two_conditions":
        cell["share"] = 30
    if caliber in {"annual", "average_growth", "two_conditions"} and draw(st.booleans()):
        return cell | {"every_year": True}
    return cell | {"year": draw(st.integers(2019, 2032))}


@st.composite
def indicators(draw: st.DrawFn) -> dict[str, Any]:
    caliber = draw(st.sampled_from(NUMERIC))
    own = draw(st.lists(cells(caliber), min_size=1, max_size=4))
    yearly = draw(st.lists(cells("annual"), max_size=2)) if caliber != "annual" else []
    found: dict[str, Any] = {
        "key": "one",
        "name": "指标",
        "caliber": caliber,
        "direction": draw(st.sampled_from(["higher", "lower"])),
        "unit": draw(st.sampled_from(["家", "亩", "%", "万元"])),
        "frequency": draw(st.sampled_from(["monthly", "quarterly", "year_end"])),
        "milestones": [*own, *yearly],
        "sources": ["二"],
    }
    if draw(st.booleans()):
        known = round(draw(RATE.get(caliber, st.floats(0, 1e5))), 2)
        found["baseline"] = {"year": draw(st.integers(2015, 2026)), "value": draw(st.sampled_from([known, None]))}
    if draw(st.booleans()):
        value = round(draw(RATE.get(caliber, st.floats(0, 1e5))), 2)
        found["actuals"] = [{"year": draw(st.integers(2018, 2026)), "value": value, "caliber": caliber}]
    return found


def pack(indicator: dict[str, Any], **period: int) -> PlanPack:
    return PlanPack.model_validate(
        {
            "plan": {"title": "甲", "region": {"code": "330683", "name": "嵊州市"}, "period": period},
            "indicators": [indicator],
            "tasks": [],
            "actions": [],
        }
    )


@settings(max_examples=60)
@given(indicators(), st.integers(2020, 2026), st.integers(0, 4), st.integers(0, 10**6), st.integers(1, 48))
def test_any_indicator_gives_finite_months_in_order(
    indicator: dict[str, Any], start: int, length: int, seed: int, months: int
) -> None:
    reports = sample_reports(pack(indicator, start=start, end=start + length), seed, months=months)
    when = [(r.year, r.month) for r in reports]
    assert when == sorted(set(when))
    assert all((start, 1) <= one <= (start + (months - 1) // 12, (months - 1) % 12 + 1) for one in when)
    for report in reports:
        assert report.value is None or math.isfinite(report.value)
    values = [r.value for r in reports if r.value is not None]
    if indicator["caliber"] in {"cumulative", "cumulative_with_base", "merged_count"}:
        assert values == sorted(values)
    if indicator["caliber"] == "share" and indicator["unit"] == "%":
        assert all(value <= 100 for value in values)


def test_a_base_year_that_is_a_target_year_leaves_nothing_to_spread() -> None:
    """The document counts from 2024, wants a sum in 2024 and a number each year: all of it may stand in one plan."""
    indicator = yearly(
        caliber="cumulative_with_base",
        baseline={"year": 2024, "value": 100},
        milestones=[
            {"year": 2024, "caliber": "cumulative_with_base", "value": 100},
            {"year": 2026, "caliber": "cumulative_with_base", "value": 160},
            {"year": 2025, "caliber": "annual", "value": 20},
        ],
    )
    for seed in range(5):
        values = [r.value for r in sample_reports(pack(indicator, start=2024, end=2026), seed) if r.value is not None]
        assert values == sorted(values)
        assert all(100 <= value <= 180 for value in values)


@given(st.integers(0, 10**9))
def test_words_alone_are_reported_in_words(seed: int) -> None:
    indicator = {
        "key": "one",
        "name": "甲",
        "caliber": "qualitative",
        "unit": "1",
        "frequency": "monthly",
        "sources": ["二"],
        "milestones": [{"year": 2024, "caliber": "qualitative", "statement": "完成上级下达任务"}],
    }
    reports = sample_reports(pack(indicator, start=2023, end=2024), seed, months=24)
    assert {(r.value, r.note) for r in reports} == {(None, "按计划推进")}


def yearly(**more: Any) -> dict[str, Any]:
    return {
        "key": "one",
        "name": "甲",
        "caliber": "annual",
        "unit": "家",
        "frequency": "quarterly",
        "sources": ["二"],
        "milestones": [{"every_year": True, "caliber": "annual", "value": 40}],
        **more,
    }


def test_quarters_are_reported_in_the_months_in_which_they_end() -> None:
    reports = [r for r in sample_reports(pack(yearly(), start=2023, end=2024), 3, months=24) if r.kind == "indicator"]
    assert {r.month for r in reports} <= {3, 6, 9, 12}
    assert len(reports) >= 6


def test_a_report_of_nothing_is_a_report_of_zero_in_words() -> None:
    found = [
        r
        for seed in range(40)
        for r in sample_reports(
            pack(yearly(milestones=[{"every_year": True, "caliber": "annual", "value": 1}]), start=2023, end=2023),
            seed,
            months=3,
        )
    ]
    assert {r.note for r in found if r.value == 0} == {"零报告"}
    assert all(r.note == "" for r in found if r.value)


@pytest.mark.parametrize(
    ("period", "first"),
    [({"start": 2024, "end": 2026}, 2024), ({"end": 2026}, 2024), ({"start": 2025}, 2025)],
)
def test_the_first_year_of_the_reports(period: dict[str, int], first: int) -> None:
    assert first_year(pack(yearly(), **period)) == first


def test_a_plan_without_a_period_begins_with_its_first_target() -> None:
    dated = [{"year": 2027, "caliber": "annual", "value": 4}, {"year": 2026, "caliber": "annual", "value": 3}]
    assert first_year(pack(yearly(milestones=dated))) == 2026
    assert first_year(pack(yearly())) == 2022


def test_a_seed_below_zero_is_refused() -> None:
    with pytest.raises(InputFault, match="种子 -1 不能为负"):
        sample_reports(pack(yearly(), start=2024, end=2024), -1)
