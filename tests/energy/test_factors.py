"""Factors against the figures of methodology §4.2 and §4.3, worked out by hand."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from tenghuan.energy.factors import Factor, Factors, carriers, month_number, shipped


def _factor(**told: str) -> Factor:
    base = {
        "carrier": "power",
        "basis": "equal_value",
        "since": "2024-01",
        "stated": "0.29",
        "per": "千克标准煤/千瓦时",
    }
    return Factor(**{**base, "scale": "10", "version": "县 2024", "source": "文件", "status": "local", **told})


@pytest.mark.parametrize(
    ("carrier", "tonnes"), [("gas", "21.650"), ("diesel", "3.096"), ("petrol", "2.925"), ("coal", "1.660")]
)
def test_fuels_give_the_carbon_of_their_parts(carrier: str, tonnes: str) -> None:
    found = Factors().find(carrier, "carbon", month_number(2022, 6))
    assert found is not None
    assert found.value.quantize(Decimal("0.001")) == Decimal(tonnes)


def test_a_month_takes_the_factor_of_its_own_year() -> None:
    table = Factors()
    assert [str(f.value) for m in (11, 12) if (f := table.find("power", "carbon", month_number(2022, m)))] == [
        "5.153000"
    ] * 2
    first = table.find("power", "carbon", month_number(2023, 1))
    assert first is not None
    assert (first.value, first.version) == (Decimal("4.974"), "浙江 2023")


def test_before_the_first_factor_there_is_none() -> None:
    assert Factors().find("power", "carbon", month_number(2021, 12)) is None


def test_equal_value_is_the_calorific_value_of_whatever_is_not_power() -> None:
    found = Factors().find("coal", "equal_value", month_number(2022, 1))
    assert found is not None
    assert (found.basis, found.value) == ("calorific", Decimal("0.7143"))


def test_a_county_stands_above_what_ships_from_its_month_on() -> None:
    table = Factors([_factor(), _factor(since="2021-01", stated="0.31")])
    values = {m: f.value for m in (2022, 2024) if (f := table.find("power", "equal_value", month_number(m, 1)))}
    assert values == {2022: Decimal("3.1"), 2024: Decimal("2.9")}


def test_of_two_own_factors_of_a_month_the_later_one_holds() -> None:
    found = Factors([_factor(), _factor(stated="0.28")]).find("power", "equal_value", month_number(2024, 1))
    assert found is not None
    assert found.value == Decimal("2.8")


@pytest.mark.parametrize("told", [{"heat": "20"}, {"stated": "-1"}, {"since": "2024"}])
def test_a_factor_that_says_half_or_nonsense_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        _factor(**told)


def test_every_carrier_has_a_calorific_factor_and_every_factor_a_source() -> None:
    assert {f.carrier for f in shipped() if f.basis == "calorific"} == set(carriers())
    assert all(f.source and f.version for f in shipped())


def test_factors_without_a_public_original_are_marked_local() -> None:
    # methodology §4.2: the carbon factors were read from comments, not from the announcements
    stated = [f for f in shipped() if f.basis == "carbon" and f.carrier != "sink"]
    assert {f.status for f in stated} == {"local"}
    assert next(f.status for f in shipped() if f.basis == "equal_value") == "local"
