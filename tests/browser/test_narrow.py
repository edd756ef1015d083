"""Lists on a telephone: a card a row, every value in sight without scrolling sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.plans.services.publication import publish_pack
from tests.apps.plans.packs import pack
from tests.browser.pages import log_in

WIDTH = 390
# of the cells that are shown: those that reach beyond the screen, and those that are squeezed to a character
OUTSIDE = """cells => cells.map(c => [c.innerText, c.getBoundingClientRect()])
    .filter(([, box]) => box.right > innerWidth || box.left < 0 || box.width < 100).map(([text]) => text)"""
LISTS = {
    "/versions/": "dong-office",
    "/r/units/": "dong-office",
    "/r/accounts/": "dong-security_admin",
    "/audit/": "dong-audit_admin",
}


@pytest.fixture
def published(live_server, world):
    actor = Actor.platform("test")
    return publish_pack(actor, world.home.region, pack())


@pytest.mark.parametrize("address", sorted(LISTS))
def test_a_list_fits_a_telephone(page, live_server, published, picture, address):
    log_in(page, live_server.url, LISTS[address])
    page.goto(f"{live_server.url}{address}")
    picture(address.strip("/") + "-narrow", WIDTH)
    expect(page.locator(".stacked tbody tr").first).to_be_visible()
    assert page.locator(".stacked tbody td").evaluate_all(OUTSIDE) == []


def test_a_version_fits_a_telephone(page, live_server, published, picture):
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/versions/{published.pk}/")
    picture("version-narrow", WIDTH)
    assert page.locator("main td").evaluate_all(OUTSIDE.replace(" || box.width < 100", "")) == []
