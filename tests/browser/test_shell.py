"""The shell in a browser: first pages, menu, search, what is looked at, lists of thousands, print, and axe."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tests.apps.kit.sheds import by, claimed, shed
from tests.apps.monitoring.campaigns import TODAY, history, make_campaign
from tests.browser.pages import log_in
from tests.workshop.models import Shed, State
from tests.workshop.registers import REBUILDING

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1920, 1366, 390)
MANY = 5000
HOMES = [*(f"dong-{role}" for role in Role.values), "jia-office"]


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def campaign(live_server, world, files):
    """A county with figures, and sheds that wait for its town and its office."""
    made = make_campaign(world.home)
    history(made, "annual", 2022, {3: "4", 4: "7", 5: "10"})
    open_due_periods(Actor.platform("periods"), TODAY)
    shed(world.home, "S1")
    claimed(world.home, "S2")
    return made


@pytest.fixture
def many(live_server, world, files):
    """5,000 sheds: area n, every third a store, written at once."""
    uses = [value for value, _label in Shed._meta.get_field("use").choices]
    Shed.objects.bulk_create(
        Shed(
            county=world.home.region,
            town=world.home.town_regions[n % 2],
            number=f"N{n:04d}",
            name=f"老厂房{n:04d}",
            area=Decimal(n),
            use=uses[n % len(uses)],
            state=State.FOUND if n % 2 else State.LISTED,
        )
        for n in range(MANY)
    )
    return uses


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def grave(page: Page) -> list[str]:
    """What axe calls critical or serious on the page as it is."""
    if not AXE.exists():
        message = "axe-core is not installed: make install brings it"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("critical", "serious")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("username", HOMES)
def test_the_first_page_of_every_role_at_three_widths(page, live_server, campaign, picture, username):
    log_in(page, live_server.url, username)
    page.goto(f"{live_server.url}/")
    for width in WIDTHS:
        picture(f"home-{username}", width)
        assert sideways(page) <= 0, f"scrolls sideways at {width}"
        assert page.locator("main").bounding_box()["y"] <= 110
        assert grave(page) == [], f"at {width}"
        expect(page.locator("nav.bar")).to_be_visible(visible=width == 390)
        expect(page.locator("nav.side")).to_be_visible(visible=width != 390)


def test_the_menu_folds_remembers_and_comes_out_on_a_telephone(page, live_server, campaign):
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/inbox/")
    group = page.locator(".side-group").nth(1)
    folded = group.evaluate("one => !one.open")
    group.locator("summary").first.click()
    page.goto(f"{live_server.url}/inbox/")
    assert group.evaluate("one => one.open") == folded
    page.set_viewport_size({"width": 390, "height": 800})
    page.click("nav.bar [data-menu]")
    expect(page.locator(".side-entry[aria-current]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("nav.side")).to_be_hidden()
    page.locator("nav.bar a").nth(1).click()
    expect(page).to_have_url(re.compile("/inbox/$"))


def test_ctrl_k_finds_by_initials_and_the_keyboard_opens_it(page, live_server, campaign, picture):
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/inbox/")
    page.keyboard.press("Control+k")
    page.locator("#palette input").press_sequentially("cfs1")
    expect(page.locator("#palette-found")).to_contain_text("没有找到")
    page.locator("#palette input").fill("厂房S1")
    expect(page.locator("#palette-found a").first).to_contain_text("厂房S1")
    page.locator("#palette input").fill("zzzl")
    expect(page.locator("#palette-found a").first).to_contain_text("作战总览")
    picture("search", whole=False)
    assert grave(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/board/$"))


def test_what_is_looked_at_is_kept_from_page_to_page(page, live_server, world, campaign, picture):
    shed(world.neighbour, "S9")
    log_in(page, live_server.url, "jia-office")
    page.goto(f"{live_server.url}/r/sheds/")
    expect(page.locator(".top-scope")).to_have_text("甲市全部")
    page.click(".top-drop summary")
    page.select_option("select[name=county]", label="　西县")
    picture("scope", whole=False)
    page.locator(".scope-form button").click()
    expect(page.locator(".top-scope")).to_have_text("西县")
    expect(page.locator(".list-table tbody tr")).to_have_count(1)
    page.goto(f"{live_server.url}/inbox/")
    expect(page.locator(".top-scope")).to_have_text("西县")
    page.goto(f"{live_server.url}/r/sheds/")
    page.click(".top-drop summary")
    page.get_by_role("button", name="恢复全部").click()
    expect(page.locator(".list-table tbody tr")).to_have_count(3)


def test_five_thousand_rows_are_sorted_filtered_chosen_and_kept_as_a_view(page, live_server, many, picture):
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/sheds/")
    expect(page.locator(".head")).to_contain_text("共 5000 条")
    page.get_by_role("link", name=re.compile("^用地面积")).click()
    page.get_by_role("link", name=re.compile("^用地面积")).click()
    expect(page.locator("tbody tr").first).to_contain_text("老厂房4999")
    page.click("text=筛选")
    page.check(f"input[name=state][value={State.LISTED}]")
    page.fill("input[name=area_max]", "100")
    page.click("text=应用筛选")
    # 0 to 100 have 51 even numbers; the largest comes first
    expect(page.locator(".head")).to_contain_text("共 51 条")
    expect(page.locator("tbody tr").first).to_contain_text("老厂房0100")
    page.locator("details:has-text('列') > summary").filter(has_text=re.compile("^列$")).click()
    page.locator(".list-panel:visible").get_by_text("租金").click()
    page.locator(".list-panel:visible").get_by_role("button", name="应用").click()
    expect(page.locator("thead")).not_to_contain_text("租金")
    assert {box["height"] <= 36 for box in (row.bounding_box() for row in page.locator("tbody tr").all()[:5])} == {True}
    page.locator("summary", has_text="视图").click()
    page.fill("input[name=name]", "小而在册")
    page.locator(".list-save button").click()
    expect(page.locator(".toasts")).to_contain_text("小而在册")
    page.goto(f"{live_server.url}/r/sheds/")
    page.locator("summary", has_text="视图").click()
    page.get_by_role("link", name="小而在册").click()
    expect(page.locator(".head")).to_contain_text("共 51 条")
    expect(page.locator("thead")).not_to_contain_text("租金")
    for width in WIDTHS:
        picture("list", width, whole=False)
        assert sideways(page) <= 0, f"scrolls sideways at {width}"
        assert grave(page) == [], f"at {width}"


def test_a_bulk_move_tells_which_row_did_not_go(page, live_server, world, files, picture):
    first, second = shed(world.home, "S1"), shed(world.home, "S2")
    REBUILDING.take(by(world.home, "town"), second, "verify", opinion="属实")
    log_in(page, live_server.url, "dong-town")
    page.goto(f"{live_server.url}/r/sheds/")
    page.click("input[aria-label=全选本页]")
    page.select_option("select[name=verb]", "verify")
    page.click(".bulk-bar button")
    page.fill("textarea[name=opinion], input[name=opinion]", "现场属实")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("办成 1 条")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text(str(second))
    picture("bulk-report")
    first.refresh_from_db()
    assert first.state == State.LISTED


def test_panels_switch_a_move_is_undone_from_its_message_and_help_opens_at_the_side(
    page, live_server, world, files, picture
):
    thing = shed(world.home, "S1")
    log_in(page, live_server.url, "dong-town")
    page.goto(f"{live_server.url}/r/sheds/{thing.pk}/")
    expect(page.locator("#fields")).to_be_visible()
    expect(page.locator("#timeline")).to_be_hidden()
    page.click("[data-panel=timeline]")
    expect(page.locator("#timeline")).to_be_visible()
    expect(page.locator("#fields")).to_be_hidden()
    page.get_by_role("link", name="属地核实").click()
    page.fill("[name=opinion]", "属实")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".toasts")).to_contain_text("已办理：属地核实")
    picture("detail", whole=False)
    assert grave(page) == []
    page.click(".toast-undo")
    expect(page.locator(".toasts")).to_contain_text("已撤销")
    thing.refresh_from_db()
    assert thing.state == State.FOUND
    page.click(".top a[data-drawer]")
    expect(page.locator("#drawer")).to_contain_text("使用说明")
    page.wait_for_timeout(300)
    assert grave(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_on_paper_there_is_no_shell_and_every_panel_stands(page, live_server, world, many, picture):
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/sheds/{Shed.objects.first().pk}/")
    page.emulate_media(media="print")
    picture("print-detail", 1024)
    for gone in ("header.top", "nav.side", "nav.bar", ".panels-nav", ".page-actions"):
        expect(page.locator(gone)).to_be_hidden()
    for panel in page.locator(".panels > section").all():
        expect(panel).to_be_visible()
    page.goto(f"{live_server.url}/r/sheds/")
    picture("print-list", 1024)
    assert page.locator(".list-table thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"
    expect(page.locator(".print-foot")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    assert timezone.localdate().isoformat() in page.locator(".print-foot").inner_text()
