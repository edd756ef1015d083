"""In a browser, by keyboard where officials would: the method form and what-if, at 1366 and 390 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tenghuan.apps.evaluation.models import Method
from tenghuan.scoring import parse_scheme
from tests.apps.evaluation.conftest import evaluated  # noqa: F401  (fixture)
from tests.browser.pages import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def _fits(page):
    page.wait_for_timeout(150)
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_method_is_written_in_the_form(page, live_server, evaluated, world, picture):  # noqa: F811
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, live_server.url, world.home.accounts["office"].username)
    page.goto(f"{live_server.url}/evaluation/methods/add/")
    expect(page.locator("#id_year")).to_have_value("2022")
    total = page.locator("#t0_c0_weight").locator("xpath=ancestor::fieldset").locator("output.sum")
    expect(total).to_have_text("100")

    page.fill("#t0_c0_weight", "40")
    expect(total).to_have_text("110")
    expect(total).to_have_class("sum odd")
    page.fill("#t0_c1_weight", "10")
    expect(total).to_have_class("sum right")

    # a new row by keyboard alone: the cursor goes into it
    page.focus("#add-t0-criteria")
    page.keyboard.press("Enter")
    expect(page.locator("#t0_c6_key")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("三")
    page.select_option("#t0_c6_kind", "fixed")
    expect(page.locator("#t0_c6_benchmark")).to_be_visible()
    expect(page.locator("#t0_c0_benchmark")).to_be_hidden()
    page.get_by_role("button", name="只检查，不保存").click()
    expect(page.locator("#editor .alert-danger li")).to_have_count(2)
    expect(page.locator(".criterion", has=page.locator("#t0_c6_weight")).locator(".field-fault").first).to_contain_text(
        "应为数字，现为“三”"
    )
    for width in (1366, 390):
        picture("evaluation-method-faults", width)
        assert _fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})

    # Enter in a field checks and never saves
    page.focus("#t0_c6_weight")
    page.keyboard.press("Enter")
    expect(page.locator("#editor .alert-danger")).to_be_visible()
    assert Method.objects.filter(county=world.home.region).count() == 2

    page.get_by_role("button", name="删去 亩均营业收入").or_(
        page.get_by_role("button", name="删去 单位电耗税收")
    ).first.click()
    expect(page.locator("#t0_c6_key")).to_have_count(0)
    page.get_by_role("tab", name="高级（原文）").click()
    text = page.locator("#id_scheme")
    expect(text).to_have_value(page.locator("#id_scheme").input_value())
    assert "weight: 40" in text.input_value()
    text.fill(text.input_value().replace("weight: 40", "weight: 35"))
    page.get_by_role("tab", name="表单").click()
    expect(page.locator("#t0_c0_weight")).to_have_value("35")
    page.get_by_role("button", name="检查并保存为新版本").click()
    expect(page.locator(".toasts")).to_contain_text("已保存为第 2 版")
    made = Method.objects.get(county=world.home.region, year=2022, version=2)
    assert [str(c.weight) for c in parse_scheme(made.scheme).tracks[0].criteria[:2]] == ["35", "10"]


def test_what_if_by_slider(page, live_server, evaluated, world, picture):  # noqa: F811
    log_in(page, live_server.url, world.home.accounts["office"].username)
    page.goto(f"{live_server.url}/evaluation/runs/{evaluated.published.pk}/what-if/")
    slider = page.locator(".slider", has=page.locator("#share_A")).locator("input[type=range]")
    slider.focus()
    for _step in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#share_A")).to_have_value("40")
    page.fill("#share_B", "40")
    expect(page.locator(".slider", has=page.locator("#share_B")).locator("input[type=range]")).to_have_value("40")
    expect(page.locator("#share_B").locator("xpath=ancestor::fieldset").locator("output.sum")).to_have_class(
        "sum right"
    )
    page.get_by_role("button", name="测算", exact=True).click()
    expect(page.locator(".matrix td.moved").first).to_be_visible()
    for width in (1366, 390):
        picture("evaluation-what-if", width)
        assert _fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith("假设测算：变动企业.xlsx")
