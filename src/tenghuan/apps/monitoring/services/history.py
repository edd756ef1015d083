"""Numbers of past months that were approved before the platform came: taken over in one go, locked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.monitoring.calendar import Duty, duties
from tenghuan.apps.monitoring.changes import demand_office
from tenghuan.apps.monitoring.measure import by_percent
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.parameters import Parameters
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.plans.models import Item, Plan
from tenghuan.pace import Month


class Figure(NamedTuple):
    """One number of the past: item, month, value in the reporting caliber (per cent for tasks)."""

    item_id: int
    year: int
    month: int
    value: Decimal
    note: str = ""


@service("monitoring.load_history", _lazy("载入往月数据"))
def load_history(actor: Actor, plan: Plan, figures: Iterable[Figure], *, note: str, today: date | None = None) -> int:
    """Take over figures of months that have no period yet, as locked reports; return how many.

    Months that are on the platform already are left alone, so that doing it twice changes nothing.
    ``note`` (where the figures come from, 示例数据) stands beside each.
    """
    demand_office(actor, plan)
    known = {period.at for period in Period.objects.filter(plan=plan)}
    by_month: dict[Month, dict[int, Figure]] = {}
    for figure in figures:
        month = Month(figure.year, figure.month)
        if month not in known:
            by_month.setdefault(month, {})[figure.item_id] = figure
    calendar = Parameters([plan.pk], today or timezone.localdate()).calendar(plan.pk)
    percents = {i.pk for i in Item.objects.filter(plan=plan).select_related("indicator") if by_percent(i)}
    units = duties(plan, Month(1, 1))
    count = 0
    for month, found in sorted(by_month.items()):
        opens, due, closes = calendar.days(month)
        period = Period(plan=plan, year=month.year, month=month.month, opens_on=opens, due_on=due, closes_on=closes)
        period.locked_at, period.locked_by = timezone.now(), actor.account
        period.save()
        given = [(duty, found[duty.item_id]) for duty in units if duty.item_id in found]
        reports = [_report(period, duty, figure, actor.account, note, percents) for duty, figure in given]
        count += len(Report.objects.bulk_create(reports, batch_size=500))
    if count:
        record(plan, after={"figures": count, "months": len(by_month), "note": note})
    else:
        nothing_changed()
    return count


def _report(period: Period, duty: Duty, figure: Figure, account: str, note: str, percents: set[int]) -> Report:
    value = Decimal(str(figure.value)).quantize(Decimal("0.000001"))
    if duty.item_id in percents:
        value = min(max(value, Decimal(0)), Decimal(100))
    words = "；".join(part for part in (figure.note, note) if part)
    return Report(
        period=period,
        item_id=duty.item_id,
        unit_id=duty.unit_id,
        state=State.LOCKED,
        value=value,
        note=words[:500],
        author=account,
        reviewer=account,
        submitted_at=timezone.now(),
        reviewed_at=timezone.now(),
    )
