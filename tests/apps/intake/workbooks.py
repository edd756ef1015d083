"""Small workbooks as bureaus hand them in, and the way through the pages."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenghuan.apps.intake.models import Batch
from tests.apps.enterprises.scenarios import A, B, C

BASE_HEAD = ["统一社会信用代码", "企业名称", "所属镇街", "行业代码", "是否规上"]
BASE = [
    [A, "甲公司", "dong1镇", "1751", "是"],
    [B, "乙公司", "dong2镇", "1752", "否"],
    [C, "丙公司", "dong1镇", "3311", "是"],
]
TAX_HEAD = ["信用代码", "纳税人名称", "实缴税金（元）"]
TAX = [[A, "甲公司", 1234567.89], [B, "乙公司", 500000], [C, "丙公司", -1000]]


def book(rows: list[list[Any]], sheet: str = "表1", **others: list[list[Any]]) -> bytes:
    """Return an .xlsx with one sheet, and more sheets by name."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        made.set_properties({"created": datetime(2022, 1, 1)})  # the same cells give the same bytes
        for name, cells in {sheet: rows, **others}.items():
            page = made.add_worksheet(name)
            for at, row in enumerate(cells):
                page.write_row(at, 0, row)
    return stream.getvalue()


def base_book(rows: list[list[Any]] | None = None) -> bytes:
    return book([BASE_HEAD, *(rows or BASE)], "企业名录")


def tax_book(rows: list[list[Any]] | None = None, year: int = 2022) -> bytes:
    return book([[f"{year}年度企业税收情况表"], TAX_HEAD, *(rows or TAX)], "税务")


def upload(client, content: bytes, name: str = "表.xlsx", unit: Any = None):
    """Upload a file; return the response."""
    data = {"file": SimpleUploadedFile(name, content)}
    if unit is not None:
        data["unit"] = unit.pk
    return client.post(reverse("intake:upload"), data)


def configuration_form(batch: Batch, **changes: Any) -> dict[str, Any]:
    """Return what the configuration page would post for the proposal."""
    first, last = batch.configuration["header_rows"]
    form: dict[str, Any] = {"verb": "save", "first": first, "last": last}
    if year := batch.configuration["constants"].get("year"):
        form["year"] = year
    for column in batch.configuration["columns"]:
        form[f"field-{column['index']}"] = column["field"]
        if column["unit"]:
            form[f"unit-{column['index']}"] = column["unit"]
    return form | changes


def handed_in(client, content: bytes, name: str = "表.xlsx", unit: Any = None, **changes: Any) -> Batch:
    """Upload, confirm the configuration and (tasks run at once) check; return the batch."""
    response = upload(client, content, name, unit)
    assert response.status_code == 302, response.content.decode()[:2000]
    batch = Batch.objects.order_by("-pk").first()
    response = client.post(reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, **changes))
    assert response.status_code == 302, response.content.decode()[:2000]
    batch.refresh_from_db()
    return batch


def committed(client, content: bytes, name: str = "表.xlsx", unit: Any = None, **changes: Any) -> Batch:
    """Hand in, check and commit a faultless workbook; return the batch."""
    batch = handed_in(client, content, name, unit, **changes)
    assert batch.state == "ready", (batch.state, batch.note, list(batch.faults.values_list("rule", "cell", "message")))
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    batch.refresh_from_db()
    assert batch.state == "committed", (batch.state, batch.note)
    return batch


def sent(client, register: str, rows: list[list[Any]], sheet: str) -> Batch:
    """Upload a list for a register; what may be confirmed of it stands on the next page."""
    file = SimpleUploadedFile(f"{sheet}.xlsx", book(rows, sheet))
    response = client.post(f"{reverse('intake:upload')}?register={register}", {"file": file})
    assert response.status_code == 302, response.content.decode()[:1000]
    return Batch.objects.latest("pk")


def configured(client, batch: Batch, **changes: Any):
    """Confirm a batch as its page proposes it, with changes; return the answer."""
    response = client.post(reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, **changes))
    batch.refresh_from_db()
    return response


def taken_in(client, batch: Batch) -> None:
    """Waive the doubts of a batch without errors and commit it."""
    assert not batch.faults.filter(severity="error").exists(), list(batch.faults.values_list("cell", "message"))
    for fault in batch.faults.all():
        client.post(reverse("intake:waive", args=(batch.pk,)), {"fault": fault.pk, "reason": "已核对原件"})
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    batch.refresh_from_db()
    assert batch.state == "committed", (batch.state, batch.note)
