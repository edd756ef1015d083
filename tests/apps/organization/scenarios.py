"""One call of every service of the organization app."""

from datetime import date

from tenghuan.apps.access.roles import Role
from tenghuan.apps.organization.models import Group
from tenghuan.apps.organization.services import accounts, first, seats, units


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


def _first(world, actor):
    account = world.home.accounts["town"]
    token = first.make_link(actor, account).split("/")[-2]
    first.first_password(actor, account, token, "Xinkouling-2027")


SCENARIOS = {
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
    "organization.create_unit": lambda world, actor: units.create_unit(
        actor, world.home.region, "市商务局", aliases=["商务局"]
    ),
    "organization.add_alias": lambda world, actor: units.add_alias(actor, world.home.departments[0], "经信"),
    "organization.set_group": _group,
    "organization.seat_incumbent": _succeed,
}
