"""The steps of the procedure as tests take them, on a day of their choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation.models import Graded, Objection, PolicyRule, Run
from tenghuan.apps.evaluation.registers import EVALUATING, OBJECTING, RULES
from tenghuan.apps.evaluation.services import objections
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region

Day = date | None


@contextmanager
def on(today: Day) -> Iterator[None]:
    """Let it be a day, for whoever asks what day it is; None: as it is."""
    if today is None:
        yield
        return
    real = timezone.localdate
    with patch.object(
        timezone, "localdate", lambda value=None, zone=None: today if value is None else real(value, zone)
    ):
        yield


def score(actor: Actor, run: Run) -> None:
    EVALUATING.take(actor, run, "score")


def open_confirmation(actor: Actor, run: Run, today: Day = None) -> None:
    with on(today):
        EVALUATING.take(actor, run, "open_confirmation")


def publish(actor: Actor, run: Run, *, opens: date, days: int) -> None:
    EVALUATING.take(actor, run, "publish", published_on=opens, days=days)


def close_publication(actor: Actor, run: Run, today: Day = None) -> None:
    with on(today):
        EVALUATING.take(actor, run, "close_publication")


def finalise(actor: Actor, run: Run, *, decided_on: date, number: str) -> None:
    EVALUATING.take(actor, run, "finalise", decided_on=decided_on, decision_number=number)


def abandon(actor: Actor, run: Run, reason: str) -> None:
    EVALUATING.take(actor, run, "abandon", reason=reason)


def file_objection(actor: Actor, graded: Graded, *, text: str, today: Day = None) -> Objection:
    with on(today):
        return objections.file_objection(actor, graded, text=text)


def forward(actor: Actor, objection: Objection, *, opinion: str, today: Day = None) -> None:
    with on(today):
        OBJECTING.take(actor, objection, "forward", opinion=opinion)


def accept(actor: Actor, objection: Objection, *, decision: str, corrections: dict[str, str]) -> None:
    OBJECTING.take(actor, objection, "accept", opinion=decision, **corrections)


def reject(actor: Actor, objection: Objection, *, decision: str) -> None:
    OBJECTING.take(actor, objection, "reject", opinion=decision)


def add_policy(actor: Actor, county: Region, **columns: Any) -> PolicyRule:
    rule: PolicyRule = records.add(actor, RULES, county, {"consecutive_years": 1, "overlap": "max", **columns})
    return rule


def end_policy(actor: Actor, rule: PolicyRule, last_day: date) -> None:
    records.change(actor, RULES, rule, {"effective_until": last_day})
