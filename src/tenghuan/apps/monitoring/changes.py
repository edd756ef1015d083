"""The one way a report changes: a conditional update, a revision, an audit row. Used by services only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.moves import switch
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, record
from tenghuan.apps.monitoring.faults import ChangedMeanwhile, SheetFault
from tenghuan.apps.monitoring.models import LateException, Period, Report, Revision, units_of
from tenghuan.apps.monitoring.states import TRANSITIONS, Needs, State, Transition, Who
from tenghuan.apps.plans.models import Plan, ResponsibilityRole
from tenghuan.errors import InputFault

SHOWN = ("state", "value", "whole", "phase", "is_zero", "note", "reason")


def unlocked() -> Q:
    """A period that nobody locked, or a report that was reopened after the lock.

    Written without a join: an update through one is not re-checked on PostgreSQL when another was quicker.
    """
    locked_at = Period.objects.filter(pk=OuterRef("period")).values("locked_at")
    free = Period.objects.filter(locked_at=None).values("pk")
    return Q(period__in=free) | Q(returned_at__gt=Subquery(locked_at))


def hold(reports: Sequence[Report]) -> None:
    """Keep the periods of these reports from being locked until this transaction ends, and see them as they are."""
    found: dict[int, list[Report]] = {}
    for report in reports:
        found.setdefault(report.period_id, []).append(report)
    rows = Period.objects.select_for_update().filter(pk__in=found).values_list("pk", "locked_at", "locked_by")
    for pk, at, by in rows:
        for report in found[pk]:
            report.period.locked_at, report.period.locked_by = at, by


def is_office_of(account: Any, plan: Plan) -> bool:
    """Whether the account is the plan's own office; a prefecture's office only reads."""
    return account is not None and account.role == Role.OFFICE and account.region_id == plan.region_id


def may_write(account: Any, report: Report) -> bool:
    """Whether the account files this report: its unit is the one filer; where no unit is, the office."""
    if account is None:
        return False
    if report.unit_id is None:
        return is_office_of(account, report.period.plan)
    if account.role not in (Role.DEPARTMENT, Role.TOWN):
        return False
    return report.unit_id in units_of(account)


def leads_too(account: Any, report: Report) -> bool:
    """Whether the account's unit leads the item beside the filer: it sees the number and may countersign it."""
    if account is None or account.role not in (Role.DEPARTMENT, Role.TOWN) or may_write(account, report):
        return False
    leads = {p.unit_id for p in report.item.responsibilities.all() if p.role == ResponsibilityRole.LEAD}
    return not leads.isdisjoint(units_of(account))


def permit(actor: Actor, report: Report, who: Who) -> None:
    """Refuse (403) whoever is not the reporting unit or the office, as the move demands."""
    allowed = is_office_of(actor.user, report.period.plan) if who is Who.OFFICE else may_write(actor.user, report)
    if not allowed:
        raise PermissionDenied


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
    if not actor.account.startswith("system:") and not is_office_of(actor.user, plan):
        raise PermissionDenied


def exceptions_of(period: Period) -> dict[int, date]:
    """Unit → last day of its late exception."""
    return dict(LateException.objects.filter(period=period).values_list("unit_id", "until"))


def demand_open(report: Report, today: date | None, exceptions: dict[int, date] | None = None) -> None:
    """Refuse writing outside the period, unless an exception or the grace after a return allows it."""
    day = today or timezone.localdate()
    allowed = exceptions if exceptions is not None else exceptions_of(report.period)
    if report.accepts(day, allowed):
        return
    if report.period.locked_at is not None:
        raise InputFault(_("%(p)s已锁定") % {"p": report.period}, where=str(report.item), remedy=_("请联系专班办公室"))
    raise InputFault(
        _("%(p)s不在填报期内（%(a)s 至 %(b)s）")
        % {"p": report.period, "a": report.period.opens_on, "b": report.period.closes_on},
        where=str(report.item),
        remedy=_("逾期请向专班办公室申请补报许可"),
    )


def move(
    actor: Actor,
    report: Report,
    verb: str,
    *,
    reason: str = "",
    today: date | None = None,
    to: State | None = None,
    **changes: Any,
) -> None:
    """Take one report along one transition of the table, or say why not; the report is as it was then.

    ``to``: where nothing is left to stand in the transition's own target (a zero report taken back is no draft).

    Raises:
        PermissionDenied: the account has no part in this move.
        InputFault: not from this state, or a need is not met, or somebody else was quicker.
    """
    transition = TRANSITIONS[verb]
    permit(actor, report, transition.who)
    _demand(actor, report, transition, reason, today)
    before = {name: getattr(report, name) for name in SHOWN}
    conditions = [Q(revision=report.revision)]
    if verb not in ("lock", "reopen"):
        conditions.append(unlocked())
    values = {"reason": reason[:300], **changes}
    target = to or transition.target
    if not switch(report, target, *conditions, revision=F("revision") + 1, **values):
        raise InputFault(
            _("“%(i)s”已被他人处理或已变动") % {"i": report.item}, remedy=_("请刷新页面，看过最新情况再办理")
        )
    for name, value in {"state": target, **values}.items():
        setattr(report, name, value)
    report.revision += 1
    note_revision(actor, report, verb)
    record(report, before=before, after={name: getattr(report, name) for name in SHOWN})


def _demand(actor: Actor, report: Report, transition: Transition, reason: str, today: date | None) -> None:
    where = str(report.item)
    if report.state not in transition.sources:
        raise InputFault(
            _("现在是“%(s)s”，不能%(v)s") % {"s": report.get_state_display(), "v": transition.label},
            where=where,
            remedy=_("请刷新页面查看最新状态"),
        )
    if Needs.REASON in transition.needs and not reason.strip():
        raise InputFault(_("须写明理由"), where=where, remedy=_("请在理由栏写清退回原因，填报单位据此改正"))
    if Needs.OTHER_PERSON in transition.needs and report.author == actor.account:
        raise InputFault(_("不能审核自己填报的数"), where=where, remedy=_("请由另一人审核"))
    if Needs.VALUE in transition.needs and report.value is None:
        raise InputFault(_("没有填数"), where=where, remedy=_("请填本期数；本期确无发生用“零报告”，没有数不等于零"))
    if Needs.OPEN in transition.needs:
        demand_open(report, today)


def note_revision(actor: Actor, report: Report, verb: str) -> None:
    """Keep what the report is now."""
    Revision.objects.create(**_revision(actor, report, verb))


def _revision(actor: Actor, report: Report, verb: str) -> dict[str, Any]:
    return {
        "report": report,
        "number": report.revision,
        "verb": verb,
        "state": report.state,
        "value": report.value,
        "whole": report.whole,
        "note": report.note,
        "reason": report.reason,
        "account": actor.account,
        "person": actor.person,
    }


def fresh(ids: Iterable[int]) -> list[Report]:
    """Read reports anew with what moves and messages need."""
    found = Report.objects.filter(pk__in=list(ids)).select_related("period__plan", "item__indicator", "unit")
    found = found.prefetch_related("item__responsibilities")
    return list(found.order_by("item__kind", "item__order", "pk"))
