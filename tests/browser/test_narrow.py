"""Lists on a telephone: a card a row, every value in sight without scrolling sideways."""

from __future__ import annotations

import io
import unicodedata
from datetime import date

import pypdf
import pytest
from playwright.sync_api import expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.services.publication import publish_pack
from tests.apps.ledgers.made import make_budget
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


def test_a_table_written_by_hand_tells_its_headings_on_a_telephone(page, live_server, world):
    make_budget(world.home, 1, year=date.today().year)
    log_in(page, live_server.url, "dong-office")
    page.set_viewport_size({"width": WIDTH, "height": 800})
    page.goto(f"{live_server.url}/ledgers/budgets/")
    cells = page.locator(".stacked").last.locator("tbody td")
    expect(cells).to_have_count(6)
    expect(cells.first).to_have_attribute("data-label", "单位")
    expect(cells.nth(1)).to_have_attribute("data-label", "用能预算（吨标准煤）")
    assert cells.evaluate_all(OUTSIDE) == []


def test_a_printed_list_begins_under_its_title_and_keeps_its_last_column(page, live_server, world):
    region, kind = world.home.region, world.home.departments[0].kind
    Unit.objects.bulk_create(Unit(region=region, name=f"第{n:02}工业服务中心", kind=kind) for n in range(1, 61))
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/units/")
    expect(page.locator("tbody tr").first).to_be_visible()
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    width, height = printed[0].mediabox[2:]
    assert width > height  # across the sheet
    first, second = (unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in printed[:2])
    for word in ("单位", "名称", "在用", "工业服务中心"):
        assert word in first
    assert "在用" in second  # the heading again
