"""One call of every service of the organization app."""

import time
from datetime import date

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import totp
from tenghuan.apps.organization.models import Group
from tenghuan.apps.organization.services import accounts, factors, first, proposals, seats, units


def _open(world, actor):
    accounts.open_account(
        actor, username="xin", name="新账号", role=Role.LEADER, region=world.home.region, password="Chengtou-2026"
    )


def _seat(world, actor):
    unit = world.home.departments[0]
    group = seats.set_group(actor, world.home.region, "专班", [("leader", "局长", unit)])
    return group.seats.get()


def _succeed(world, actor):
    seat = _seat(world, actor)
    seats.seat_incumbent(actor, seat, person="甲某", since=date(2022, 1, 1))
    seats.seat_incumbent(actor, seat, person="乙某", since=date(2023, 1, 1))
    first, second = seat.incumbencies.order_by("since")
    assert (first.until, second.until) == (date(2022, 12, 31), None)


def _group(world, actor):
    _seat(world, actor)
    assert Group.objects.get().seats.count() == 1


def propose(world, actor, verb="authorise", **more):
    """A change of the county's audit administrator, asked for by whoever acts."""
    return proposals.propose_change(actor, world.home.accounts["audit_admin"], verb, **more)


def _decide(service):
    def run(world, actor):
        service(Actor(account="second", user=world.home.accounts["system_admin"]), propose(world, actor, active=False))

    return run


def confirm(actor, account):
    """Set up one-time passwords; return the secret and the recovery codes."""
    secret = totp.new_secret()
    return secret, factors.confirm_factor(actor, account, secret, totp.code_at(secret, int(time.time() // 30)))


def _use(world, actor):
    _secret, codes = confirm(actor, actor.user)
    assert factors.use_factor(actor, actor.user, codes[0])


def _drop(world, actor):
    confirm(actor, actor.user)
    factors.drop_factor(actor, actor.user)


def _end(world, actor):
    world.client("office")
    assert accounts.end_sessions(actor, world.home.accounts["office"]) == 1


def _first(world, actor):
    account = world.home.accounts["town"]
    token = first.make_link(actor, account).split("/")[-2]
    first.first_password(actor, account, token, "Xinkouling-2027")


SCENARIOS = {
    "organization.propose_change": lambda world, actor: propose(world, actor, active=False),
    "organization.confirm_change": _decide(proposals.confirm_change),
    "organization.decline_change": _decide(proposals.decline_change),
    "organization.confirm_factor": lambda world, actor: confirm(actor, actor.user),
    "organization.renew_codes": lambda world, actor: factors.renew_codes(actor, actor.user),
    "organization.use_factor": _use,
    "organization.drop_factor": _drop,
    "organization.end_sessions": _end,
    "organization.make_link": lambda world, actor: first.make_link(actor, world.home.accounts["town"]),
    "organization.first_password": _first,
    "organization.open_account": _open,
    "organization.authorise_account": lambda world, actor: accounts.authorise_account(
        actor, world.home.accounts["department"], role=Role.LEADER, active=False
    ),
    "organization.change_password": lambda world, actor: accounts.change_password(actor, actor.user, "Xinkouling-2027"),
    "organization.reset_password": lambda world, actor: accounts.reset_password(
        actor, world.home.accounts["town"], "Xinkouling-2027"
    ),
    "organization.unlock_account": lambda world, actor: accounts.unlock_account(actor, actor.user),
    "organization.note_login": lambda world, actor: accounts.note_login(actor, actor.user, "in"),
    "organization.note_failure": lambda world, actor: accounts.note_failure(actor, "nobody"),
    "organization.load_regions": lambda world, actor: units.load_regions(actor, [("99", "新省", "province", "")]),
    "organization.change_account": lambda world, actor: accounts.change_account(
        actor, world.home.accounts["leader"], name="新称呼", region=world.home.region
    ),
    "organization.disable_account": lambda world, actor: accounts.disable_account(
        actor, world.home.accounts["leader"], "离岗"
    ),
    "organization.change_unit": lambda world, actor: units.change_unit(
        actor, world.home.departments[0], name="东县经济和信息化局", kind="department"
    ),
    "organization.retire_unit": lambda world, actor: units.retire_unit(
        actor, units.create_unit(actor, world.home.region, "旧局"), "机构改革撤并"
    ),
    "organization.create_unit": lambda world, actor: units.create_unit(
        actor, world.home.region, "市商务局", aliases=["商务局"]
    ),
    "organization.add_alias": lambda world, actor: units.add_alias(actor, world.home.departments[0], "经信"),
    "organization.set_group": _group,
    "organization.seat_incumbent": _succeed,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "organization.change_account": "same",
    "organization.change_unit": "same",
    "organization.disable_account": "same",
    "organization.retire_unit": "same",
    "organization.add_alias": "same",
    "organization.authorise_account": "same",
    "organization.change_password": "each",
    "organization.reset_password": "each",
    "organization.confirm_factor": "same",
    "organization.drop_factor": "same",
    "organization.end_sessions": "same",
    "organization.note_login": "each",
    "organization.load_regions": "same",
    "organization.make_link": "same",
    "organization.note_failure": "each",
    "organization.unlock_account": "same",
    "organization.renew_codes": "same",
    "organization.use_factor": "same",
    "organization.set_group": "same",
}
