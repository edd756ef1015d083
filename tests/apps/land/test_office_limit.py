"""How much offices may take: usually 7 %, by the plan of Cixi (四（五）) 15 % of the land, 30 % of the floors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.land import reckoning
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.plan import load_pack, packs
from tests.apps.land.parcels import floor, graded, parcel

FIFTY = "33333.5"  # ㎡, 50 mu exactly
USUAL, LAND, FLOORS = Decimal(7), Decimal(15), Decimal(30)


@pytest.fixture
def cixi(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["cixi"]))
    world.home.region.refresh_from_db()
    return world.home


def standing(county, **told):
    days = {"start_by": "2020-01-01", "started_on": "2020-01-01", "finished_on": "2022-01-01"}
    return parcel(county, **{**days, "area": FIFTY, **told})


def most(thing, *, by_land=True):
    found, why = reckoning.office_limit(thing, by_land=by_land)
    return found.number, bool(why)


def test_within_the_control_line_what_stands_may_have_more(cixi):
    thing = standing(cixi, control_line="inside", area="1000")
    assert (most(thing), most(thing, by_land=False)) == ((LAND, True), (FLOORS, True))
    thing.finished_on = None  # a new project has the usual limit
    assert most(thing) == (USUAL, False)
    thing.finished_on, thing.use = "2022-01-01", "商业用地"
    assert most(thing) == (USUAL, False)


@pytest.mark.parametrize(
    ("grade", "area", "found"),
    [("A", FIFTY, LAND), ("B", FIFTY, LAND), ("C", FIFTY, USUAL), (None, FIFTY, USUAL), ("A", "33333.4", USUAL)],
)
def test_outside_it_grade_and_land_decide(cixi, grade, area, found):
    thing = standing(cixi, control_line="outside", area=area)
    if grade:
        graded(cixi, thing.enterprise, 2023, "A" if grade == "C" else "D")  # an earlier year says nothing
        graded(cixi, thing.enterprise, 2024, grade)
    assert most(thing)[0] == found


def test_where_the_line_is_not_known_the_usual_limit_holds_and_says_so(cixi):
    assert most(standing(cixi)) == (USUAL, True)


def test_a_plan_that_raises_nothing_leaves_the_usual_limit(world):
    assert most(standing(world.home, control_line="inside")) == (USUAL, False)


def test_the_page_holds_the_floors_against_the_raised_limit(cixi, world):
    thing = standing(cixi, control_line="inside", area="13333.3")
    floor(thing, cixi, "1层", "10000")
    floor(thing, cixi, "2层", "2000", office=True)  # 16.67 % of the floors: more than 15, less than 30
    line = next(one for one in reckoning.lines(thing, list(thing.floors.all())) if one.key == "office")
    assert (line.holds, line.limit) == (True, "不高于 30%")
    assert "控制线内的存量工业项目" in line.source
    Parcel.objects.filter(pk=thing.pk).update(office_land="2000")  # 15.0 % of the land, exactly the limit
    thing.refresh_from_db()
    line = next(one for one in reckoning.lines(thing, list(thing.floors.all())) if one.key == "office")
    assert (round(line.value, 2), line.limit) == (Decimal("15.00"), "不高于 15%")
