"""What closing a month writes, and which months are to be closed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.closing.checking import Gap, gaps
from tenghuan.apps.closing.models import Closing, Figure, Snapshot
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.monitoring.changes import demand_office
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.plans.models import Plan
from tenghuan.errors import InputFault
from tenghuan.pace import Month

SAME = {"id", "snapshot_id", "order", "revision", "made_by_id", "made_at", "changed_at", "sample"}


def next_version(actor: Actor, closing: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that a close fills in."""
    return {"version": closing.version + 1, "closed_at": timezone.now()}


def fix(actor: Actor, closing: Any, told: dict[str, Any]) -> None:
    """Write the month's snapshot.

    Raises:
        InputFault: something is lacking and nobody said why the month is closed all the same.
    """
    figures = reckoned(closing.plan, closing.at)
    lacking = gaps(closing.plan, closing.at, figures)
    if lacking and not closing.gap_reason.strip():
        raise InputFault(_lacking(lacking), where=str(closing), remedy=_("请补齐后再结账，或写明缺口说明后结账"))
    _write(actor, closing, figures, lacking, closing.gap_reason)


def renew(actor: Actor, closing: Any, told: dict[str, Any]) -> None:
    """Write the next version of a closed month, if any figure came late.

    Raises:
        InputFault: every figure is as the newest version has it.
    """
    figures = reckoned(closing.plan, closing.at)
    if not changed(closing, figures):
        raise InputFault(_("结账以后各指标没有变动"), where=str(closing), remedy=_("不需要补版"))
    _write(actor, closing, figures, gaps(closing.plan, closing.at, figures), str(told.get("reason", "")))


def _lacking(found: list[Gap]) -> str:
    named = "；".join(str(gap) for gap in found[:3])
    more = _("等 %(n)d 项") % {"n": len(found)} if len(found) > 3 else ""
    return _("还不能结账：%(g)s%(m)s") % {"g": named, "m": more}


def _write(actor: Actor, closing: Any, figures: list[Figure], lacking: list[Gap], reason: str) -> None:
    made = Snapshot.objects.create(
        closing=closing,
        plan=closing.plan,
        year=closing.year,
        month=closing.month,
        version=closing.version,
        known_at=closing.closed_at,
        closed_by=timeline.name_of(actor)[:50],
        reason=reason.strip()[:300],
        gaps=[str(gap) for gap in lacking],
    )
    for figure in figures:
        figure.snapshot, figure.made_by, figure.sample = made, actor.user, closing.sample
    Figure.objects.bulk_create(figures, batch_size=500)
    record(made, after={**snapshot(made), "figures": len(figures)})


def told(figure: Figure) -> dict[str, Any]:
    """Return what a figure says, by column: equal for equal figures of two versions."""
    names = (column.attname for column in Figure._meta.concrete_fields)
    return {name: getattr(figure, name) for name in names if name not in SAME}


def changed(closing: Closing, figures: list[Figure]) -> list[tuple[Figure | None, Figure | None]]:
    """Return the figures that are not as the newest version has them: (then, now); None where one is not there."""
    newest = closing.snapshots.order_by("-version").first()
    return differing(list(newest.figures.all()) if newest is not None else [], figures)


def differing(first: list[Figure], second: list[Figure]) -> list[tuple[Figure | None, Figure | None]]:
    """Return the figures of two versions of a month that differ, in the order of the second."""
    then, now = {one.item_id: one for one in first}, {one.item_id: one for one in second}
    found: list[tuple[Figure | None, Figure | None]] = []
    for item in dict.fromkeys((*now, *then)):
        old, new = then.get(item), now.get(item)
        if old is None or new is None or told(old) != told(new):
            found.append((old, new))
    return found


@service("closing.open", gettext_lazy("开启月度结账"))
def open_due(actor: Actor, plans: list[Plan] | None = None) -> list[Closing]:
    """Open a close for every reporting month after the last one (the latest month where there is none); again: none."""
    opened: list[Closing] = []
    found = plans if plans is not None else Plan.objects.filter(is_current=True).select_related("region")
    for plan in found:
        months = [Month(*pair) for pair in Period.objects.filter(plan=plan).values_list("year", "month")]
        known = {Month(*pair) for pair in Closing.objects.filter(plan=plan).values_list("year", "month")}
        last = max(known, default=None)
        wanted = [at for at in months if last is not None and at > last] or ([max(months)] if months else [])
        opened += [_open(actor, plan, at) for at in sorted(wanted) if at not in known]
    if not opened:
        nothing_changed()
    return opened


@service("closing.open_month", gettext_lazy("补结往月"), locks=("plan",))
def open_month(actor: Actor, plan: Plan, at: Month) -> Closing:
    """Open the close of an earlier month by hand; one that is open or closed already is returned as it stands.

    Raises:
        InputFault: nothing is reported for that month.
        PermissionDenied: the actor is not the plan's own office.
    """
    demand_office(actor, plan)
    if (known := Closing.objects.filter(plan=plan, year=at.year, month=at.month).first()) is not None:
        nothing_changed()
        return known
    if not Period.objects.filter(plan=plan, year=at.year, month=at.month).exists():
        raise InputFault(_("%(m)s没有填报期") % {"m": at}, remedy=_("请选已开放填报的月份"))
    return _open(actor, plan, at)


def _open(actor: Actor, plan: Plan, at: Month) -> Closing:
    from tenghuan.apps.closing.registers import MONTHS

    after = at.next()
    day = parameter(plan.region, "closing_due_day", date(after.year, after.month, 1)).days
    made = Closing.objects.create(
        county=plan.region,
        plan=plan,
        year=at.year,
        month=at.month,
        due_on=date(after.year, after.month, min(day, monthrange(after.year, after.month)[1])),
        made_by=actor.user,
    )
    timeline.write(actor, made, EventKind.MADE, _("开启月度结账"))
    MONTHS.turn(actor, made)
    record(made, after=snapshot(made))
    return made
