"""Sample notices: what the accounts of the demonstration owe was there before they were opened, so it is told now."""

from __future__ import annotations

from django.db import transaction

from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Kind, Notice
from tenghuan.apps.notices.scanning import scan
from tenghuan.apps.notices.telling import holders, tell


def load() -> int:
    """Tell every open task to its holders, and the lines it has crossed, once; return how many notices there are."""
    if Notice.objects.exists():
        return 0
    tasks = Task.objects.open().select_related("region", "unit", "account__wish")
    with transaction.atomic():
        for task in tasks.iterator(chunk_size=500):
            due = f"期限 {task.due}" if task.due else ""
            tell(holders(task), Kind.TODO, task, f"task:{task.pk}", task.title, due, leads=task)
        scan()
    return Notice.objects.count()
