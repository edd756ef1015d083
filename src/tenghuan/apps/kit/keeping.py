"""What the platform looks after all the time, every few seconds; what is done once a day is a chore (``chores.py``).

A duty looks at how things stand and does what is not done yet, so that several workers, a missed turn or a second one
do no harm. It is declared in the ``keeping.py`` of an app::

    @every(5, "notices.deliver")
    def deliver() -> None: ...
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules

from tenghuan.errors import InputFault

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks at what is to be done


@dataclass(frozen=True)
class Duty:
    """A declared duty: its name, how many seconds lie between two turns, what is done."""

    name: str
    seconds: float
    work: Callable[[], object]


DUTIES: dict[str, Duty] = {}


def every(seconds: float, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare a duty; ValueError if the name is taken."""

    def declare(work: Callable[[], object]) -> Callable[[], object]:
        if name in DUTIES:
            raise ValueError(f"two duties are named {name}")
        DUTIES[name] = Duty(name, seconds, work)
        return work

    return declare


def turn(last: dict[str, float], now: float) -> list[str]:
    """Do every duty whose time has come; one that fails hinders no other. Return the names of those done.

    Args:
        last: duty → when it had its last turn, kept up to date here.
        now: on the same clock.
    """
    done = []
    for duty in DUTIES.values():
        if duty.name in last and now - last[duty.name] < duty.seconds:
            continue
        last[duty.name] = now
        try:
            duty.work()
            done.append(duty.name)
        except InputFault as fault:
            log.warning("%s: %s", duty.name, fault)
        except Exception:
            log.exception("%s failed", duty.name)
    return done


def keep(stop: threading.Event) -> None:
    """Do the duties until told to stop."""
    autodiscover_modules("keeping")
    last: dict[str, float] = {}
    while not stop.wait(LOOK):
        close_old_connections()
        turn(last, time.monotonic())
