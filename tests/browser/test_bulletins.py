"""A bulletin drafted, edited with its figures bound, checked by a second officer, issued and taken away as a file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.bulletins.models import Bulletin
from tests.apps.bulletins.drafts import checker
from tests.apps.supervision.orders import back, working
from tests.browser.pages import log_in
from tests.world import HASHED


@pytest.fixture
def _late(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    back(working(world.home), due_on=40)
    second = checker(world.home).user
    second.password, second.must_change_password = HASHED, False
    second.save()


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.usefixtures("_late")
def test_a_bulletin_from_draft_to_issue(page, live_server, picture):
    base = live_server.url
    log_in(page, base, "dong-office")
    page.goto(f"{base}/bulletins/draft")
    page.get_by_label("督办通报").check()
    page.get_by_role("button", name="取数起草").click()
    expect(page.locator(".badge", has_text="起草")).to_be_visible()
    bulletin = Bulletin.objects.get()
    detail = f"{base}/r/bulletins/{bulletin.pk}/"
    expect(page.get_by_text("在办督办1件，其中逾期1件。")).to_be_visible()

    page.locator("#part-whole").get_by_role("link", name="修改").click()
    page.fill("#text", "全县在办{在办督办}件，逾期{逾期督办}件，另有2件已约谈。")
    expect(page.locator("#preview", has_text="全县在办1件，逾期1件，另有2件已约谈。")).to_be_visible()
    expect(page.locator("#preview", has_text="手写数字")).to_be_visible()
    for width in (1366, 390):
        picture("bulletin-edit", width)
        _wide_enough(page)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#part-whole .badge", has_text="人工修改")).to_be_visible()
    page.get_by_role("button", name="提交审核").click()

    log_in(page, base, "dong-office-2")
    page.goto(detail)
    page.get_by_role("link", name="审核通过").click()
    page.fill("[name=opinion]", "数字与台账一致")
    page.get_by_role("button", name="审核通过").click()
    page.get_by_role("link", name="签发", exact=True).click()
    page.fill("[name=number]", "东制高办〔2026〕3号")
    page.fill("[name=issued_on]", f"{bulletin.made_at:%Y-%m-%d}")
    page.get_by_role("button", name="签发").click()
    expect(page.locator(".badge", has_text="已签发")).to_be_visible()
    page.goto(f"{detail}#text")
    for width in (1920, 1366, 390):
        picture("bulletin-issued", width)
        _wide_enough(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").first.click()
    assert got.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="比较稿本").click()
    expect(page.locator("ins").first).to_be_visible()
    picture("bulletin-compare", 1366)
    _wide_enough(page)
