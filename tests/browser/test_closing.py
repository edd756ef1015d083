"""A month of Shengzhou is closed with sample registers, and one figure is followed to its rows, in a real browser."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.closing.models import Closing, Snapshot
from tenghuan.apps.closing.rules import open_month
from tenghuan.apps.organization.models import Account
from tenghuan.pace import Month
from tests.apps.closing.counties import PLATFORM, shipped
from tests.browser.pages import log_in
from tests.world import HASHED


@pytest.fixture
def december(live_server) -> Closing:
    """Last December of the shipped plan, not closed yet, with a county's office."""
    plan = shipped("shengzhou")
    Account.objects.create(
        username="sz-office",
        name="测试",
        role="office",
        region=plan.region,
        password=HASHED,
        must_change_password=False,
    )
    return open_month(PLATFORM, plan, Month(date.today().year - 1, 12))


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_month_is_closed_and_a_figure_followed_to_its_rows(page, live_server, picture, december):
    base = live_server.url
    log_in(page, base, "sz-office")
    page.goto(f"{base}/closing/")
    gaps = page.locator("#gaps")
    expect(gaps.get_by_role("row", name="规上工业亩均税收")).to_contain_text("未核定")
    for width in (1366, 390):
        picture("closing-open", width)
        _wide_enough(page)

    gaps.get_by_role("row", name="规上工业亩均税收").get_by_role("link", name="核定").click()
    page.select_option("[name=choice]", "measured")
    page.fill("[name=reason]", "以税务年报为准")
    page.get_by_role("button", name="核定").click()
    expect(page.locator("#settle")).to_contain_text("核定取台账数")
    expect(page.locator("#settle")).to_contain_text("以税务年报为准")

    page.goto(f"{base}/closing/{december.pk}/")
    expect(page.locator("#gaps").get_by_role("row", name="规上工业亩均税收")).to_have_count(0)
    page.get_by_role("link", name="结账", exact=True).click()
    page.fill("[name=gap_reason]", "其余指标年报未出，先行结账")
    page.get_by_role("button", name="结账").click()
    expect(page.locator(".badge", has_text="已结账")).to_be_visible()
    assert Snapshot.objects.get().reason == "其余指标年报未出，先行结账"

    page.get_by_role("link", name="指标月报").click()
    expect(page.get_by_role("row", name="规上工业亩均税收")).to_contain_text("灯")
    for width in (1920, 1366, 390):
        picture("closing-month", width)
        _wide_enough(page)
    page.get_by_role("link", name="规上工业亩均税收").click()
    expect(page.locator("#enterprise")).to_contain_text("示例1厂")
    for width in (1920, 1366, 390):
        picture("closing-indicator", width)
        _wide_enough(page)
    page.locator("#settle").get_by_role("link", name="看明细").click()
    for name in ("示例1厂", "示例2厂"):
        expect(page.locator("main table")).to_contain_text(name)
