"""Whose record a record is, worked out in Python from the record itself: the oracle of the row scope."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import owner


def sees(account: Any, thing: Any, scope: Any) -> bool:
    """Tell whether an account is to see a record, by the rules of ``docs/guide``: county, then unit or town."""
    if scope.common:
        return True
    region = owner(thing, scope.region)
    town = owner(thing, scope.town) if scope.town else None
    administers = account.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    if administers and not scope.administrators:
        return False
    if account.role == Role.ENTERPRISE:
        return bool(scope.enterprise) and owner(thing, scope.enterprise) == account.enterprise_code
    if account.role == Role.TOWN and scope.town:
        return town is not None and town.pk == account.region_id
    in_region = region.pk == account.region_id or any(up.pk == account.region_id for up in _above(region))
    below = scope.inherit and any(up.pk == region.pk for up in _above(account.region))
    handed = owner(thing, scope.handed) if scope.handed else None
    given = handed is not None and (handed.pk == account.region_id or account.region in _above(handed))
    if not (in_region or below or given):
        return False
    if account.role == Role.DEPARTMENT and scope.unit:
        units = [owner(thing, path) for path in scope.unit]
        return any(getattr(unit, "pk", unit) == account.unit_id for unit in units if unit is not None)
    return True


def _above(region: Any) -> list[Any]:
    found = []
    while region.parent is not None:
        region = region.parent
        found.append(region)
    return found
