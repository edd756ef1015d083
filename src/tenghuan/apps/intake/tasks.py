"""Background work on batches: the check and the commit."""

from __future__ import annotations

from django.db.transaction import on_commit
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.intake import cells, checking
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.intake.queries import own
from tenghuan.apps.intake.services.checks import note_check, start_check
from tenghuan.apps.intake.services.commits import commit, note_failure, start_commit
from tenghuan.apps.kit.jobs import Finish, Say, ask, job
from tenghuan.apps.kit.models import Job
from tenghuan.errors import InputFault

CHECK, COMMIT = "intake.check", "intake.commit"


def begin_check(actor: Actor, batch: Batch, *, now: bool = False) -> Job:
    """Start the check of a batch in the background."""
    return ask(actor, CHECK, batch, lambda: start_check(actor, batch), now=now)


def begin_commit(actor: Actor, batch: Batch, *, now: bool = False) -> Job:
    """Start the commit of a ready batch in the background."""
    return ask(actor, COMMIT, batch, lambda: start_commit(actor, batch), now=now)


def _own(actor: Actor, batch: Batch) -> None:
    user = actor.user
    if user is None:
        return
    if not own(user, batch) or not Batch.objects.visible_to(user).filter(pk=batch.pk).exists():
        raise InputFault(_("您不再经办这个批次"), where=str(batch), remedy=_("由现在的经办人重新提交"))


@job(CHECK, gettext_lazy("校验"), allowed=_own, failed=note_failure)
def check(actor: Actor, batch: Batch, say: Say) -> Finish:
    """Read and check a batch."""
    found = checking.run(actor, batch, say)
    return lambda: note_check(actor, batch, found)


@job(COMMIT, gettext_lazy("入库"), allowed=_own, failed=note_failure)
def take_in(actor: Actor, batch: Batch, say: Say) -> Finish:
    """Take a batch into the register."""
    say(5, _("读取已校验的数据"))
    table = checking.table_of(batch)
    say(30, _("写入 %(n)d 行（一次全部写入，中断则一行不写）") % {"n": len(table)})

    def finish() -> None:
        commit(actor, batch, table)
        on_commit(lambda: cells.drop(batch))

    return finish
