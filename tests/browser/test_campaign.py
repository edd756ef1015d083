"""From a plan document to a lamp: upload, review, publish, report, approve, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.organization.models import Account, Region, Unit
from tests.browser.pages import log_in
from tests.world import HASHED, make_county

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "plans" / "linan.txt"
OWN = ROOT / "tests" / "reading" / "fixtures" / "dev" / "qinglan.txt"
needs_shared = pytest.mark.skipif(not SHARED.is_file(), reason="needs ../shared, which a public checkout has not")


@pytest.fixture
def county(transactional_db: None) -> Region:
    province = Region.objects.create(code="33", name="浙江省", level="province")
    city = Region.objects.create(code="3301", name="杭州市", level="city", parent=province)
    return make_county(city, "330112", "临安区", "linan").region


def _settled(page: Page) -> None:
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def _review(page: Page) -> None:
    """Accept what was read: the sure ones at once, the others one by one, units as proposed."""
    address = page.url.split("?")[0]
    for kind in [link.get_attribute("data-kind") for link in page.locator("#tabs a").all()]:
        page.goto(f"{address}?kind={kind}")
        at_once = page.locator(".review-tools button[hx-post]")
        if at_once.count():
            with page.expect_response("**/accept/**"):
                at_once.first.click()
            _settled(page)
        while (left := page.locator(".review-item.state-open")).count():
            with page.expect_response(lambda response: response.request.method == "POST"):
                left.first.locator("button[data-key=a]").click()
            _settled(page)


def _department(title: str, county: Region) -> Account:
    """Open an account for the lead unit of the indicator with that title."""
    from tenghuan.apps.plans.models import Responsibility

    lead = Responsibility.objects.filter(item__title=title, role="lead").order_by("order").first()
    assert lead is not None
    unit = Unit.objects.get(pk=lead.unit_id)
    return Account.objects.create(
        username="lead", name="牵头单位联络员", role="department", region=county, unit=unit, password=HASHED,
        must_change_password=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "document", [pytest.param(SHARED, marks=needs_shared, id="linan"), pytest.param(OWN, id="fictional")]
)
def test_from_document_to_lamp(page, live_server, county, picture, document):
    base = live_server.url
    log_in(page, base, "linan-office")
    page.goto(f"{base}/drafts/")
    page.set_input_files("#document", str(document))
    page.click("form[enctype] button")
    page.wait_for_url("**/review/**")
    expect(page.locator(".review-document")).to_contain_text("攻坚行动" if document == SHARED else "方案")
    page.click("#tabs a[data-kind=target]")
    expect(page.locator(".review-item").first).to_be_visible()
    if document == SHARED:
        for width in (1920, 1366, 390):
            picture("review", width)
    _review(page)

    page.goto(page.url.split("review")[0] + "publish/")
    expect(page.locator("main")).to_contain_text("全部审完")
    picture("publish")
    page.click("form.card button.btn-primary")
    page.wait_for_url(lambda url: "publish" not in url)

    page.goto(f"{base}/board/")
    row = (
        page.locator("tr", has=page.locator(".lamp-no_data")).filter(has=page.locator("a[href*='/indicators/']")).first
    )
    title = row.locator("a[href*='/indicators/']").first.inner_text().strip()
    address = row.locator("a[href*='/indicators/']").first.get_attribute("href")
    picture("board-before")

    _department(title, county)
    log_in(page, base, "lead")
    page.goto(f"{base}/monitoring/grid/")
    line = page.locator("tr", has_text=title).filter(has=page.locator("input:not([type=hidden])")).first
    with page.expect_response(lambda response: "/cells/" in response.url):
        value = line.locator("input:not([type=hidden])").first
        value.fill("1")
        value.press("Enter")
    line.locator("input:not([type=hidden])").nth(1).fill("首次填报")
    line.locator("input:not([type=hidden])").nth(1).press("Tab")
    page.wait_for_load_state("networkidle")
    picture("grid")
    page.click("#sheet button[type=submit]")
    page.wait_for_load_state("networkidle")
    expect(page.locator("tr", has_text=title).first).to_contain_text("已报")
    picture("reported")

    log_in(page, base, "linan-office")
    page.goto(f"{base}/monitoring/review/")
    expect(page.locator("main")).to_contain_text(title)
    picture("review-reports")
    page.locator("tr", has_text=title).locator("input[type=checkbox]").check()
    page.locator("button[name=verb][value=approve], button[value=approve]").first.click()
    page.wait_for_load_state("networkidle")

    page.goto(f"{base}{address}")
    picture("indicator")
    page.goto(f"{base}/board/")
    picture("board-after")
    after = page.locator("tr", has=page.locator(f"a[href='{address}']"))
    expect(after.locator(".lamp:visible")).not_to_have_class("lamp lamp-no_data")
