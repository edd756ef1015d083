"""Guessing is stopped: by account in any spelling, by address, wherever a secret is asked; nobody is kept out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.models import Account, Session, Tries
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.services.accounts import open_account
from tenghuan.apps.organization.sessions import BEGUN
from tenghuan.errors import InputFault
from tests.world import PASSWORD

LOGIN = "/login/"


def _try(client, name="dong-office", password="wrong", **more):
    return client.post(LOGIN, {"username": name, "password": password}, **more)


@pytest.mark.parametrize(
    "spelled", ["DONG-OFFICE", " dong-office ", "ｄｏｎｇ-office", "Dong-Office", "dong\u200b-office"]
)
def test_another_spelling_of_the_name_is_the_same_account(world, client, spelled):
    for _ in range(5):
        _try(client, spelled)
    assert _try(client, password=PASSWORD).status_code == 429
    assert _try(client, spelled, PASSWORD).status_code == 429


def test_one_name_cannot_be_opened_in_two_spellings(world):
    made = Account.objects.create(username="Zhang.San", name="甲", role="leader", region=world.home.region)
    assert made.username == "zhang.san"
    with pytest.raises(InputFault, match="已被使用"):
        open_account(
            Actor.platform("test"), username="ZHANG.san", name="乙", role="leader", region=world.home.region,
            password="Xinkouling-2027",
        )  # fmt: skip
    assert Account.objects.filter(username__iexact="zhang.san").count() == 1


def test_a_refusal_says_when_to_come_back(world, client):
    for _ in range(5):
        answer = _try(client)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 1800


def test_one_address_cannot_try_many_accounts(world, client, settings):
    settings.TRIES_BY_ADDRESS = 8
    codes = [_try(client, f"name{n}").status_code for n in range(10)]
    assert codes[:7] == [200] * 7
    assert codes[8:] == [429, 429]
    # another address is another matter, and the account there as well
    assert _try(client, password=PASSWORD, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_one_connection_of_ipv6_is_one_address(settings):
    assert limits.by_address("2001:db8:1:2::1") == limits.by_address("2001:db8:1:2:ffff::9")
    assert limits.by_address("2001:db8:1:2::1") != limits.by_address("2001:db8:1:3::1")


def test_a_right_password_does_not_set_the_address_back(world, client, settings):
    settings.TRIES_BY_ADDRESS = 4
    for _ in range(3):
        _try(client, "somebody")
    assert _try(Client(), password=PASSWORD).status_code == 302
    _try(client, "somebody")
    assert _try(client, "somebody").status_code == 429


def test_strangers_cannot_keep_the_security_administrator_out(world):
    """The browser they once signed in with is counted apart from strangers' guesses."""
    mine = Client()
    assert _try(mine, "dong-security_admin", PASSWORD).status_code == 302
    mine.post(reverse("organization:logout"))
    stranger = Client()
    for _ in range(6):
        _try(stranger, "dong-security_admin", REMOTE_ADDR="10.1.1.1")
    assert _try(Client(), "dong-security_admin", PASSWORD, REMOTE_ADDR="10.1.1.2").status_code == 429
    assert _try(mine, "dong-security_admin", PASSWORD).status_code == 302


def test_a_known_browser_is_limited_as_well_and_opens_no_other_account(world):
    mine = Client()
    _try(mine, "dong-office", PASSWORD)
    mine.post(reverse("organization:logout"))
    codes = [_try(mine).status_code for _ in range(6)]
    assert codes[-2:] == [429, 429]
    for _ in range(5):
        _try(Client(), "dong-leader", REMOTE_ADDR="10.1.1.1")
    assert _try(mine, "dong-leader", PASSWORD).status_code == 429


def test_the_operator_lifts_a_lock_by_a_command(world, client, capsys):
    for _ in range(5):
        _try(client, "dong-security_admin")
    call_command("unlock", "DONG-security_admin")
    assert _try(client, "dong-security_admin", PASSWORD).status_code == 302
    assert Entry.objects.filter(action="organization.unlock_account", account="system:unlock").count() == 1


def test_a_lock_ends_by_itself(world, client):
    for _ in range(5):
        _try(client)
    Tries.objects.update(since=timezone.now() - timedelta(minutes=31))
    assert _try(client, password=PASSWORD).status_code == 302


def test_counts_do_not_pile_up(world, client):
    for number in range(3):
        _try(client, f"name{number}")
        Tries.objects.update(since=timezone.now() - timedelta(minutes=31))
    _try(client, "another")
    assert set(Tries.objects.values_list("key", flat=True)) <= {"account:another:", "address:127.0.0.1"}


def test_a_locked_account_is_noted_once_and_further_tries_write_nothing(world, client):
    for _ in range(20):
        _try(client)
    noted = Entry.objects.filter(action="organization.note_failure")
    assert [entry.after["outcome"] for entry in noted.order_by("number")] == [*["failed"] * 5, "locked"]


@pytest.mark.django_db(transaction=True)
def test_tries_at_one_moment_are_all_counted(world):
    limit = limits.by_account("dong-office")

    def take(_number):
        try:
            return limits.take(limit)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(take, range(16)))
    close_old_connections()
    assert sum(wait == 0 for wait in waits) == 5


def test_the_old_password_is_not_guessed_either(world):
    client, url = world.client("office"), reverse("organization:password")
    form = {"old_password": "wrong", "new_password1": "Xinkouling-2027", "new_password2": "Xinkouling-2027"}
    assert [client.post(url, form).status_code for _ in range(6)] == [200] * 5 + [429]
    answer = client.post(url, {**form, "old_password": PASSWORD})
    assert (answer.status_code, answer.has_header("Retry-After")) == (429, True)


def test_a_first_password_passes_the_policy(world):
    for weak in ("short", "alllowercaseletters", "xinrenming-A"):
        with pytest.raises(InputFault):
            open_account(
                Actor.platform("test"), username="xinrenming", name="新人", role="leader", region=world.home.region,
                password=weak,
            )  # fmt: skip
    assert not Account.objects.filter(username="xinrenming").exists()


def test_sessions_are_listed_and_ended(world):
    first, second = world.client("office"), world.client("office")
    page = first.get(reverse("organization:sessions")).content.decode()
    assert page.count("本会话") == 1
    assert Session.objects.filter(account=world.home.accounts["office"]).count() == 2
    first.post(reverse("organization:sessions"))
    assert first.get(reverse("organization:groups")).status_code == 200
    assert second.get(reverse("organization:groups")).status_code == 302


def test_the_security_administrator_ends_an_accounts_sessions(world):
    client, subject = world.client("office"), world.home.accounts["office"]
    admin, url = world.client("security_admin"), reverse("organization:account", args=(subject.pk,))
    assert admin.post(url, {"verb": "end"}).status_code == 302
    assert client.get(reverse("organization:groups")).status_code == 302
    own = reverse("organization:account", args=(world.home.accounts["security_admin"].pk,))
    assert admin.post(own, {"verb": "end"}).status_code == 302
    assert admin.get(own).status_code == 200


def test_a_changed_password_ends_the_other_sessions(world):
    first, second = world.client("office"), world.client("office")
    form = {"old_password": PASSWORD, "new_password1": "Xinkouling-2027", "new_password2": "Xinkouling-2027"}
    assert first.post(reverse("organization:password"), form).status_code == 302
    assert first.get(reverse("organization:groups")).status_code == 200
    assert second.get(reverse("organization:groups")).status_code == 302


def test_a_changed_role_signs_the_account_out(world):
    client, subject = world.client("department"), world.home.accounts["department"]
    url = reverse("organization:account", args=(subject.pk,))
    world.client("security_admin").post(url, {"verb": "authorise", "role": "leader", "active": "on"})
    assert client.get("/").url.startswith("/login/")


def test_a_session_ends_at_its_longest_however_busy(world, settings):
    client = world.client("office")
    client.get(reverse("organization:groups"))
    session = client.session
    session[BEGUN] -= settings.SESSION_LIFETIME_SECONDS + 1
    session.save()
    answer = client.get(reverse("organization:groups"))
    assert "ended=old" in answer.url
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_names_have_one_form():
    assert normal_name("  ＡＢ\u200bc\x00 ") == "abc"
    assert normal_name(None) == ""
    assert len(normal_name("x" * 1000)) == 50
