"""The yearly ranking from an object's appeal to the lock: a department and the office in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.assessment.models import Appeal, Race
from tests.apps.assessment import races
from tests.apps.kit.sheds import PNG
from tests.browser.pages import log_in

PROOF = {"name": "依据.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def fed_back(live_server, world, settings, tmp_path) -> Race:
    settings.MEDIA_ROOT = tmp_path
    return races.fed_back(world.home)


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def _move(page: Page, words: str, **told: str) -> None:
    """Make a move from the page of a record: its button leads to a form, or does it at once."""
    page.get_by_role("link", name=words, exact=True).or_(
        page.get_by_role("button", name=words, exact=True)
    ).first.click()
    for name, text in told.items():
        page.fill(f"[name={name}]", text)
    if told:
        page.get_by_role("button", name=words, exact=True).click()


def test_the_yearly_ranking_is_appealed_reviewed_and_locked(page, live_server, picture, fed_back):
    base = live_server.url
    race = f"{base}/r/races/{fed_back.pk}/"
    own = fed_back.results.get(object="东县科技局")
    log_in(page, base, "dong-dep2")
    page.goto(f"{base}/r/race_results/{own.pk}/#points")
    expect(page.get_by_text("10×16/20=8")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("race-own", width)
        _wide_enough(page)
    page.goto(f"{base}/assessment/results/{own.pk}/appeal")
    page.select_option("[name=item]", "亩均税收")
    page.fill("[name=text]", "应除钢压延外，统计局已出具说明")
    page.fill("[name=claimed]", "20")
    page.set_input_files("[name=proof]", PROOF)
    picture("race-appeal", 1366)
    page.get_by_role("button", name="提交申诉").click()
    page.wait_for_url(f"{base}/r/race_results/{own.pk}/")

    log_in(page, base, "dong-office")
    page.goto(f"{base}/r/race_appeals/{Appeal.objects.get().pk}/")
    _move(page, "采纳并更正", accepted="20", opinion="经核实属实")
    expect(page.locator(".badge", has_text="采纳")).to_be_visible()
    races.passed(fed_back)
    page.goto(race)
    _move(page, "转入复核")
    expect(page.locator(".badge", has_text="复核中")).to_be_visible()
    _move(page, "审定", opinion="考核组审议通过")
    expect(page.locator(".badge", has_text="已审定")).to_be_visible()
    _move(page, "公布并锁定", minutes="专题会议纪要〔2026〕3 号")
    expect(page.locator(".badge", has_text="已公布")).to_be_visible()
    page.goto(f"{race}#ranking")
    rows = page.locator("#ranking tbody tr")
    # 10×20/20 + 20 = 30 before 29
    expect(rows.nth(0)).to_contain_text("东县科技局")
    expect(rows.nth(0)).to_contain_text("30")
    for width in (1920, 1366, 390):
        picture("race-locked", width)
        _wide_enough(page)
    page.goto(f"{base}/assessment/races/{fed_back.pk}/table")
    for width in (1366, 390):
        picture("race-table", width)
        _wide_enough(page)
