"""From the bureaus' workbooks to a list that a power company executes, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.organization.models import Region
from tenghuan.reference import towns
from tenghuan.sampling import Manifest, write_sample
from tests.browser.pages import log_in
from tests.world import County, make_county

CODE, YEAR, ENTERPRISES = "330683", 2022, 40
CLEAN_BOOKS = ("land", "power", "science", "environment")  # 统计 comes as two workbooks and is handed in besides
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Picture = Callable[..., Path]


@pytest.fixture
def county(transactional_db: None) -> County:
    """Shengzhou with its real towns, since the sample workbooks name them."""
    province = Region.objects.create(code="33", name="浙江省", level="province")
    city = Region.objects.create(code="3306", name="绍兴市", level="city", parent=province)
    made = make_county(city, CODE, "嵊州市", "shengzhou")
    for town in towns(CODE):
        Region.objects.update_or_create(
            code=town.code, defaults={"name": town.name, "level": "town", "parent": made.region}
        )
    return made


@pytest.fixture
def samples(tmp_path: Path) -> tuple[Path, Manifest, Path]:
    """(folder of the faulty workbooks, their manifest, folder of the same workbooks without faults)."""
    manifest = write_sample("shengzhou", ENTERPRISES, 5, tmp_path / "faulty")
    write_sample("shengzhou", ENTERPRISES, 5, tmp_path / "clean", clean=True)
    return tmp_path / "faulty", manifest, tmp_path / "clean"


def _go(page: Page, button: Locator) -> None:
    """Press a button that posts a form, and wait for the page that answers."""
    with page.expect_navigation():
        button.click()
    assert page.locator("main .alert-danger").count() == 0, page.locator("main .alert-danger").all_inner_texts()


def _hand_in(page: Page, base: str, workbook: Path) -> None:
    page.goto(f"{base}/intake/")
    page.set_input_files("#file", str(workbook))
    _go(page, page.get_by_role("button", name="上传并识别"))
    expect(page.locator("#columns")).to_be_visible()


def _check(page: Page) -> None:
    _go(page, page.get_by_role("button", name="确认并校验"))


def _waive(page: Page, reason: str) -> int:
    """Waive every rule's warnings with a reason; return how many rules."""
    address, waived = page.url.split("?")[0], 0
    rules = page.locator(".list-group a:has(.bg-yellow-lt)")
    for rule in [link.get_attribute("href") for link in rules.all()]:
        page.goto(address + str(rule))
        page.get_by_placeholder("豁免此类全部提醒的理由").fill(reason)
        _go(page, page.get_by_role("button", name=re.compile(r"^豁免此类 \d+ 处$")))
        waived += 1
    return waived


def _commit(page: Page) -> None:
    _go(page, page.get_by_role("button", name="整批入库"))
    expect(page.locator("main")).to_contain_text("已入库")


def _mended(marked: Path, clean: Path, sheet: str, kept: set[str]) -> Path:
    """Put the right values into the marked workbook, as an officer would; ``kept`` cells stand as they are."""
    book, right = load_workbook(marked), load_workbook(clean)[sheet]
    assert "问题清单" in book.sheetnames
    for row in right.iter_rows():
        for cell in row:
            here = book[sheet].cell(cell.row, cell.column)
            if here.value != cell.value and cell.coordinate not in kept:
                here.value = cell.value
    target = marked.with_name("改好的税务数据.xlsx")
    book.save(target)
    return target


def _mend_tax(page: Page, base: str, samples: tuple[Path, Manifest, Path], tmp_path: Path, picture: Picture) -> None:
    """Hand in the faulty tax workbook, mend its errors in the marked copy, let a changed name stand by a waiver."""
    folder, manifest, clean = samples
    name = manifest.file("tax", YEAR)
    planted = [fault for fault in manifest.faults if fault.file == name]
    _hand_in(page, base, folder / name)
    picture("evaluation-configure")
    _check(page)
    faults = page.locator("table.faults")
    for kind in ("code_truncated", "code_check_digit"):
        cell = next(fault.cell for fault in planted if fault.kind == kind)
        expect(faults.locator("tr", has=page.get_by_role("cell", name=cell, exact=True)).first).to_contain_text("错误")
    expect(page.get_by_role("button", name="整批入库")).to_have_count(0)
    picture("evaluation-faults")

    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注了问题的工作簿").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    renamed = {fault.cell for fault in planted if fault.kind == "name_mismatch"}
    assert renamed
    page.set_input_files(".mend-file input", str(_mended(marked, clean / name, planted[0].sheet, renamed)))
    _go(page, page.get_by_role("button", name="上传改好的"))
    expect(page.locator("table.faults .bg-red-lt")).to_have_count(0)
    expect(page.locator("#other")).to_have_count(0)  # the list of problems is no sheet to hand in
    assert _waive(page, "企业已更名，营业执照已核对") >= 1
    expect(page.locator("main")).to_contain_text("校验通过")
    picture("evaluation-mended")
    _commit(page)


def _fill_register(
    page: Page, base: str, samples: tuple[Path, Manifest, Path], tmp_path: Path, picture: Picture
) -> None:
    _folder, manifest, clean = samples
    statistics = [item.name for item in manifest.files if (item.register, item.year) == ("statistics", YEAR)]
    assert len(statistics) == 2
    _hand_in(page, base, clean / manifest.file("base", YEAR))
    _check(page)
    _commit(page)
    _mend_tax(page, base, samples, tmp_path, picture)
    for name in [*statistics, *(manifest.file(register, YEAR) for register in CLEAN_BOOKS)]:
        _hand_in(page, base, clean / name)
        _check(page)
        _waive(page, "已与企业核实")
        _commit(page)
    page.goto(f"{base}/intake/")
    expect(page.locator("tbody tr", has_text="已入库")).to_have_count(8)
    picture("evaluation-batches")


def _open(page: Page, label: str) -> Locator:
    """Unfold a step's form; return the fold."""
    fold = page.locator("details.step-form", has=page.locator("summary", has_text=label))
    fold.locator("summary").click()
    return fold


def _prepare(page: Page, base: str) -> None:
    """A method version from the shipped scheme, and the default policies."""
    page.goto(f"{base}/evaluation/")
    page.locator("main").get_by_role("link", name="新增评价办法").click()
    page.fill("#id_year", str(YEAR))
    _go(page, page.get_by_role("button", name="检查并保存为新版本"))
    expect(page.locator("main")).to_contain_text("嵊州市工业企业亩均效益综合评价")
    page.goto(f"{base}/evaluation/policies/adopt/")
    page.fill("#since", f"{YEAR + 1}-07-01")
    _go(page, page.get_by_role("button", name="采用所勾选的规则"))
    expect(page.locator(".list-table tbody tr", has_text="差别电价").first).to_be_visible()


def _run_and_publish(page: Page, base: str, picture: Picture) -> Run:
    page.goto(f"{base}/evaluation/")
    _go(page, page.get_by_role("button", name="冻结数据，新建批次"))
    _go(page, page.get_by_role("button", name="初评", exact=True))
    expect(page.locator("main .badge", has_text="作废")).to_have_count(0)
    expect(page.locator(".chart canvas, .chart svg").first).to_be_visible()
    picture("evaluation-scored")
    _go(page, page.get_by_role("button", name="送企业确认（一企一单）"))
    _go(page, _open(page, "公示…").get_by_role("button", name="开始公示"))
    expect(page.locator("ol.stepper .here")).to_have_text("公示中")
    picture("evaluation-published")
    return Run.objects.get()


def _objector(run: Run, county: County) -> tuple[Graded, YearFacts]:
    """The last-grade enterprise with the most land of its own; it and its town get the accounts of the county."""
    facts = {row.enterprise_id: row for row in YearFacts.objects.filter(year=YEAR)}
    worst = [line for line in run.graded.filter(grade="D") if facts[line.enterprise_id].land_owned_mu]
    line = max(worst, key=lambda row: facts[row.enterprise_id].land_owned_mu or 0)
    enterprise, town = county.accounts["enterprise"], county.accounts["town"]
    enterprise.enterprise_code = line.enterprise.uscc
    enterprise.save()
    town.region = line.enterprise.town
    town.save()
    return line, facts[line.enterprise_id]


def _object(page: Page, base: str, line: Graded, evidence: Path, picture: Picture) -> str:
    """As the enterprise: object with a text and a proof; return the objection's path."""
    page.goto(f"{base}/evaluation/own/")
    expect(page.locator("h2.page-title, h1").first).to_contain_text(line.name)
    fold = _open(page, "提出异议…")
    fold.locator("textarea").fill("用地面积含已退还政府的地块，请按实际使用面积核减。")
    fold.locator("input[type=file]").set_input_files(str(evidence))
    picture("evaluation-own-sheet")
    _go(page, fold.get_by_role("button", name="提交异议"))
    expect(page.locator("main")).to_contain_text(evidence.name)
    return page.url


def _review(page: Page, address: str, facts: YearFacts, picture: Picture) -> None:
    """As the office: rehearse, accept with the right land area, see before and after."""
    page.goto(f"{address}#review")
    given_back = (facts.land_mu or Decimal(0)) / 2
    page.get_by_role("link", name="试算更正后的名次和档次").click()
    page.fill("input[name=land_owned_mu]", f"{(facts.land_owned_mu or Decimal(0)) - given_back:.4f}")
    page.fill("textarea[name=opinion]", "土地收回协议属实，按实际使用面积更正。")
    _go(page, page.get_by_role("button", name="试算", exact=True))
    expect(page.locator("main")).to_contain_text("试算（未保存）")
    picture("evaluation-rehearsed")
    _go(page, page.get_by_role("button", name="采纳并更正"))
    changed = page.locator("table", has_text="复核后")
    expect(changed.locator("tr.table-warning", has_text="得分")).to_have_count(1)
    expect(changed.locator("tr.table-warning", has_text="名次")).to_have_count(1)
    expect(page.locator("table", has_text="更正值")).to_contain_text("亩")
    picture("evaluation-reviewed")


def _finalise(page: Page, base: str, run: Run, picture: Picture) -> None:
    # time passes: the publication's working days lie behind, which no test can wait for
    run.refresh_from_db()
    month = timedelta(days=30)
    assert run.published_on
    assert run.closes_on
    Run.objects.filter(pk=run.pk).update(published_on=run.published_on - month, closes_on=run.closes_on - month)
    page.goto(f"{base}/evaluation/runs/{run.pk}/")
    _go(page, page.get_by_role("button", name="结束公示，转入复核"))
    fold = _open(page, "审定…")
    fold.locator("#id_finalise_decision_number").fill("嵊亩均办纪要〔2023〕6 号")
    _go(page, fold.get_by_role("button", name="审定并锁定"))
    expect(page.locator("ol.stepper .here")).to_have_text("已审定")
    expect(page.locator("main")).to_contain_text("嵊亩均办纪要〔2023〕6 号")
    picture("evaluation-final")


def _electricity_list(page: Page, base: str, run: Run, tmp_path: Path, picture: Picture) -> list[tuple[Any, ...]]:
    page.goto(f"{base}/evaluation/runs/{run.pk}/policies/")
    page.locator("main a", has_text="差别电价").click()
    expect(page.locator("main")).not_to_contain_text("仅供测算")
    picture("evaluation-electricity")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    download.value.save_as(tmp_path / "electricity.xlsx")
    return [*load_workbook(tmp_path / "electricity.xlsx").active.iter_rows(values_only=True)]


def _lines(rows: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """The rows below the headings, by heading."""
    at = next(n for n, row in enumerate(rows) if "法律政策依据" in row)
    return (dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if any(row))


def test_from_workbooks_to_electricity_list(page, live_server, county, samples, tmp_path, picture):
    base = live_server.url
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, base, "shengzhou-office")
    _fill_register(page, base, samples, tmp_path, picture)
    assert YearFacts.objects.filter(year=YEAR).count() == ENTERPRISES
    _prepare(page, base)
    run = _run_and_publish(page, base, picture)

    line, facts = _objector(run, county)
    evidence = tmp_path / "土地收回协议.pdf"
    evidence.write_bytes(PDF)
    log_in(page, base, "shengzhou-enterprise")
    objection = _object(page, base, line, evidence, picture)

    log_in(page, base, "shengzhou-town")
    page.goto(objection)
    page.get_by_role("link", name="转办公室复核").click()
    page.fill("textarea[name=opinion]", "已到现场核对，地块确已退还。")
    _go(page, page.get_by_role("button", name="转办公室复核"))
    expect(page.locator("main")).to_contain_text("待复核")

    log_in(page, base, "shengzhou-office")
    _review(page, objection, facts, picture)
    line.refresh_from_db()
    assert line.grade in ("A", "B", "C")
    _finalise(page, base, run, picture)

    rows = _electricity_list(page, base, run, tmp_path, picture)
    assert "嵊州市2022年度差别电价清单（供电公司）" in str(rows[0][0])
    listed = [*_lines(rows)]
    final = set(run.graded.filter(grade="D").values_list("enterprise__uscc", flat=True))
    assert final
    assert {row["统一社会信用代码"] for row in listed} == final
    assert line.enterprise.uscc not in final
    for row in listed:
        assert (row["档次"], float(row["标准"]), row["单位"]) == ("D", 0.1, "元/千瓦时")
        assert row["法律政策依据"] == "甬政办发〔2021〕13号配套（宁波）"
        assert row["执行期"].startswith("2023-07-01")
