"""From the gap list of a title into the reserve, along its way to recognition, and to the rows behind the measure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.enterprises.models import Enterprise
from tests.apps.cultivation.made import facts, firm, make_profile
from tests.apps.kit.sheds import PNG
from tests.browser.pages import log_in
from tests.browser.test_clearing import take


@pytest.fixture
def _near(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    last = timezone.localdate().year - 1
    for number, rd in ((1, "210"), (2, "234"), (3, "60")):
        facts(world.home, number, last, revenue=Decimal(6000), rd=Decimal(rd), employees=Decimal(100))
        make_profile(world.home, number, year=last, technical=12, hightech_ratio=70)
    Enterprise.objects.filter(county=world.home.region).update(registered_on="2015-01-01", phone="0575-83000000")


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.usefixtures("_near")
def test_from_the_gap_list_to_a_recognised_title_and_the_rows_behind_its_number(
    page, live_server, picture, world, tmp_path
):
    base, subject = live_server.url, firm(world.home, 2)
    log_in(page, base, "dong-office")
    page.goto(f"{base}/cultivation/")
    picture("cultivation-ladder", 1366)
    page.locator("tr", has_text="高新技术企业").get_by_role("link", name="查看").click()
    expect(page.locator("tbody tr").first).to_contain_text(subject.name)
    expect(page.locator("tbody tr").first).to_contain_text("研发费用占营业收入 ≥ 4 %（差 0.1 %）")
    expect(page.locator("tbody tr").first).to_contain_text("0575-83000000")
    for width in (1920, 1366, 390):
        picture("cultivation-near", width)
        _wide_enough(page)
    page.get_by_role("link", name=subject.name).click()
    for width in (1366, 390):
        picture("cultivation-enterprise", width)
        _wide_enough(page)
    page.get_by_role("button", name="列入储备：高新技术企业").click()
    expect(page.get_by_text("已列入储备")).to_be_visible()
    expect(page.locator("#gaps")).to_contain_text("差 0.1 %")
    place = page.url.removeprefix(base)
    proof = tmp_path / "申报书.png"
    proof.write_bytes(PNG)
    take(page, base, "dong-office", place, "开始辅导", opinion="已上门辅导")
    take(page, base, "dong-office", place, "申报", proof)
    take(page, base, "dong-office", place, "公示", document="公示〔2026〕1号")
    told = {"recognised_on": str(timezone.localdate()), "number": "GR2026001", "document": "国科火字〔2026〕1号"}
    take(page, base, "dong-office", place, "认定", **told)
    expect(page.get_by_text("已认定").first).to_be_visible()
    picture("cultivation-title", 1366)
    page.goto(f"{base}/r/titles/?measure=titles.hightech_firms")
    expect(page.get_by_text("统计口径：高新技术企业")).to_be_visible()
    expect(page.locator("tbody")).to_contain_text("GR2026001")
