"""From a gap list into the reserve: the title's record is opened for whoever looks after it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation import gaps
from tenghuan.apps.cultivation.models import Title
from tenghuan.apps.cultivation.titles import TITLES
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tenghuan.laddering.kinds import kind


def reserve(actor: Actor, enterprise: Enterprise, title: str) -> Title:
    """Take an enterprise into the reserve of a title; a department does so for itself.

    Raises:
        InputFault: there is no such title, or the enterprise has it or seeks it already.
    """
    told = kind("titles", title)
    if title in gaps.held_by(enterprise, timezone.localdate()):
        raise InputFault(_("已有有效的“%(t)s”") % {"t": told.name}, where=enterprise.name)
    if gaps.registered(enterprise, title):
        raise InputFault(_("企业档案登记为规上企业，不再列入“%(t)s”储备") % {"t": told.name}, where=enterprise.name)
    unit = actor.user.unit if actor.user is not None and actor.user.role == Role.DEPARTMENT else None
    values = {"enterprise": enterprise, "kind": title, "unit": unit}
    made: Title = records.add(actor, TITLES, enterprise.county, values)
    return made
