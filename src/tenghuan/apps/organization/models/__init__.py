"""Regions, units, task-force groups with seats, accounts and how they sign in."""

from tenghuan.apps.organization.models.accounts import Account, AccountManager, PasswordMemory
from tenghuan.apps.organization.models.places import (
    Group,
    Incumbency,
    Level,
    Region,
    Seat,
    SeatRole,
    Unit,
    UnitAlias,
    UnitKind,
)
from tenghuan.apps.organization.models.signing import (
    Device,
    Proposal,
    RecoveryCode,
    SecondFactor,
    Session,
    Tries,
)

__all__ = [
    "Account",
    "AccountManager",
    "Device",
    "Group",
    "Incumbency",
    "Level",
    "PasswordMemory",
    "Proposal",
    "RecoveryCode",
    "Region",
    "Seat",
    "SeatRole",
    "SecondFactor",
    "Session",
    "Tries",
    "Unit",
    "UnitAlias",
    "UnitKind",
]
