"""Background work, one way for all: asked for, taken by a worker, taken up again when the worker dies.

An app declares a kind of work in its ``tasks.py``::

    @job("intake.check", _("校验"), allowed=own_office, failed=give_back)
    def check(actor, batch, say):
        found = checking.run(batch, say)                # long, outside a transaction; may be done twice
        return lambda: note_check(actor, batch, found)  # the effect: in one transaction with the job's end, once

and asks for it with ``ask(actor, "intake.check", batch)``. The account that asked is checked again when the work
starts. The job row is the queue itself. Whatever the worker's death interrupts is begun anew by the next worker; so is
the job of a worker that lives but has not said how far it is for ``settings.JOB_SILENCE_SECONDS``.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, close_old_connections, connection
from django.db import models as django_models
from django.db.models import F, Max
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import chores
from tenghuan.apps.kit.alive import Sign, alive
from tenghuan.apps.kit.models import OPEN_JOBS, Job, JobState
from tenghuan.errors import InputFault

log = logging.getLogger(__name__)
Say = Callable[[int, str], None]  # share in per cent, what is being done
Finish = Callable[[], object]
Work = Callable[[Actor, Any, Say], Finish]
SPOKEN_EVERY = 0.3  # seconds between two writes of the same step's progress
IDLE = 0.5  # seconds between two looks into an empty queue
HUNG = 70  # exit status of a worker that hangs (EX_SOFTWARE)


class LostError(RuntimeError):
    """Another worker has the job by now; whatever this one found is thrown away."""


@dataclass(frozen=True)
class Kind:
    """A declared kind of work: its name and word, the work, who may, and what a failure does to the subject."""

    name: str
    label: Any
    work: Work
    allowed: Callable[[Actor, Any], None]
    failed: Callable[[Actor, Any, str], object]


KINDS: dict[str, Kind] = {}


def job(
    name: str, label: Any, *, allowed: Callable[[Actor, Any], None], failed: Callable[[Actor, Any, str], object]
) -> Callable[[Work], Work]:
    """Declare a kind of background work.

    Args:
        name: ``app.verb``.
        label: the word that pages show.
        allowed: raises InputFault where the actor may not have this done (any more).
        failed: brings the subject to where its officer can go on; in one transaction with the job's end.
    """

    def declare(work: Work) -> Work:
        if name in KINDS:
            raise ValueError(f"two kinds of jobs are named {name}")
        KINDS[name] = Kind(name, label, work, allowed, failed)
        return work

    return declare


def label(held: Job) -> str:
    """Return the word for a job's kind."""
    return str(KINDS[held.kind].label) if held.kind in KINDS else held.kind


# -- asking --------------------------------------------------------------------------------------------------------
def ask(
    actor: Actor,
    kind: str,
    subject: django_models.Model,
    start: Callable[[], object] = lambda: None,
    *,
    now: bool = False,
) -> Job:
    """Ask for work on a subject.

    Args:
        actor: who asks; the account is checked again when the work starts.
        kind: a declared kind.
        subject: what is worked on.
        start: the service that marks the subject as being worked on; in one transaction with the asking.
        now: do the work before this returns, as ``settings.IMMEDIATE_TASKS`` does for every job (tests, loading).

    Raises:
        InputFault: work on the subject is under way, or the actor may not have it done.
    """
    KINDS[kind].allowed(actor, subject)
    with atomic():
        start()
        asked = _queue(actor, kind, subject)
    if (now or settings.IMMEDIATE_TASKS) and (taken := _take(asked, "")):
        run(taken)
        asked.refresh_from_db()
    return asked


def _queue(actor: Actor, kind: str, subject: django_models.Model) -> Job:
    account = actor.user
    region = account.region if account is not None else None
    owner = (region.county_path or region.path) if region is not None else actor.region_path
    try:
        with atomic():
            return Job.objects.create(
                kind=kind, subject=subject, account=account, address=actor.address, request=actor.request, owner=owner
            )
    except IntegrityError as error:
        raise InputFault(_("该事项正在后台处理"), where=str(subject), remedy=_("请稍候，完成后页面自动刷新")) from error


def latest(subject: django_models.Model) -> Job | None:
    """Return the newest job of a subject, None if there was none."""
    kind = ContentType.objects.get_for_model(subject)
    return Job.objects.filter(subject_type=kind, subject_id=subject.pk).order_by("-pk").first()


def busy(subject: django_models.Model) -> Job | None:
    """Return the subject's job that is queued or running, None if there is none."""
    found = latest(subject)
    return found if found is not None and found.open else None


def drop(subject: django_models.Model) -> None:
    """Take back what is asked or being done for a subject that was put away; a running attempt ends without effect."""
    kind = ContentType.objects.get_for_model(subject)
    here = Job.objects.filter(subject_type=kind, subject_id=subject.pk, state__in=OPEN_JOBS)
    here.update(state=JobState.FAILED, token="", ended_at=timezone.now(), error=_("事项已取消"))


# -- the queue -----------------------------------------------------------------------------------------------------
def in_turn(
    queued: Iterable[tuple[int, str]], running: Counter[str], last: dict[str, datetime | None], most: int
) -> list[int]:
    """Return the queued jobs in the order in which they are to be taken: each county in turn, the oldest of each first.

    Args:
        queued: (pk, owner), oldest first.
        running: owner → jobs being done now.
        last: owner → when one of its jobs was last started.
        most: how many an owner may have running; its further ones are left out.
    """
    rank: Counter[str] = Counter()
    order = []
    for pk, owner in queued:
        rank[owner] += 1
        load = running[owner] + rank[owner] - 1
        if load >= most:
            continue
        began = last.get(owner)
        order.append((load, began.timestamp() if began else 0.0, pk))
    return [pk for *_rank, pk in sorted(order)]


def _interrupted(now: datetime) -> list[Job]:
    """Return the jobs that nobody does any more: the worker died, gives no sign from elsewhere, or hangs."""
    lease, patience = (timedelta(seconds=n) for n in (settings.JOB_LEASE_SECONDS, settings.JOB_SILENCE_SECONDS))
    found = []
    for held in Job.objects.filter(state=JobState.RUNNING).order_by("pk"):
        living = alive(held.worker)
        # of a worker on another machine only its silence tells
        gone = living is False or (living is None and (held.beat is None or held.beat < now - lease))
        if gone or (held.spoken_at is not None and held.spoken_at < now - patience):
            found.append(held)
    return found


def _queued() -> list[Job]:
    waiting = list(Job.objects.filter(state=JobState.QUEUED).order_by("pk").values_list("pk", "owner"))
    if not waiting:
        return []
    running = Counter(Job.objects.filter(state=JobState.RUNNING).values_list("owner", flat=True))
    last = dict(Job.objects.order_by().values_list("owner").annotate(Max("started_at")))
    order = in_turn(waiting, running, last, max(1, settings.WORKERS - 1))
    found = Job.objects.in_bulk(order[:20])
    return [found[pk] for pk in order[:20] if pk in found]


def _take(held: Job, worker: str) -> Job | None:
    now = timezone.now()
    as_seen = Job.objects.filter(pk=held.pk, state=held.state, token=held.token)
    taken = as_seen.update(
        state=JobState.RUNNING,
        token=uuid.uuid4().hex,
        worker=worker,
        beat=now,
        spoken_at=now,
        started_at=now,
        attempts=F("attempts") + 1,
        share=0,
        text="",
    )
    return Job.objects.get(pk=held.pk) if taken else None


def claim(worker: str) -> Job | None:
    """Take the next job for a worker: one that a dead worker left behind, else the next in turn; None: nothing to do.

    A job that was interrupted as often as ``settings.JOB_ATTEMPTS`` allows is ended as failed.
    """
    for held in [*_interrupted(timezone.now()), *_queued()]:
        taken = _take(held, worker)
        if taken is None:
            continue
        if taken.attempts > settings.JOB_ATTEMPTS:
            words = _("处理过程中程序已中断 %(n)d 次，不再自动重做；请核对文件后重试，或联系系统管理员")
            _fail(taken, words % {"n": settings.JOB_ATTEMPTS})
            continue
        return taken
    return None


# -- the work ------------------------------------------------------------------------------------------------------
class Doing:
    """When the job that a worker is at last said how far it is."""

    def __init__(self) -> None:
        self.spoken: float | None = None  # of the monotonic clock; None: at no job

    def speak(self) -> None:
        """Note that the job goes on."""
        self.spoken = time.monotonic()

    def hangs(self) -> bool:
        """Tell whether nothing was said for longer than is borne."""
        spoken = self.spoken
        return spoken is not None and time.monotonic() - spoken > settings.JOB_SILENCE_SECONDS


def run(held: Job, doing: Doing | None = None) -> None:
    """Do a claimed job. A fault ends it as failed; a database that is away raises, and the job is taken again."""
    doing = doing or Doing()
    doing.speak()
    try:
        kind = KINDS[held.kind]
        actor, subject = _actor(held), _subject(held)
        kind.allowed(actor, subject)
        finish = kind.work(actor, subject, _Speaker(held, doing))
        with atomic():
            _hold(held)
            finish()
            _over(held, JobState.DONE, share=100, text="")
    except LostError:
        log.warning("job %s: another worker has it", held.pk)
    except InputFault as fault:
        _fail(held, str(fault))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("job %s (%s) failed", held.pk, held.kind)
        _fail(held, _("平台内部出错，未写入任何数据；请重试，仍不行请联系系统管理员查看日志"))
    finally:
        doing.spoken = None


def _actor(held: Job) -> Actor:
    user = held.account
    if user is None:
        return Actor.platform(held.kind)
    if not user.is_active:
        raise InputFault(_("申请人的账号已停用，未办理"), where=user.username, remedy=_("由在岗人员重新提交"))
    unit, path = str(user.unit or ""), user.region.path
    return Actor(user.username, user.name, unit, path, held.address, held.request, user)


def _subject(held: Job) -> django_models.Model:
    if held.subject is None:
        raise InputFault(_("要办理的事项已不存在"))
    return held.subject


def _hold(held: Job) -> None:
    """Lock the job's row, or raise LostError if the attempt is no longer the job's."""
    here = Job.objects.select_for_update().filter(pk=held.pk, token=held.token, state=JobState.RUNNING)
    if not here.exists():
        raise LostError


def _over(held: Job, state: JobState, **changes: object) -> None:
    Job.objects.filter(pk=held.pk).update(state=state, ended_at=timezone.now(), **changes)


def _fail(held: Job, message: str) -> None:
    try:
        with atomic():
            _hold(held)
            _give_back(held, message)
            _over(held, JobState.FAILED, error=message)
    except LostError:
        log.warning("job %s: another worker has it", held.pk)


def _give_back(held: Job, message: str) -> None:
    if held.kind not in KINDS or held.subject is None:
        return
    try:
        with atomic():
            KINDS[held.kind].failed(Actor.platform(held.kind), held.subject, message)
    except InputFault:
        log.warning("job %s: its subject has moved on", held.pk)


class _Speaker:
    """Writes how far a job is, at most every so often; it is no fact and needs no audit row."""

    def __init__(self, held: Job, doing: Doing) -> None:
        self.job, self.doing, self.text, self.written = held, doing, "", 0.0

    def __call__(self, share: int, text: str) -> None:
        self.doing.speak()
        now = time.monotonic()
        if text == self.text and now - self.written < SPOKEN_EVERY:
            return
        self.text, self.written = text, now
        mine = Job.objects.filter(pk=self.job.pk, token=self.job.token)
        if not mine.update(share=max(0, min(99, share)), text=text[:120], beat=(at := timezone.now()), spoken_at=at):
            raise LostError


# -- the worker ----------------------------------------------------------------------------------------------------
def _leave() -> None:
    """End the process at once, whatever its threads hang in; who supervises it starts another."""
    log.error("a job has not gone on for %s s: this worker ends", settings.JOB_SILENCE_SECONDS)
    os._exit(HUNG)


def work(stop: threading.Event, *, until_empty: bool = False, hung: Callable[[], object] = _leave) -> int:
    """Do jobs until told to stop (the one at hand is finished first); return how many were done.

    While nothing is asked for, what the platform does by itself each day is done (``chores.py``).

    Args:
        until_empty: stop as soon as no job waits, and do nothing else.
        hung: what follows when a job hangs.
    """
    done, doing = 0, Doing()
    with Sign() as sign:
        beating = threading.Thread(target=_beat, args=(sign.name, stop, doing, hung), daemon=True)
        beating.start()
        while not stop.is_set():
            close_old_connections()
            held = claim(sign.name)
            if held is not None:
                run(held, doing)
                done += 1
            elif until_empty:
                break
            else:
                chores.do_due()
                stop.wait(IDLE)
        stop.set()
        beating.join(timeout=1)
    return done


def _beat(worker: str, stop: threading.Event, doing: Doing, hung: Callable[[], object]) -> None:
    while not stop.wait(min(settings.JOB_LEASE_SECONDS, settings.JOB_SILENCE_SECONDS) / 4):
        if doing.hangs():
            hung()
        try:
            Job.objects.filter(worker=worker, state=JobState.RUNNING).update(beat=timezone.now())
        except DatabaseError:  # a long write holds the database; the lock on the sign still says that we live
            log.info("no beat: the database is busy")
        finally:
            connection.close()
