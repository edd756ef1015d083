"""How tests make units, accounts, seats, changes that wait, and days of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.holidays import set_day
from tenghuan.apps.organization.services.accounts import open_account
from tenghuan.apps.organization.services.proposals import propose_change
from tenghuan.apps.organization.services.seats import seat_incumbent, set_group
from tenghuan.apps.organization.services.units import create_unit
from tests.apps.kit.sheds import actor_of
from tests.world import County

PLATFORM = Actor.platform("test")


def make_unit(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return create_unit(PLATFORM, county.region, f"第{number}单位", aliases=(f"{number}号单位", f"单位{number}"))


def make_account(county: County, number: int, town: int = 0, unit: int = 0, role: str = Role.LEADER) -> Any:
    name = f"{county.region.code}-{number}"
    return open_account(PLATFORM, username=name, name=f"第{number}人", role=role, region=county.region)


def make_seat(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    group = set_group(PLATFORM, county.region, f"第{number}组", [("leader", "局长", county.departments[unit])])
    seat = group.seats.get()
    seat_incumbent(PLATFORM, seat, person="甲某", since=date(2022, 1, 1))
    return seat


def make_proposal(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    subject = make_account(county, number, role=Role.AUDIT_ADMIN)
    return propose_change(
        actor_of(county.accounts["security_admin"]), subject, "authorise", role=Role.AUDIT_ADMIN, active=True
    )


def make_holiday(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return set_day(PLATFORM, date(2031, 1, 1) + timedelta(days=number), worked=False, source=f"第{number}号通知")


MAKERS = {
    "units": make_unit,
    "accounts": make_account,
    "seats": make_seat,
    "proposals": make_proposal,
    "holidays": make_holiday,
}
