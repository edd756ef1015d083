"""A lead is won for a gap of a chain and goes to the ground; the chain's map follows what its lead unit writes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tenghuan.apps.leads.models import Lead
from tests.apps.chains.made import motors
from tests.apps.kit.sheds import PNG
from tests.apps.leads.ways import step
from tests.browser.pages import log_in

PAPER = {"name": "协议.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def _motors(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    motors(world.home)


@pytest.mark.usefixtures("_motors")
def test_a_lead_fills_a_gap_and_the_map_is_edited(page, live_server, picture, world):
    base = live_server.url
    log_in(page, base, "dong-department")
    page.goto(f"{base}/chains/lacking/")
    page.get_by_role("row", name="轴承").get_by_role("link", name="登记线索").click()
    expect(page.locator("[name=link]")).to_have_value("轴承")
    page.fill("[name=name]", "精密轴承项目")
    page.fill("[name=company]", "甲地精密轴承有限公司")
    page.select_option("[name=source]", "native")
    page.fill("[name=total]", "20000")
    page.fill("[name=fixed]", "12000")
    page.select_option("[name=unit]", label="东县经信局")
    page.locator("form").get_by_role("button", name="保存").click()
    expect(page.locator(".badge", has_text="新线索")).to_be_visible()
    lead = Lead.objects.get()
    page.get_by_role("link", name="响应", exact=True).click()
    page.fill("[name=contact]", "与投资方通话")
    page.fill("[name=next_step]", "邀请来考察")
    page.fill("[name=next_on]", str(date.today() + timedelta(days=3)))
    page.get_by_role("button", name="响应", exact=True).click()
    expect(page.locator(".badge", has_text="已响应").first).to_be_visible()
    for width in (1920, 1366, 390):
        picture("lead", width)

    lead.refresh_from_db()
    for verb in ("judge", "set_up", "visit", "talk", "sign"):
        step(world.home, lead, verb)
    step(world.home, lead, "follow")
    page.goto(f"{base}/r/leads/{lead.pk}/")
    page.get_by_role("link", name="落地", exact=True).click()
    page.fill("[name=landed_on]", str(date.today()))
    page.fill("[name=landed_uscc]", "91330600MA00000019")
    page.fill("[name=site]", "出让合同1号")
    page.get_by_role("button", name="落地", exact=True).click()
    expect(page.locator(".badge", has_text="已落地").first).to_be_visible()
    page.goto(f"{base}/leads/funnel/")
    expect(page.locator("[data-chart=funnel] canvas, [data-chart=funnel] svg").first).to_be_visible()
    for width in (1920, 1366, 390):
        picture("lead-funnel", width)

    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{base}/chains/")
    page.get_by_role("link", name="机械电机").first.click()
    expect(page.locator("[data-chart=chain] canvas, [data-chart=chain] svg").first).to_be_visible()
    page.locator("li", has_text="轴承").get_by_role("link", name="放入企业").click()
    page.fill("[name=enterprise]", "91330600MA00000019")
    page.fill("[name=product]", "精密轴承")
    page.locator("form").get_by_role("button", name="保存").click()
    page.goto(f"{base}/chains/")
    page.get_by_role("link", name="机械电机").first.click()
    expect(page.get_by_role("row", name="轴承").first).to_contain_text("完整")
    for width in (1920, 1366, 390):
        picture("chain-map", width)
