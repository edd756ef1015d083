"""Lanxi's 1,000 enterprises broken down to its towns: proposed, edited, agreed, published, seen by a town."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.decomposition.breaking import portions_of
from tenghuan.apps.decomposition.models import Decomposition
from tenghuan.apps.decomposition.registers import CARRYING
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.plan import load_pack, packs
from tests.browser.pages import log_in
from tests.world import World

PLATFORM = Actor.platform("test")


@pytest.fixture
def firms(live_server, world: World) -> Indicator:
    """Lanxi's plan in the tests' county, which has two towns."""
    publish_pack(PLATFORM, world.home.region, load_pack(packs()["lanxi"]), note="示例")
    found: Indicator = Indicator.objects.get(plan__region=world.home.region, catalogue_key="high_consumption_firms")
    return found


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_thousand_enterprises_are_broken_down_to_towns(
    page: Page, live_server, firms: Indicator, world: World, picture: Callable[..., Path]
):
    base = live_server.url
    log_in(page, base, "dong-office")
    page.goto(f"{base}/indicators/{firms.pk}/")
    page.get_by_role("link", name="分解目标").click()
    page.select_option("#rule", "equal")
    page.get_by_role("button", name="提出建议数").click()
    expect(page.locator('[data-sum=""]')).to_have_text("1,000")
    expect(page.locator('[data-left=""]')).to_have_text("0")
    # one town takes ten fewer, the sum follows, and a sheet that falls short cannot be sent out
    first = page.locator('tr[data-line] input[data-column="2023"]').first
    first.fill(str(int(first.input_value()) - 10))
    expect(page.locator('[data-left=""]')).to_have_text("-10")
    for width in (1920, 1366, 390):
        picture("decomposition-grid", width)
        _wide_enough(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    first.press("Enter")  # to the next town, not away from the page
    expect(page.locator('tr[data-line] input[data-column="2023"]').nth(1)).to_be_focused()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#sums")).to_contain_text("合计 990 低于目标 1,000")
    second = page.locator('tr[data-line] input[data-column="2023"]').nth(1)
    second.fill(str(int(second.input_value()) + 10))
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#sums")).to_have_count(0)
    made = Decomposition.objects.get()
    page.goto(f"{base}/r/decompositions/{made.pk}/")
    page.get_by_role("button", name="征求意见").click()
    expect(page.locator(".badge", has_text="征求意见")).to_be_visible()

    log_in(page, base, "dong-town")
    page.goto(f"{base}/r/portions/")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody tr a").first.click()
    page.get_by_role("button", name="受领").click()
    expect(page.locator(".badge", has_text="已受领")).to_be_visible()
    CARRYING.take(PLATFORM, portions_of(made)[1], "accept")

    log_in(page, base, "dong-office")
    page.goto(f"{base}/r/decompositions/{made.pk}/")
    page.get_by_role("button", name="定案").click()
    page.get_by_role("link", name="发布").click()
    page.fill("[name=document]", "东制高办〔2026〕1号")
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".badge", has_text="已发布")).to_be_visible()
    page.goto(f"{base}/r/decompositions/{made.pk}/#parts")
    for width in (1920, 1366, 390):
        picture("decomposition-published", width)
        _wide_enough(page)

    log_in(page, base, "dong-town")
    page.goto(f"{base}/indicators/{firms.pk}/")
    expect(page.get_by_role("link", name="dong1镇政府", exact=True)).to_be_visible()
    expect(page.get_by_text("dong2镇政府")).to_have_count(0)
