"""The timeline of a thing: what is written to it, and comments."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit.models import Event, EventKind
from tenghuan.errors import InputFault

LONGEST_COMMENT = 2000


def name_of(actor: Actor) -> str:
    """Return how a timeline names who acted: the person with the unit, or the platform."""
    if actor.user is None:
        return _("平台")
    return "　".join(filter(None, (actor.unit, actor.person)))[:120]


def write(actor: Actor, thing: models.Model, kind: EventKind, label: str, **columns: Any) -> Event:
    """Add a row to the timeline of a thing (inside a service)."""
    return Event.objects.create(
        thing=thing, kind=kind, label=str(label)[:60], account=actor.user, by=name_of(actor), **columns
    )


@service("kit.comment", _("发表意见"))
def comment(actor: Actor, thing: models.Model, text: str) -> Event:
    """Say something to a thing; whoever may see the thing may (the page finds it in the account's scope)."""
    said = text.strip()
    if not said:
        raise InputFault(_("请写明意见内容"))
    if len(said) > LONGEST_COMMENT:
        raise InputFault(_("意见最多 %(n)d 字") % {"n": LONGEST_COMMENT}, remedy=_("请精简，或以附件上传"))
    event = write(actor, thing, EventKind.COMMENT, _("意见"), note=said)
    record(thing, after={"comment": said})
    return event
