"""One administrator alone cannot take another's account over, nor make a new administrator."""

import pytest
from django.urls import reverse

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account, Proposal
from tenghuan.apps.organization.services import accounts, proposals
from tenghuan.errors import InputFault
from tests.apps.organization.scenarios import confirm
from tests.world import PASSWORD

NEW = {"new_password1": "Xinkouling-2027", "new_password2": "Xinkouling-2027"}


def _page(world, role, who="security_admin"):
    return world.client(who), reverse("organization:account", args=(world.home.accounts[role].pk,))


def _decide(world, who, verb="confirm"):
    return world.client(who).post(
        reverse("organization:decide_change", args=(Proposal.objects.get().pk,)), {"verb": verb}
    )


def _password_is(world, role, password):
    return Account.objects.get(pk=world.home.accounts[role].pk).check_password(password)


def test_a_reset_of_an_administrator_waits_for_a_second_hand(world):
    client, url = _page(world, "audit_admin")
    assert client.post(url, {"verb": "reset", **NEW}).status_code == 302
    assert _password_is(world, "audit_admin", PASSWORD)
    assert _decide(world, "security_admin").status_code == 422  # whoever asked
    assert _password_is(world, "audit_admin", PASSWORD)
    assert _decide(world, "system_admin").status_code == 302
    assert _password_is(world, "audit_admin", NEW["new_password1"])
    assert Proposal.objects.get().password == ""
    assert _decide(world, "system_admin").status_code == 422  # once


def test_whom_it_concerns_does_not_confirm_it(world):
    client, url = _page(world, "system_admin")
    client.post(url, {"verb": "authorise", "role": "system_admin", "active": "on"})
    assert _decide(world, "system_admin").status_code == 422
    assert _decide(world, "system_admin", "decline").status_code == 422
    assert Proposal.objects.get().state == "waiting"


def test_a_department_is_not_made_an_administrator_by_one(world):
    client, url = _page(world, "department")
    client.post(url, {"verb": "authorise", "role": "audit_admin", "active": "on"})
    assert Account.objects.get(pk=world.home.accounts["department"].pk).role == "department"
    assert _decide(world, "system_admin").status_code == 302
    assert Account.objects.get(pk=world.home.accounts["department"].pk).role == "audit_admin"


def test_what_is_declined_changes_nothing(world):
    client, url = _page(world, "audit_admin")
    client.post(url, {"verb": "authorise", "role": "audit_admin"})
    assert _decide(world, "system_admin", "decline").status_code == 302
    assert Account.objects.get(pk=world.home.accounts["audit_admin"].pk).is_active
    assert _decide(world, "system_admin").status_code == 422


def test_one_change_waits_once(world):
    client, url = _page(world, "audit_admin")
    form = {"verb": "authorise", "role": "audit_admin"}
    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 422
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("who", ["office", "audit_admin", "leader"])
def test_only_system_and_security_administrators_decide(world, who):
    client, url = _page(world, "audit_admin")
    client.post(url, {"verb": "authorise", "role": "audit_admin"})
    assert _decide(world, who).status_code == 403


def test_another_countys_administrator_does_not_decide(world):
    client, url = _page(world, "audit_admin")
    client.post(url, {"verb": "authorise", "role": "audit_admin"})
    foreign = world.client(world.foreign.accounts["system_admin"])
    address = reverse("organization:decide_change", args=(Proposal.objects.get().pk,))
    assert foreign.post(address, {"verb": "confirm"}).status_code == 404


def test_the_services_themselves_refuse_a_lone_hand(world):
    admin = world.home.accounts["security_admin"]
    actor = Actor(account=admin.username, user=admin)
    with pytest.raises(InputFault, match="两名管理员"):
        accounts.reset_password(actor, world.home.accounts["audit_admin"], NEW["new_password1"])
    with pytest.raises(InputFault, match="两名管理员"):
        accounts.authorise_account(actor, world.home.accounts["leader"], role="system_admin", active=True)
    with pytest.raises(InputFault, match="自己"):
        proposals.propose_change(actor, admin, "reset", password=NEW["new_password1"])


def test_a_lost_phone_of_an_administrator_needs_two(world):
    subject = world.home.accounts["audit_admin"]
    confirm(Actor(account=subject.username, user=subject), subject)
    client, url = _page(world, "audit_admin")
    client.post(url, {"verb": "drop_factor"})
    subject.refresh_from_db()
    assert hasattr(subject, "second_factor")
    _decide(world, "system_admin")
    assert not hasattr(Account.objects.get(pk=subject.pk), "second_factor")
