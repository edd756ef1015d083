"""How the platform is: database, disk, workers, queue, audit trail; quick enough to be asked every minute."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.kit import chores as daily
from tenghuan.apps.kit.alive import workers
from tenghuan.apps.kit.models import Chore, Job, JobState
from tenghuan.site.operations.doctor import open_migrations


@dataclass(frozen=True)
class Check:
    """One thing looked at: its key and name, whether it is well, what was found."""

    key: str
    name: str
    well: bool
    found: str


def database() -> Check:
    """The database answers and has this version's structure."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    waiting = open_migrations()
    found = _("待迁移 %(n)d 项") % {"n": len(waiting)} if waiting else connection.vendor
    return Check("database", _("数据库"), not waiting, found)


def disk() -> Check:
    """The data folder has room."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    found = _("剩余 %(f).1f GB，共 %(t).1f GB") % {"f": usage.free / 2**30, "t": usage.total / 2**30}
    return Check("disk", _("磁盘"), usage.free >= settings.DISK_FREE_MB * 2**20, found)


def living() -> Check:
    """As many background workers live as are set."""
    count = len(workers())
    well = settings.IMMEDIATE_TASKS or count >= settings.WORKERS
    return Check(
        "workers", _("后台进程"), well, _("在运行 %(n)d 个，应有 %(m)d 个") % {"n": count, "m": settings.WORKERS}
    )


def queue() -> Check:
    """Nothing waits for longer than is set."""
    waiting = Job.objects.filter(state=JobState.QUEUED)
    oldest = waiting.aggregate(oldest=Min("asked_at"))["oldest"]
    seconds = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    running = Job.objects.filter(state=JobState.RUNNING).count()
    words = _("处理中 %(r)d 件，排队 %(n)d 件，最久已等 %(s)d 秒")
    found = words % {"r": running, "n": waiting.count(), "s": seconds}
    return Check("queue", _("任务队列"), seconds <= settings.QUEUE_SECONDS, found)


def chores() -> Check:
    """What is to be done each day was done, or is not overdue by more than a day."""
    amiss = [chore for chore in Chore.objects.all() if not chore.well or chore.due < timezone.now() - OVERDUE]
    words = "；".join(f"{daily.label(chore.name)}：{chore.found}" for chore in amiss)
    return Check("chores", _("每日事项"), not amiss, words or _("都已办成"))


def trail() -> Check:
    """The head of the audit trail is its last row; ``tenghuan doctor`` walks the whole chain."""
    head, last = Head.objects.filter(pk=1).first() or Head(), Entry.objects.order_by("-number").first()
    well = (head.number, head.digest) == ((last.number, last.digest) if last else (0, Head().digest))
    return Check("trail", _("审计链"), well, _("共 %(n)d 行") % {"n": head.number})


OVERDUE = timedelta(days=1)
CHECKS: tuple[Callable[[], Check], ...] = (database, disk, living, queue, chores, trail)


def standing() -> Iterator[Check]:
    """Yield every check; one that cannot be made is not well and says so without detail of the machine."""
    for check in CHECKS:
        try:
            yield check()
        except Exception as error:
            yield Check(check.__name__, check.__name__, False, _("查不到（%(e)s）") % {"e": type(error).__name__})
