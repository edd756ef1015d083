"""Sample figures of past months (示例数据) for a published plan; the present month is open for reporting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.calendar import latest_month
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.parameters import Parameters
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.plans.models import Duty, Indicator, Plan
from tenghuan.pace import Month
from tenghuan.plan.schema import PlanPack
from tenghuan.sampling import Report, sample_reports

SEED = 20220510


def load_reports(actor: Actor, plan: Plan, pack: PlanPack) -> int:
    """Load the history of a plan once, to the month before the one being reported, and open that; return how many."""
    if Period.objects.filter(plan=plan).exists():
        return 0
    years = (plan.end_year or 0) - (plan.start_year or plan.end_year or 0) + 1
    reports = sample_reports(pack, SEED, months=max(years, 3) * 12)
    today = timezone.localdate()
    last = min(_open_now(plan, today), max(Month(report.year, report.month) for report in reports))
    items = _items(plan)
    figures = [
        Figure(items[_key(report)], report.year, report.month, Decimal(str(report.value)))
        for report in reports
        if report.value is not None and _key(report) in items and Month(report.year, report.month) < last
    ]
    count = load_history(actor, plan, figures, note="示例数据")
    open_due_periods(actor, today, plans=[plan])
    return count


def _open_now(plan: Plan, today: date) -> Month:
    return latest_month(Parameters([plan.pk], today).calendar(plan.pk), today)


def _key(report: Report) -> tuple[str, str]:
    return report.kind, report.key


def _items(plan: Plan) -> dict[tuple[str, str], int]:
    """Return (kind, key of the sample report) → item."""
    found = {("indicator", i.key): i.pk for i in Indicator.objects.filter(plan=plan, whole=None)}
    for duty in Duty.objects.filter(plan=plan, whole=None):
        name = str(duty.number) if duty.kind == "task" else duty.section + (f"§{duty.part}" if duty.part else "")
        found[duty.kind, name] = duty.pk
    return found
