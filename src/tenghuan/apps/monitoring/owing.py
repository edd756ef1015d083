"""What a month asks of units and office, as tasks: one a unit and month, not one a report.

A county has hundreds of reports a month. A task for each would bury the inbox and cost a write for every number;
a unit fills in its sheet, and the office reviews what came in, so that is what they owe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import tasks
from tenghuan.apps.kit.models import Task
from tenghuan.apps.monitoring.countersigning import unsigned
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.states import EDITABLE, WAITING
from tenghuan.apps.organization.models import Unit

PREFIX = "reports:"
FILE, SIGN, REVIEW = f"{PREFIX}file:", f"{PREFIX}sign:", f"{PREFIX}review"


def settle(actor: Actor, reports: Sequence[Any]) -> None:
    """Open and close the tasks of the months that these reports belong to."""
    for period in {report.period_id: report.period for report in reports}.values():
        settle_period(actor, period)


def settle_period(actor: Actor, period: Period) -> None:
    """Bring the tasks of a month in line with its reports: four queries, and a write only where something changed."""
    wanted = _wanted(period)
    found = {task.kind: task for task in Task.objects.about(period).open().filter(kind__startswith=PREFIX)}
    done = [kind for kind in found if kind not in wanted]
    if done:
        tasks.close_tasks(actor, period, PREFIX, among=done)
    tasks.open_many(
        period, {kind: to_do for kind, to_do in wanted.items() if kind not in found or found[kind].due != to_do.due}
    )


def _wanted(period: Period) -> dict[str, tasks.ToDo]:
    current = Report.objects.filter(period=period, item__retired=False)
    free = Q(period__locked_at=None) | Q(returned_at__gt=F("period__locked_at"))
    lines = (
        current.order_by()
        .values_list("unit_id")
        .annotate(
            owed=Count("pk", filter=Q(state__in=_texts(EDITABLE)) & free),
            waiting=Count("pk", filter=Q(state__in=_texts(WAITING))),
        )
    )
    counts = {unit: (owed, waiting) for unit, owed, waiting in lines}
    wanted = {}
    if any(waiting for _owed, waiting in counts.values()):
        wanted[REVIEW] = tasks.ToDo(_("审核%(p)s报送") % {"p": period}, Who.OFFICE, period.closes_on)
        signing = unsigned(current.filter(state__in=_texts(WAITING)))
    else:
        signing = set()
    owing = [unit for unit, (owed, _waiting) in counts.items() if owed]
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={*owing, *signing} - {None}).select_related("region")}
    for pk in owing:
        who = units[pk] if pk is not None else Who.OFFICE
        wanted[f"{FILE}{pk or 0}"] = tasks.ToDo(_("填报%(p)s报送表") % {"p": period}, who, period.due_on)
    for pk in signing:
        wanted[f"{SIGN}{pk}"] = tasks.ToDo(_("会签%(p)s共同牵头事项") % {"p": period}, units[pk], period.closes_on)
    return wanted


def _texts(states: Iterable[str]) -> list[str]:
    return [str(state) for state in states]
