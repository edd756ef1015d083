"""The month's grid in two windows of a real browser, and a sheet with several bad cells."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tests.apps.monitoring.campaigns import Campaign, make_campaign
from tests.browser.pages import log_in


@pytest.fixture
def campaign(live_server, world) -> Campaign:
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), plans=[made.plan])
    made.period = Period.objects.get(plan=made.plan)
    return made


def _type(page: Page, pk: int, value: str) -> None:
    with page.expect_response(lambda response: f"/cells/{pk}/" in response.url):
        page.fill(f"#value-{pk}", value)
        page.press(f"#value-{pk}", "Enter")


def test_an_older_window_is_told_and_chooses(page, live_server, campaign, picture):
    log_in(page, live_server.url, "dong-department")
    grid, pk = f"{live_server.url}/monitoring/grid/", campaign.report("annual").pk
    page.goto(grid)
    older = page.context.new_page()
    older.goto(grid)

    _type(page, pk, "12")
    expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("已存草稿")
    _type(page, pk, "13")  # one's own next number is no conflict
    expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("已存草稿")
    assert campaign.report("annual").value == 13

    _type(older, pk, "15")
    state = older.locator(f"#row-{pk} .cell-state")
    expect(state).to_contain_text("现在是：13")
    expect(older.locator(f"#value-{pk}")).to_have_value("15")
    assert campaign.report("annual").value == 13
    state.get_by_role("button", name="改用我填的").click()
    expect(state).to_contain_text("已存草稿")
    assert campaign.report("annual").value == 15

    _type(page, pk, "14")
    for width in (1366, 390):
        picture("grid-stale", width)
    page.locator(f"#row-{pk}").get_by_role("button", name="用现在的").click()
    expect(page.locator(f"#value-{pk}")).to_have_value("15")
    _type(page, pk, "16")
    expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("已存草稿")


def test_a_zero_report_after_a_number_was_taken_back(page, live_server, campaign):
    log_in(page, live_server.url, "dong-department")
    page.goto(f"{live_server.url}/monitoring/grid/")
    pk = campaign.report("annual").pk
    _type(page, pk, "12")
    _type(page, pk, "")
    expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("已存草稿")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(f"#row-{pk}").get_by_role("button", name="零报告").click()
    expect(page.locator(f"#row-{pk} .cell-state .state")).to_have_text("零报告")
    assert campaign.report("annual").is_zero


def test_every_bad_cell_is_listed_and_linked(page, live_server, campaign, picture):
    log_in(page, live_server.url, "dong-department")
    page.goto(f"{live_server.url}/monitoring/grid/")
    bad = {campaign.report(key).pk: text for key, text in (("annual", "-3"), ("stock", "十二"), ("task", "140"))}
    for pk, text in bad.items():
        _type(page, pk, text)
        expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("未保存")
    _type(page, campaign.report("cumulative").pk, "40")
    with page.expect_navigation():
        page.click("#sheet button[type=submit]")
    faults = page.locator("#faults li")
    expect(faults).to_have_count(3)
    for width in (1366, 390):
        picture("grid-faults", width)
    for pk, text in bad.items():
        expect(page.locator(f"#value-{pk}")).to_have_value(text)
    page.locator(f"#faults a[href='#value-{list(bad)[2]}']").click()
    expect(page.locator(f"#value-{list(bad)[2]}")).to_be_focused()
    for pk in bad:
        _type(page, pk, "30")
        expect(page.locator(f"#row-{pk} .cell-state")).to_contain_text("已存草稿")
    with page.expect_navigation():
        page.click("#sheet button[type=submit]")
    expect(page.locator(".toasts")).to_contain_text("已报送 4 项")
