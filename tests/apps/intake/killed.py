"""Run by test_killed.py in a process of its own: hand in, commit (and die on the way), look."""

from __future__ import annotations

import json
import os
import signal
import sys
from threading import Event

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from tenghuan.apps.audit.models import Entry  # noqa: E402
from tenghuan.apps.audit.trail import Actor  # noqa: E402
from tenghuan.apps.audit.verify import verify  # noqa: E402
from tenghuan.apps.enterprises.models import Enterprise, Record, Source  # noqa: E402
from tenghuan.apps.enterprises.services import sources  # noqa: E402
from tenghuan.apps.intake import tasks  # noqa: E402
from tenghuan.apps.intake.models import Batch  # noqa: E402
from tenghuan.apps.intake.receiving import receive  # noqa: E402
from tenghuan.apps.intake.services.batches import hand_in  # noqa: E402
from tenghuan.apps.kit import jobs  # noqa: E402
from tenghuan.apps.kit.models import Job  # noqa: E402
from tenghuan.apps.organization.models import Region  # noqa: E402
from tests.apps.intake.workbooks import base_book  # noqa: E402

ACTOR = Actor.platform("test")


def prepare() -> None:
    county = Region.objects.create(code="990101", name="东县", level="county")
    Region.objects.create(code="99010101", name="dong1镇", level="town", parent=county)
    Region.objects.create(code="99010102", name="dong2镇", level="town", parent=county)
    batch, _ = hand_in(ACTOR, county, None, receive(SimpleUploadedFile("名录.xlsx", base_book())))
    tasks.begin_check(ACTOR, batch)


def die() -> None:
    """Commit, and be killed when enterprises and records are written but not yet committed."""

    def killed(*args: object) -> None:
        assert Record.objects.count() == 3
        os.kill(os.getpid(), signal.SIGKILL)

    sources._project = killed
    settings.IMMEDIATE_TASKS = False
    tasks.begin_commit(ACTOR, Batch.objects.get())
    jobs.work(Event(), until_empty=True)


def again() -> None:
    """The worker starts anew; nobody asks for anything."""
    assert jobs.work(Event(), until_empty=True) == 1


def look() -> None:
    counts = {m.__name__: m.objects.count() for m in (Enterprise, Record, Source)}
    actions = list(Entry.objects.order_by("number").values_list("action", flat=True))
    state, job = Batch.objects.get().state, Job.objects.latest("pk")
    work = [job.kind, job.state, job.attempts]
    print(
        json.dumps({**counts, "state": state, "job": work, "actions": actions, "breaks": [b.message for b in verify()]})
    )


{"prepare": prepare, "die": die, "again": again, "look": look}[sys.argv[1]]()
