"""Reading a document in the background, with progress that the page polls."""

from __future__ import annotations

import logging
import time

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.plans.models import Draft, DraftState
from tenghuan.apps.plans.services import drafts
from tenghuan.apps.plans.settings import review_settings
from tenghuan.errors import InputFault
from tenghuan.reading import read_plan

log = logging.getLogger(__name__)
ACTOR = Actor.platform("read_draft")


class _Progress:
    """Writes the stage to the draft, at most every so often; it is no fact and needs no audit row."""

    def __init__(self, pk: int) -> None:
        self.pk, self.stage, self.written = pk, "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self.stage and now - self.written < review_settings().progress_every_seconds:
            return
        self.stage, self.written = stage, now
        Draft.objects.filter(pk=self.pk, state=DraftState.READING).update(
            stage=stage[:60], done=done, total=total, updated_at=timezone.now()
        )


@task()
def read_draft(pk: int) -> None:
    """Read the draft's document; a fault is kept for the person who handed it in, never raised."""
    draft = Draft.objects.select_related("document", "region").filter(pk=pk, state=DraftState.READING).first()
    if draft is None:
        return
    try:
        with draft.document.content.open("rb") as stream:
            content = stream.read()
        reading = read_plan(content, draft.document.name, _Progress(pk))
        drafts.record_reading(ACTOR, draft, reading)
    except InputFault as fault:
        drafts.fail_reading(ACTOR, draft, str(fault))
    except Exception:
        # whatever a document does to the reader, the officer learns that it was not read
        log.exception("reading of draft %s failed", pk)
        drafts.fail_reading(
            ACTOR, draft, _("识读时程序出错，文件未读完。请另存为 .docx 或 .txt 后再试，或联系管理员查看日志")
        )
