"""Log-in with lock-out, password policy, idle time-out, separated administrators."""

import time

import pytest
from django.urls import reverse

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services.accounts import open_account
from tenghuan.apps.organization.sessions import SEEN
from tenghuan.errors import InputFault
from tests.world import PASSWORD

LOGIN = "/login/"


def test_login_and_trail(world, client):
    response = client.post(LOGIN, {"username": "DONG-office", "password": PASSWORD})
    assert response.status_code == 302
    assert Entry.objects.filter(action="organization.note_login", account="dong-office").count() == 1


def test_five_failures_lock_the_account_and_the_security_administrator_unlocks(world, client):
    for _ in range(5):
        response = client.post(LOGIN, {"username": "dong-office", "password": "wrong"})
    assert response.status_code == 429
    assert client.post(LOGIN, {"username": "dong-office", "password": PASSWORD}).status_code == 429
    assert Entry.objects.filter(action="organization.note_failure").count() >= 4
    subject = world.home.accounts["office"]
    world.client("security_admin").post(reverse("organization:account", args=(subject.pk,)), {"verb": "unlock"})
    assert client.post(LOGIN, {"username": "dong-office", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("new", "allowed"),
    [("short-1A", False), ("alllowercaseletters", False), (PASSWORD, False), ("Xinkouling-2027", True)],
)
def test_password_policy(world, new, allowed):
    client = world.client("office")
    response = client.post(
        reverse("organization:password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert (response.status_code == 302) is allowed


def test_an_earlier_password_does_not_come_back(world):
    client, url = world.client("office"), reverse("organization:password")

    def change(old, new):
        return client.post(url, {"old_password": old, "new_password1": new, "new_password2": new}).status_code

    assert change(PASSWORD, "Xinkouling-2027") == 302
    assert change("Xinkouling-2027", PASSWORD) == 200


def test_demo_password_must_change_outside_the_demonstration(world, settings):
    account = world.home.accounts["office"]
    account.must_change_password = True
    account.save()
    client = world.client(account)
    settings.DEMO = False
    response = client.get(reverse("organization:groups"))
    assert response.status_code == 302
    assert response.url == reverse("organization:password")
    settings.DEMO = True
    assert client.get(reverse("organization:groups")).status_code == 200


def test_idle_session_ends(world, settings):
    client = world.client("office")
    client.get(reverse("organization:groups"))
    session = client.session
    session[SEEN] = time.time() - settings.IDLE_TIMEOUT_SECONDS - 1
    session.save()
    response = client.get(reverse("organization:groups"))
    assert response.status_code == 302
    assert "ended=idle" in response.url


def test_administrators_do_not_overlap(world):
    subject = world.home.accounts["department"]
    url = reverse("organization:account", args=(subject.pk,))
    assert world.client("system_admin").post(url, {"verb": "unlock"}).status_code == 403
    assert world.client("security_admin").get(reverse("accounts:add")).status_code == 403
    assert world.client("audit_admin").get(url).status_code == 403
    assert world.client("system_admin").get(reverse("audit:entries")).status_code == 403
    assert world.client("audit_admin").get(reverse("audit:entries")).status_code == 200


def test_faults_of_a_password_are_said_in_chinese(world):
    url = reverse("organization:password")
    page = world.client("office").post(url, {"old_password": PASSWORD, "new_password1": "a", "new_password2": "a"})
    assert "口令至少 10 位" in page.content.decode()
    assert "password" not in page.context["form"].errors.as_text().replace("new_password", "")


def test_an_address_that_only_takes_forms_says_so(world):
    response = world.client("audit_admin").get(reverse("audit:check"))
    assert response.status_code == 405
    assert "不能直接打开" in response.content.decode()


def test_a_day_that_is_none_is_passed_over(world):
    assert world.client("audit_admin").get(reverse("audit:entries"), {"since": "2020-13-40"}).status_code == 200


@pytest.fixture
def place(world):
    """Ask for the choice of region as an account does, by default the county's own system administrator."""

    def ask(account="system_admin", **query):
        return world.client(account).get(reverse("organization:place"), query)

    return ask


def test_a_region_is_chosen_level_by_level_within_ones_own(world, place):
    page = world.client("system_admin").get(reverse("accounts:add")).content.decode()
    assert page.count("<option") < 30
    steps = place(at=world.home.region.code).context["steps"]
    assert [step.above for step in steps] == [world.home.region]
    assert steps[0].choices == world.home.town_regions
    town = place(at=world.home.town_regions[1].code)
    assert f'name="region" value="{world.home.town_regions[1].pk}"' in town.content.decode()
    assert town.context["steps"][0].taken == world.home.town_regions[1]
    for outside in (world.foreign.region, world.home.region.parent):
        assert place(at=outside.code).status_code == 404


def test_a_province_is_gone_down_from_the_top(world, place):
    top = world.home.region.parent.parent
    admin = world.home.accounts["system_admin"]
    admin.region = top
    admin.save()
    assert [step.above for step in place(at=top.code).context["steps"]] == [top]
    steps = place(at=world.home.town_regions[0].code).context["steps"]
    assert [step.above for step in steps] == [top, world.home.region.parent, world.home.region]
    assert [step.taken for step in steps][-1] == world.home.town_regions[0]
    found = place(q=world.home.region.name).content.decode()
    assert f"{world.home.region.parent.name} · {world.home.region.name}" in found


def test_regions_are_found_by_name_and_code_within_ones_own(world, place):
    assert world.home.town_regions[0].name in place(q="dong1").content.decode()
    assert world.home.region.name in place(q=world.home.region.code).content.decode()
    assert "没有名称或代码含" in place(q=world.foreign.region.name).content.decode()
    assert place(q="  ").content.decode().strip() == ""


def test_units_go_with_the_region(world, place):
    units = set(place(at=world.home.town_regions[0].code).context["units"])
    assert units == {*world.home.departments, world.home.towns[0]}
    assert set(place(at=world.home.region.code).context["units"]) == {*world.home.departments, *world.home.towns}


def test_an_account_keeps_its_choice_when_something_else_is_wrong(world):
    client, url = world.client("system_admin"), reverse("accounts:add")
    town, unit = world.home.town_regions[1], world.home.towns[1]
    form = {"username": "x", "name": "新人", "role": "town", "region": town.pk, "unit": unit.pk, "password": PASSWORD}
    page = client.post(url, form).content.decode()
    assert f'name="region" value="{town.pk}"' in page
    assert f'value="{unit.pk}" selected' in page
    answer = client.post(url, {**form, "username": "xinren"})
    assert answer.status_code == 302
    assert Account.objects.get(username="xinren").region == town
    outside = client.post(url, {**form, "username": "xinren2", "region": world.foreign.region.pk})
    assert outside.status_code == 422
    assert not Account.objects.filter(username="xinren2").exists()


def test_a_unit_of_another_county_does_not_go_with_the_region(world):
    with pytest.raises(InputFault, match="不在所选区域"):
        open_account(
            Actor.platform("test"),
            username="xinren",
            name="新人",
            role="department",
            region=world.home.region,
            unit=world.neighbour.departments[0],
            password=PASSWORD,
        )


def test_password_rules_are_told_in_one_word(world):
    page = world.client("office").get(reverse("organization:password")).content.decode()
    assert "口令不得与登录名、姓名相近" in page
    assert "密码" not in page


@pytest.mark.parametrize(("new", "word"), [("dong-office-A", "相近"), ("1234567890", "常见")])
def test_a_refused_password_is_told_why_in_the_same_words(world, new, word):
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    page = world.client("office").post(reverse("organization:password"), form).content.decode()
    assert word in page
    assert "密码" not in page
