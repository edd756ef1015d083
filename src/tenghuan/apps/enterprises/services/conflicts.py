"""A person settles what two bureaus give differently."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, hold_rows, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record
from tenghuan.apps.enterprises.projection import identify, rebuild
from tenghuan.errors import InputFault


def _let_lists_say(enterprise: Enterprise, column: str) -> None:
    """Take back what a person said of a column: whoever decides between two lists goes by the lists."""
    by_hand = {key: value for key, value in enterprise.by_hand.items() if key != column}
    Enterprise.objects.filter(pk=enterprise.pk).update(by_hand=by_hand)


@service("enterprises.settle_conflict", gettext_lazy("裁定数据冲突"))
def settle_conflict(actor: Actor, conflict: Conflict, chosen: Record, reason: str) -> None:
    """Let one of the two records count from now on, with the reason; the facts follow.

    Raises:
        InputFault: the record is none of the two, or no reason is given.
    """
    if chosen.pk not in (conflict.first_id, conflict.second_id):
        raise InputFault(_("所选记录不在冲突双方之中"))
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明采信理由"))
    hold_rows(conflict.enterprise.county, conflict)
    if conflict.chosen_id == chosen.pk and conflict.reason == reason.strip()[:200]:
        nothing_changed()
        return
    before = snapshot(conflict)
    conflict.chosen, conflict.reason = chosen, reason.strip()[:200]
    conflict.settled_by, conflict.settled_at = actor.person or actor.account, timezone.now()
    conflict.save()
    record(conflict, before=before, after=snapshot(conflict))
    if conflict.year is None:
        _let_lists_say(conflict.enterprise, conflict.fact)
        identify(chosen.source, [conflict.enterprise_id])
    else:
        rebuild(chosen.register, conflict.year, [conflict.enterprise_id])
