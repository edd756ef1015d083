"""A wall in a real browser: three widths, screens in turn, an hour of looks by a shortened clock, a lost connection."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cockpit import layout, services
from tenghuan.apps.cockpit.models import WallToken
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import TODAY, history, make_campaign
from tests.apps.remediation.cases import case
from tests.apps.supervision.orders import issued
from tests.browser.pages import log_in

DWELL, REFRESH = 30, 60
HOUR = 3600


@pytest.fixture
def county(live_server, world, monkeypatch, settings, tmp_path):
    """A county with a red item, cases in two towns, an order, and a wall of three screens."""
    settings.MEDIA_ROOT = tmp_path
    settings.BOARDS_KEPT = 8
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY)
    history(made, "annual", 2022, {3: "25", 4: "3", 5: "4"})
    history(made, "cumulative", 2022, {3: "40", 4: "70", 5: "80"})
    case(world.home, 0)
    case(world.home, 1, 1)
    issued(world.home)
    told = {**layout.shipped()["county"], "refresh": REFRESH}
    told["screens"] = [{**screen, "dwell": DWELL} for screen in told["screens"][:3]]
    services.arrange(by(world.home, "office"), region=world.home.region, screens=told, revision=0)
    return made


def _given(world) -> str:
    """A token of the county's wall."""
    until = timezone.localdate() + timedelta(days=30)
    return services.give_token(by(world.home, "office"), region=world.home.region, name="大厅", until=until)


def _weight(page: Page) -> dict[str, float]:
    """What the page holds after the rubbish was taken out: bytes of the heap, nodes, listeners."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}


def _shown(page: Page) -> str:
    return page.locator(".wall-screen.here").get_attribute("aria-label") or ""


def _look(page: Page) -> int:
    """Let the page's clock come to its next look; return the status of the answer once the page has taken it in."""
    with page.expect_response(lambda answer: "parts=1" in answer.url) as found:
        page.clock.run_for(REFRESH * 1000 + 100)
    page.wait_for_timeout(15)
    return found.value.status


def test_a_wall_of_three_screens_for_an_hour(page, live_server, world, county, picture):
    text = _given(world)
    page.clock.install()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{live_server.url}/wall/{text}/")
    assert text not in page.url
    expect(page.locator("h1")).to_contain_text("东县")
    titles = page.locator(".wall-tabs [data-to]").all_inner_texts()
    assert len(titles) == 3

    # in turn, each as long as it is told to stand, and from the last to the first again
    for title in [*titles, titles[0]]:
        assert _shown(page) == title
        picture(f"cockpit-{titles.index(title) + 1}", 1920, 1080, whole=False)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        page.clock.run_for(DWELL * 1000)
    page.keyboard.press(" ")
    expect(page.locator("[data-hold]")).to_have_attribute("aria-pressed", "true")
    held = _shown(page)
    page.clock.run_for(DWELL * 3000)
    assert _shown(page) == held
    page.keyboard.press("ArrowRight")
    assert _shown(page) != held
    page.keyboard.press(" ")

    # an hour of looks: nothing is drawn anew where nothing changed, and nothing grows
    _look(page)
    _look(page)
    page.evaluate("document.querySelector('[data-section=lamps] .panel-body').firstChild.dataset.kept = 'yes'")
    before = _weight(page)
    assert {_look(page) for _minute in range(HOUR // REFRESH)} == {304}
    after = _weight(page)
    assert page.locator("[data-kept]").count() == 1
    assert after["Nodes"] <= before["Nodes"] + 20, (before, after)
    assert after["JSEventListeners"] <= before["JSEventListeners"], (before, after)
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.1 + 200_000, (before, after)

    # a new figure comes without a reload
    page.evaluate("window.kept = true")
    history(county, "second", 2022, {1: "1", 2: "2"})
    assert _look(page) == 200
    expect(page.locator("[data-kept]")).to_have_count(0)
    assert page.evaluate("window.kept")


def test_a_wall_outlives_a_lost_connection_and_closes_with_its_token(chromium, live_server, world, county):
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.clock.install()
    page.goto(f"{live_server.url}/wall/{_given(world)}/")
    live = page.locator("[data-live]")
    # no connection: the picture stays, the wall tries again, and goes on when there is one
    page.route("**/*parts=1*", lambda route: route.abort())
    page.clock.run_for(REFRESH * 1000 + 100)
    expect(live).to_have_text("连接中断，正在重试")
    assert page.locator("[data-section]").count() > 5
    page.unroute("**/*parts=1*")
    page.clock.run_for(300 * 1000)
    expect(live).to_have_text("实时")
    # ended: the wall says so at its next look
    services.end_token(by(world.home, "office"), WallToken.objects.select_related("region").get())
    page.clock.run_for(REFRESH * 1000 + 100)
    expect(live).to_have_text("令牌已失效")
    page.reload()
    expect(page.locator("h1")).to_have_text("投屏已停用")
    context.close()
    assert faults == []


def test_an_account_walks_from_the_wall_to_what_is_behind_it(page, live_server, world, county, picture):
    log_in(page, live_server.url, "dong-leader")
    for width, height in ((1366, 768), (390, 844)):
        page.goto(f"{live_server.url}/cockpit/")
        picture("cockpit", width, height, whole=width < 1000)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    assert page.locator(".wall-screen:visible").count() == 3  # on a telephone all stand below each other
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator(".reds a", has_text="指标annual").click()
    expect(page).to_have_url(re.compile(r"/indicators/\d+/$"))
    page.goto(f"{live_server.url}/cockpit/")
    page.locator(".wall-tabs [data-to='1']").click()
    page.locator("a.tile", has_text="dong1镇").click()
    expect(page).to_have_url(re.compile(r"/r/cases/\?town="))

    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/cockpit/setting/")
    for width in (1366, 390):
        picture("cockpit-setting", width)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    page.fill("[name=dwell_1]", "45")
    page.get_by_role("button", name="保存版面").click()
    expect(page.get_by_text("版面已保存")).to_be_visible()
    page.fill("#name", "一楼大厅")
    page.get_by_role("button", name="签发").click()
    expect(page.locator("#made")).to_contain_text("/wall/thw_")
