from collections import Counter, defaultdict

import pytest

from tenghuan.plan import load_pack, packs
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.schema import Frequency, PlanPack
from tenghuan.sampling import Report, sample_reports
from tenghuan.sampling.reports import first_year

PACKS = sorted(packs())


def pack_of(indicators: list[dict], **period: int) -> PlanPack:
    for indicator in indicators:
        indicator |= {"name": indicator["key"], "sources": ["二"], "frequency": indicator.get("frequency", "monthly")}
    return PlanPack.model_validate(
        {
            "plan": {
                "title": "示例方案",
                "region": {"code": "330683", "name": "嵊州市"},
                "period": period or {"start": 2021, "end": 2023},
            },
            "indicators": indicators,
            "tasks": [{"number": 1, "title": "任务一"}],
            "actions": [{"section": "三（一）1", "part": 2, "title": "行动"}],
        }
    )


def by_item(reports: list[Report]) -> dict[tuple[str, str], list[Report]]:
    found = defaultdict(list)
    for report in reports:
        found[report.kind, report.key].append(report)
    return found


@pytest.mark.parametrize("name", PACKS)
def test_calibers_are_respected_in_every_shipped_pack(name: str) -> None:
    pack = load_pack(name)
    items = by_item(sample_reports(pack, 4))
    for indicator in pack.indicators:
        reports = items["indicator", indicator.key]
        assert reports, indicator.key
        values = [(r.year, r.month, r.value) for r in reports if r.value is not None]
        if indicator.caliber is Caliber.QUALITATIVE:
            assert values == []
            continue
        if indicator.frequency is Frequency.YEAR_END:
            assert {month for _, month, _ in values} == {12}
        if indicator.caliber in (Caliber.CUMULATIVE, Caliber.CUMULATIVE_WITH_BASE):
            amounts = [v for _, _, v in values]
            assert amounts == sorted(amounts), indicator.key
        if indicator.caliber is Caliber.ANNUAL:
            for year in {y for y, _, _ in values}:
                amounts = [v for y, _, v in values if y == year]
                assert amounts == sorted(amounts), indicator.key
        if indicator.unit == "%" and indicator.caliber is Caliber.SHARE:
            assert all(0 <= v <= 100 for _, _, v in values)


@pytest.mark.parametrize("name", PACKS)
def test_whole_plan_is_covered_for_36_months(name: str) -> None:
    pack = load_pack(name)
    reports, start = sample_reports(pack, 4), first_year(pack)
    assert {(r.year, r.month) for r in reports} == {(start + i // 12, i % 12 + 1) for i in range(36)}
    keys = by_item(reports)
    assert {k for kind, k in keys if kind == "task"} == {str(t.number) for t in pack.tasks}
    assert len([1 for kind, _ in keys if kind == "action"]) == len({(a.section, a.part) for a in pack.actions})
    for (kind, _), items in keys.items():
        if kind != "indicator":
            done = [r.value for r in items]
            assert done == sorted(done)
            assert 0 <= done[0] <= done[-1] <= 100


def test_past_figures_of_the_plan_are_repeated() -> None:
    pack = pack_of(
        [
            {
                "key": "closed",
                "caliber": "cumulative_with_base",
                "unit": "家",
                "baseline": {"year": 2020, "value": 168},
                "actuals": [{"year": 2021, "value": 20, "caliber": "annual"}],
                "milestones": [
                    {"year": 2022, "caliber": "annual", "value": 20},
                    {"year": 2023, "caliber": "cumulative_with_base", "value": 220},
                ],
            },
            {
                "key": "growth",
                "caliber": "average_growth",
                "unit": "%",
                "actuals": [{"year": 2021, "value": 31.6, "caliber": "annual"}],
                "milestones": [{"year": 2023, "caliber": "average_growth", "value": 25}],
            },
        ]
    )
    for seed in range(5):
        values = {(r.key, r.year, r.month): r.value for r in sample_reports(pack, seed)}
        assert values.get(("closed", 2021, 12), 188) == 188
        assert values.get(("growth", 2021, 12), 31.6) == 31.6
        assert 168 <= values.get(("closed", 2021, 1), 170) <= 188


def test_levels_move_towards_the_target() -> None:
    pack = pack_of(
        [
            {
                "key": "tax_per_mu",
                "caliber": "level",
                "unit": "万元/亩",
                "frequency": "year_end",
                "baseline": {"year": 2020, "value": 13.68},
                "milestones": [{"year": 2023, "caliber": "level", "value": 28}],
            }
        ]
    )
    for seed in range(8):
        values = [r.value for r in sample_reports(pack, seed) if r.kind == "indicator"]
        assert all(13 < v < 33 for v in values if v is not None)


def test_items_have_different_fates() -> None:
    indicators = [
        {"key": f"item{n}", "caliber": "cumulative", "unit": "亩", "milestones": [
            {"year": 2023, "caliber": "cumulative", "value": 3000}]}
        for n in range(200)
    ]  # fmt: skip
    last = [r.value for r in sample_reports(pack_of(indicators), 1) if (r.year, r.month) == (2023, 12)]
    shares = Counter(
        "ahead" if v >= 3000 else "near" if v >= 2700 else "behind" for v in last if v is not None and v > 100
    )
    assert 0.25 < shares["ahead"] / 200 < 0.55
    assert shares["near"] > 20
    assert shares["behind"] > 20


def test_same_seed_same_reports_and_a_new_indicator_changes_no_other() -> None:
    one = {"key": "a", "caliber": "annual", "unit": "家", "milestones": [
        {"every_year": True, "caliber": "annual", "value": 30}]}  # fmt: skip
    two = {**one, "key": "b"}
    first = sample_reports(pack_of([dict(one)]), 5)
    assert first == sample_reports(pack_of([dict(one)]), 5)
    assert first != sample_reports(pack_of([dict(one)]), 6)
    both = sample_reports(pack_of([dict(two), dict(one)]), 5)
    assert [r for r in both if r.key == "a"] == [r for r in first if r.key == "a"]


def test_period_without_a_start_begins_two_years_before_its_end() -> None:
    pack = pack_of([], end=2023)
    assert first_year(pack) == 2021
    assert {r.year for r in sample_reports(pack, 1)} == {2021, 2022, 2023}
    assert sample_reports(pack, 1, months=0) == []
