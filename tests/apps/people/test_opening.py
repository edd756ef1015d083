"""Accounts opened one by one and by workbook: faults at their cells, one link each, nothing taken in by halves."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.exchange import field_list
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services.accounts import authorise_account
from tenghuan.apps.people.registers import ACCOUNTS
from tenghuan.reading.workbooks import template
from tests.apps.kit.sheds import actor_of

LABELS = ("登录名", "姓名或称呼", "拟任角色", "区域", "单位", "统一社会信用代码（企业账号）")


def book(register: Any, *rows: dict[str, str]) -> SimpleUploadedFile:
    """The register's template with rows filled in, by the labels of its columns."""
    page = openpyxl.load_workbook(io.BytesIO(template(field_list(register))))
    sheet = page.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for at, row in enumerate(rows, start=2):
        for label, value in row.items():
            sheet.cell(at, columns[label], value)
    out = io.BytesIO()
    page.save(out)
    return SimpleUploadedFile("开户.xlsx", out.getvalue())


def sent(client: Client, register: Any, verb: str, *rows: dict[str, str], **more: Any) -> Any:
    address = reverse(f"{register.key}:import")
    return client.post(address, {"file": book(register, *rows), "verb": verb}, **more)


def row(username: str, **more: str) -> dict[str, str]:
    return {"登录名": username, "姓名或称呼": f"甲{username}", "拟任角色": "责任部门", "区域": "东县", **more}


GOOD = (row("xin1", 单位="东县经信局"), {**row("xin2", 区域="dong1镇"), "拟任角色": "乡镇（街道）"})


def test_a_workbook_opens_accounts_and_gives_each_a_link_that_works_once_authorised(world):
    client = world.client("system_admin")
    answer = sent(client, ACCOUNTS, "commit", *GOOD)
    listed = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    links = {
        str(line[0].value): str(cell.value)
        for line in listed.iter_rows()
        for cell in line
        if str(cell.value).startswith("http://")
    }
    assert set(links) == {"xin1", "xin2"}
    one = Account.objects.get(username="xin1")
    assert (one.is_active, one.unit, one.has_usable_password()) == (False, world.home.departments[0], False)
    stranger = Client()
    assert stranger.get(links["xin1"]).status_code == 404  # nobody authorised it yet
    authorise_account(actor_of(world.home.accounts["security_admin"]), one, role=one.role, active=True)
    form = {"new_password1": "Xinkouling-2027", "new_password2": "Xinkouling-2027"}
    assert stranger.post(links["xin1"], form).status_code == 302
    assert stranger.get(links["xin1"]).status_code == 404
    assert stranger.login(username="xin1", password="Xinkouling-2027")
    assert Entry.objects.filter(action="organization.open_account").count() == 2


def test_checking_makes_nothing_and_finds_what_taking_in_finds(world):
    client = world.client("system_admin")
    answer = sent(client, ACCOUNTS, "check", *GOOD, HTTP_HX_REQUEST="true")
    assert "将新增 2" in answer.content.decode()
    assert not Account.objects.filter(username__startswith="xin").exists()
    assert not Entry.objects.filter(action="organization.open_account").exists()


BAD = (
    (row("xin3", 单位="东县经信局"), ""),
    (row("xin4", 单位="西县经信局"), "没有登记或不在管辖范围内"),
    (row("xin5"), "部门账号须指定单位"),
    (row("错", 单位="东县经信局"), ""),
    (row("xin6", 区域="北县"), "没有登记或不在管辖范围内"),
    ({**row("xin7", 单位="东县经信局"), "拟任角色": "皇帝"}, ""),
    (row("xin3", 单位="东县经信局"), "与第 2 行重复"),
)


def test_each_fault_stands_at_its_row_and_nothing_is_taken_in(world):
    client = world.client("system_admin")
    answer = sent(client, ACCOUNTS, "commit", *(told for told, _fault in BAD))
    assert answer.status_code == 422
    faults = answer.context["taken"].faults
    assert {one.row for one in faults} == {3, 4, 5, 6, 7, 8}  # the headings stand in row 1, a good row in 2
    assert all(one.cell and one.message for one in faults)
    for at, (_told, words) in enumerate(BAD):
        if words:
            assert any(words in one.message for one in faults if one.row == 2 + at)
    assert not Account.objects.filter(username__startswith="xin").exists()


def test_the_faults_are_written_into_the_workbook(world):
    answer = sent(world.client("system_admin"), ACCOUNTS, "mark", row("xin5"), row("xin8", 单位="没有的局"))
    marked = openpyxl.load_workbook(io.BytesIO(answer.content))
    comments = [cell.comment.text for line in marked.worksheets[0].iter_rows() for cell in line if cell.comment]
    assert any("没有的局" in text for text in comments)
    assert any("部门账号须指定单位" in text for text in comments)


def test_a_workbook_changes_names_and_never_roles(world):
    client, leader = world.client("system_admin"), world.home.accounts["leader"]
    told = {"登录名": leader.username, "姓名或称呼": "新称呼", "拟任角色": "县领导（只读）", "区域": "东县"}
    assert sent(client, ACCOUNTS, "commit", told).status_code == 302
    leader.refresh_from_db()
    assert (leader.name, leader.is_active) == ("新称呼", True)
    answer = sent(client, ACCOUNTS, "commit", {**told, "拟任角色": "专班办公室"})
    assert "不能由工作簿修改" in answer.context["taken"].faults[0].message


def test_what_goes_out_comes_back_and_changes_nothing(world):
    client = world.client("system_admin")
    whole = client.get(reverse("accounts:whole")).content
    file = SimpleUploadedFile("账号.xlsx", whole)
    answer = client.post(reverse("accounts:import"), {"file": file, "verb": "check"})
    taken = answer.context["taken"]
    assert [one.message for one in taken.faults] == []
    assert (len(taken.made), len(taken.changed), taken.same) == (0, 0, Account.objects.filter(
        region__path__startswith=world.home.region.path).count())  # fmt: skip


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "office"])
def test_only_the_system_administrator_opens_accounts(world, role):
    client = world.client(role)
    assert client.get(reverse("accounts:import")).status_code == 403
    assert client.get(reverse("accounts:add")).status_code == 403


def test_a_file_that_is_no_workbook_is_refused_in_words(world):
    client = world.client("system_admin")
    file = SimpleUploadedFile("开户.xlsx", b"not a workbook")
    answer = client.post(reverse("accounts:import"), {"file": file, "verb": "check"})
    assert answer.status_code == 422
    assert client.post(reverse("accounts:import"), {"verb": "check"}).status_code == 422


def test_a_new_account_without_a_password_shows_its_link_once(world):
    client = world.client("system_admin")
    form = {"username": "xin9", "name": "新人", "role": "leader", "region": world.home.region.pk, "once": "t"}
    page = client.post(reverse("accounts:add"), form)
    assert page.status_code == 200
    assert "/first/" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    one = Account.objects.get(username="xin9")
    assert "/first/" not in client.get(ACCOUNTS.address(one)).content.decode()
