"""The pages with figures in a real browser, on the five counties: the month's grid, board, wall, counties."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from tenghuan.apps.access.roles import Role
from tenghuan.apps.organization.models import Account, Region, Unit
from tenghuan.apps.organization.services.units import load_regions
from tenghuan.apps.plans.models import Indicator
from tenghuan.reference import regions
from tenghuan.site.demonstration.loading import ACTOR, _counties, _plans, _town_units
from tests.browser.pages import log_in
from tests.world import PASSWORD

WIDTHS = (1920, 1366, 390)


@pytest.fixture
def counties(live_server) -> dict[str, Region]:
    """The five plans with sample figures; the office and the bureau of Shengzhou, and the province."""
    load_regions(ACTOR, [(r.code, r.name, r.level, r.parent or "") for r in regions()])
    found = _counties()
    for county in found.values():
        _town_units(county)
    _plans(found, lambda _words: None)
    home, secret = found["shengzhou"], make_password(PASSWORD)
    bureau = Unit.objects.get(region=home, name="市经信局")
    for name, role, region, unit in (
        ("office", Role.OFFICE, home, None),
        ("bureau", Role.DEPARTMENT, home, bureau),
        ("province", Role.OFFICE, home.parent.parent, None),
    ):
        Account.objects.create(username=name, name=name, role=role, region=region, unit=unit, password=secret)
    return found


def _overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_pages_with_figures_at_three_widths(page, live_server, counties, picture):
    log_in(page, live_server.url, "office")
    pk = Indicator.objects.get(plan__region=counties["shengzhou"], key="first_sets").pk
    for name, path in (
        ("board", "/board/"),
        ("wall", "/cockpit/"),
        ("indicator", f"/indicators/{pk}/"),
        ("overview", "/"),
    ):
        page.goto(live_server.url + path)
        for width in WIDTHS:
            picture(f"figures-{name}", width)
            assert _overflow(page) <= 1, (name, width)
            # a style of these pages once brought the telephone's bar to every screen; the wall has none
            assert page.locator("nav.bar").is_visible() == (width == 390 and name != "wall"), (name, width)
    log_in(page, live_server.url, "province")
    page.goto(f"{live_server.url}/counties/")
    for width in WIDTHS:
        picture("figures-counties", width, whole=False)
        assert _overflow(page) <= 1, width
    # readable on a telephone: every county's cell names its county
    assert page.locator("td.county-name:visible").count() > 50
    page.set_viewport_size({"width": 1366, "height": 768})
    everything = page.locator(".counties tbody tr").count()
    page.get_by_role("link", name="只看各县共有指标").click()
    page.wait_for_url(lambda url: "common=1" in url)
    assert 0 < page.locator(".counties tbody tr").count() < everything


def test_the_months_grid_keeps_its_lines_its_head_and_the_focus(page, live_server, counties, picture):
    log_in(page, live_server.url, "bureau")
    page.goto(f"{live_server.url}/monitoring/grid/")
    for width in (390, 1920, 1366):
        picture("figures-grid", width, whole=False)
        assert _overflow(page) <= 1, width
    heights = page.eval_on_selector_all(
        ".sheet tr[data-report]", "rows => rows.map((row) => [row.offsetHeight, row.innerText])"
    )
    assert len(heights) > 20
    assert [told for height, told in heights if height > 36] == []
    # head and action bar stay in sight at the end of the sheet
    last = page.locator(".sheet input[data-column=value]").last
    last.scroll_into_view_if_needed()
    for part in (page.locator(".sheet thead th").first, page.get_by_role("button", name="报送已填各项")):
        expect(part).to_be_in_viewport()
    # the panel follows the focus; Escape leads back from it
    last.focus()
    title = last.locator("xpath=ancestor::tr").locator(".title").inner_text()
    expect(page.locator("#dock-body h3")).to_have_text(title.split(" ", 1)[-1])
    expect(page.locator("#dock-body")).to_contain_text("以往十二期")
    picture("figures-grid-dock", 1366, whole=False)
    page.locator("#dock-body a").first.focus()
    page.keyboard.press("Escape")
    expect(last).to_be_focused()
    # a saved number keeps the focus in the grid, and the row is a draft
    first = page.locator(".sheet input[data-column=value]").first
    with page.expect_response(lambda response: "/cells/" in response.url):
        first.fill("12")
        first.press("Enter")
    expect(page.locator(".sheet input[data-column=value]").nth(1)).to_be_focused()
    page.goto(f"{live_server.url}/monitoring/")
    expect(page.get_by_text("已填 1/")).to_be_visible()
