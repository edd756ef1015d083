"""The timeline of a thing: what is written to it, and comments."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.models import Event, EventKind
from tenghuan.apps.kit.once import keep, made_by
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


def commented(actor: Actor, thing: models.Model, said: str, once: str) -> Event:
    """Write a comment (inside a service that holds the thing); a form sent twice leads to the one it wrote first."""
    if (made := made_by(once, Event)) is not None:
        nothing_changed()
        return made
    event = write(actor, thing, EventKind.COMMENT, _("意见"), note=said)
    keep(once, event)
    record(thing, after={"comment": said})
    return event


@service("kit.comment", _("发表意见"), locks=("thing",))
def comment(actor: Actor, thing: models.Model, text: str, *, once: str = "") -> Event:
    """Say something to a thing; whoever may see the thing may (the page finds it in the account's scope).

    Args:
        actor: who says it.
        thing: to what.
        text: the comment.
        once: the token of the form; sent twice, the first comment is returned and nothing is added.
    """
    said = text.strip()
    if not said:
        raise InputFault(_("请写明意见内容"))
    if len(said) > LONGEST_COMMENT:
        raise InputFault(_("意见最多 %(n)d 字") % {"n": LONGEST_COMMENT}, remedy=_("请精简，或以附件上传"))
    return commented(actor, thing, said, once)
