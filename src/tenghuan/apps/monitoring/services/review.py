"""What the office does with what was handed in. It may approve or return a number, never change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor, nothing_changed, service
from tenghuan.apps.monitoring.changes import demand_all_seen, move
from tenghuan.apps.monitoring.models import Report

Seen = Mapping[int, int] | None  # report → the revision the office was shown


@service("monitoring.approve")
def approve(actor: Actor, reports: Sequence[Report], *, seen: Seen = None) -> int:
    """Approve reports, all or none; nobody approves what they entered themselves, or a number they were not shown."""
    demand_all_seen(actor, reports, seen)
    for report in reports:
        move(actor, report, "approve", reviewer=actor.account, reviewed_at=timezone.now())
    if not reports:
        nothing_changed()
    return len(reports)


@service("monitoring.return")
def send_back(actor: Actor, reports: Sequence[Report], reason: str, *, seen: Seen = None) -> int:
    """Return reports with one reason, all or none; number and note stay as the author wrote them."""
    demand_all_seen(actor, reports, seen)
    now = timezone.now()
    for report in reports:
        move(actor, report, "return", reason=reason, reviewer=actor.account, reviewed_at=now, returned_at=now)
    if not reports:
        nothing_changed()
    return len(reports)


@service("monitoring.lock")
def lock(actor: Actor, reports: Sequence[Report], *, seen: Seen = None) -> int:
    """Lock single approved reports ahead of their period."""
    demand_all_seen(actor, reports, seen)
    for report in reports:
        move(actor, report, "lock")
    if not reports:
        nothing_changed()
    return len(reports)


@service("monitoring.reopen")
def reopen(actor: Actor, report: Report, reason: str) -> Report:
    """Return a locked report for correction; its period stays locked for all others."""
    now = timezone.now()
    move(actor, report, "reopen", reason=reason, reviewer=actor.account, reviewed_at=now, returned_at=now)
    return report
