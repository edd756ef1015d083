"""Who may act on an assessment, whatever page the call comes from."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import is_platform
from tenghuan.apps.assessment.models import Kind, Result, Scheme
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.further import Further
from tenghuan.apps.monitoring.models import units_of
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


def office_of(actor: Actor, region: Region) -> None:
    """Let only the office of the region that assesses through (and the platform itself)."""
    user = actor.user
    if is_platform(actor) or (user is not None and user.role == Role.OFFICE and user.region_id == region.pk):
        return
    raise InputFault(_("您的角色不能办理这一步"), remedy=_("由组织考核的专班办公室办理"))


def freezing(account: Any, thing: Any) -> Further | None:
    """Return the button that begins the run of a scheme's year, for the office that assesses."""
    if not isinstance(thing, Scheme) or account.role != Role.OFFICE or account.region_id != thing.county_id:
        return None
    return Further(_("冻结考核数据"), "lock", reverse("assessment:freeze", args=(thing.pk,)))


def is_object(account: Any, result: Result) -> bool:
    """Tell whether an account speaks for the object of a result: its unit, or its county's office."""
    if account is None:
        return False
    if result.race.kind == Kind.COUNTIES:
        return bool(account.role == Role.OFFICE and account.region_id == result.county_id)
    return account.role in (Role.DEPARTMENT, Role.TOWN) and result.unit_id in units_of(account)


def object_itself(actor: Actor, result: Result) -> None:
    """Let only the object itself through (and the platform)."""
    if not is_platform(actor) and not is_object(actor.user, result):
        raise InputFault(_("申诉由被考核对象本身提出"))
