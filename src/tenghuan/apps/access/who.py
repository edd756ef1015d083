"""Who may do a thing, in one vocabulary: loops and registers name a :class:`Who`, one function says who is one.

A :class:`Who` is a relation to a thing, not a role alone: the office *of its county*, the town *it lies in*. The
paths from a thing to its owners are those of its :class:`~tenghuan.apps.access.scope.Scope`, so that whose row it
is stands in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import Scope, scope_of

PLATFORM_PREFIX = "system:"


class Who(models.TextChoices):
    OFFICE = "office", _("本级专班办公室")
    TOWN = "town", _("属地乡镇（街道）")
    UNIT = "unit", _("责任单位")
    FILER = "filer", _("填报单位")
    RECEIVER = "receiver", _("承接单位")
    ENTERPRISE = "enterprise", _("企业本身")
    AUTHOR = "author", _("经办人本人")
    SYSTEM_ADMIN = "system_admin", _("本区域系统管理员")
    SECURITY_ADMIN = "security_admin", _("本区域安全管理员")
    PLATFORM = "platform", _("平台")


# whom a page must let in for its service to find one among them
ROLES: dict[Who, frozenset[Role]] = {
    Who.OFFICE: frozenset({Role.OFFICE}),
    Who.TOWN: frozenset({Role.TOWN}),
    Who.UNIT: frozenset({Role.DEPARTMENT, Role.TOWN, Role.OFFICE}),
    Who.FILER: frozenset({Role.DEPARTMENT, Role.TOWN, Role.OFFICE}),
    Who.RECEIVER: frozenset({Role.DEPARTMENT, Role.TOWN, Role.OFFICE}),
    Who.ENTERPRISE: frozenset({Role.ENTERPRISE}),
    Who.AUTHOR: frozenset({Role.OFFICE, Role.DEPARTMENT, Role.TOWN, Role.ENTERPRISE}),
    Who.SYSTEM_ADMIN: frozenset({Role.SYSTEM_ADMIN}),
    Who.SECURITY_ADMIN: frozenset({Role.SECURITY_ADMIN}),
    Who.PLATFORM: frozenset(),
}


class Acting(Protocol):
    """What is asked of an actor: the account's name and the account, None for the platform."""

    @property
    def account(self) -> str: ...

    @property
    def user(self) -> Any: ...


def roles_of(whos: Iterable[Who]) -> frozenset[Role]:
    """Return the roles that a page must admit so that each of ``whos`` can reach it."""
    return frozenset().union(*(ROLES[who] for who in whos))


def owner(thing: models.Model, path: str) -> Any:
    """Follow a lookup path (``graded__run__county``) from a thing to its owner; None where a step is empty."""
    found: Any = thing
    for step in path.split("__") if path else ():
        if found is None:
            return None
        found = getattr(found, step)
    return found


def is_platform(actor: Acting) -> bool:
    """Tell whether the platform itself acts; an actor without an account is nobody otherwise."""
    return actor.user is None and actor.account.startswith(PLATFORM_PREFIX)


def is_one(who: Who, actor: Acting, thing: models.Model) -> bool:
    """Tell whether the actor stands in the relation ``who`` to the thing."""
    if who is Who.PLATFORM or actor.user is None:
        return who is Who.PLATFORM and is_platform(actor)
    account = actor.user
    return account.is_active and account.role in ROLES[who] and _stands(who, account, thing, scope_of(type(thing)))


def _stands(who: Who, account: Any, thing: models.Model, scope: Scope) -> bool:
    if who is Who.OFFICE:
        region = owner(thing, scope.region)
        return region is not None and region.pk == account.region_id
    if who in (Who.SYSTEM_ADMIN, Who.SECURITY_ADMIN):
        return _governs(account, thing, scope)
    if who is Who.TOWN:
        town = owner(thing, scope.town) if scope.town else None
        return town is not None and town.pk == account.region_id
    if who is Who.FILER:
        return bool(thing.is_filed_by(account))  # type: ignore[attr-defined]  # what has a filer says who that is
    if who is Who.UNIT:
        return account.unit_id is not None and account.unit_id in _units(thing, scope)
    if who is Who.RECEIVER:
        return _receives(account, thing, scope)
    if who is Who.ENTERPRISE:
        return bool(scope.enterprise and account.enterprise_code) and (
            owner(thing, scope.enterprise) == account.enterprise_code
        )
    return getattr(thing, "made_by_id", None) == account.pk


def _receives(account: Any, thing: models.Model, scope: Scope) -> bool:
    """What was handed down is a unit's (a town's: whoever reports for the town), else the region's office's."""
    units, region = _units(thing, scope), owner(thing, scope.handed) if scope.handed else None
    if not units:
        return account.role == Role.OFFICE and region is not None and region.pk == account.region_id
    if account.role == Role.TOWN and account.unit_id is None:
        return region is not None and region.pk == account.region_id
    return account.role != Role.OFFICE and account.unit_id in units


def _governs(account: Any, thing: models.Model, scope: Scope) -> bool:
    """Administrators govern the subtree of their region, and what is nobody's own."""
    region = None if scope.common else owner(thing, scope.region)
    return scope.common or (region is not None and region.path.startswith(account.region.path))


def _units(thing: models.Model, scope: Scope) -> set[Any]:
    found = (owner(thing, path) for path in scope.unit or scope.duty)
    return {unit.pk if isinstance(unit, models.Model) else unit for unit in found if unit is not None}


def any_of(whos: Iterable[Who], actor: Acting, thing: models.Model) -> bool:
    """Tell whether the actor is any of ``whos`` to the thing; the platform may do whatever people may."""
    return is_platform(actor) or any(is_one(who, actor, thing) for who in whos)
