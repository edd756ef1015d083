"""A policy from match to money: the office offers, the enterprise agrees, the fund's balance moves; three accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.funds.models import Claim
from tests.apps.funds.made import facts, fund, in_force
from tests.apps.kit.sheds import PNG
from tests.browser.pages import log_in
from tests.kit.test_needs import second

PAPER = {"name": "承诺书.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def _policy(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.IMMEDIATE_TASKS = True
    facts(world.home, 0, revenue=1200)
    in_force(world.home, mode="exempt", base_fact="revenue")
    fund(world.home, "1040")
    another = second(world.home)
    another.password = world.home.accounts["office"].password
    another.must_change_password = False
    another.save()


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def _take(page: Page, label: str, **told: str) -> None:
    """Press a move's button, fill in what it asks, send it."""
    page.get_by_role("link", name=label, exact=True).click()
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name=label, exact=True).click()


@pytest.mark.usefixtures("_policy")
def test_a_policy_goes_from_match_to_payment_and_the_fund_moves(page, live_server, picture):
    base = live_server.url
    log_in(page, base, "dong-office")
    page.goto(f"{base}/r/policy_matchings/add")
    page.fill("[name=year]", "2025")
    page.fill("[name=on]", "2026-03-01")
    page.locator("main button[type=submit]").last.click()
    page.get_by_role("button", name="开始比对").click()
    expect(page.get_by_text("35%×1200=420")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("policy-matching", width)
        _wide_enough(page)
    page.get_by_role("button", name="推送免申即享 1 项").click()

    log_in(page, base, "dong-enterprise")
    claim = Claim.objects.get()
    page.goto(f"{base}/funds/mine/")
    for width in (1366, 390):
        picture("policy-mine", width)
        _wide_enough(page)
    page.get_by_role("link", name=claim.number).click()
    detail = page.url
    page.get_by_role("link", name="确认享受", exact=True).click()
    page.fill("[name=payee]", "本企业基本户")
    page.set_input_files("input[type=file]", PAPER)
    page.get_by_role("button", name="确认享受", exact=True).click()
    expect(page.locator(".badge", has_text="待初审")).to_be_visible()

    log_in(page, base, "dong-department")
    page.goto(detail)
    _take(page, "初审通过", opinion="属实")
    log_in(page, base, "dong-office-2")
    page.goto(detail)
    _take(page, "复审通过", opinion="属实")
    _take(page, "公示", document="公示〔2026〕1号")
    Claim.objects.update(published_on=timezone.localdate() - timedelta(days=7))
    page.reload()
    _take(page, "审定", document="纪要〔2026〕1号")
    page.goto(f"{base}/funds/")
    expect(page.locator("dl.strip").first).to_contain_text("620")  # 1040 − 420
    page.goto(detail)
    _take(page, "拨付", voucher="PZ-001")
    expect(page.locator(".badge", has_text="已拨付").first).to_be_visible()
    for width in (1366, 390):
        picture("claim-paid", width)
        _wide_enough(page)
    page.goto(f"{base}/funds/")
    strip = page.locator("dl.strip").first
    expect(strip).to_contain_text("420")
    expect(strip).to_contain_text("620")
    for width in (1920, 1366, 390):
        picture("policy-fund", width)
        _wide_enough(page)
