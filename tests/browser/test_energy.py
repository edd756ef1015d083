"""碳效码 of an enterprise: from the grades of its county to its code, account and printed label, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.apps.energy.made import firm
from tests.apps.energy.months import facts, publish_year, year_of
from tests.browser.pages import log_in


@pytest.fixture
def _graded(live_server, world) -> None:
    # 596.88 t each; value added 1000, 500, 300: 0.6, 1.2 and 2 times the mean of 0.9948
    for number, made in ((1, "1000"), (2, "500"), (3, "300")):
        year_of(world.home, number, 2024, power="10")
        facts(firm(world.home, number), 2024, made)
    publish_year(world.home, 2024)


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.usefixtures("_graded")
def test_from_the_grades_of_a_county_to_the_code_of_an_enterprise(page, live_server, picture, world):
    base, subject = live_server.url, firm(world.home, 1)
    log_in(page, base, "dong-office")
    page.goto(f"{base}/energy/carbon/?year=2024")
    row = page.locator("tr", has_text=subject.name)
    expect(row).to_contain_text("0.6")
    picture("energy-grades", 1366)
    row.get_by_role("link", name="1 级").click()
    expect(page.locator(".code-grade")).to_have_text("碳效 1 级")
    # the page's own rules forbid what wait_for_function does; this ends when the picture is there, or fails
    page.locator("img.code-picture").evaluate("one => one.decode()")
    for width in (1920, 1366, 390):
        picture("energy-code", width)
        _wide_enough(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="打印标签").click()
    assert waiting.value.suggested_filename == f"{subject.name}_碳效码_2024.pdf"
    page.get_by_role("link", name="能碳账户").click()
    expect(page.locator("h1, h2").first).to_contain_text("2024 年能碳账户")
    expect(page.get_by_text("596.88").first).to_be_visible()
    for width in (1366, 390):
        picture("energy-account", width)
        _wide_enough(page)
    # the enterprise itself sees the same code, and none of another's
    log_in(page, base, "dong-enterprise")
    page.goto(f"{base}/energy/{subject.pk}/code/")
    expect(page.locator(".code-grade")).to_have_text("碳效 1 级")
    assert page.request.get(f"{base}/energy/{firm(world.home, 2).pk}/code/").status == 404
