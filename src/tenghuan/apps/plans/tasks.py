"""Reading a document in the background, with progress that the page polls."""

from __future__ import annotations

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.jobs import Finish, Say, ask, busy, job
from tenghuan.apps.kit.models import Job
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Draft, DraftState
from tenghuan.apps.plans.services import drafts
from tenghuan.errors import InputFault
from tenghuan.reading import read_plan_guarded

READ = "plans.read"


def hand_in(actor: Actor, region: Region, name: str, content: bytes) -> Draft:
    """Keep a document, open a draft on it and have it read; what is being read already is not read twice."""
    with atomic():
        draft = drafts.upload_document(actor, region, name, content)
        if draft.state == DraftState.READING and busy(draft) is None:
            ask(actor, READ, draft)
    return draft


def begin_again(actor: Actor, draft: Draft) -> Job:
    """Read the document of a draft that could not be read once more."""
    return ask(actor, READ, draft, lambda: drafts.restart_reading(actor, draft))


def _own(actor: Actor, draft: Draft) -> None:
    if actor.user is not None and actor.user.region_id != draft.region_id:
        raise InputFault(_("您不再办理该县的方案"), where=str(draft), remedy=_("由该县专班办公室办理"))


@job(READ, gettext_lazy("识读方案"), allowed=_own, failed=drafts.fail_reading)
def read(actor: Actor, draft: Draft, say: Say) -> Finish:
    """Read the draft's document, in a process with limits."""
    with draft.document.content.open("rb") as stream:
        content = stream.read()

    def tell(stage: str, done: int, total: int) -> None:
        say(100 * done // max(total, 1), f"{stage} {done} / {total}" if total > 1 else stage)

    reading = read_plan_guarded(content, draft.document.name, tell)
    return lambda: drafts.record_reading(actor, draft, reading)
