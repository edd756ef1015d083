"""Red lamp → order → signed → feedback → verified, and a nudge that arrives: two officers in a real browser."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.supervision.models import Order
from tests.apps.kit.sheds import PNG
from tests.apps.monitoring.campaigns import TODAY, history, make_campaign
from tests.browser.pages import log_in

PROOF = {"name": "佐证.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def _red(live_server, world, monkeypatch, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY)
    history(made, "annual", 2022, {4: "20", 5: "21"})


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.usefixtures("_red")
def test_a_red_lamp_is_supervised_to_its_end(page, live_server, picture):
    base = live_server.url
    log_in(page, base, "dong-office")
    page.locator("tr", has_text="指标annual").get_by_role("link", name="督办").click()  # the first click, on 首页
    expect(page.locator("[name=matter]")).to_have_value("“指标annual”红灯")
    for width in (1366, 390):
        picture("order-raise", width)
        _wide_enough(page)
    page.get_by_role("button", name="交办").first.click()  # the second
    expect(page.locator(".badge", has_text="已交办")).to_be_visible()
    order = Order.objects.get()
    detail = f"{base}/r/orders/{order.pk}/"
    page.get_by_role("link", name="催办").click()
    page.get_by_role("button", name="催办").click()

    log_in(page, base, "dong-department")
    page.goto(f"{base}/notices/?kind=nudge")
    for width in (1920, 1366, 390):
        picture("notices", width)
        _wide_enough(page)
    page.locator("button.btn-link").first.click()
    page.wait_for_url(detail)
    page.get_by_role("link", name="签收").click()
    page.fill("[name=promise]", "三个月内补上")
    page.fill("[name=planned_on]", "2022-07-01")
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="反馈", exact=True).click()
    page.select_option("[name=outcome]", "done")
    page.fill("[name=progress]", "已完成 100 家")
    page.set_input_files("input[type=file]", PROOF)
    page.get_by_role("button", name="反馈").click()
    expect(page.locator(".badge", has_text="已反馈")).to_be_visible()

    log_in(page, base, "dong-office")
    page.goto(detail)
    page.get_by_role("link", name="核验办结").click()
    page.fill("[name=opinion]", "属实")
    page.get_by_role("button", name="核验办结").click()
    expect(page.locator(".badge", has_text="办结")).to_be_visible()
    page.goto(f"{detail}#chain")
    expect(page.get_by_text(f"{order.number}-1")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("order-closed", width)
        _wide_enough(page)
