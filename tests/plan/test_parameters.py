"""Parameters: the county's own before the default, and only while it holds."""

from __future__ import annotations

from datetime import date

import pytest

from tenghuan.plan import default_pace, default_parameters, find_parameter, load_pack, pace_parameters
from tenghuan.plan.measures import measure
from tenghuan.plan.schema import LOCAL_NOTE, Status

MIDYEAR = date(2022, 6, 1)


@pytest.mark.parametrize(
    ("county", "key", "value", "status"),
    [
        ("shengzhou", "special_fund_rate", 0.52, Status.PLAN),
        ("linan", "special_fund_rate", 2, Status.PLAN),
        ("cixi", "special_fund_rate", 0.5, Status.LOCAL),
        ("linan", "land_compensation_ratio", 1.2, Status.PLAN),
        ("shengzhou", "carbon_per_tce", 2.0, Status.LOCAL),
        ("yunhe", "carbon_per_tce", 2.5, Status.LOCAL),
        ("linan", "carbon_per_tce", 2.76, Status.LOCAL),
        ("cixi", "plot_ratio", 2, Status.PLAN),
        ("lanxi", "industrial_land_share", 50, Status.PLAN),
    ],
)
def test_the_countys_own_value_comes_first(county: str, key: str, value: float, status: Status) -> None:
    found = find_parameter(load_pack(county), key, MIDYEAR)
    assert found is not None
    assert (found.value, found.status) == (value, status)


def test_a_parameter_holds_only_within_its_dates() -> None:
    pack = load_pack("shengzhou")
    values = {year: find_parameter(pack, "power_emission_factor", date(year, 12, 31)) for year in (2021, 2022, 2023)}
    assert values[2021] is None
    assert [item.value for year in (2022, 2023) if (item := values[year])] == [0.5153, 0.4974]
    assert find_parameter(pack, "no_such_parameter", MIDYEAR) is None


def test_defaults_are_sourced_and_guesses_say_so() -> None:
    for item in default_parameters():
        assert measure(item.unit) is not None, item.key
        assert item.sources or item.status is Status.LOCAL, item.key
        if item.status is Status.LOCAL:
            assert LOCAL_NOTE in (item.note or ""), item.key
            assert item.remark == LOCAL_NOTE


def test_defaults_for_one_key_never_hold_together() -> None:
    for item in default_parameters():
        for day in {item.effective_from, item.effective_to} - {None}:
            assert day is not None
            assert sum(p.key == item.key and p.valid_on(day) for p in default_parameters()) == 1, item.key


def test_weights_and_grades_add_up() -> None:
    by_key = {item.key: item.value for item in default_parameters()}
    for scale in ("above", "below"):
        weights, grades = by_key[f"evaluation_weights_{scale}_scale"], by_key[f"evaluation_grades_{scale}_scale"]
        assert isinstance(weights, dict)
        assert isinstance(grades, dict)
        assert sum(weights.values()) == 100
        assert list(grades.values()) == sorted(grades.values())
        assert grades["D"] == 1


def test_pace_falls_back_to_the_default() -> None:
    pack = load_pack("yunhe")
    assert pace_parameters(pack) == default_pace()
    own = default_pace().model_copy(update={"escalate_after": 3})
    assert pace_parameters(pack.model_copy(update={"pace": own})).escalate_after == 3
