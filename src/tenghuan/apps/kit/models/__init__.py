"""What the kit keeps for every business."""

from __future__ import annotations

from tenghuan.apps.kit.models.chores import Chore
from tenghuan.apps.kit.models.events import Event, EventKind
from tenghuan.apps.kit.models.files import Attachment, StoredFile
from tenghuan.apps.kit.models.holidays import Holiday
from tenghuan.apps.kit.models.initials import Initials
from tenghuan.apps.kit.models.jobs import OPEN_JOBS, Job, JobState
from tenghuan.apps.kit.models.kept import Kept, Linked, Once
from tenghuan.apps.kit.models.ledger import Balance, Posting
from tenghuan.apps.kit.models.origins import Origin
from tenghuan.apps.kit.models.tasks import Task
from tenghuan.apps.kit.models.tokens import Token
from tenghuan.apps.kit.models.views import SavedView

__all__ = [
    "OPEN_JOBS",
    "Attachment",
    "Balance",
    "Chore",
    "Event",
    "EventKind",
    "Holiday",
    "Initials",
    "Job",
    "JobState",
    "Kept",
    "Linked",
    "Once",
    "Origin",
    "Posting",
    "SavedView",
    "StoredFile",
    "Task",
    "Token",
]
