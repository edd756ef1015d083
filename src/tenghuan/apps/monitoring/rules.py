"""What a move of a report demands beyond its row of the table, and the columns that follow from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.models import LateException, Period, Report
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.states import State
from tenghuan.errors import InputFault

Told = dict[str, Any]


def unlocked() -> Q:
    """A period that nobody locked, or a report that was reopened after the lock.

    Written without a join: an update through one is not re-checked on PostgreSQL when another was quicker.
    """
    locked_at = Period.objects.filter(pk=OuterRef("period")).values("locked_at")
    free = Period.objects.filter(locked_at=None).values("pk")
    return Q(period__in=free) | Q(returned_at__gt=Subquery(locked_at))


def exceptions_of(period: Period) -> dict[int, date]:
    """Unit → last day of its late exception."""
    return dict(LateException.objects.filter(period=period).values_list("unit_id", "until"))


def demand_open(report: Report, today: date | None, exceptions: dict[int, date] | None = None) -> None:
    """Refuse writing outside the period, unless an exception or the grace after a return allows it."""
    day = today or timezone.localdate()
    allowed = exceptions if exceptions is not None else exceptions_of(report.period)
    if report.accepts(day, allowed):
        return
    if report.period.locked_at is not None:
        raise InputFault(_("%(p)s已锁定") % {"p": report.period}, where=str(report.item), remedy=_("请联系专班办公室"))
    raise InputFault(
        _("%(p)s不在填报期内（%(a)s 至 %(b)s）")
        % {"p": report.period, "a": report.period.opens_on, "b": report.period.closes_on},
        where=str(report.item),
        remedy=_("逾期请向专班办公室申请补报许可"),
    )


def not_own(actor: Actor, report: Report) -> str:
    """Say why whoever entered a number does not approve it."""
    return _("不能审核自己填报的数，请由另一人审核") if report.author == actor.account else ""


def plain(_actor: Actor, _report: Report, _told: Told) -> dict[str, Any]:
    """The reason of an earlier return is done with."""
    return {"reason": ""}


def drafted(actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    """Number, total, note and state of the task as they were typed."""
    demand_open(report, told.get("today"))
    kept = {name: told[name] for name in ("value", "whole", "note", "phase")}
    return {**kept, "is_zero": False, "author": actor.account}


def submitted(actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    """Who handed it in, when, and whether late."""
    if report.value is None:
        raise InputFault(
            _("没有填数"),
            where=str(report.item),
            remedy=_("请填本期数；本期确无发生用“零报告”，没有数不等于零"),
        )
    return {**_handed_in(actor, report, told), "reviewer": ""}


def _handed_in(actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    day = told.get("today") or timezone.localdate()
    demand_open(report, day)
    late = report.late or day > report.period.due_on
    return {"reason": "", "author": actor.account, "submitted_at": timezone.now(), "late": late}


def zeroed(actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    """As handed in; the number that a zero report stands for goes with the caliber."""
    ids = [report.item_id]
    last = last_before(reported(ids).get(report.item_id), report.period.at)
    value = measure.zero_value(report.item, mode_of(modes(ids), report.item_id), report.period.at, last)
    phase = measure.phase_of(report.item, value, report.phase)
    note = told.get("note") or report.note
    return {**_handed_in(actor, report, told), "value": value, "phase": phase, "note": note, "is_zero": True}


def withdrawn(_actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    """Taken back; the number that a zero report stood for goes with it."""
    demand_open(report, told.get("today"))
    return {"reason": "", **({"value": None, "is_zero": False} if report.state == State.ZERO else {})}


def reviewed(actor: Actor, _report: Report, told: Told) -> dict[str, Any]:
    """Who looked at it, and when."""
    return {"reason": told.get("reason", "")[:300], "reviewer": actor.account, "reviewed_at": timezone.now()}


def returned(actor: Actor, report: Report, told: Told) -> dict[str, Any]:
    """As reviewed; the day from which the grace counts."""
    looked = reviewed(actor, report, told)
    return {**looked, "returned_at": looked["reviewed_at"]}
