"""What the office does with what was handed in. It may approve or return a number, never change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.audit.trail import Actor, service
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.moving import take, take_all

Seen = Mapping[int, int] | None  # report → the revision the office was shown


@service("monitoring.approve", _("审核通过"))
def approve(actor: Actor, reports: Sequence[Report], *, seen: Seen = None) -> int:
    """Approve reports, all or none; nobody approves what they entered themselves, or a number they were not shown."""
    return take_all(actor, reports, "approve", seen)


@service("monitoring.return", _("退回填报"))
def send_back(actor: Actor, reports: Sequence[Report], reason: str, *, seen: Seen = None) -> int:
    """Return reports with one reason, all or none; number and note stay as the author wrote them."""
    return take_all(actor, reports, "return", seen, reason=reason)


@service("monitoring.lock", _("锁定填报"))
def lock(actor: Actor, reports: Sequence[Report], *, seen: Seen = None) -> int:
    """Lock single approved reports ahead of their period."""
    return take_all(actor, reports, "lock", seen)


@service("monitoring.reopen", _("解锁退回"))
def reopen(actor: Actor, report: Report, reason: str) -> Report:
    """Return a locked report for correction; its period stays locked for all others."""
    take(actor, report, "reopen", reason=reason)
    return report
