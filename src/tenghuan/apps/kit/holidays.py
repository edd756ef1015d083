"""Days off and exchanged working days that differ from the general calendar: kept by the system administrator."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import workdays
from tenghuan.apps.kit.models import Holiday
from tenghuan.errors import InputFault


@service("kit.set_holiday", gettext_lazy("登记节假日或调休"))
def set_day(actor: Actor, day: date, *, worked: bool, source: str) -> Holiday:
    """Say of a day whether it is worked, by which notice.

    Raises:
        InputFault: no notice is named.
    """
    if not source.strip():
        raise InputFault(_("请写明依据"), where=str(day), remedy=_("写通知的名称和文号"))
    found = Holiday.objects.select_for_update().filter(day=day).first()
    before = snapshot(found) if found else None
    made, _new = Holiday.objects.update_or_create(day=day, defaults={"worked": worked, "source": source.strip()[:120]})
    after = snapshot(made)
    if before == after:
        nothing_changed()
    else:
        record(made, before=before, after=after)
    transaction.on_commit(workdays.forget)
    return made


@service("kit.drop_holiday", gettext_lazy("删除节假日或调休"))
def drop_day(actor: Actor, one: Holiday, reason: str) -> None:
    """Leave a day to the general calendar again."""
    record(one, before=snapshot(one), after={"reason": reason})
    one.delete()
    transaction.on_commit(workdays.forget)
