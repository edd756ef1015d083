"""The worked figures of methodology2 §21, each reckoned by hand."""

from decimal import Decimal

import pytest

from tenghuan.parcels.indicators import (
    Floor,
    Ground,
    coefficient,
    counted,
    intensity,
    mu,
    office_share,
    plot_ratio,
    rented_mu,
)

AREA = Decimal("13333.3")  # 20 mu
TWO = [Floor(Decimal(6000), Decimal("9")), Floor(Decimal(6000), Decimal("4.5"))]
TALL = Decimal(8)


def test_a_floor_over_eight_metres_counts_twice():
    assert counted(TWO, TALL) == 18000
    assert round(plot_ratio(TWO, AREA, TALL), 2) == Decimal("1.35")


def test_no_floor_over_eight_metres_counts_once_each():
    flat = [Floor(Decimal(6000), Decimal(8)), Floor(Decimal(6000))]
    assert round(plot_ratio(flat, AREA, TALL), 2) == Decimal("0.90")


def test_the_coefficient_is_base_structures_and_yards_over_the_land():
    ground = Ground(Decimal(6000), Decimal(500), Decimal(1000))
    assert round(coefficient(ground, AREA), 2) == Decimal("56.25")


def test_what_was_not_told_is_unknown_and_not_nothing():
    assert coefficient(Ground(), AREA) is None
    assert plot_ratio([], AREA, TALL) is None
    assert intensity(None, AREA) is None
    assert office_share(Ground(), [], AREA) is None


def test_office_floors_stand_for_office_land_where_it_is_not_set_aside():
    floors = [Floor(Decimal(10800)), Floor(Decimal(1200), office=True)]
    assert office_share(Ground(), floors, AREA) == 10
    assert round(office_share(Ground(office=Decimal(800)), floors, AREA), 2) == Decimal("6.00")


def test_intensity_is_by_the_mu():
    assert round(mu(AREA), 2) == Decimal("20.00")
    assert round(intensity(Decimal(8000), AREA)) == 400


@pytest.mark.parametrize(("area", "ratio", "expected"), [("2000", "1.5", "2.00"), ("666.67", "1", "1.00")])
def test_rented_floors_stand_for_land_by_the_plot_ratio(area, ratio, expected):
    assert round(rented_mu(Decimal(area), Decimal(ratio)), 2) == Decimal(expected)
