"""What a plan says twice and differently is listed for a person; it is no fault of the pack (methodology §14.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tenghuan.plan import check_data, check_pack, contradictions, load_pack, packs
from tenghuan.plan.schema import PlanPack


def pack(*indicators: dict[str, Any]) -> PlanPack:
    told = {
        "plan": {
            "title": "某县方案",
            "region": {"code": "330683", "name": "嵊州市"},
            "period": {"start": 2021, "end": 2023},
        },
        "units": [{"key": "economy", "name": "县经信局", "kind": "department"}],
        "indicators": [
            {"unit": "家", "frequency": "monthly", "lead": ["县经信局"], "sources": ["二"], **one} for one in indicators
        ],
    }
    return PlanPack.model_validate(told)


def one(key: str, *cells: tuple[str, int | None, float], **more: Any) -> dict[str, Any]:
    made = [
        {"caliber": caliber, "value": value, **({"year": year} if year else {"every_year": True})}
        for caliber, year, value in cells
    ]
    return {"key": key, "name": f"指标{key}", "caliber": cells[-1][0], "milestones": made, **more}


@pytest.mark.parametrize(("yearly", "total", "count"), [(0.2, 0.6, 0), (3, 9, 0), (1, 3, 0), (3, 10, 1), (4, 9, 1)])
def test_a_yearly_number_times_the_years_is_the_total(yearly, total, count):
    """Yunhe: 3 × 3 = 9 holds."""
    found = contradictions(pack(one("a", ("annual", None, yearly), ("cumulative", 2023, total))))
    assert len(found) == count


def test_the_base_is_part_of_a_total_that_includes_it():
    held = one("a", ("annual", None, 5), ("cumulative_with_base", 2023, 27), baseline={"year": 2020, "value": 12})
    assert contradictions(pack(held)) == []
    (found,) = contradictions(pack({**held, "baseline": {"year": 2020, "value": 10}}))
    assert "5 × 3 年 + 基数 10 = 25" in found.text
    assert "27" in found.text


def test_years_beyond_the_total_are_listed_although_the_pack_explains_them():
    told = one("a", ("annual", 2022, 100), ("annual", 2023, 150), ("cumulative", 2023, 200), note="原文如此")
    (found,) = contradictions(pack(told))
    assert "合计 250，超过 2023 年累计目标 200" in found.text


def test_one_measure_with_two_numbers_of_one_year():
    link = {"catalogue": "technology_contracts", "unit": "亿元"}
    first, second = one("a", ("annual", 2023, 43), **link), one("b", ("annual", 2023, 45), **link)
    (found,) = contradictions(pack(first, second))
    assert "一处 43、一处 45" in found.text
    # another scope is another measure
    assert contradictions(pack(first, {**second, "population": "市级规上"})) == []


@pytest.mark.parametrize("county", sorted(packs()))
def test_a_contradiction_of_the_document_leaves_the_pack_sound(county):
    assert check_pack(county) == []
    assert all(remark.where and remark.text for remark in contradictions(load_pack(county)))


def test_shipped_remarks_and_contradictions_are_printed_and_exit_with_nought(capsys):
    import argparse

    from tenghuan.cli.plan_check import run_check

    assert run_check(argparse.Namespace(pack="shengzhou")) == 0
    printed = capsys.readouterr().out
    assert "提示（存疑）indicators.technology_contracts" in printed
    assert check_data({"plan": None}) != []
