"""A parcel is split and both parts stand on the map; a parcel that was never begun goes from suspicion to decision."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.land import standing
from tenghuan.apps.land.models import IdleCase, Parcel
from tests.apps.kit.sheds import PNG
from tests.apps.land.parcels import parcel, square
from tests.browser.pages import log_in
from tests.kit.test_needs import second
from tests.world import HASHED

PROOF = {"name": "核查.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def _land(live_server, world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for number, told in ((1, {"area": "10000"}), (2, {"start_by": date(2021, 3, 1), "price": "960"}), (3, {})):
        thing = parcel(world.home, number, **told)
        Parcel.objects.filter(pk=thing.pk).update(shape=square(number), sketch=True)
    standing.scan(Actor.platform("land"), world.home.region)
    other = second(world.home)
    type(other).objects.filter(pk=other.pk).update(password=HASHED, must_change_password=False)


@pytest.mark.usefixtures("_land")
def test_a_parcel_is_split_and_idle_land_is_decided(page, live_server, picture):
    base, old = live_server.url, Parcel.objects.get(area="10000")
    log_in(page, base, "dong-department")
    page.goto(f"{base}/r/parcels/{old.pk}/")
    page.get_by_role("link", name="宗地谱系").click()
    page.get_by_role("link", name="分割", exact=True).click()
    for at, area in ((1, "4000"), (2, "6000")):
        page.fill(f"[name=number_{at}]", f"新宗{at}")
        page.fill(f"[name=area_{at}]", area)
    page.fill("[name=document]", "自然资分〔2026〕1号")
    page.get_by_role("button", name="分割").click()
    expect(page.get_by_role("link", name="新宗2")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("parcel", width)
    page.goto(f"{base}/land/map/?by=standing")
    expect(page.locator("[data-ready='4']")).to_be_visible()
    expect(page.locator(".land-map-legend")).to_contain_text("疑似闲置 1")
    for width in (1920, 1366, 390):
        picture("parcel-map", width)

    case = IdleCase.objects.get()
    detail = f"{base}/r/idles/{case.pk}/"
    page.goto(detail)
    page.get_by_role("link", name="下达调查通知书").click()
    page.fill("[name=document]", "调查〔2026〕1号")
    page.get_by_role("button", name="下达调查通知书").click()
    page.get_by_role("link", name="认定闲置").click()
    page.select_option("[name=cause]", "holder")
    page.fill("[name=document]", "认定〔2026〕1号")
    page.set_input_files("input[type=file]", PROOF)
    page.get_by_role("button", name="认定闲置").click()
    page.get_by_role("link", name="告知权利和听证").click()
    page.fill("[name=document]", "告知〔2026〕1号")
    page.get_by_role("button", name="告知权利和听证").click()
    page.get_by_role("link", name="拟订处置方案").click()
    page.select_option("[name=disposal]", "无偿收回")
    page.fill("[name=opinion]", "满二年，依法收回")
    page.get_by_role("button", name="拟订处置方案").click()
    expect(page.locator(".badge", has_text="处置方案待审")).to_be_visible()
    picture("idle-land", 1366)

    log_in(page, base, "dong-office-2")
    page.goto(detail)
    page.get_by_role("link", name="批准处置").click()
    page.fill("[name=document]", "批复〔2026〕1号")
    page.get_by_role("button", name="批准处置").click()
    expect(page.locator(".badge", has_text="处置中")).to_be_visible()


@pytest.mark.usefixtures("_land")
def test_where_sketches_lie_far_from_surveys_the_map_says_so_and_shows_one_of_them(page, live_server, world):
    surveyed = Parcel.objects.get(area="10000")
    Parcel.objects.filter(pk=surveyed.pk).update(shape=square(300), sketch=False)
    base = live_server.url
    log_in(page, base, "dong-department")
    page.goto(f"{base}/land/map/")
    note = page.locator(".land-map-note")
    expect(note).to_contain_text("公里，合在一张图上会很小，请分开看")
    survey, sketches = (note.get_by_role("button", name=name) for name in ("测绘图斑 1 宗", "示意图斑 2 宗"))
    expect(survey).to_have_attribute("aria-pressed", "true")
    sketches.click()
    expect(sketches).to_have_attribute("aria-pressed", "true")
    expect(survey).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="全图").click()
    expect(sketches).to_have_attribute("aria-pressed", "false")
    page.goto(f"{base}/land/map/?at={Parcel.objects.filter(sketch=True).order_by('pk')[0].pk}")
    expect(note.get_by_role("button", name="示意图斑 2 宗")).to_have_attribute("aria-pressed", "true")
