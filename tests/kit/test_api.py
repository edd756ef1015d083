"""The API: the same scope, guards and services as the pages; tokens, their limits, and what nonsense meets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.api import tokens
from tenghuan.apps.kit.models import Token
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, shed
from tests.kit.made import makers
from tests.kit.seen import sees
from tests.kit.test_pages import each
from tests.workshop.models import Shed

READERS = ("office", "department", "department2", "town", "town2", "leader", "enterprise", "prefecture")


@pytest.fixture(autouse=True)
def _forget_counts():
    cache.clear()


def bearer(account: Any, **told: Any) -> dict[str, str]:
    text = tokens.make(actor_of(account), name="测试", until=date.today(), **told)
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_token_shows_what_its_account_sees_and_no_more(key, world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    register, make, wrong = REGISTERS[key], makers()[key], []
    things = [make(world.home, 1, 0, 0), make(world.home, 2, 1, 1), make(world.neighbour, 3), make(world.foreign, 4)]
    every = list(register.model.objects.all())
    for name, who in each(world, READERS):
        headers = bearer(who)
        response = client.get(f"/api/v1/{key}", headers=headers)
        if who.role not in register.readers:
            wrong += [] if response.status_code == 403 else [(name, response.status_code)]
            continue
        mine = {thing.pk for thing in every if sees(who, thing, scope_of(register.model))}
        shown = {row["id"] for row in response.json()["results"]}
        wrong += [] if shown == mine else [(name, shown, mine)]
        for thing in things:
            status = client.get(f"/api/v1/{key}/{thing.pk}", headers=headers).status_code
            wrong += [] if status == (200 if thing.pk in mine else 404) else [(name, thing, status)]
    assert not wrong


def test_without_a_token_nothing_is_told(world, client):
    shed(world.home)
    for headers in ({}, {"Authorization": "Bearer th_wrong"}, {"Authorization": "Basic x"}):
        assert client.get("/api/v1/sheds", headers=headers).status_code == 401


def test_a_record_is_added_once_changed_on_its_revision_and_retired(world, client):
    headers = bearer(world.home.accounts["office"], writes=True)
    told = {"number": "A1", "name": "甲", "town": world.home.town_regions[0].pk, "area": "3.5", "once": "t-1"}
    sent = {"headers": headers, "content_type": "application/json"}
    first = client.post("/api/v1/sheds", told, **sent)
    assert first.status_code == 201
    assert client.post("/api/v1/sheds", told, **sent).json()["id"] == first.json()["id"]
    assert Shed.objects.count() == 1
    one = f"/api/v1/sheds/{first.json()['id']}"
    assert client.patch(one, {"revision": 1, "area": "4"}, **sent).json()["area"] == "4.00"
    late = client.patch(one, {"revision": 1, "area": "5"}, **sent)
    assert (late.status_code, "刚被他人修改" in late.json()["message"]) == (422, True)
    assert client.post(f"{one}/retire", {"reason": "重复", "revision": 2}, **sent).status_code == 200
    assert Entry.objects.filter(action="sheds.change").get().account == "dong-office"


def test_a_move_is_the_same_move(world, client):
    thing = shed(world.home)
    sent = {"headers": bearer(world.home.accounts["town"], writes=True), "content_type": "application/json"}
    address = f"/api/v1/sheds/{thing.pk}/moves/verify"
    lacking = client.post(address, {"revision": 1}, **sent)
    assert (lacking.status_code, lacking.json()["message"]) == (422, "请填写意见")
    assert client.post(address, {"revision": 1, "opinion": "属实"}, **sent).json()["state"] == "listed"
    other = {"headers": bearer(world.home.accounts["town2"], writes=True), "content_type": "application/json"}
    assert client.post(address, {"revision": 2}, **other).status_code == 404


def test_a_token_for_reading_writes_nothing_and_one_for_a_register_opens_no_other(world, client):
    thing = shed(world.home)
    office = world.home.accounts["office"]
    reading = {"headers": bearer(office), "content_type": "application/json"}
    assert client.patch(f"/api/v1/sheds/{thing.pk}", {"revision": 1, "name": "乙"}, **reading).status_code == 403
    narrow = bearer(office, registers=("cases",))
    assert client.get("/api/v1/sheds", headers=narrow).status_code == 403
    assert client.get("/api/v1/cases", headers=narrow).status_code == 200


def test_an_ended_an_expired_and_an_idle_account_s_token_let_nobody_in(world, client):
    office = world.home.accounts["office"]
    headers = bearer(office)
    Token.objects.update(expires_on=date.today() - timedelta(days=1))
    assert client.get("/api/v1/sheds", headers=headers).status_code == 401
    Token.objects.update(expires_on=date.today())
    tokens.end(actor_of(office), Token.objects.get())
    assert client.get("/api/v1/sheds", headers=headers).status_code == 401
    headers = bearer(office)
    office.is_active = False
    office.save()
    assert client.get("/api/v1/sheds", headers=headers).status_code == 401


def test_too_many_calls_are_told_when_to_come_back(world, client, monkeypatch):
    monkeypatch.setitem(tokens.limits(), "calls_a_minute", 2)
    headers = bearer(world.home.accounts["office"])
    answers = [client.get("/api/v1/sheds", headers=headers) for _turn in range(3)]
    # the third call of a minute; where the minute turned between, the count began anew
    assert answers[0].status_code == 200
    if answers[2].status_code == 429:
        assert 0 < int(answers[2]["Retry-After"]) <= 60


def test_no_token_lives_longer_than_its_limit(world):
    with pytest.raises(InputFault, match="366 天之内"):
        tokens.make(actor_of(world.home.accounts["office"]), name="长", until=date.today() + timedelta(days=367))


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"revision": "²"}', '{"revision": 1e99}', '{"name": "\\u0000"}']
)
def test_nonsense_is_refused_and_never_breaks(world, client, body):
    thing = shed(world.home)
    headers = bearer(world.home.accounts["office"], writes=True)
    for address in ("/api/v1/sheds", f"/api/v1/sheds/{thing.pk}/retire", f"/api/v1/sheds/{thing.pk}/moves/verify"):
        response = client.post(address, body, content_type="application/json", headers=headers)
        assert response.status_code in (400, 422)


def test_the_description_names_every_register(client, db):
    told = client.get("/api/v1/openapi.json").json()
    assert {f"/api/v1/{key}" for key in REGISTERS} <= set(told["paths"])
    assert client.get("/api/v1/docs").status_code == 200


def test_the_page_shows_a_new_token_once_and_never_again(world):
    client = world.client("office")
    body = client.post("/tokens/", {"name": "统计局交换", "until": date.today().isoformat()}).content.decode()
    assert "th_" in body
    again = client.get("/tokens/").content.decode()
    assert "统计局交换" in again
    assert "th_" not in again
    assert client.post(f"/tokens/{Token.objects.get().pk}/end").status_code == 302
    assert world.client("town").post(f"/tokens/{Token.objects.get().pk}/end").status_code == 404
