"""Every page × every role × {own, other unit, neighbouring county, foreign county}: as expected.py says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.registry import REGISTERS
from tests.access.expected import ELSEWHERE, OPEN, OWN, PAGES, Page
from tests.access.things import Things, make
from tests.kit.test_pages import each
from tests.site.test_site import _patterns
from tests.world import World

ACCOUNTS = [
    *("office", "department", "department2", "town", "town2", "leader", "enterprise"),
    *("system_admin", "security_admin", "audit_admin", "prefecture"),
]
HOLDERS = ("department", "department2", "town")
PLACES = [*((place, "department") for place in ("neighbour", "foreign")), *(("home", whose) for whose in HOLDERS)]
DONE = {200, 204, 302, 400, 409, 422}
REFUSED = {403, 404}


@pytest.fixture
def things(world: World, settings, tmp_path) -> dict[str, Things]:
    settings.MEDIA_ROOT = tmp_path
    return {name: make(getattr(world, name)) for name in ("home", "neighbour", "foreign")}


def _role(account: str) -> str:
    return {"prefecture": "office", "department2": "department", "town2": "town"}.get(account, account)


def may(page: Page, account: str, place: str, whose: str) -> bool:
    """What expected.py says of an account of the home county (or the prefecture's office) and one thing."""
    if _role(account) not in page.roles.split():
        return False
    if account == "prefecture":
        reads = page.reach not in ("here", "author") and not page.acts
        return reads and place in ("home", "neighbour")
    if place != "home":
        return False
    own = OWN.get(page.reach, {})
    return account not in own or whose in own[account]


# what only a programmer can read: a row, a number, a day, a set as the language itself writes them
INSIDES = re.compile(r"Decimal\(|datetime\.date|\w+\(\w+=|&lt;\w+ object|&lt;QuerySet|object at 0x")


def _client(world: World, account: str) -> Client:
    return world.client(world.prefecture if account == "prefecture" else account)


def _data(page: Page, account: str, things: dict[str, Things]) -> dict[str, object]:
    mine = things["home"][account if account in HOLDERS else "department"]
    file = SimpleUploadedFile("证明.pdf", b"%PDF-1.4")
    return {name: {**mine, "file": file}[value[1:]] if value[0] == "@" else value for name, value in page.data}


def _ask(client: Client, page: Page, address: str, data: dict[str, object]) -> tuple[int, str]:
    response = getattr(client, page.method)(address, data)
    body = b"" if response.streaming else response.content
    return response.status_code, body.decode(errors="replace")


def _addresses(name: str, page: Page, things: dict[str, Things]) -> Iterator[tuple[str, str, str]]:
    for place, whose in PLACES:
        mine = things[place][whose]
        extra = {name: mine[value[1:]] if str(value)[:1] == "@" else value for name, value in page.extra}
        named = {page.parameter: mine[page.thing], **extra}
        yield place, whose, reverse(name, kwargs=named)


def test_every_page_is_expected():
    """A page without a row in expected.py fails, and so does a row without a page."""
    every = {name for name, _ in _patterns(get_resolver())}
    assert set(filter(_own, every)) == set(filter(_own, PAGES)) | OPEN | ELSEWHERE
    assert set(PAGES) <= every


def _own(name: str) -> bool:
    """Tell whether a page is made by hand; what the kit and its declarations bring is held by tests/kit."""
    key, _, page = name.partition(":")
    register = REGISTERS.get(key)
    if register is not None:
        return bool(register.urls) and page in {one.name for one in import_module(register.urls).urlpatterns}
    return key not in {"kit", "api"}


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [ACCOUNTS[:3], ACCOUNTS[3:7], ACCOUNTS[7:]], ids="-".join)
def test_things(accounts, world, things):
    wrong = []
    for account, who in each(world, accounts):
        client = world.client(who)
        for name, page in PAGES.items():
            if page.thing:
                wrong += [(account, name, *fault) for fault in _faults(client, name, page, account, things)]
    assert not wrong, "\n".join(map(str, wrong))


def _faults(client: Client, name: str, page: Page, account: str, things: dict[str, Things]) -> Iterator[tuple]:
    for place, whose, address in _addresses(name, page, things):
        before, point = Entry.objects.count(), transaction.savepoint()
        status, body = _ask(client, page, address, _data(page, account, things))
        changed = Entry.objects.count() != before
        transaction.savepoint_rollback(point)
        if may(page, account, place, whose):
            if status not in DONE:
                yield place, whose, "should be allowed", status
            if found := INSIDES.search(body):
                yield place, whose, "shows the insides of the program", found[0]
        elif status not in REFUSED and not (account == "prefecture" and status == 422):
            yield place, whose, "should be refused", status
        elif changed:
            yield place, whose, "was refused, yet changed something", status


@pytest.mark.slow
def test_pages_without_a_thing(world, things):
    """Admitted or not by role; and what is shown names no county that lies outside the scope."""
    wrong = []
    for account, who in each(world, ACCOUNTS):
        client = world.client(who)
        for name, page in PAGES.items():
            if not page.thing:
                wrong += [(account, name, *fault) for fault in _shown(client, name, page, account, things)]
    assert not wrong, "\n".join(map(str, wrong))


def _shown(client: Client, name: str, page: Page, account: str, things: dict[str, Things]) -> Iterator[tuple]:
    before = Entry.objects.count()
    status, body = _ask(client, page, reverse(name, kwargs=dict(page.extra)), _data(page, account, things))
    if not may(page, account, "home", account if account in HOLDERS else "department"):
        # a form without an address of its own may also answer that there was nothing to do
        idle = page.acts and status == 302 and Entry.objects.count() == before
        if not idle and status not in {*REFUSED, 422}:
            yield "should be refused", status
        return
    if status not in DONE:
        yield "should be allowed", status
    for found in INSIDES.finditer(body):
        yield "shows the insides of the program", found[0]
    for county in ["北县"] if account == "prefecture" else ["北县", "西县"]:
        if county in body:
            yield "shows", county
