"""Take one step of a table of transitions: the right role, from the right state, once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.access.moves import switch
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation.states import Step, step
from tenghuan.errors import InputFault


def move(actor: Actor, thing: models.Model, table: tuple[Step, ...], verb: str, **changes: Any) -> None:
    """Change ``thing.state`` by ``verb`` with further columns, only if the row still stands where it was read.

    Raises:
        InputFault: no such step from this state, a role that may not take it, or somebody was faster.
    """
    taken = step(table, verb, thing.state)
    if taken is None:
        raise InputFault(
            _("“%(t)s”当前为“%(s)s”，不能办理这一步") % {"t": thing, "s": thing.get_state_display()},
            remedy=_("请刷新页面看最新状态"),
        )
    if actor.user is not None and actor.user.role not in taken.roles:
        raise InputFault(_("您的角色不能办理这一步"))
    if not switch(thing, taken.target, **changes):
        raise InputFault(_("该事项刚被他人办理"), remedy=_("请刷新页面看最新状态"))
    thing.refresh_from_db()
