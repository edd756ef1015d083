"""Tokens of walls: one region, nothing but the wall, until the day; ended at once; never kept in the clear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.cockpit import services
from tenghuan.apps.cockpit.models import WallToken
from tenghuan.errors import InputFault
from tests.access.expected import PAGES
from tests.apps.cockpit.scenarios import give
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import make_campaign

SCREEN = "/wall/"


@pytest.fixture
def plans(world):
    for county in (world.home, world.neighbour):
        make_campaign(county)


def opened(text: str) -> Client:
    client = Client()
    response = client.get(reverse("cockpit:enter", args=(text,)))
    assert (response.status_code, response["Location"]) == (302, SCREEN)
    return client


def test_a_screen_shows_its_county_without_any_way_out(world, plans):
    text, _token = give(world.home)
    screen = opened(text)
    page = screen.get(SCREEN).content.decode()
    assert "东县" in page
    assert "西县" not in page
    assert "<a href" not in page.replace("\n", "")
    assert 'href="/' not in page.partition("<main")[2]
    assert text not in page
    parts = screen.get(SCREEN, {"parts": "1"})
    assert parts.status_code == 200
    assert "href" not in parts.content.decode()
    assert not Session.objects.exists()


def test_the_token_stands_in_no_address_and_in_a_cookie_that_no_script_reads(world, plans):
    text, _token = give(world.home)
    response = Client().get(reverse("cockpit:enter", args=(text,)))
    cookie = response.cookies["tenghuan_wall"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SCREEN, True, "Lax")
    assert text not in response["Location"]


def test_a_screen_opens_no_other_page(world, plans):
    screen = opened(give(world.home)[0])
    for name, page in PAGES.items():
        if page.thing or page.extra or page.method == "post":
            continue
        response = screen.get(reverse(name))
        assert response.status_code == 302, name
        assert "/login/" in response["Location"], name
    assert screen.get("/api/v1/cards").status_code == 401


def test_a_screen_asks_for_another_county_in_vain(world, plans):
    screen = opened(give(world.home)[0])
    for query in ({"region": world.neighbour.region.code}, {"county": world.neighbour.region.code}):
        assert "西县" not in screen.get(SCREEN, query).content.decode()


@pytest.mark.parametrize("way", ["ended", "expired", "issuer gone", "unknown", "none"])
def test_a_token_that_does_not_stand_opens_nothing(world, plans, way):
    text, token = give(world.home)
    screen = opened(text)
    if way == "ended":
        services.end_token(by(world.home, "office"), token)
    elif way == "expired":
        WallToken.objects.update(until=timezone.localdate() - timedelta(days=1))
    elif way == "issuer gone":
        token.made_by.is_active = False
        token.made_by.save()
    elif way == "unknown":
        screen.cookies["tenghuan_wall"] = "thw_unknown"
    else:
        screen = Client()
    response = screen.get(SCREEN)
    assert response.status_code == 403
    assert "投屏已停用" in response.content.decode()
    assert "东县" not in response.content.decode()
    fetched = screen.get(SCREEN, {"parts": "1"})
    assert (fetched.status_code, fetched.json()) == (403, {"closed": True})
    if way in ("ended", "expired", "issuer gone"):
        assert Client().get(reverse("cockpit:enter", args=(text,))).status_code == 403


def test_only_the_digest_is_kept_and_every_step_is_in_the_trail(world, plans):
    text, token = give(world.home)
    opened(text)
    services.end_token(by(world.home, "office"), token)
    token.refresh_from_db()
    assert text not in {str(value) for value in vars(token).values()}
    assert len(token.digest) == 64
    actions = list(Entry.objects.filter(kind="cockpit.walltoken").order_by("number").values_list("action", flat=True))
    assert actions == ["cockpit.give_token", "cockpit.open_wall", "cockpit.end_token"]
    assert not Entry.objects.filter(after__icontains=text).exists()


def test_the_office_gives_lists_and_ends_tokens_of_its_own_region_only(world, plans):
    office, neighbour = world.client("office"), world.client(world.neighbour.accounts["office"])
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    page = office.post(reverse("cockpit:setting"), {"name": "大厅", "until": until}).content.decode()
    token = WallToken.objects.get()
    assert "/wall/thw_" in page
    assert "/wall/thw_" not in office.get(reverse("cockpit:setting")).content.decode()
    assert "大厅" in office.get(reverse("cockpit:setting")).content.decode()
    assert "大厅" not in neighbour.get(reverse("cockpit:setting")).content.decode()
    assert neighbour.post(reverse("cockpit:end_token", args=(token.pk,))).status_code == 404
    assert world.client(world.prefecture).post(reverse("cockpit:end_token", args=(token.pk,))).status_code == 404
    assert world.client("leader").post(reverse("cockpit:end_token", args=(token.pk,))).status_code == 403
    assert office.post(reverse("cockpit:end_token", args=(token.pk,))).status_code == 302
    token.refresh_from_db()
    assert token.ended_at is not None


@pytest.mark.parametrize(("days", "name"), [(-1, "屏"), (400, "屏"), (5, " ")])
def test_a_token_has_a_name_and_an_end_within_a_year(world, days, name):
    with pytest.raises(InputFault):
        give(world.home, name=name, days=days)
    assert not WallToken.objects.exists()


def test_no_other_role_and_no_other_region_gives_a_token(world):
    until = timezone.localdate()
    for county, role in ((world.home, "leader"), (world.home, "department"), (world.neighbour, "office")):
        with pytest.raises(InputFault, match="本级专班办公室"):
            services.give_token(by(county, role), region=world.home.region, name="屏", until=until)
