"""Accounts, units, seats and the calendar on the kit: edit, disable, look up; the guards of the services hold."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tenghuan.apps.kit import workdays
from tenghuan.apps.kit.models import Holiday
from tenghuan.apps.organization.models import Account, Proposal, Unit
from tenghuan.apps.people.registers import ACCOUNTS, HOLIDAYS, SEATS, UNITS
from tests.apps.people.made import make_seat, make_unit
from tests.apps.people.test_opening import sent


def test_a_page_of_accounts_holds_fifty_and_search_goes_through_all(world):
    Account.objects.bulk_create(
        Account(username=f"many{n}", name=f"第{n}号", role="leader", region=world.home.region) for n in range(120)
    )
    client, address = world.client("security_admin"), reverse("accounts:list")
    page = client.get(address)
    assert len(page.context["shown"].object_list) == 50
    found = client.get(address, {"q": "第119号"}).context["shown"].object_list
    assert [one.username for one in found] == ["many119"]
    roles = client.get(address, {"role": "town"}).context["shown"].object_list
    assert {one.role for one in roles} == {"town"}


def _form(account, **more):
    told = {"name": account.name, "region": account.region_id, "unit": account.unit_id or ""}
    return {**told, "enterprise_code": account.enterprise_code, **more}


def test_another_unit_takes_an_account_out_of_use_until_it_is_authorised_again(world):
    client, account = world.client("system_admin"), world.home.accounts["department"]
    address = reverse("accounts:change", args=(account.pk,))
    assert client.post(address, _form(account, name="新称呼")).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.is_active) == ("新称呼", True)
    assert client.post(address, _form(account, unit=world.home.departments[1].pk)).status_code == 302
    account.refresh_from_db()
    assert (account.unit, account.is_active) == (world.home.departments[1], False)


@pytest.mark.parametrize("who", ["system_admin", "security_admin"])
def test_neither_ones_own_account_nor_an_administrators_reach_is_changed_alone(world, who):
    account = world.home.accounts[who]
    form = _form(account, region=world.home.town_regions[0].pk)
    page = world.client("system_admin").post(reverse("accounts:change", args=(account.pk,)), form)
    assert page.status_code == 422
    account.refresh_from_db()
    assert account.region == world.home.region


def test_what_somebody_changed_meanwhile_is_not_overwritten(world):
    client, account = world.client("system_admin"), world.home.accounts["leader"]
    address = reverse("accounts:change", args=(account.pk,))
    seen = client.get(address).context["form"]["seen"].value()
    Account.objects.filter(pk=account.pk).update(name="别人改的")
    page = client.post(address, _form(account, name="我改的", seen=seen))
    assert "刚被他人修改" in page.content.decode()
    assert Account.objects.get(pk=account.pk).name == "别人改的"


def test_the_security_administrator_disables_with_a_reason_and_an_administrator_only_with_a_second_hand(world):
    client = world.client("security_admin")
    leader, other = world.home.accounts["leader"], world.home.accounts["audit_admin"]
    for account, told in ((leader, {"reason": "离岗"}), (other, {"reason": "离岗"})):
        assert client.post(reverse("accounts:retire", args=(account.pk,)), told).status_code == 302
        account.refresh_from_db()
    assert (leader.is_active, other.is_active) == (False, True)
    assert Proposal.objects.get().subject == other
    address = reverse("accounts:retire", args=(leader.pk,))
    assert world.client("system_admin").post(address, {"reason": "离岗"}).status_code == 403


def test_a_unit_is_found_once_by_any_of_its_aliases_and_renamed_keeps_its_old_name(world):
    unit = make_unit(world.home, 7)
    client = world.client("office")
    found = client.get(reverse("units:list"), {"q": "单位7"}).context["shown"].object_list
    assert found == [unit]
    assert client.get(reverse("units:list"), {"q": "7"}).context["shown"].object_list.count(unit) == 1
    form = {"name": "新名局", "kind": "department", "aliases": "7号单位、七局", "active": "true"}
    assert client.post(reverse("units:change", args=(unit.pk,)), form).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "新名局"
    assert {alias.name for alias in unit.aliases.all()} == {"7号单位", "七局", "第7单位"}


def test_a_name_that_another_unit_bears_is_refused(world):
    unit = make_unit(world.home, 7)
    form = {"name": "第7单位", "kind": "department", "aliases": "东县科技局", "active": "true"}
    page = world.client("office").post(reverse("units:change", args=(unit.pk,)), form)
    assert "已是“东县科技局”的名称" in page.content.decode()


def test_a_unit_with_accounts_in_use_stays_in_use(world):
    client = world.client("system_admin")
    taken, free = world.home.departments[0], make_unit(world.home, 8)
    for unit, status in ((taken, 422), (free, 302)):
        answer = client.post(reverse("units:retire", args=(unit.pk,)), {"reason": "撤并到经信局"})
        assert answer.status_code == status
        # what was typed stands there still, with why it was refused
        assert status == 302 or (
            "撤并到经信局" in answer.content.decode() and 'id="refused"' in answer.content.decode()
        )
    assert Unit.objects.get(pk=taken.pk).active
    assert not Unit.objects.get(pk=free.pk).active


def test_a_workbook_brings_units_of_the_office_s_own_region_only(world):
    client = world.client("office")
    told = {"区域": "东县", "名称": "东县商务局", "类型": "部门", "别名": "市商务局、商务局"}
    assert sent(client, UNITS, "commit", told).status_code == 302
    made = Unit.objects.get(name="东县商务局")
    assert {alias.name for alias in made.aliases.all()} == {"市商务局", "商务局"}
    answer = sent(client, UNITS, "commit", {**told, "区域": "西县"})
    assert answer.status_code == 422
    assert Unit.objects.filter(name="东县商务局").count() == 1


def test_successors_are_registered_on_the_page_and_by_workbook(world):
    seat, client = make_seat(world.home, 1), world.client("office")
    address = reverse("seats:change", args=(seat.pk,))
    assert client.post(address, {"person": "乙某", "since": "2023-05-01"}).status_code == 302
    told = {"工作组": "第1组", "角色": "组长", "职务": "局长", "姓名": "丙某", "到任日期": "2024-03-01"}
    assert sent(client, SEATS, "commit", told).status_code == 302
    assert [one.person for one in seat.incumbencies.order_by("since")] == ["甲某", "乙某", "丙某"]
    page = client.get(SEATS.address(seat)).content.decode()
    assert "乙某" in page
    late = sent(client, SEATS, "commit", {**told, "姓名": "丁某", "到任日期": "2020-01-01"})
    assert "接任日期须晚于" in late.context["taken"].faults[0].message
    assert (
        "没有这个席位" in sent(client, SEATS, "commit", {**told, "职务": "没有的"}).context["taken"].faults[0].message
    )
    assert world.client("leader").get(address).status_code == 403


def test_an_imported_holiday_moves_deadlines_at_once(world, django_capture_on_commit_callbacks):
    client, friday = world.client("system_admin"), date(2031, 3, 7)
    assert workdays.deadline(friday, 1) == date(2031, 3, 10)
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(
            client, HOLIDAYS, "commit", {"日期": "2031-03-10", "安排": "放假", "依据": "放假通知"}
        ).status_code == 302  # fmt: skip
    assert workdays.deadline(friday, 1) == date(2031, 3, 11)
    one = Holiday.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("holidays:retire", args=(one.pk,)), {"reason": "有误"}).status_code == 302
    assert workdays.deadline(friday, 1) == date(2031, 3, 10)


def test_only_the_highest_system_administrator_keeps_the_calendar(world):
    above = Account.objects.create(
        username="city-sys", name="市管理员", role="system_admin", region=world.city, must_change_password=False
    )
    form = {"day": "2031-03-10", "worked": "false", "source": "通知"}
    address = reverse("holidays:add")
    assert world.client("system_admin").post(address, form).status_code == 403
    assert not Holiday.objects.exists()
    assert world.client(above).post(address, form).status_code == 302


def test_the_system_administrator_s_lists_are_in_the_menu(world):
    page = world.client("system_admin").get(reverse("accounts:list")).content.decode()
    for key in ("accounts", "units", "proposals", "holidays"):
        assert f'href="{reverse(f"{key}:list")}"' in page
    assert ACCOUNTS.writer_roles == {"system_admin"}
