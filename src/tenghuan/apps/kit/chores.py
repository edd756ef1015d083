"""What the platform does by itself each day, at the times of ``data/chores.yaml``; the background workers do it.

An app declares it in its ``tasks.py``::

    @chore("audit.seal", _("导出审计链头"))
    def seal() -> str:
        ...
        return _("第 %(n)d 行")  # what came of it, in words

Whichever worker moves the row's ``due`` on does it, so that one does. What fails, or is cut off by the worker's death,
is done again after a while; the page of health shows it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.models import Chore, Job, JobState
from tenghuan.errors import InputFault

log = logging.getLogger(__name__)
DATA = Path(__file__).parent / "data" / "chores.yaml"
LOOK = 60.0  # seconds between two looks of one worker


@dataclass(frozen=True)
class Kind:
    """A declared chore: its word and what does it."""

    label: Any
    work: Callable[[], str]


KINDS: dict[str, Kind] = {}
_looked = -LOOK


def chore(name: str, label: Any) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Declare what is done each day; ``name`` must stand in ``data/chores.yaml``.

    Raises:
        KeyError: no time of day is given for it.
    """
    schedule().daily[name]

    def declare(work: Callable[[], str]) -> Callable[[], str]:
        KINDS[name] = Kind(label, work)
        return work

    return declare


def label(name: str) -> str:
    """Return the word for a chore."""
    return str(KINDS[name].label) if name in KINDS else name


@dataclass(frozen=True)
class Schedule:
    """The time of day of each chore, by the platform's clock, and after how long one that failed is tried again."""

    daily: dict[str, clock]
    again: timedelta


@cache
def schedule() -> Schedule:
    """Return the schedule as the file gives it."""
    told = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    times = {name: clock.fromisoformat(at) for name, at in told["daily"].items()}
    return Schedule(times, timedelta(minutes=told["again_minutes"]))


def following(name: str, now: datetime) -> datetime:
    """Return when a chore that was done at ``now`` is due next."""
    local = timezone.localtime(now)
    at = local.replace(hour=schedule().daily[name].hour, minute=schedule().daily[name].minute, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def do_due(*, at_once: bool = False) -> list[str]:
    """Do what is due; return the names of what was done or tried. Looks once a minute, or ``at_once``."""
    global _looked
    if not at_once and time.monotonic() - _looked < LOOK:
        return []
    _looked = time.monotonic()
    now = timezone.now()
    for name in KINDS.keys() - set(Chore.objects.values_list("name", flat=True)):
        # never done yet: due at once
        Chore.objects.get_or_create(name=name, defaults={"due": now})
    due = Chore.objects.filter(name__in=KINDS, due__lte=now).values_list("name", flat=True)
    return [name for name in due if _do(name, now)]


def _do(name: str, now: datetime) -> bool:
    """Do one chore unless another worker was quicker."""
    mine = Chore.objects.filter(name=name, due__lte=now)
    if not mine.update(due=now + schedule().again, well=False, found=_("正在办理，或办理时中断")):
        return False
    try:
        told = {"found": KINDS[name].work()[:300], "well": True, "done_at": now, "due": following(name, now)}
    except InputFault as fault:
        log.warning("%s: %s", name, fault)
        told = {"found": str(fault)[:300], "well": False}
    except Exception as error:
        log.exception("%s failed", name)
        told = {"found": _("平台内部出错（%(e)s），请查看日志") % {"e": type(error).__name__}, "well": False}
    Chore.objects.filter(name=name).update(**told)
    return True


@chore("jobs.prune", gettext_lazy("清理已结束的后台任务"))
def prune_jobs() -> str:
    """Drop jobs that ended longer ago than they are kept; what they did is in the trail."""
    before = timezone.now() - timedelta(days=settings.JOB_KEPT_DAYS)
    ended = Job.objects.filter(state__in=(JobState.DONE, JobState.FAILED), ended_at__lt=before)
    return _("%(n)d 件") % {"n": ended.delete()[0]}
