"""What services hold before they change a report: who acts, and whether it is still what was shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import is_platform
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.faults import ChangedMeanwhile, SheetFault
from tenghuan.apps.monitoring.models import Period, Report, is_office_of, units_of
from tenghuan.apps.monitoring.rules import demand_open, unlocked
from tenghuan.apps.monitoring.states import EDITABLE
from tenghuan.apps.plans.models import Plan, ResponsibilityRole
from tenghuan.errors import InputFault


def hold(reports: Sequence[Report]) -> None:
    """Keep the periods of these reports from being locked until this transaction ends, and see them as they are."""
    found: dict[int, list[Report]] = {}
    for report in reports:
        found.setdefault(report.period_id, []).append(report)
    rows = Period.objects.select_for_update().filter(pk__in=found).values_list("pk", "locked_at", "locked_by")
    for pk, at, by in rows:
        for report in found[pk]:
            report.period.locked_at, report.period.locked_by = at, by


def hold_unsent(report: Report, today: Any, remedy: str) -> None:
    """Keep a report that is being written from being handed in or locked until this transaction ends.

    Its row is written without a change, on the condition that it may still be written: a revision would make the
    grid in the author's other window stale.
    """
    demand_open(report, today)
    here = Report.objects.filter(pk=report.pk, state__in=[str(state) for state in EDITABLE]).filter(unlocked())
    if not here.update(revision=F("revision")):
        raise InputFault(remedy, where=str(report.item), remedy=_("请先撤回"))


def leads_too(account: Any, report: Report) -> bool:
    """Whether the account's unit leads the item beside the filer: it sees the number and may countersign it."""
    if account is None or account.role not in (Role.DEPARTMENT, Role.TOWN) or report.is_filed_by(account):
        return False
    leads = {p.unit_id for p in report.item.responsibilities.all() if p.role == ResponsibilityRole.LEAD}
    return not leads.isdisjoint(units_of(account))


def demand_seen(actor: Actor, report: Report, seen: int | None) -> None:
    """Refuse to act on a report that is no longer what the actor was shown (``seen``: its revision then; None: any).

    ``report`` was just read; that it stays so until it is written, the conditional update sees to.
    """
    if seen is not None and seen != report.revision:
        raise ChangedMeanwhile(report, actor.account)


def demand_all_seen(actor: Actor, reports: Sequence[Report], seen: Mapping[int, int] | None) -> None:
    """As :func:`demand_seen` for several (``seen``: report → revision), naming every one that changed."""
    shown = seen or {}
    changed = [report for report in reports if shown.get(report.pk, report.revision) != report.revision]
    if changed:
        raise SheetFault([(report, ChangedMeanwhile(report, actor.account)) for report in changed])


def demand_office(actor: Actor, plan: Plan) -> None:
    """Refuse (403) everybody but the plan's own office and the platform itself."""
    if not is_platform(actor) and not is_office_of(actor.user, plan):
        raise PermissionDenied


def fresh(ids: Iterable[int]) -> list[Report]:
    """Read reports anew with what moves and messages need."""
    found = Report.objects.filter(pk__in=list(ids)).select_related("period__plan__region", "item__indicator", "unit")
    found = found.prefetch_related("item__responsibilities__unit")
    return list(found.order_by("item__kind", "item__order", "pk"))
