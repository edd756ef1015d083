"""Who may act on a county's evaluation, whatever page the call comes from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


def office_of(actor: Actor, county: Region) -> None:
    """Let only the county's own office through (and the platform itself); an office above it reads only."""
    user = actor.user
    if user is not None and (user.role != Role.OFFICE or user.region_id != county.pk):
        raise InputFault(_("您的角色不能办理这一步"), remedy=_("由本县专班办公室办理"))


def town_of(actor: Actor, enterprise: Enterprise) -> None:
    """Let the enterprise's town through, or the county's office in its place."""
    user = actor.user
    if user is None or (user.role == Role.TOWN and user.region_id == enterprise.town_id):
        return
    office_of(actor, enterprise.county)


def enterprise_itself(actor: Actor, enterprise: Enterprise) -> None:
    """Let only the enterprise's own account through; the office notes what came on paper."""
    user = actor.user
    if user is None or (user.role == Role.ENTERPRISE and user.enterprise_code == enterprise.uscc):
        return
    office_of(actor, enterprise.county)
