"""What accounts and administrators change about notices: wishes, and what did not get through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.notices.models import Delivery, DeliveryState, Wish
from tenghuan.errors import InputFault

WISHED = ("mail", "muted", "mail_kinds", "digest", "quiet_from", "quiet_until")


@service("notices.wish", gettext_lazy("修改消息设置"))
def wish(actor: Actor, told: Mapping[str, Any]) -> Wish:
    """Keep what an account wishes of its own notices.

    Raises:
        InputFault: quiet hours have a beginning without an end, or the other way round.
    """
    if (told["quiet_from"] is None) != (told["quiet_until"] is None):
        raise InputFault(_("免打扰的开始和结束须同时填写"), remedy=_("都留空的，按平台默认"))
    found, _made = Wish.objects.get_or_create(account=actor.user)
    before = snapshot(found, WISHED)
    for name in WISHED:
        setattr(found, name, told[name])
    found.save()
    record(found, before=before, after=snapshot(found, WISHED))
    return found


@service("notices.retry", gettext_lazy("重发未送达消息"))
def retry(actor: Actor, delivery: Delivery) -> None:
    """Send again what did not get through, from the beginning of its tries."""
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "due_at": timezone.now(), "lease_until": None, "error": ""}
    if not Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(**fresh):
        raise InputFault(_("这条消息已在发送"), where=str(delivery))
    record(delivery, before={"state": DeliveryState.DEAD}, after={"state": DeliveryState.WAITING})
