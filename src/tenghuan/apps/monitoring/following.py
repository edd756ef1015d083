"""Open periods follow the plan: what services call within their own transaction when its items change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.calendar import Duty, duties
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.owing import settle_period
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.plans.models import Plan


def reports_of(period: Period, found: Iterable[Duty]) -> list[Report]:
    """Return the reports that duties of a period call for, not kept yet."""
    return [
        Report(
            period=period,
            item_id=duty.item_id,
            unit_id=duty.unit_id,
            state=State.PENDING if duty.due else State.NOT_DUE,
        )
        for duty in found
    ]


def follow_plan(actor: Actor, plan: Plan, today: date, new: Collection[int] = ()) -> int:
    """Bring open periods in line with the plan's items (inside a service); return how many reports changed."""
    changed = 0
    open_now = Period.objects.filter(plan=plan, locked_at=None, closes_on__gte=today).exclude(pk__in=new)
    for period in open_now:
        found = {duty.item_id: duty for duty in duties(plan, period.at)}
        reports = {report.item_id: report for report in Report.objects.filter(period=period)}
        missing = [duty for item, duty in found.items() if item not in reports]
        Report.objects.bulk_create(reports_of(period, missing), batch_size=500)
        changed += len(missing)
        untouched = (r for r in reports.values() if r.revision == 0 and r.item_id in found)
        for report in untouched:
            if report.unit_id != found[report.item_id].unit_id:
                changed += Report.objects.filter(pk=report.pk, revision=0).update(unit=found[report.item_id].unit_id)
        # retired, or broken down meanwhile: its parts are reported, the whole is their sum
        gone = Report.objects.filter(period=period, revision=0).exclude(item__in=found)
        changed += gone.delete()[0]
        settle_period(actor, period)
    return changed
