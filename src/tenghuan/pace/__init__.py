"""Caliber arithmetic: progress, pace and lamp of an indicator (methodology §3.2, §3.3)."""

from tenghuan.pace.assess import assess, history, months, standing
from tenghuan.pace.subject import (
    Assessment,
    Earlier,
    LampState,
    Mode,
    Month,
    Parts,
    Past,
    Progress,
    Readings,
    Subject,
    Target,
)
from tenghuan.pace.tasks import TaskParameters, assess_task, default_tasks, task_standing

__all__ = [
    "Assessment",
    "Earlier",
    "LampState",
    "Mode",
    "Month",
    "Parts",
    "Past",
    "Progress",
    "Readings",
    "Subject",
    "Target",
    "TaskParameters",
    "assess",
    "assess_task",
    "default_tasks",
    "history",
    "months",
    "standing",
    "task_standing",
]
