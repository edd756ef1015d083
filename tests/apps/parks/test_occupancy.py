"""What of a park is let and free: by days of tenancy, by who is still there, for many parks at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.enterprises.models import Enterprise, Status
from tenghuan.apps.kit import records
from tenghuan.apps.land.registers import FLOORS, PARCELS
from tenghuan.apps.parks.occupancy import of_parks
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel
from tests.apps.parks.made import make_park
from tests.apps.remediation.cases import enterprise

TODAY = date(2025, 6, 30)
D = Decimal


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def _held(world, park, account="office"):
    return of_parks([park], world.home.accounts[account])[park.pk]


def _let(world, **told):
    park = make_park(world.home, 1)
    thing = parcel(world.home, 2, park=park.name, enterprise="", holder="园区公司")
    floor(thing, world.home, "1层", "3000", tenant=enterprise(world.home, 7), **told)
    floor(thing, world.home, "2层", "1000")
    return park


def test_a_park_without_floors_has_no_share_rather_than_none_let(world):
    held = _held(world, make_park(world.home, 1))
    assert (held.built, held.free, held.share, held.tenants) == (0, 0, None, {})


@pytest.mark.parametrize(
    ("days", "let"),
    [
        ({}, 3000),
        ({"rented_on": "2025-06-30", "rented_until": "2025-06-30"}, 3000),  # first and last day are days of it
        ({"rented_until": "2025-06-29"}, 0),
        ({"rented_on": "2025-07-01"}, 0),
    ],
)
def test_a_floor_is_let_while_its_tenancy_runs(world, days, let):
    park = _let(world, **days)
    held = _held(world, park)
    assert (held.let, held.free) == (let, 4000 - let)
    assert len(held.tenants) == (1 if let else 0)
    assert held.share == D(let) / 40


def test_a_floor_whose_tenancy_is_over_does_not_fall_back_to_the_holder(world):
    park = make_park(world.home, 1)
    own = parcel(world.home, 1, park=park.name)
    floor(own, world.home, "1层", "500", tenant=enterprise(world.home, 7), rented_until="2025-01-31")
    floor(own, world.home, "2层", "700")
    assert (_held(world, park).let, _held(world, park).free) == (700, 500)


@pytest.mark.parametrize(
    ("status", "there"),
    [(Status.NORMAL, True), (Status.MOVED_IN, True), (Status.DEREGISTERED, False), (Status.MOVED_OUT, False)],
)
def test_an_enterprise_that_is_gone_sits_nowhere(world, status, there):
    park = _let(world)
    listed = enterprise(world.home, 8)
    Enterprise.objects.filter(pk=listed.pk).update(park=park.name, status=status)
    Enterprise.objects.filter(pk=enterprise(world.home, 7).pk).update(status=status)
    held = _held(world, park)
    assert len(held.tenants) == (2 if there else 0)
    assert held.let == (3000 if there else 0)


def test_an_enterprise_on_two_floors_and_in_the_directory_is_one(world):
    park = make_park(world.home, 1)
    thing = parcel(world.home, 2, park=park.name, enterprise="", holder="园区公司")
    firm = enterprise(world.home, 7)
    Enterprise.objects.filter(pk=firm.pk).update(park=park.name)
    for level in ("1层", "2层"):
        floor(thing, world.home, level, "100", tenant=firm)
    held = _held(world, park)
    assert (len(held.tenants), held.let, held.free) == (1, 200, 0)


def test_the_same_name_in_another_county_is_another_park(world):
    mine, other = make_park(world.home, 1), make_park(world.neighbour, 1)
    assert mine.name == other.name
    theirs = parcel(world.neighbour, 2, park=other.name)
    floor(theirs, world.neighbour, "1层", "800")
    found = of_parks([mine, other], world.prefecture)
    assert (found[mine.pk].built, found[other.pk].built) == (0, 800)


def test_floors_and_parcels_out_of_use_are_not_counted(world):
    park = make_park(world.home, 1)
    office = by(world.home, "office")
    kept = parcel(world.home, 2, park=park.name)
    gone = floor(kept, world.home, "1层", "800")
    floor(kept, world.home, "2层", "300")
    old = parcel(world.home, 3, park=park.name)
    floor(old, world.home, "1层", "9000")
    records.retire(office, FLOORS, gone, "拆除")
    type(old).objects.filter(pk=old.pk).update(retired_on=TODAY)
    assert _held(world, park).built == 300
    assert PARCELS.rows(office.user, retired=True).filter(pk=old.pk).exists()


def test_a_town_counts_only_the_floors_of_its_own_land(world):
    park = make_park(world.home, 1)
    for number, town in ((2, 0), (3, 1)):
        floor(parcel(world.home, number, town, park=park.name), world.home, "1层", "400")
    assert [_held(world, park, one).built for one in ("office", "town", "town2")] == [800, 400, 400]


def test_ten_times_the_parks_ask_no_more_queries(world, django_assert_num_queries):
    parks = [make_park(world.home, number) for number in range(1, 12)]
    for at, park in enumerate(parks):
        floor(parcel(world.home, at + 2, park=park.name), world.home, "1层", "100")
    account = world.home.accounts["office"]
    for some in (parks[:1], parks):
        with django_assert_num_queries(2):
            found = of_parks(some, account)
        assert [found[one.pk].built for one in some] == [100] * len(some)
