"""Parcels against what bureaus reported: the difference by hand, and its way into the facts of the evaluation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Conflict, YearFacts
from tenghuan.apps.enterprises.services.conflicts import settle_conflict
from tenghuan.apps.enterprises.services.sources import Sheet, commit_source
from tenghuan.apps.enterprises.table import Line
from tenghuan.apps.land import reconciling
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel
from tests.apps.remediation.cases import enterprise

YEAR = 2025


def _reported(world, firm, mu):
    sheet = Sheet("国土.xlsx", "a" * 64, "用地", "land", "自然资源局")
    row = {"uscc": firm.uscc, "name": firm.name, "year": YEAR, "parcel": "1", "land_owned_mu": mu, "land_mu": mu}
    commit_source(Actor.platform("test"), world.home.region, sheet, [Line(1, row)])


def _let(world):
    """A parcel of 20 mu with a plot ratio of 0.9; 3000 of its 12000 ㎡ are let: 3000 ÷ (0.9 × 666.67) = 5.00 mu."""
    thing, tenant = parcel(world.home), enterprise(world.home, 1)
    floor(thing, world.home, "1层", "9000", height="4")
    floor(thing, world.home, "2层", "3000", height="4", tenant=tenant)
    return thing.enterprise, tenant


def test_rented_floors_are_land_of_the_tenant_and_not_of_the_lessor(world):
    owner, tenant = _let(world)
    found = reconciling.held(world.home.region)
    assert (found[owner.pk].own, found[owner.pk].let, found[owner.pk].whole) == (20, 5, 15)
    assert (found[tenant.pk].own, found[tenant.pk].rented, found[tenant.pk].whole) == (0, 5, 5)


def test_the_page_shows_whose_land_differs_and_by_how_much(world):
    owner, tenant = _let(world)
    _reported(world, owner, 18.0)
    rows = reconciling.differences(world.home.accounts["office"], world.home.region, YEAR)
    assert [(one.enterprise, one.fact, one.differs) for one in rows] == [(owner, 18, -3), (tenant, None, None)]
    page = world.client("office").get(reverse("land:differences")).content.decode()
    assert "-3.00" in page
    assert owner.name in page
    assert owner.name not in world.client("town2").get(reverse("land:differences")).content.decode()


def test_what_is_handed_in_makes_a_conflict_that_a_person_settles_and_the_facts_follow(world):
    owner, _tenant = _let(world)
    _reported(world, owner, 18.0)
    told = {"year": YEAR, "enterprise": [owner.pk]}
    assert world.client("office").post(reverse("land:feed"), told).status_code == 302
    facts = YearFacts.objects.get(enterprise=owner, year=YEAR)
    assert facts.land_mu == 18  # who was there first counts until a person decides
    conflict = Conflict.objects.get(enterprise=owner, fact="land_mu")
    office = world.home.accounts["office"]
    assert reconciling.differences(office, world.home.region, YEAR)[0].state == "待裁定"
    ours = conflict.second if conflict.second.source.unit == "一地一档" else conflict.first
    for one in Conflict.objects.filter(enterprise=owner):
        chosen = one.second if one.second.source.unit == "一地一档" else one.first
        settle_conflict(by(world.home, "office"), one, chosen, "以宗地档案为准")
    facts.refresh_from_db()
    assert facts.land_mu == 15
    assert facts.sources["land_mu"] == ours.pk
    assert owner not in [one.enterprise for one in reconciling.differences(office, world.home.region, YEAR)]


def test_what_is_unchanged_is_not_handed_in_twice_and_what_changed_takes_its_place(world):
    thing = parcel(world.home)
    office = by(world.home, "office")
    reconciling.feed(office, thing.enterprise, YEAR)
    with pytest.raises(InputFault, match="没有变化"):
        reconciling.feed(office, thing.enterprise, YEAR)
    parcel(world.home, 7, enterprise=thing.enterprise, area="6666.7")
    reconciling.feed(office, thing.enterprise, YEAR)
    facts = YearFacts.objects.get(enterprise=thing.enterprise, year=YEAR)
    assert facts.land_mu == Decimal("30")


def test_who_holds_nothing_has_nothing_to_hand_in(world):
    with pytest.raises(InputFault, match="没有这家企业的地块"):
        reconciling.feed(by(world.home, "office"), enterprise(world.home, 3), YEAR)
    assert world.client("office").post(reverse("land:feed"), {"year": YEAR}).status_code == 422
