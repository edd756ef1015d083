"""Lines that tasks cross by time alone: near, overdue, reported to the office, to the leader; each told once.

Asked of how a task stands, never of a window of time: a day on which nobody looked is made up for (methodology2 §17).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.workdays import days_over, deadline
from tenghuan.apps.notices.habits import habits
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import holders, of_role, tell
from tenghuan.apps.organization.queries import county_above

LONGEST = 40  # calendar days that so many working days ahead may last at most (long holidays)


def scan(day: date | None = None) -> int:
    """Tell of every open task what it has crossed and nobody was told; return how many notices there are new."""
    today = day or timezone.localdate()
    ahead = deadline(today, habits()["due_workdays"])
    assert ahead - today < timedelta(days=LONGEST)
    tasks = Task.objects.open().filter(Q(due__lte=ahead)).select_related("region__parent", "unit", "account__wish")
    return sum(_told(task, today) for task in tasks.iterator(chunk_size=500))


def _told(task: Task, today: date) -> int:
    assert task.due is not None  # filtered
    over = days_over(task.due, today)
    if task.due >= today:
        # what was opened so near its day was told as new, with the day
        if days_over(timezone.localtime(task.opened_at).date(), task.due) <= habits()["due_workdays"]:
            return 0
        note = _("期限 %(d)s") % {"d": task.due}
        return len(tell(holders(task), Kind.DUE, task, f"due:{task.pk}:{task.due}", task.title, note, leads=task))
    note = _("期限 %(d)s，逾期 %(n)d 个工作日") % {"d": task.due, "n": over}
    new = len(tell(holders(task), Kind.OVERDUE, task, f"over:{task.pk}:{task.due}", task.title, note, leads=task))
    return new + _upwards(task, over, note)


def _upwards(task: Task, over: int, note: str) -> int:
    """Tell the office of the county, then its leader, of what is overdue; an order has its own way upwards."""
    reached = (over >= habits()["office_after"]) + (over >= habits()["leader_after"])
    if reached <= task.level or task.kind.startswith("orders:"):
        return 0
    county, new = county_above(task.region) or task.region, 0
    for level, role in ((1, Role.OFFICE), (2, Role.LEADER)):
        if task.level < level <= reached:
            key = f"level:{task.pk}:{level}:{task.due}"
            new += len(tell(of_role(county, role), Kind.ESCALATED, task, key, task.title, note, leads=task))
    Task.objects.filter(pk=task.pk, level__lt=reached).update(level=reached)
    return new
