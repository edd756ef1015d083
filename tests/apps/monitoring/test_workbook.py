"""The month by Excel: what is written can be read again unchanged; every fault has a cell; all or nothing."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.models import Upload
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft
from tenghuan.apps.monitoring.services.uploads import commit_upload, read_upload
from tenghuan.apps.monitoring.states import State
from tenghuan.errors import InputFault
from tests.apps.monitoring.campaigns import TODAY, history

VALUE, ZERO, PHASE, NOTE = 7, 8, 9, 10


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def sheet(campaign, world):
    return world.client("department").get(reverse("monitoring:workbook")).content


def filled(content: bytes, cells: dict[str, dict[int, object]]) -> bytes:
    """The workbook with cells set: item key → column (from 1) → value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["填报"]
    for row in page.iter_rows(min_row=5):
        for column, value in cells.get(str(row[0].value), {}).items():
            page.cell(row[0].row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(campaign, content, name="表.xlsx", role="department"):
    unit = campaign.county.departments[0]
    return read_upload(campaign.actor(role), campaign.period, unit, name, content)


def test_only_number_zero_and_note_are_unlocked(campaign, sheet):
    page = openpyxl.load_workbook(io.BytesIO(sheet))["填报"]
    assert page.protection.sheet
    rows = {row[0].value: row for row in page.iter_rows(min_row=5)}
    assert set(rows) == {"annual", "cumulative", "stock", "level", "task_1"}
    free = [at for at, cell in enumerate(rows["annual"], start=1) if not cell.protection.locked]
    assert free == [VALUE, ZERO, NOTE]
    assert all(cell.protection.locked for cell in rows["level"])  # not due
    assert rows["annual"][4].value == "2022年1月1日至2022年6月末的当年累计数"


def test_what_is_exported_is_imported_unchanged(campaign, world):
    author = campaign.actor("department")
    save_draft(author, campaign.report("annual"), value=Decimal("12.345678"), note="=1+1 不是公式\n第二行", today=TODAY)
    save_draft(author, campaign.report("cumulative"), value=Decimal("123456789012.5"), today=TODAY)
    save_draft(author, campaign.report("task"), value=Decimal(30), phase="blocked", note="-待批", today=TODAY)
    report_zero(author, campaign.report("stock"), today=TODAY)
    content = world.client("department").get(reverse("monitoring:workbook")).content
    upload = read(campaign, content)
    assert (upload.rows, upload.faults) == ([], [])


def test_a_filled_sheet_becomes_drafts(campaign, sheet):
    cells = {"annual": {VALUE: 12, NOTE: "六月"}, "cumulative": {ZERO: "是"}, "stock": {VALUE: "１９０"}}
    upload = read(campaign, filled(sheet, cells))
    assert [row["key"] for row in upload.rows] == ["annual", "cumulative", "stock"]
    assert commit_upload(campaign.actor("department"), upload, today=TODAY) == 3
    annual, zero = campaign.report("annual"), campaign.report("cumulative")
    assert (annual.state, annual.value, annual.note) == (State.DRAFT, 12, "六月")
    assert (zero.state, zero.value, zero.is_zero) == (State.ZERO, 0, True)
    with pytest.raises(InputFault, match="已导入过"):
        commit_upload(campaign.actor("department"), Upload.objects.get(pk=upload.pk), today=TODAY)


@pytest.mark.parametrize(
    ("cells", "cell", "word"),
    [
        ({"annual": {VALUE: "十二"}}, "G5", "不是数字"),
        ({"annual": {VALUE: "33,5"}}, "G5", "只作千位分隔"),
        ({"annual": {VALUE: "1,90"}}, "G5", "只作千位分隔"),
        ({"annual": {VALUE: -3}}, "G5", "不会是负数"),
        ({"annual": {VALUE: 3, ZERO: "是"}}, "H5", "既填了数又填了零报告"),
        ({"annual": {ZERO: "也许"}}, "H5", "只能填“是”"),
        ({"annual": {1: "nobody"}}, "A5", "没有标识为"),
        ({"annual": {1: "cumulative"}}, "A6", "标识重复"),
        ({"annual": {1: None}}, "A5", "没有标识"),
        ({"task_1": {VALUE: 120}}, "G9", "0 到 100"),
        ({"level": {VALUE: 3}}, "G8", "不能改"),
        ({"task_1": {VALUE: 20, PHASE: "差不多"}}, "I9", "没有这种任务状态"),
        ({"task_1": {VALUE: 20, PHASE: "已完成"}}, "G9", "进度却不到 100"),
    ],
)
def test_faults_name_sheet_cell_and_cure(campaign, sheet, cells, cell, word):
    upload = read(campaign, filled(sheet, {**cells, "stock": {VALUE: 190}}))
    fault = next(f for f in upload.faults if word in f["message"])
    assert (fault["sheet"], fault["cell"]) == ("填报", cell)
    assert fault["remedy"]
    with pytest.raises(InputFault, match="处问题"):
        commit_upload(campaign.actor("department"), upload, today=TODAY)
    assert campaign.report("stock").value is None


def test_nothing_is_taken_over_when_one_row_changed_meanwhile(campaign, sheet):
    upload = read(campaign, filled(sheet, {"annual": {VALUE: 12}, "stock": {VALUE: 190}}))
    save_draft(campaign.actor("department"), campaign.report("stock"), value=Decimal(1), today=TODAY)
    with pytest.raises(InputFault, match="您打开之后"):
        commit_upload(campaign.actor("department"), upload, today=TODAY)
    assert campaign.report("annual").value is None
    assert Upload.objects.get(pk=upload.pk).committed_at is None


def test_doubts_are_shown_in_the_preview(campaign, world):
    history(campaign, "cumulative", 2022, {5: "40"})
    sheet = world.client("department").get(reverse("monitoring:workbook"), {"period": campaign.period.pk}).content
    upload = read(campaign, filled(sheet, {"cumulative": {VALUE: 4000}}))
    page = world.client("department").get(reverse("monitoring:upload", args=(upload.pk,))).content.decode()
    assert "10 倍以上" in page


def test_strange_workbooks_are_refused(campaign, sheet):
    other = openpyxl.Workbook()
    out = io.BytesIO()
    other.save(out)
    for content, word in ((out.getvalue(), "没有名为“填报”"), (b"hello", None), (b"", None)):
        with pytest.raises(InputFault, match=word):
            read(campaign, content)
    with pytest.raises(InputFault, match="超过 5 MB"):
        read(campaign, sheet + b"0" * 6_000_000)
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    book["填报"]["G4"] = "数"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(InputFault, match="列标题被改动"):
        read(campaign, out.getvalue())


def test_a_sheet_of_another_unit_or_month_is_refused(campaign, sheet, world):
    second = world.client("department2").get(reverse("monitoring:workbook")).content
    with pytest.raises(InputFault, match="不是“东县经信局”"):
        read(campaign, second)
    with pytest.raises(PermissionDenied):
        read(campaign, sheet, role="department2")


def test_upload_and_commit_on_the_page(campaign, world, sheet):
    client, unit = world.client("department"), campaign.county.departments[0].pk
    content = filled(sheet, {"annual": {VALUE: 12}})
    form = {"period": campaign.period.pk, "unit": unit, "file": SimpleUploadedFile("表.xlsx", content)}
    answer = client.post(reverse("monitoring:read_upload"), form, follow=True)
    upload = Upload.objects.get()
    assert "导入为草稿" in answer.content.decode()
    commit = reverse("monitoring:commit", args=(upload.pk,))
    assert world.client("department2").post(commit).status_code == 403
    assert world.client(world.foreign.accounts["department"]).post(commit).status_code == 404
    assert client.post(commit).status_code == 302
    assert campaign.report("annual").value == 12


def shown_in_per_cent(content: bytes, key: str, value: float) -> bytes:
    """The workbook with a number typed as 45%: a spreadsheet keeps 0.45 and its format."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["填报"].iter_rows(min_row=5):
        if row[0].value == key:
            row[VALUE - 1].value, row[VALUE - 1].number_format = value, "0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_cell_shown_in_per_cent_is_read_as_it_is_shown(campaign, sheet):
    upload = read(campaign, shown_in_per_cent(sheet, "task_1", 0.45))
    assert upload.faults == []
    assert [row["new"] for row in upload.rows if row["new"]] == ["45"]


def test_a_cell_shown_in_per_cent_is_a_fault_where_the_unit_is_another(campaign, sheet):
    upload = read(campaign, shown_in_per_cent(sheet, "annual", 0.45))
    assert ["百分数" in fault["message"] for fault in upload.faults] == [True]


def test_a_comma_before_other_than_three_digits_is_a_fault_at_its_cell(campaign, sheet):
    upload = read(campaign, filled(sheet, {"annual": {VALUE: "33,5"}, "cumulative": {VALUE: "1,234"}}))
    assert ["逗号位置" in fault["message"] for fault in upload.faults] == [True]
    assert upload.faults[0]["cell"].startswith("G")
