"""The outbox: what waits is claimed by one process, sent, and marked; what was cut off is sent again under its key."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from tenghuan.apps.notices.channels import SENDERS
from tenghuan.apps.notices.habits import habits
from tenghuan.apps.notices.models import Delivery, DeliveryState

log = logging.getLogger(__name__)
AT_ONCE = 100  # messages of one turn
Send = Callable[[Delivery], None]


def deliver(now: datetime | None = None, send: Send | None = None) -> int:
    """Send what is due; return how many were sent.

    Args:
        send: sends one message or raises OSError / ValueError; by default the channel's own.
    """
    sent = 0
    due = Delivery.objects.filter(_free(now or timezone.now())).values_list("pk", flat=True)[:AT_ONCE]
    for pk in list(due):
        held = claim(pk, now or timezone.now())
        if held is not None:
            sent += _one(held, now or timezone.now(), send or SENDERS[held.channel])
    return sent


def _free(now: datetime) -> Q:
    return Q(state=DeliveryState.WAITING, due_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lt=now))


def claim(pk: int, now: datetime) -> Delivery | None:
    """Take a message for sending: one conditional update, so that one process has it; None if another was quicker."""
    token = uuid.uuid4().hex
    until = now + timedelta(seconds=habits()["lease_seconds"])
    mine = Delivery.objects.filter(_free(now), pk=pk).update(token=token, lease_until=until)
    return Delivery.objects.select_related("account__wish").get(pk=pk) if mine else None


def _one(held: Delivery, now: datetime, send: Send) -> int:
    mine = Delivery.objects.filter(pk=held.pk, token=held.token)
    try:
        send(held)
    except (OSError, ValueError) as fault:
        mine.update(**_later(held, now, fault))
        log.warning("delivery %s: %s", held.pk, type(fault).__name__)
        return 0
    return mine.update(state=DeliveryState.SENT, sent_at=now, attempts=F("attempts") + 1, token="", error="")


def _later(held: Delivery, now: datetime, fault: Exception) -> dict[str, object]:
    """Return what is written of a failure: the next time, further off each time; after the last one it is dead."""
    waits = habits()["retry_minutes"]
    told = {"attempts": held.attempts + 1, "error": f"{type(fault).__name__}：{fault}"[:300], "lease_until": None}
    if held.attempts >= len(waits):
        return {**told, "state": DeliveryState.DEAD}
    return {**told, "due_at": now + timedelta(minutes=waits[held.attempts])}
