"""Run by test_jobs.py in a process of its own: a worker whose kind of work waits to be killed the first time."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Event

import django

django.setup()

from tenghuan.apps.audit.trail import Actor  # noqa: E402
from tenghuan.apps.kit import jobs  # noqa: E402
from tenghuan.apps.organization.models import Region  # noqa: E402

FOLDER = Path(os.environ["TENGHUAN_DATA_DIR"])


@jobs.job("test.rename", "改名", allowed=lambda actor, region: None, failed=lambda actor, region, message: None)
def rename(actor, region, say):
    say(30, "改名")
    if not (FOLDER / "reached").exists():
        (FOLDER / "reached").write_text("the first worker is in the middle")
        while not (FOLDER / "go").exists():
            time.sleep(0.1)
    return lambda: Region.objects.filter(pk=region.pk).update(name=f"{region.name}新")


if sys.argv[1] == "ask":
    jobs.ask(Actor.platform("test"), "test.rename", Region.objects.create(code="990101", name="东县", level="county"))
else:
    jobs.work(Event(), until_empty=True)
