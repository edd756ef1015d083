"""Requests of before the platform: what is closed comes in closed, with its days, and nobody owes anything for it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.services.dictionary import by_minutes
from tenghuan.apps.services.models import OVER, Request, State
from tenghuan.errors import InputFault


def begin(thing: Request) -> None:
    """Start the clock of assigning of a new request; one that is closed already has none.

    A request that is open still is answered from now on, whenever it was made.
    """
    now = timezone.now()
    if thing.state == State.ASKED and thing.closed_on is not None:
        thing.state = State.CLOSED  # the day says it
    if thing.state in OVER:
        thing.due_by = None
        thing.closed_at = _moment(thing.closed_on)
    else:
        thing.asked_on = thing.asked_on or timezone.localdate(now)
        thing.due_by = by_minutes(thing.county, "request_assign_minutes", now)
    today = thing.asked_on == timezone.localdate(now)
    thing.asked_at = now if today else _moment(thing.asked_on) or now


def _moment(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))


def hold(thing: Request) -> None:
    """Refuse a past that cannot have been.

    Raises:
        InputFault: with the column that is wrong.
    """
    if thing.state not in (State.ASKED, *OVER):
        raise InputFault(
            _("“%(s)s”的诉求不能用工作簿登记") % {"s": State(thing.state).label},
            remedy=_("办完的填“已结案”和办结日期；在办的环节留空，入库后从分派办起"),
            field="state",
        )
    today = timezone.localdate()
    for name in ("asked_on", "closed_on"):
        day, label = getattr(thing, name), field_of(Request, name).verbose_name
        if day is None and thing.state in OVER:
            told = _("“%(s)s”的须填%(l)s") % {"s": State(thing.state).label, "l": label}
            raise InputFault(told, remedy=_("请补填日期"), field=name)
        if day is not None and day > today:
            raise InputFault(_("%(l)s晚于今天") % {"l": label}, remedy=_("请填实际的日期"), field=name)
    if thing.closed_on is not None and thing.closed_on < thing.asked_on:
        raise InputFault(_("结案日期早于提出日期"), remedy=_("请核对两个日期"), field="closed_on")
    if thing.state == State.ASKED and (thing.outcome or thing.result):
        raise InputFault(
            _("有办理结果，却没有结案"),
            remedy=_("办完的请填结案日期；没有办完的请清空办理结果"),
            field="outcome" if thing.outcome else "result",
        )
