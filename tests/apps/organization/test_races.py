"""Several officers at the same moment: what is one stays one, nobody sees an error of the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.organization.models import Account, Group, Incumbency, Proposal, RecoveryCode, Unit, UnitAlias
from tenghuan.apps.organization.services import accounts, factors, proposals, seats, units
from tenghuan.errors import InputFault
from tests.apps.organization.scenarios import confirm, propose

pytestmark = pytest.mark.django_db(transaction=True)
PLATFORM = Actor.platform("test")
AT_ONCE = 4


def together(act: Callable[[int], object]) -> list[str]:
    """Run ``act`` in several sessions that start at a barrier; return what became of each."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> str:
        try:
            barrier.wait(timeout=30)
            return "done" if act(number) is not False else "refused"
        except InputFault:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


ONE = ["done", *["refused"] * (AT_ONCE - 1)]


def test_an_account_is_opened_once(world):
    made = together(
        lambda n: accounts.open_account(
            PLATFORM,
            username="Xinren" if n % 2 else "xinren",
            name="新人",
            role="leader",
            region=world.home.region,
            password="Xinkouling-2027",
        )
    )
    assert made == ONE
    assert Account.objects.filter(username="xinren").count() == 1
    assert list(verify()) == []


def test_a_unit_is_made_once(world):
    assert together(lambda n: units.create_unit(PLATFORM, world.home.region, "市商务局")) == ONE
    assert Unit.objects.filter(name="市商务局").count() == 1


def test_an_alias_leads_to_one_unit(world):
    pair = world.home.departments
    together(lambda n: units.add_alias(PLATFORM, pair[n % 2], "经科局"))
    assert UnitAlias.objects.filter(name="经科局").count() == 1


def test_a_group_is_made_once(world):
    together(lambda n: seats.set_group(PLATFORM, world.home.region, "专班", [("leader", "局长", None)]))
    assert Group.objects.get().seats.count() == 1


def test_a_seat_has_one_incumbent(world):
    group = seats.set_group(PLATFORM, world.home.region, "专班", [("leader", "局长", None)])
    seat = group.seats.get()
    together(lambda n: seats.seat_incumbent(PLATFORM, seat, person=f"甲{n}", since=date(2022, 1, 1)))
    assert Incumbency.objects.filter(until=None).count() == 1


def test_a_change_of_an_administrator_is_decided_once(world):
    admin = world.home.accounts["security_admin"]
    made = propose(world, Actor(account=admin.username, user=admin), role="audit_admin", active=True)
    second = world.home.accounts["system_admin"]
    actor = Actor(account=second.username, user=second)
    assert together(lambda n: proposals.confirm_change(actor, Proposal.objects.get(pk=made.pk))) == ONE
    assert Entry.objects.filter(action="organization.confirm_change", kind="organization.account").count() == 1


def test_the_same_change_waits_once(world):
    admin = world.home.accounts["security_admin"]
    actor = Actor(account=admin.username, user=admin)
    assert together(lambda n: propose(world, actor, role="audit_admin")) == ONE
    assert Proposal.objects.count() == 1


def test_a_recovery_code_is_taken_once(world):
    account = world.home.accounts["office"]
    actor = Actor(account=account.username, user=account)
    _secret, codes = confirm(actor, account)
    assert together(lambda n: factors.use_factor(actor, account, codes[0])) == ONE
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def test_the_trail_is_one_chain_whoever_writes_first(world):
    Entry.objects.count()
    together(lambda n: [accounts.note_failure(PLATFORM, f"name{n}") for _ in range(5)])
    assert Head.objects.count() == 1
    assert Head.objects.get().number == Entry.objects.count()
    assert list(verify()) == []
