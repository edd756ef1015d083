"""Listening to what happens: a task that is opened, a move by somebody else. In the transaction of what happens."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from tenghuan.apps.kit.models import Event, EventKind, Task
from tenghuan.apps.kit.registry import LOOPS
from tenghuan.apps.notices.habits import wants
from tenghuan.apps.notices.models import Kind, Notice
from tenghuan.apps.notices.telling import holders, tell
from tenghuan.apps.organization.models import Account


def connect() -> None:
    """Listen; a second call changes nothing."""
    post_save.connect(_task_saved, Task, dispatch_uid="notices.task")
    post_save.connect(_event_saved, Event, dispatch_uid="notices.event")


def _task_saved(instance: Task, created: bool, **_told: Any) -> None:
    """A new task is told to whoever holds it, unless the very move that opened it was told to them already."""
    if not created or (instance.role and instance.unit_id is None and not wants(instance.role, Kind.TODO)):
        return
    events = Event.objects.filter(content_type=instance.content_type_id, object_id=instance.object_id)
    last = events.values_list("pk", flat=True).last()
    heard = set(Notice.objects.filter(key=f"event:{last}").values_list("account_id", flat=True)) if last else set()
    accounts = [one for one in holders(instance) if one.pk not in heard]
    due = f"期限 {instance.due}" if instance.due else ""
    tell(accounts, Kind.TODO, instance, f"task:{instance.pk}", instance.title, due, leads=instance)


def _event_saved(instance: Event, created: bool, **_told: Any) -> None:
    """A move is told to those who had a part in the thing before, as returned where it was a step back."""
    if not created or instance.kind != EventKind.MOVE:
        return
    before = Event.objects.filter(
        content_type=instance.content_type_id, object_id=instance.object_id, account__isnull=False
    )
    parts = Account.objects.filter(pk__in=before.values("account"), is_active=True).exclude(pk=instance.account_id or 0)
    kind = Kind.RETURNED if _back(instance) else Kind.HAPPENED
    accounts = list(parts.select_related("wish"))
    if accounts:
        title = f"{instance.label}：{instance.thing}"
        tell(accounts, kind, instance, f"event:{instance.pk}", title, f"{instance.by}　{instance.note}", leads=instance)


def _back(event: Event) -> bool:
    """Tell whether a move was a step back, by the table of the loop that it is of."""
    model = event.content_type.model_class()
    loop = next((one for one in LOOPS.values() if one.model is model), None)
    made = loop.find(event.verb, event.before) if loop is not None else None
    return made is not None and made.danger
