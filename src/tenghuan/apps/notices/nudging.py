"""催办: the office reminds whoever owes something; seen in the timeline of the thing, once a day and task."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.further import Further
from tenghuan.apps.kit.models import EventKind, Task
from tenghuan.apps.notices.models import Kind, Notice
from tenghuan.apps.notices.telling import holders, tell
from tenghuan.apps.organization.queries import county_above
from tenghuan.errors import InputFault

NUDGE = gettext_lazy("催办")


def may_nudge(account: Any, task: Task) -> bool:
    """Tell whether an account may nudge whoever holds a task: the office of its county, not for what it owes itself."""
    if account.role != Role.OFFICE or task.closed_at is not None:
        return False
    own = task.role == Role.OFFICE and task.unit_id is None and task.account_id is None
    return not own and (county_above(task.region) or task.region).pk == account.region_id


def button(account: Any, thing: models.Model) -> Further | None:
    """Return the button that nudges whoever holds a task."""
    if not isinstance(thing, Task) or not may_nudge(account, thing):
        return None
    from django.urls import reverse

    return Further(NUDGE, "message", reverse("notices:nudge", args=(thing.pk,)))


@service("notices.nudge", gettext_lazy("催办"), locks=("task",))
def nudge(actor: Actor, task: Task, words: str) -> list[Notice]:
    """Remind whoever holds a task, in the officer's words; told by every channel that they have for it.

    Raises:
        InputFault: not the office of its county, it is done, it was nudged today already, or nobody holds it.
    """
    if actor.user is None or not may_nudge(actor.user, task):
        raise InputFault(_("只能由本级专班办公室催办他人的在办事项"), where=str(task))
    key = f"nudge:{task.pk}:{timezone.localdate()}"
    if Notice.objects.filter(key=key).exists():
        raise InputFault(_("今天已经催办过"), where=str(task), remedy=_("请明天再催，或升级督办"))
    note = "　".join(filter(None, (timeline.name_of(actor), words.strip())))
    new = tell(holders(task), Kind.NUDGE, task, key, task.title, note, leads=task)
    if not new:
        raise InputFault(_("承办单位还没有可接收消息的账号"), where=str(task), remedy=_("请联系系统管理员开立账号"))
    if task.thing is not None:
        to = str(task.account or task.unit or f"{task.region}{task.get_role_display()}")
        timeline.write(actor, task.thing, EventKind.CHANGE, str(NUDGE), note=f"{to}：{task.title}　{words.strip()}")
    record(task, after={"nudged": str(timezone.localdate()), "words": words.strip()[:200]})
    return new
