"""The schema: calibers as types, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tenghuan.plan import default_pace
from tenghuan.plan.schema import (
    CALIBER_NAMES,
    Caliber,
    CumulativeWithBaseMilestone,
    Lamp,
    Milestone,
    PaceParameters,
    Parameter,
    PlanPack,
)

CELL: TypeAdapter[Any] = TypeAdapter(Milestone)


def minimal(**changes: Any) -> dict[str, Any]:
    pack: dict[str, Any] = {
        "plan": {"title": "山前县攻坚行动方案", "region": {"code": "330999", "name": "山前县"}},
        "units": [
            {"key": "economy", "name": "县经信局", "aliases": ["县经济和信息化局"], "kind": "department"},
        ],
    }
    return pack | changes


def test_a_cell_is_read_as_the_type_of_its_caliber() -> None:
    cell = CELL.validate_python({"caliber": "cumulative_with_base", "year": 2023, "value": 220})
    assert isinstance(cell, CumulativeWithBaseMilestone)
    assert (cell.year, cell.value, cell.comparison.value) == (2023, 220, "eq")


@pytest.mark.parametrize(
    "cell",
    [
        {"caliber": "cumulative_drop_rate", "year": 2023, "value": 0},
        {"caliber": "cumulative_drop_rate", "year": 2023, "value": 100},
        {"caliber": "average_growth", "year": 2023, "value": -100},
        {"caliber": "share", "year": 2023, "value": -1},
        {"caliber": "level", "year": 2023},
        {"caliber": "level", "value": 1},
        {"caliber": "annual", "value": 1, "year": 2023, "every_year": True},
        {"caliber": "annual", "value": 1, "every_year": True, "year_inferred": True},
        {"caliber": "level", "year": 2023, "value": 2, "upper": 1},
        {"caliber": "level", "year": 2023, "value": float("nan")},
        {"caliber": "qualitative", "year": 2023},
        {"caliber": "qualitative", "year": 2023, "statement": "完成上级下达任务", "value": 3},
        {"caliber": "whatever", "year": 2023, "value": 1},
    ],
)
def test_impossible_cells_are_refused(cell: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CELL.validate_python(cell)


def test_every_caliber_has_a_type_and_a_chinese_name() -> None:
    text = str(CELL.json_schema())
    assert set(CALIBER_NAMES) == set(Caliber)
    assert all(f"'const': '{caliber.value}'" in text for caliber in Caliber)


def test_units_resolve_by_key_name_and_alias_and_posts_by_their_unit() -> None:
    pack = PlanPack.model_validate(minimal())
    assert {pack.unit(n).key for n in ("economy", "县经信局", "县经济和信息化局")} == {"economy"}
    assert pack.unit("县财政局") is None
    assert pack.unit_of_post("县经信局局长") is pack.units[0]
    assert pack.unit_of_post("副县长") is None


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        PlanPack.model_validate(minimal(indicater=[]))


def test_a_parameter_of_a_plan_needs_its_source_and_a_local_one_says_so() -> None:
    base = {"key": "special_fund_rate", "name": "专项经费比例", "value": 0.52, "unit": "%"}
    with pytest.raises(ValidationError):
        Parameter.model_validate(base | {"status": "plan"})
    assert Parameter.model_validate(base | {"status": "plan", "sources": ["四（一）"]}).remark == ""
    assert Parameter.model_validate(base | {"status": "local"}).remark == "本地参数（待核实）"


def test_default_pace_is_the_difference_method_with_four_lamps() -> None:
    pace = default_pace()
    assert [(b.lamp, b.at_least) for b in pace.difference] == [
        (Lamp.GREEN, 0),
        (Lamp.BLUE, -0.1),
        (Lamp.YELLOW, -0.3),
        (Lamp.RED, None),
    ]
    assert [b.at_least for b in pace.ratio] == [1, 0.8, 0.6, None]
    assert pace.escalate_after == 2
    assert pace.note == "本地参数（待核实）"


@pytest.mark.parametrize(
    "change",
    [
        {"curve": [0.1] * 12},
        {"curve": [1.0] * 11},
        {"difference": [{"lamp": "green", "at_least": 0}]},
        {"ratio": [{"lamp": "green", "at_least": 0.5}, {"lamp": "blue", "at_least": 0.8}, {"lamp": "red"}]},
        {"ratio": [{"lamp": "green", "at_least": 0.5}, {"lamp": "green"}]},
        {"escalate_after": 0},
    ],
)
def test_unsound_pace_parameters_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PaceParameters.model_validate(default_pace().model_dump() | change)
