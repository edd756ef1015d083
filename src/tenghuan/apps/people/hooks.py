"""How the registers of people write: each verb leads to the service that guards it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import day
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import holidays
from tenghuan.apps.kit.models import Holiday
from tenghuan.apps.kit.own import Values, called
from tenghuan.apps.organization.models import Account, Region, Seat, SeatRole, Unit
from tenghuan.apps.organization.models.signing import ProposalVerb
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.services import accounts, proposals, seats, units
from tenghuan.errors import InputFault


def account_told(account: Account) -> dict[str, Any]:
    """Return what an account says, by the names of its form."""
    names = ("username", "name", "role", "region", "unit", "enterprise_code")
    return {name: getattr(account, name) for name in names}


def find_account(by: Account, values: Values) -> Account | None:
    """Return the account of that log-in name within the administrator's region."""
    return Account.objects.visible_to(by).filter(username=normal_name(values.get("username"))).first()


def open_account(actor: Actor, values: Values) -> Account:
    """Open an account; a security administrator authorises it."""
    return accounts.open_account(actor, **values)


def change_account(actor: Actor, account: Account, values: Values) -> None:
    """Change whom an account names and where it belongs."""
    accounts.change_account(actor, account, **values)


def disable_account(actor: Actor, account: Account, reason: str) -> str:
    """Take an account out of use; an administrator's waits for a second hand."""
    if account.is_administrator:
        proposals.propose_change(actor, account, ProposalVerb.AUTHORISE, role=account.role, active=False)
        return _("已提出停用，待另一名管理员复核后生效")
    accounts.disable_account(actor, account, reason)
    return _("已停用")


def unit_told(unit: Unit) -> dict[str, Any]:
    """Return what a unit says, by the names of its form."""
    aliases = "、".join(sorted(alias.name for alias in unit.aliases.all()))
    told = {name: getattr(unit, name) for name in ("region", "name", "kind", "parent")}
    return {**told, "aliases": aliases, "active": "true" if unit.active else "false"}


def find_unit(by: Account, values: Values) -> Unit | None:
    """Return the unit of that name in the region that a row names."""
    at = called(Region.objects.visible_to(by), str(values.get("region") or "").strip())[:2]
    # a name that two regions bear finds none: the form says so
    return (
        Unit.objects.filter(region=at[0], name=str(values.get("name") or "").strip()).first() if len(at) == 1 else None
    )


def add_unit(actor: Actor, values: Values) -> Unit:
    """Create a unit with its aliases."""
    return units.create_unit(actor, **values)


def change_unit(actor: Actor, unit: Unit, values: Values) -> None:
    """Bring a unit to what the form says."""
    units.change_unit(actor, unit, **values)


def retire_unit(actor: Actor, unit: Unit, reason: str) -> str:
    """Take a unit out of use."""
    units.retire_unit(actor, unit, reason)
    return _("已停用")


def seat_told(seat: Seat) -> dict[str, Any]:
    """Return a seat with whoever holds it now."""
    now = present(seat)
    told = {"group": seat.group.name, "role": seat.role, "post": seat.post}
    if now is None:
        return {**told, "person": "", "since": None, "account": None}
    return {**told, "person": now.person, "since": now.since, "account": now.account}


def present(seat: Seat) -> Any:
    """Return who holds a seat, None if nobody does."""
    return next((one for one in seat.incumbencies.all() if one.until is None), None)


def find_seat(by: Account, values: Values) -> Seat | None:
    """Return the seat that a row names by group, role and post, in the account's own region."""
    role = next((value for value, label in SeatRole.choices if str(label) == values.get("role")), "")
    own = Seat.objects.visible_to(by).filter(group__region=by.region)
    return own.filter(group__name=values.get("group"), role=role, post=values.get("post")).first()


def seat_successor(actor: Actor, seat: Seat, values: Values) -> None:
    """Let a person take the seat."""
    told = {name: values[name] for name in ("person", "since", "account")}
    seats.seat_incumbent(actor, seat, **told)


def holiday_told(one: Holiday) -> dict[str, Any]:
    """Return what a day says, by the names of its form."""
    return {"day": one.day, "worked": "true" if one.worked else "false", "source": one.source}


def find_holiday(by: Account, values: Values) -> Holiday | None:
    """Return the row of that day."""
    told = day(values.get("day"), otherwise=None)
    return Holiday.objects.filter(day=told).first() if told else None


def set_holiday(actor: Actor, values: Values) -> Holiday:
    """Say of a day whether it is worked."""
    return holidays.set_day(actor, values["day"], worked=values["worked"] == "true", source=values["source"])


def change_holiday(actor: Actor, one: Holiday, values: Values) -> None:
    """Say it anew."""
    holidays.set_day(actor, one.day, worked=values["worked"] == "true", source=values["source"])


def drop_holiday(actor: Actor, one: Holiday, reason: str) -> str:
    """Leave a day to the general calendar again."""
    holidays.drop_day(actor, one, reason)
    return _("已删除，该日按通用日历计算")


def hold_calendar(account: Account | None) -> None:
    """The calendar counts for every county: only the highest region that has a system administrator keeps it.

    Raises:
        InputFault: there is one above.
    """
    if account is None:
        return
    codes = account.region.path.split("/")[:-2]
    above = ["/".join(codes[: at + 1]) + "/" for at in range(len(codes))]
    higher = Account.objects.filter(role=Role.SYSTEM_ADMIN, is_active=True, region__path__in=above).first()
    if higher is not None:
        raise InputFault(
            _("节假日由%(r)s的系统管理员统一维护") % {"r": higher.region}, remedy=_("请把通知转给上级系统管理员")
        )
