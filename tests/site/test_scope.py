"""What is looked at: chosen in the top bar, kept from page to page, never more than the account may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.plans.models import Plan
from tests.apps.kit.sheds import shed
from tests.workshop.models import Shed


@pytest.fixture
def sheds(world):
    return {
        "one": shed(world.home, "S1", town=0),
        "two": shed(world.home, "S2", town=1),
        "next": shed(world.neighbour, "S3"),
        "far": shed(world.foreign, "S4"),
    }


def listed(client) -> set[str]:
    return {row.number for row in client.get(reverse("sheds:list")).context["shown"].object_list}


def test_above_the_counties_everything_is_shown_until_one_is_chosen_and_then_on_every_page(world, sheds):
    client = world.client(world.prefecture)
    assert listed(client) == {"S1", "S2", "S3"}
    answer = client.post(reverse("scope"), {"county": world.neighbour.region.code, "next": "/r/sheds/?q=S&page=2"})
    assert answer.url == "/r/sheds/?q=S"
    assert listed(client) == {"S3"}
    body = client.get(reverse("sheds:list")).content.decode()
    assert "西县" in body
    client.post(reverse("scope"), {})
    assert listed(client) == {"S1", "S2", "S3"}


def test_a_town_narrows_within_its_county(world, sheds):
    client = world.client("office")
    client.post(reverse("scope"), {"town": world.home.town_regions[1].code})
    assert listed(client) == {"S2"}
    assert "dong" not in str(client.get(reverse("sheds:stages")).context["stages"])


def test_what_lies_outside_the_accounts_region_cannot_be_chosen(world, sheds):
    client = world.client("office")
    for county in (world.neighbour, world.foreign):
        assert client.post(reverse("scope"), {"county": county.region.code}).status_code == 404
        assert client.post(reverse("scope"), {"town": county.town_regions[0].code}).status_code == 404
    assert listed(client) == {"S1", "S2"}


def test_a_choice_made_elsewhere_does_not_widen_what_is_seen(world, sheds):
    client = world.client("town")
    session = client.session
    session["scope"] = {"path": world.neighbour.region.path, "name": "西县", "year": None, "month": None}
    session.save()
    assert listed(client) == {"S1"}
    assert "西县" not in client.get(reverse("sheds:list")).content.decode()


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(world, address):
    assert world.client("office").post(reverse("scope"), {"next": address}).url == "/"


@pytest.mark.parametrize(("year", "month"), [("²", "13"), ("99999", "0"), ("-1", "x"), ("", "")])
def test_nonsense_in_the_period_counts_as_none(world, year, month):
    client = world.client("office")
    assert client.post(reverse("scope"), {"year": year, "month": month}).status_code == 302
    assert client.session.get("scope", {}).get("year") is None
    assert client.session.get("scope", {}).get("month") is None


def test_the_panel_offers_what_lies_below(world):
    body = world.client(world.prefecture).get(reverse("scope")).content.decode()
    assert "东县" in body
    assert "西县" in body
    assert "北县" not in body
    own = world.client("office").get(reverse("scope")).content.decode()
    assert "dong1镇" in own
    assert "西县" not in own


def test_the_way_down_to_a_county_is_kept(world):
    for county in (world.home, world.neighbour):
        Plan.objects.create(region=county.region, title=f"{county.region}方案", start_year=2021, end_year=2023)
    client = world.client(world.prefecture)
    client.get(f"{reverse('plans:board')}?region={world.neighbour.region.code}")
    assert client.get(reverse("plans:board")).context["plan"].region == world.neighbour.region
    assert client.get(f"{reverse('plans:board')}?region={world.foreign.region.code}").status_code == 404


def test_a_row_without_a_town_of_its_own_belongs_to_its_county(world):
    plan = Plan.objects.create(region=world.home.region, title="方案")
    town = world.home.town_regions[0].path
    assert list(Plan.objects.filter(scope_of(Plan).within(town))) == [plan]
    assert list(Plan.objects.filter(scope_of(Plan).within(world.neighbour.town_regions[0].path))) == []
    thing = shed(world.home, "S9", town=1)
    assert list(Shed.objects.filter(scope_of(Shed).within(world.home.town_regions[1].path))) == [thing]
    assert list(Shed.objects.filter(scope_of(Shed).within(town))) == []
