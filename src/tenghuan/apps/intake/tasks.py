"""Background work on batches. Each run carries its attempt: what was taken for dead cannot end what came later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.intake import cells, checking
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.intake.services.checks import note_check, start_check
from tenghuan.apps.intake.services.commits import commit, note_failure, start_commit
from tenghuan.apps.organization.models import Account
from tenghuan.errors import InputFault

log = logging.getLogger(__name__)
Work = Callable[[Actor, Batch, int, checking.Say], object]


def begin_check(actor: Actor, batch: Batch) -> None:
    """Start the check of a batch in the background."""
    attempt = start_check(actor, batch)
    check_batch.enqueue(batch.pk, attempt, _plain(actor))


def begin_commit(actor: Actor, batch: Batch) -> None:
    """Start the commit of a ready batch in the background."""
    attempt = start_commit(actor, batch)
    commit_batch.enqueue(batch.pk, attempt, _plain(actor))


def _plain(actor: Actor) -> dict[str, str]:
    return {key: value for key, value in asdict(_without_user(actor)).items() if key != "user"}


def _with_account(actor: Actor) -> Actor:
    """Return the actor with its account as it is now; an account that is gone or idle may do nothing."""
    return replace(actor, user=Account.objects.filter(username=actor.account).select_related("region", "unit").first())


def _without_user(actor: Actor) -> Actor:
    return Actor(actor.account, actor.person, actor.unit, actor.region_path, actor.address, actor.request)


@task()
def check_batch(pk: int, attempt: int, actor: dict[str, Any]) -> None:
    """Read and check a batch."""
    _run(_check, pk, attempt, Actor(**actor))


@task()
def commit_batch(pk: int, attempt: int, actor: dict[str, Any]) -> None:
    """Take a batch into the register."""
    _run(_commit, pk, attempt, Actor(**actor))


def _check(actor: Actor, batch: Batch, attempt: int, say: checking.Say) -> None:
    note_check(actor, batch, attempt, checking.run(actor, batch, say))


def _commit(actor: Actor, batch: Batch, attempt: int, say: checking.Say) -> None:
    say(5, _("读取已校验的数据"))
    table = checking.table_of(batch)
    say(30, _("写入 %(n)d 行（一次全部写入，中断则一行不写）") % {"n": len(table)})
    commit(actor, batch, attempt, table)
    cells.drop(batch)


def _run(work: Work, pk: int, attempt: int, actor: Actor) -> None:
    batch = Batch.objects.select_related("workbook", "county", "unit").get(pk=pk)
    if batch.attempt != attempt:  # taken up by somebody else meanwhile
        return

    def say(progress: int, step: str) -> None:
        here = Batch.objects.filter(pk=pk, attempt=attempt)
        here.update(progress=progress, step=step, beat=timezone.now())

    actor = _with_account(actor)
    try:
        work(actor, batch, attempt, say)
    except InputFault as fault:
        _give_back(actor, pk, attempt, str(fault))
    except Exception:
        log.exception("batch %s failed", pk)
        _give_back(actor, pk, attempt, _("平台内部出错，未写入任何数据；请重试，仍不行请联系系统管理员"))


def _give_back(actor: Actor, pk: int, attempt: int, message: str) -> None:
    batch = Batch.objects.get(pk=pk)
    try:
        note_failure(Actor.platform("intake"), batch, attempt, message)
    except InputFault:  # another attempt has the batch
        log.warning("batch %s: attempt %s is over", pk, attempt)
