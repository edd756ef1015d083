"""One case from the screening to the project that gets what it freed, by everyone who has a hand in it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.remediation import pictures
from tenghuan.apps.remediation.models import Case, Compliance
from tenghuan.apps.remediation.registers import CASES, COMPLIANCE, REVIEWING
from tests.apps.kit.sheds import by
from tests.apps.remediation import cases
from tests.apps.screening.scenarios import published
from tests.browser.pages import log_in
from tests.world import HASHED

MOVES = "main a.btn, header a.btn, .page-header a.btn"


@pytest.fixture
def ready(live_server: Any, world: Any, settings: Any, tmp_path: Path) -> Any:
    """A county with an enterprise that the rules catch: tax 40 of 12 mu, 300 tce for a value added of 240."""
    settings.MEDIA_ROOT = tmp_path
    county = world.home
    for name in cases.BUREAUS:
        Unit.objects.get_or_create(region=county.region, name=f"{county.region.name}{name}")
    for account in cases.bureaus(county):
        type(account).objects.filter(pk=account.pk).update(password=HASHED, must_change_password=False)
    firm = cases.enterprise(county)
    YearFacts.objects.create(
        enterprise=firm, year=date.today().year - 1, land_mu=12, tax=40, energy_tce=300, value_added=240
    )
    published(county)
    return world


def _fill(page: Page, told: dict[str, str], files: Path | None = None) -> None:
    for name, value in told.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("f => f.tagName") == "SELECT":
            field.select_option(label=value) if not value.isdecimal() else field.select_option(value)
        else:
            field.fill(value)
    for one in page.locator("main input[type=file]").all() if files is not None else ():
        one.set_input_files(str(files))


def take(page: Page, base: str, who: str, address: str, label: str, files: Path | None = None, **told: str) -> None:
    """Log in as somebody, open a thing, press the button of a move, fill in what it asks for and send it."""
    log_in(page, base, who)
    page.goto(f"{base}{address}")
    button = page.get_by_role("link", name=label, exact=True)
    if button.count():
        button.first.click()
        page.wait_for_url("**/take/**")  # only then are the form's fields there to be counted
        _fill(page, told, files)
        page.locator("main form button[type=submit]").first.click()
    else:
        page.get_by_role("button", name=label, exact=True).first.click()
    page.wait_for_url(f"**{address}*")


def _screened(page: Page, base: str, world: Any) -> Case:
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, base, "dong-office")
    page.goto(f"{base}/screening/")
    page.get_by_role("button", name="开始筛查").click()
    page.wait_for_url("**/screening/*/")
    page.locator("tbody input[name=pk]").first.check()
    page.locator(".bulk-bar button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("ZZ")
    return Case.objects.get(county=world.home.region)


def _reviewed(page: Page, base: str, world: Any, thing: Case) -> None:
    """Two departments pass their item in the browser; the other seven fields have no department here."""
    for at, sign in enumerate(("应急", "生态环境")):
        item = Compliance.objects.get(case=thing, unit__name__contains=sign)
        take(page, base, f"{world.home.region.code}-bureau{at}", COMPLIANCE.address(item), "合规", finding="未发现问题")
    for item in Compliance.objects.filter(case=thing, state="open"):
        REVIEWING.take(by(world.home, "office"), item, "pass", finding="未发现问题")


def test_a_case_goes_from_the_screening_to_the_project_that_gets_its_energy(
    page: Page, ready: Any, live_server: Any, picture: Any, tmp_path: Path
) -> None:
    base, home = live_server.url, ready.home
    thing = _screened(page, base, ready)
    case = CASES.address(thing)
    take(page, base, "dong-town", case, "属地核实", opinion="现场核实属实")
    _reviewed(page, base, ready, thing)
    take(page, base, "dong-office", case, "会审入册", opinion="同意入册")
    promised = (date.today() + timedelta(days=90)).isoformat()
    take(
        page, base, "dong-town", case, "提交一企一策", route="改造提升", measures="更新设备；企业；6个月",
        due_on=promised, expected_land="2", expected_energy="150", lead=str(home.departments[0].pk),
    )  # fmt: skip
    take(page, base, "dong-department", case, "审定方案", opinion="方案可行")
    log_in(page, base, "dong-town")
    page.goto(f"{base}{case}#plan")
    page.locator("#plan [name=percent]").fill("60")
    page.locator("#plan [name=note]").fill("设备进场")
    page.get_by_role("button", name="填报进展").click()
    expect(page.locator("#plan")).to_contain_text("设备进场")
    photo = tmp_path / "photo.png"
    photo.write_bytes(pictures.photo("整治后照片", 1).read())
    take(
        page, base, "dong-town", case, "申请验收", photo, actual_land="2", after_tax_per_mu="6", after_energy="150",
        after_energy_per_value="0.5",
    )  # fmt: skip
    for at in range(3):
        log_in(page, base, f"{home.region.code}-bureau{at}")
        page.goto(f"{base}{case}#acceptance")
        page.get_by_role("button", name="签署意见").click()
        expect(page.locator("#acceptance .lamp-green")).to_have_count(at + 1)
    take(page, base, "dong-office", case, "验收通过", opinion="联合验收合格")
    take(page, base, "dong-office", case, "开始公示", document="公示〔2026〕1号")
    Case.objects.filter(pk=thing.pk).update(publication_ends=date.today() - timedelta(days=1))
    take(page, base, "dong-office", case, "销号", document="纪要〔2026〕1号")
    page.goto(f"{base}{case}#photos")
    expect(page.locator("#photos img")).to_have_count(2)
    # the page's own rules forbid what wait_for_function does; this ends when both pictures are there, or fails
    widths = page.locator("#photos img").evaluate_all(
        "all => Promise.all(all.map(one => one.decode().then(() => one.naturalWidth)))"
    )
    assert widths == [320, 320]
    picture("case-closed")
    _pool(page, base, picture)
    _allocated(page, base, str(home.departments[0].pk), picture)


def _pool(page: Page, base: str, picture: Any) -> None:
    """The books, the indicator and the board have moved."""
    page.goto(f"{base}/ledgers/energy/")
    expect(page.locator("main")).to_contain_text("150")
    page.goto(f"{base}/ledgers/carbon/")
    expect(page.locator("main")).to_contain_text("300")
    page.goto(f"{base}/r/cases/?measure=remediation.high")
    expect(page.locator("tbody tr td.pick")).to_have_count(1)
    page.goto(f"{base}/remediation/board")
    expect(page.locator("main")).to_contain_text("高耗低效企业整治提升")
    picture("clearing-board")


def _allocated(page: Page, base: str, unit: str, picture: Any) -> None:
    """A project gets 100 of the 150 tce; the next one asks for 51 and the gate refuses."""
    addresses = []
    for project, energy in (("高效电机项目", "100"), ("轴承项目", "51")):
        log_in(page, base, "dong-department")
        page.goto(f"{base}/r/allocations/add")
        _fill(page, {"project": project, "unit": unit, "industry": "3812", "energy": energy, "value_added": "5000"})
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/r/allocations/*/")
        addresses.append(page.url.removeprefix(base))
        if energy == "100":
            page.get_by_role("button", name="提交申请").click()
            page.wait_for_url("**/r/allocations/*/")
            take(page, base, "dong-office", addresses[0], "审核通过", opinion="符合条件")
            take(page, base, "dong-office", addresses[0], "审定配置", document="纪要〔2026〕2号")
    page.goto(f"{base}{addresses[1]}#gate")
    expect(page.locator("#gate .lamp-red")).to_have_count(1)
    expect(page.get_by_role("button", name="提交申请")).to_be_disabled()
    expect(page.locator("#gate")).to_contain_text("可用 50，需要 51")
    picture("gate-refuses")
