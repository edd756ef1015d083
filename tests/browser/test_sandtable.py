"""亩均税收 28 solved for in a real browser: asked from the indicator's page, played, compared; marked as played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.plans.models import Indicator
from tests.apps.sandtable.scenes import firms, per_mu
from tests.browser.pages import log_in
from tests.world import World


@pytest.fixture
def indicator(live_server, world: World) -> Indicator:
    firms(world.home)
    return per_mu(world.home)


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_twenty_eight_is_solved_for(page: Page, live_server, indicator: Indicator, picture: Callable[..., Path]):
    base = live_server.url
    log_in(page, base, "dong-office")
    page.goto(f"{base}/indicators/{indicator.pk}/")
    page.get_by_role("link", name="推演").first.click()
    expect(page.locator("[name=goal]")).to_have_value("tax_per_mu")
    page.fill("[name=name]", "亩均税收28")
    page.select_option("[name=pool]", "all")
    page.get_by_role("button", name="保存").first.click()
    page.get_by_role("link", name="推演结果").click()
    page.get_by_role("button", name="开始推演").click()
    expect(page.get_by_text("最少 2 项举措可以达到目标（已证明最少）").first).to_be_visible()
    expect(page.get_by_text("28.3077").first).to_be_visible()
    expect(page.locator("td", has_text="东县6厂")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("sandtable-answer", width)
        _wide_enough(page)
    page.get_by_role("link", name="与其他推演对比").click()
    expect(page.get_by_text("推演数，非实际数").first).to_be_visible()
    for width in (1366, 390):
        picture("sandtable-compare", width)
        _wide_enough(page)
