"""Who may act on a county's evaluation, whatever page the call comes from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who, any_of, is_platform
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


def office_of(actor: Actor, county: Region) -> None:
    """Let only the county's own office through (and the platform itself); an office above it reads only."""
    user = actor.user
    if is_platform(actor) or (user is not None and user.role == Role.OFFICE and user.region_id == county.pk):
        return
    raise InputFault(_("您的角色不能办理这一步"), remedy=_("由本县专班办公室办理"))


def enterprise_itself(actor: Actor, sheet: Any) -> None:
    """Let only the enterprise's own account through; the office notes what came on paper."""
    if not any_of((Who.ENTERPRISE, Who.OFFICE), actor, sheet):
        raise InputFault(_("您的角色不能办理这一步"), remedy=_("由企业本身办理，专班办公室可代为登记"))
