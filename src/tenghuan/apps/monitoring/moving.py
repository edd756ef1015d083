"""Moving reports, for services: whoever has no part in a move is turned away before any word about numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed
from tenghuan.apps.monitoring.changes import demand_all_seen
from tenghuan.apps.monitoring.faults import SheetFault
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.registers import REPORTING


def permit(actor: Actor, report: Report, verb: str) -> None:
    """Refuse (403) whoever the table lets make no such move of this report."""
    if not any(any_of(move.who, actor, report) for move in REPORTING.moves if move.verb == verb):
        raise PermissionDenied


def take(actor: Actor, report: Report, verb: str, **told: Any) -> None:
    """Take one report along a move of the table.

    Raises:
        PermissionDenied: the account has no part in this move.
        InputFault: not from this state, a need is not met, or somebody else was quicker.
    """
    permit(actor, report, verb)
    REPORTING.take(actor, report, verb, **told)


def take_all(
    actor: Actor, reports: Sequence[Report], verb: str, seen: Mapping[int, int] | None = None, **told: Any
) -> int:
    """Take reports along a move, all or none; return how many.

    Raises:
        PermissionDenied: the account has no part in the move of one of them.
        SheetFault: every report that was refused, or that changed since it was shown (``seen``: report → revision).
    """
    for report in reports:
        permit(actor, report, verb)
    demand_all_seen(actor, reports, seen)
    done = REPORTING.take_many(actor, reports, verb, **told)
    if done.faults:
        raise SheetFault(done.faults)
    if not done.went:
        nothing_changed()
    return len(done.went)
