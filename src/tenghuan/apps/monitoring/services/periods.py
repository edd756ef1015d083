"""Periods: opened by the calendar, or by the office for a month that was missed; late exceptions; locking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.monitoring.calendar import duties, latest_periods, months_to_open
from tenghuan.apps.monitoring.changes import demand_office, fresh
from tenghuan.apps.monitoring.following import follow_plan, reports_of
from tenghuan.apps.monitoring.models import LateException, Period, Report
from tenghuan.apps.monitoring.moving import take, take_all
from tenghuan.apps.monitoring.owing import settle_period
from tenghuan.apps.monitoring.parameters import Parameters
from tenghuan.apps.monitoring.shares import break_down
from tenghuan.apps.monitoring.states import EDITABLE, State
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.organization.queries import hold_answering
from tenghuan.apps.plans.models import Plan
from tenghuan.errors import InputFault
from tenghuan.pace import Month


@service("monitoring.open_due_periods", _lazy("按日历开放填报期"))
def open_due_periods(actor: Actor, today: date | None = None, plans: Iterable[Plan] | None = None) -> list[Period]:
    """Open every period that the calendar asks for by ``today``, with a report for each item; again changes nothing.

    Periods that are open follow the plan: items added since get their report, untouched reports follow a change
    of the lead unit.
    """
    day = today or timezone.localdate()
    wanted = list(plans) if plans is not None else list(Plan.objects.filter(is_current=True))
    parameters = Parameters([plan.pk for plan in wanted], day)
    known, opened, changed = latest_periods(plan.pk for plan in wanted), [], 0
    for plan in wanted:
        broken = break_down(plan)
        if broken:
            record(plan, label=_("统称牵头的事项分解到镇街"), after={"items": broken})
        for month, days in months_to_open(plan, parameters.calendar(plan.pk), day, known.get(plan.pk)):
            opened.append(_open(actor, plan, month, days))
        changed += follow_plan(actor, plan, day, {period.pk for period in opened})
    if not opened and not changed:
        nothing_changed()
    elif not opened:
        record("monitoring.period", label=_("填报事项随方案更新"), after={"reports": changed})
    return opened


@service("monitoring.open_period", _lazy("补开往月"))
def open_period(actor: Actor, plan: Plan, year: int, month: int, closes_on: date, today: date | None = None) -> Period:
    """Open a month by hand (补报往月): from today until ``closes_on``; a month that is there is opened again."""
    demand_office(actor, plan)
    day = today or timezone.localdate()
    if not 1 <= month <= 12 or date(year, month, 1) > day:
        raise InputFault(_("不能开放以后的月份"), remedy=_("请选择今天以前的月份"))
    first, last = plan.start_year or year, plan.end_year or year
    if not first <= year <= last:
        raise InputFault(
            _("%(y)d 年不在方案期（%(a)d—%(b)d）内") % {"y": year, "a": first, "b": last},
            remedy=_("请选方案期内的月份"),
        )
    if closes_on < day:
        raise InputFault(_("截止日早于今天"), remedy=_("请重选截止日"))
    period = Period.objects.filter(plan=plan, year=year, month=month).first()
    if period is None:
        return _open(actor, plan, Month(year, month), (day, closes_on, closes_on))
    if period.locked_at is not None:
        raise InputFault(_("%(p)s已锁定") % {"p": period}, remedy=_("如需更正，请对单项“解锁退回”"))
    before = snapshot(period)
    period.closes_on = closes_on
    period.opens_on = min(period.opens_on, day)
    period.due_on = min(max(period.due_on, period.opens_on), closes_on)
    period.save()
    settle_period(actor, period)
    record(period, before=before, after=snapshot(period))
    return period


def _open(actor: Actor, plan: Plan, month: Month, days: tuple[date, date, date]) -> Period:
    opens, due, closes = days
    period = Period.objects.create(
        plan=plan, year=month.year, month=month.month, opens_on=opens, due_on=due, closes_on=closes
    )
    made = Report.objects.bulk_create(reports_of(period, duties(plan, month)), batch_size=500)
    settle_period(actor, period)
    record(period, after={**snapshot(period), "reports": len(made)}, label=f"{plan} {period}")
    return period


@service("monitoring.grant_late", _lazy("准予补报"))
def grant_late(actor: Actor, period: Period, unit: Unit, *, until: date, reason: str) -> LateException:
    """Let a unit report on a closed period until a day; granted again, the later word holds."""
    demand_office(actor, period.plan)
    if not reason.strip():
        raise InputFault(_("须写明补报理由"), remedy=_("请写明理由"))
    if period.locked_at is not None:
        raise InputFault(_("%(p)s已锁定") % {"p": period}, remedy=_("锁定后不能补报，可对单项“解锁退回”"))
    if until < timezone.localdate():
        raise InputFault(_("补报截止日早于今天"), remedy=_("请重选日期"))
    if not Report.objects.filter(period=period, unit=unit).exists():
        raise InputFault(_("%(u)s在%(p)s没有填报任务") % {"u": unit, "p": period}, remedy=_("请核对单位"))
    old = LateException.objects.filter(period=period, unit=unit).first()
    before = snapshot(old) if old else None
    exception = old or LateException(period=period, unit=unit)
    exception.until, exception.reason, exception.granted_by = until, reason.strip()[:200], actor.account
    exception.save()
    record(exception, before=before, after=snapshot(exception), label=f"{period} {exception}")
    return exception


@service("monitoring.lock_period", _lazy("锁定填报期"))
def lock_period(actor: Actor, period: Period) -> int:
    """Lock a month: its approved numbers are final, nobody reports on it any more; return how many were locked.

    What waits for review must be decided first; what was never reported stays missing, it does not become zero.
    """
    demand_office(actor, period.plan)
    # hold the row first: a report that is being handed in at this moment is counted, or finds the period locked
    Period.objects.select_for_update().get(pk=period.pk)
    waiting = Report.objects.filter(period=period, state__in=(State.SUBMITTED, State.ZERO)).count()
    if waiting:
        raise InputFault(_("还有 %(n)d 项待审") % {"n": waiting}, where=str(period), remedy=_("请先审核或退回"))
    now = timezone.now()
    if not Period.objects.filter(pk=period.pk, locked_at=None).update(locked_at=now, locked_by=actor.account):
        raise InputFault(_("%(p)s已锁定") % {"p": period}, remedy=_("请刷新页面"))
    record(period, before={"locked_at": None}, after={"locked_at": now, "locked_by": actor.account})
    period.locked_at, period.locked_by = now, actor.account
    approved = fresh(Report.objects.filter(period=period, state=State.APPROVED).values_list("pk", flat=True))
    locked = take_all(actor, approved, "lock")
    settle_period(actor, period)
    return locked


@service("monitoring.require", _lazy("要求填报"))
def require(actor: Actor, report: Report) -> Report:
    """Ask for a number that the calendar does not ask for this month (a year-end figure in mid-year)."""
    take(actor, report, "require")
    return report


@service("monitoring.assign", _lazy("改派填报单位"))
def assign(actor: Actor, report: Report, unit: Unit) -> Report:
    """Give a report that nothing was entered for to another unit (a collective lead, a lead without an account)."""
    demand_office(actor, report.period.plan)
    hold_answering(unit, report.period.plan.region)
    before = {"unit_id": report.unit_id}
    done = Report.objects.filter(pk=report.pk, revision=report.revision, state__in=(*EDITABLE, State.NOT_DUE))
    if report.value is not None or not done.update(unit=unit, revision=report.revision + 1):
        raise InputFault(_("已有填报内容，不能改派"), where=str(report.item), remedy=_("请先退回或清空"))
    report.unit, report.revision = unit, report.revision + 1
    timeline.write(actor, report, EventKind.CHANGE, _("改派填报单位"), note=str(unit))
    settle_period(actor, report.period)
    record(report, before=before, after={"unit_id": unit.pk})
    return report
