"""Whom an account names and how far it reaches: opened, moved, taken out of use; passwords that do not come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.limits import Limit
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.passwords import CharacterClasses, Length, NotLikeTheAccount
from tenghuan.apps.organization.queries import county_above, find_regions, units_at, way_down
from tenghuan.apps.organization.services.accounts import (
    authorise_account,
    change_account,
    change_password,
    disable_account,
    open_account,
)
from tenghuan.errors import InputFault

PLATFORM = Actor.platform("test")
WORDS = ("Yi-kouling-01", "Er-kouling-02", "San-kouling-03", "Si-kouling-04", "Wu-kouling-05", "Liu-kouling-06")


@pytest.fixture
def officer(world) -> Account:
    return world.home.accounts["department"]


@pytest.fixture
def admin(world) -> Actor:
    account = world.home.accounts["system_admin"]
    return Actor(account=account.username, user=account)


class TestOpened:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"role": Role.DEPARTMENT}, "部门账号须指定单位"),
            ({"role": Role.ENTERPRISE}, "企业账号须填统一社会信用代码"),
            ({"role": Role.LEADER, "password": "short"}, "口令"),
            ({"role": Role.LEADER, "username": "DONG-office"}, "登录名 dong-office 已被使用"),
        ],
    )
    def test_what_a_role_lacks_is_said_with_its_cure(self, world, told, words):
        columns = {"username": "xin", "name": "新账号", "region": world.home.region, **told}
        with pytest.raises(InputFault, match=words) as caught:
            open_account(PLATFORM, **columns)
        assert caught.value.remedy
        assert not Account.objects.filter(name="新账号").exists()

    def test_a_unit_goes_with_the_county_of_the_region(self, world):
        for county, ok in ((world.home, True), (world.neighbour, False), (world.foreign, False)):
            told = {
                "name": "新账号",
                "role": Role.DEPARTMENT,
                "region": world.home.region,
                "unit": county.departments[0],
            }
            if ok:
                assert open_account(PLATFORM, username="xin", **told).unit == county.departments[0]
            else:
                with pytest.raises(InputFault, match="不在所选区域"):
                    open_account(PLATFORM, username="xin2", **told)

    def test_without_a_password_nobody_gets_in_and_it_is_out_of_use(self, world):
        made = open_account(PLATFORM, username=" Xin ", name="新账号", role=Role.LEADER, region=world.home.region)
        assert (made.username, made.is_active, made.has_usable_password()) == ("xin", False, False)


class TestMoved:
    def test_another_reach_must_be_authorised_anew_and_another_name_need_not(self, world, admin, officer):
        place = {"region": officer.region, "unit": officer.unit}
        change_account(admin, officer, name="改名", **place)
        officer.refresh_from_db()
        assert (officer.name, officer.is_active) == ("改名", True)
        change_account(admin, officer, name="改名", region=officer.region, unit=world.home.departments[1])
        officer.refresh_from_db()
        assert (officer.unit, officer.is_active) == (world.home.departments[1], False)

    def test_the_same_again_writes_nothing(self, admin, officer):
        before = Entry.objects.count()
        change_account(admin, officer, name=officer.name, region=officer.region, unit=officer.unit)
        assert Entry.objects.count() == before

    def test_nobody_moves_oneself_and_no_administrator_is_moved(self, world, admin):
        with pytest.raises(InputFault, match="不能修改自己的账号"):
            change_account(admin, admin.user, name="我", region=world.home.region)
        other = world.home.accounts["audit_admin"]
        change_account(admin, other, name="审计员", region=other.region)
        with pytest.raises(InputFault, match="管理员账号不能改区域和单位"):
            change_account(admin, other, name="审计员", region=world.neighbour.region)
        other.refresh_from_db()
        assert other.region == world.home.region

    def test_an_account_goes_out_of_use_once_with_its_reason(self, admin, officer):
        disable_account(admin, officer, "调离")
        officer.refresh_from_db()
        assert not officer.is_active
        told = [row.after for row in Entry.objects.filter(action="organization.disable_account")]
        assert {"reason": "调离"} in told
        with pytest.raises(InputFault, match="账号已停用"):
            disable_account(admin, officer, "调离")
        authorise_account(admin, officer, role=officer.role, active=True)
        officer.refresh_from_db()
        assert officer.is_active


class TestPasswords:
    def test_of_the_last_ones_none_comes_back_and_an_older_one_may(self, officer):
        """Five are remembered beside the present one."""
        for word in WORDS:
            change_password(PLATFORM, officer, word)
        for word in WORDS:
            with pytest.raises(ValidationError, match="最近 5 次用过"):
                change_password(PLATFORM, officer, word)
        change_password(PLATFORM, officer, "Qi-kouling-07")
        change_password(PLATFORM, officer, WORDS[0])
        assert check_password(WORDS[0], officer.password)

    @pytest.mark.parametrize(
        ("word", "fits"),
        [
            ("abcABC123", True),
            ("abcdefgh1", False),
            ("abcABCDEF", False),
            ("口令abc123", True),  # a sign that is neither letter nor digit
            ("ABC-123", True),
            ("", False),
        ],
    )
    def test_three_kinds_of_signs_are_asked(self, word, fits):
        if fits:
            CharacterClasses().validate(word)
            return
        with pytest.raises(ValidationError, match="至少 3 类"):
            CharacterClasses().validate(word)

    @pytest.mark.parametrize(("length", "fits"), [(9, False), (10, True)])
    def test_the_least_length_is_enough(self, length, fits):
        if fits:
            Length(10).validate("a" * length)
            return
        with pytest.raises(ValidationError, match="至少 10 位"):
            Length(10).validate("a" * length)

    def test_a_password_is_not_the_name(self, officer):
        with pytest.raises(ValidationError, match="相近"):
            NotLikeTheAccount().validate(officer.username + "1", officer)


class TestTries:
    KEY = Limit("account:test:", 3)

    def test_so_many_tries_are_allowed_and_the_next_one_after_the_window(self, db, monkeypatch):
        now = timezone.now()
        monkeypatch.setattr(limits.timezone, "now", lambda: now)
        assert [limits.take(self.KEY) for _try in range(3)] == [0, 0, 0]
        wait = limits.take(self.KEY)
        assert 0 < wait <= limits.window().total_seconds()
        assert limits.waiting(self.KEY) == wait
        monkeypatch.setattr(limits.timezone, "now", lambda: now + limits.window() - timedelta(seconds=1))
        assert limits.take(self.KEY) == 1
        monkeypatch.setattr(limits.timezone, "now", lambda: now + limits.window())
        assert (limits.waiting(self.KEY), limits.take(self.KEY)) == (0, 0)

    def test_a_try_that_is_given_back_is_free_again(self, db):
        for _try in range(3):
            limits.take(self.KEY)
        limits.give_back(self.KEY)
        assert (limits.take(self.KEY), limits.take(self.KEY) > 0) == (0, True)
        assert limits.forget(self.KEY) == 1
        limits.give_back(self.KEY)  # of nothing
        assert limits.take(self.KEY) == 0

    def test_an_account_is_unlocked_on_every_device_and_no_other_with_it(self, db):
        for device in ("", "a", "b"):
            limits.take(limits.by_account("zhang", device))
        limits.take(limits.by_account("zhangsan"))
        assert limits.unlock("zhang") == 3
        assert limits.unlock("zhangsan") == 1


class TestPlaces:
    def test_a_way_leads_from_ones_own_region_down(self, world):
        town = world.home.town_regions[0]
        steps = way_down(world.prefecture, town)
        assert [(step.above.name, step.taken.name if step.taken else None) for step in steps] == [
            ("甲市", "东县"), ("东县", town.name),
        ]  # fmt: skip
        assert [one.name for one in steps[0].choices] == ["东县", "西县"]
        own = way_down(world.home.accounts["office"], town)
        assert [step.above.name for step in own] == ["东县"]

    def test_what_lies_outside_is_not_found(self, world):
        office = world.home.accounts["office"]
        assert [region.name for region, _place in find_regions(office, "县")] == ["东县"]
        assert [region.name for region, _place in find_regions(world.prefecture, "县")] == ["东县", "西县"]
        assert find_regions(office, "北") == find_regions(office, "  ") == []
        ((town, place),) = find_regions(world.prefecture, "dong1")
        assert place == f"甲市 · 东县 · {town.name}"

    def test_units_go_with_a_region_from_its_county_down(self, world):
        office = world.home.accounts["office"]
        towns = world.home.town_regions
        names = [set(units_at(office, region)) for region in (world.home.region, towns[0])]
        assert names[0] == {*world.home.departments, *world.home.towns}
        assert names[1] == {*world.home.departments, world.home.towns[0]}
        assert county_above(towns[1]) == world.home.region
        assert county_above(world.city) is None
