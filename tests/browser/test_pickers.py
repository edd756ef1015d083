"""Days, months and files chosen in Chinese by mouse and by keyboard; where a value comes from, in the drawer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.kit.models import Holiday
from tests.apps.kit.sheds import PNG, shed
from tests.browser.pages import log_in
from tests.browser.test_shell import WIDTHS, grave, sideways


@pytest.fixture
def system(page: Page, live_server, world) -> Page:
    log_in(page, live_server.url, "dong-system_admin")
    page.goto(f"{live_server.url}/r/holidays/add")
    return page


def test_a_day_is_chosen_by_keyboard_and_written_as_the_house_writes_it(system, picture):
    day = system.locator("input[name=day]")
    expect(day).to_have_attribute("placeholder", "年-月-日")
    day.fill("2026年1月30日")
    day.press("Tab")
    expect(day).to_have_value("2026-01-30")
    day.focus()
    system.keyboard.press("Alt+ArrowDown")
    sheet = system.get_by_role("dialog", name="选择日期")
    expect(sheet).to_contain_text("2026年1月")
    expect(sheet.locator(":focus")).to_have_attribute("aria-label", "2026年1月30日 星期五")
    # a week on is February's 6th; a month on its 6th of March; back to Monday
    for key in ("ArrowDown", "PageDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        system.keyboard.press(key)
    expect(sheet.locator(":focus")).to_have_attribute("aria-label", "2026年3月2日 星期一")
    for width in WIDTHS:
        picture("day", width, whole=False)
        assert sideways(system) <= 0, f"scrolls sideways at {width}"
    assert grave(system) == []
    system.keyboard.press("Enter")
    expect(day).to_have_value("2026-03-02")
    expect(day).to_be_focused()
    system.fill("input[name=source]", "国办发明电〔2025〕7号")
    system.click("button:has-text('保存')")
    expect(system.locator(".head")).to_contain_text("2026-03-02")
    assert [str(one.day) for one in Holiday.objects.all()] == ["2026-03-02"]


def test_escape_leaves_the_day_as_it_was_and_what_is_no_day_is_told(system):
    day = system.locator("input[name=day]")
    day.fill("2026-03-02")
    system.get_by_role("button", name="选择日期").click()
    system.keyboard.press("ArrowRight")
    system.keyboard.press("Escape")
    expect(system.get_by_role("dialog", name="选择日期")).to_be_hidden()
    expect(day).to_have_value("2026-03-02")
    day.fill("2026-02-30")
    day.press("Tab")
    assert "2026-01-31" in day.evaluate("field => field.validationMessage")


def test_files_are_named_in_chinese_and_kept_apart(page, live_server, world, settings, tmp_path, picture):
    settings.MEDIA_ROOT = tmp_path
    thing = shed(world.home)
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/sheds/{thing.pk}/#files")
    place = page.locator("#files .file-pick")
    expect(place).to_contain_text("选择文件")
    expect(place).to_contain_text("可选多个")
    files = [{"name": name, "mimeType": "image/png", "buffer": PNG} for name in ("东立面.png", "西立面.png")]
    page.locator("#files input[type=file]").set_input_files(files)
    expect(place).to_contain_text("2 个：东立面.png、西立面.png")
    for width in WIDTHS:
        picture("files", width, whole=False)
        assert sideways(page) <= 0, f"scrolls sideways at {width}"
    page.click("#files button:has-text('上传')")
    expect(page.locator("#files")).to_contain_text("东立面.png")


def test_what_was_typed_stands_still_where_a_form_is_refused(chromium, live_server, world):
    thing = shed(world.home)
    # a page of its own: its console tells of the refusal, as it should
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/sheds/{thing.pk}/#timeline")
    field = page.locator("#timeline input[name=text]")
    field.evaluate("one => one.removeAttribute('maxlength')")
    field.fill("请抓紧" * 700)
    page.click("button:has-text('发表')")
    expect(page.locator("#refused")).to_contain_text("意见最多 2000 字")
    expect(page.locator("#timeline input[name=text]")).to_be_focused()
    expect(page.locator("#timeline input[name=text]")).to_have_value("请抓紧" * 700)
    page.close()


def test_the_origin_of_a_value_opens_at_the_side_by_keyboard(page, live_server, world, picture):
    thing = shed(world.home, area="12.5")
    log_in(page, live_server.url, "dong-office")
    page.goto(f"{live_server.url}/r/sheds/{thing.pk}/")
    value = page.get_by_role("link", name="12.5").first
    value.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="数值出处")
    expect(drawer).to_contain_text(re.compile("用地面积 12.5"))
    expect(drawer).to_contain_text(world.home.accounts["office"].name)
    expect(drawer.locator(":focus")).to_have_count(1)
    for width in WIDTHS:
        picture("origin", width, whole=False)
        assert sideways(page) <= 0, f"scrolls sideways at {width}"
    assert grave(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(value).to_be_focused()
