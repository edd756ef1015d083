"""Closed months for a county: the last ones, one with a late version, last December with a settled difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing.models import Choice, Closing, Figure, Snapshot
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.closing.rules import open_due, open_month
from tenghuan.apps.closing.settling import settle
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Plan
from tenghuan.pace import Month

MONTHS_CLOSED = 3
GAPS = "示例数据：个别指标月底前未报齐，先行结账"
LATE = "示例数据：牵头单位补报后出新版"
SETTLED = "示例数据：部门年报口径未含新建企业，经会商以台账为准"


def load(actor: Actor, county: Region) -> int:
    """Close a county's last months and last December, once; return how many versions there are new."""
    plan = Plan.objects.filter(region=county, is_current=True).select_related("region", "current_version").first()
    if plan is None or Closing.objects.filter(plan=plan).exists():
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), plan)


def _load(actor: Actor, plan: Plan) -> int:
    months = sorted(Month(*pair) for pair in Period.objects.filter(plan=plan).values_list("year", "month"))
    if len(months) < MONTHS_CLOSED + 1:
        return 0
    december = Month(months[-1].year - 1, 12)
    if december in months:
        _close_with_settlement(actor, plan, december)
    for at in months[-MONTHS_CLOSED - 1 : -1]:
        _close(actor, plan, at, late=at == months[-2])
    open_due(actor, [plan])
    return Snapshot.objects.filter(plan=plan).count()


def _close_with_settlement(actor: Actor, plan: Plan, at: Month) -> None:
    differing = [figure for figure in reckoned(plan, at) if figure.difference]
    if differing:
        settle(actor, differing[0].item, at, Choice.MEASURED, SETTLED)
    _close(actor, plan, at)


def _close(actor: Actor, plan: Plan, at: Month, *, late: bool = False) -> None:
    closing = open_month(actor, plan, at)
    Closing.objects.filter(pk=closing.pk).update(sample=True)
    closing.refresh_from_db()
    held_back = _lower(plan, at) if late else None
    MONTHS.take(actor, closing, "close", gap_reason=GAPS)
    if held_back is not None:
        Report.objects.filter(pk=held_back.pk).update(value=held_back.value)
        MONTHS.take(actor, closing, "renew", reason=LATE)
    _back(closing)


def _lower(plan: Plan, at: Month) -> Report | None:
    """Hold back part of one number that cumulates, and return the report as it was: what comes late."""
    found = Report.objects.filter(
        period__plan=plan,
        period__year=at.year,
        period__month=at.month,
        value__gt=10,
        item__indicator__caliber__in=("annual", "cumulative"),
    )
    report = found.order_by("item__order").first()
    if report is not None and report.value is not None:
        Report.objects.filter(pk=report.pk).update(value=report.value * 9 // 10)
    return report


def _back(closing: Closing) -> None:
    """Put the versions where they would be: the first on the ninth of the next month, the next a week later."""
    after = closing.at.next()
    day = timezone.make_aware(datetime.combine(datetime(after.year, after.month, 9).date(), time(17, 30)))
    for snapshot in closing.snapshots.order_by("version"):
        at = min(day + timedelta(days=7 * (snapshot.version - 1)), timezone.now())
        Snapshot.objects.filter(pk=snapshot.pk).update(known_at=at)
        Closing.objects.filter(pk=closing.pk).update(closed_at=at)
    Figure.objects.filter(snapshot__closing=closing).update(sample=True)
