"""Numbers that land gives to indicators, with the rows behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tenghuan.apps.kit import records
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.registers import BLOCKS, PARCELS
from tests.apps.kit.sheds import by
from tests.apps.land.made import make_block
from tests.apps.land.parcels import parcel

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def _of(register, key):
    return next(one for one in register.measures if one.key == key)


def test_the_share_of_standard_land_is_by_area_of_what_was_granted_to_industry_in_the_period(world):
    told = {"acquired_on": "2024-05-01", "use": "工业用地", "tenure": "granted"}
    parcel(world.home, 1, area="30000", standard=True, **told)
    parcel(world.home, 2, area="10000", standard=False, **told)
    parcel(world.home, 3, area="50000", standard=False, **{**told, "use": "商服用地"})
    parcel(world.home, 4, area="50000", standard=False, **{**told, "tenure": "allotted"})
    parcel(world.home, 5, area="50000", standard=True, **{**told, "acquired_on": "2023-12-31"})
    measure = _of(PARCELS, "parcels.standard_share")
    rows = measure.rows(Parcel.objects.filter(county=world.home.region), *YEAR)
    assert sorted(one.number for one in rows) == sorted(
        one.number for one in Parcel.objects.filter(area__in=(30000, 10000))
    )
    upper, lower = measure.sums(rows)
    assert (upper, lower) == (Decimal(30000), Decimal(40000))  # three quarters
    assert measure.is_ratio


def test_nothing_granted_is_no_share_rather_than_nought(world):
    measure = _of(PARCELS, "parcels.standard_share")
    assert measure.sums(measure.rows(Parcel.objects.all(), *YEAR)) == (0, 0)


def test_areas_planned_count_in_their_year_and_renewed_ones_on_the_day_they_are_done(world):
    planned, done = make_block(world.home, 1), make_block(world.home, 2)
    office = by(world.home, "office")
    records.change(office, BLOCKS, planned, {"year": 2024})
    records.change(
        office, BLOCKS, done, {"year": 2022, "stage": "done", "begun_on": "2022-03-01", "done_on": "2024-02-29"}
    )
    found = BLOCKS.model.objects.filter(county=world.home.region)
    assert list(_of(BLOCKS, "blocks.planned").rows(found, *YEAR)) == [planned]
    assert list(_of(BLOCKS, "blocks.done").rows(found, *YEAR)) == [done]


def test_land_within_and_beyond_the_control_line_is_added_up_apart_and_what_is_unknown_in_neither(world):
    for number, (line, use, area) in enumerate(
        [
            ("inside", "工业用地", "30000"),
            ("outside", "工业用地", "8000"),
            ("", "工业用地", "500"),
            ("inside", "商服用地", "9"),
        ],
        start=1,
    ):
        parcel(world.home, number, control_line=line, use=use, area=area)
    found = Parcel.objects.filter(county=world.home.region)
    assert _of(PARCELS, "parcels.inside").of(found) == 30000
    assert _of(PARCELS, "parcels.outside").of(found) == 8000
