"""A request asked by an enterprise on its telephone, answered by a bureau, rated there, visited back and closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.services.models import Request
from tests.apps.kit.sheds import actor_of
from tests.apps.services.asking import firm
from tests.browser.pages import log_in
from tests.kit.test_needs import second

NARROW = 390


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def _move(page: Page, address: str, word: str, **told: str) -> None:
    """Make a move of the record that is open at ``address``."""
    page.goto(address)
    page.get_by_role("link", name=word, exact=True).click()
    for name, value in told.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=word, exact=True).click()


@pytest.fixture
def _registered(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    firm(world.home)


@pytest.mark.usefixtures("_registered")
def test_a_request_goes_from_a_telephone_to_its_end(page, live_server, world, picture):
    base, home = live_server.url, world.home
    page.set_viewport_size({"width": NARROW, "height": 800})
    log_in(page, base, "dong-enterprise")
    page.goto(f"{base}/services/")
    page.get_by_role("link", name="提诉求").click()
    page.fill("[name=title]", "厂区供电容量不足")
    page.fill("[name=content]", "新增两台设备后高峰期跳闸")
    picture("request-ask", NARROW)
    _fits(page)
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".badge", has_text="待分派")).to_be_visible()
    address = f"{base}/r/requests/{Request.objects.get().pk}/"

    log_in(page, base, "dong-office")
    _move(page, address, "分派", kind="factor", lead=str(home.departments[1].pk))
    log_in(page, base, "dong-dep2")
    _move(page, address, "签收", response="已联系企业")
    _move(page, address, "报办理方案", plan="本周会同供电公司勘查")
    _move(page, address, "答复", outcome="solved", result="增容方案已批，月底投运")

    log_in(page, base, "dong-enterprise")
    page.goto(f"{base}/services/")
    for width in (1920, 1366, NARROW):
        picture("enterprise-desk", width)
        _fits(page)
    expect(page.get_by_text("增容方案已批")).to_be_visible()
    page.locator("[name=score]").select_option("5")
    page.get_by_role("button", name="评价", exact=True).click()
    page.wait_for_url(address)
    page.goto(f"{base}/services/")
    expect(page.get_by_text("5 分 非常满意").first).to_be_visible()

    visitor = actor_of(second(home)).user
    visitor.password = home.accounts["office"].password
    visitor.must_change_password = False
    visitor.save()
    log_in(page, base, visitor.username)
    _move(page, address, "回访结案", way="phone")
    expect(page.locator(".badge", has_text="已结案")).to_be_visible()
    for width in (1366, NARROW):
        picture("request-closed", width)
        _fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{base}/services/statistics/?by=kind")
    page.locator("tr", has_text="要素").get_by_role("link", name="1").first.click()
    expect(page.get_by_role("link", name="厂区供电容量不足")).to_be_visible()
