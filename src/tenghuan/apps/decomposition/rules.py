"""What the moves of a breakdown wait for and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, hold_rows
from tenghuan.apps.decomposition import goals
from tenghuan.apps.decomposition.breaking import portions_of
from tenghuan.apps.decomposition.models import Decomposition, Portion, PortionState, Receivers, State
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.monitoring.following import follow_plan
from tenghuan.apps.monitoring.shares import Allotment, allot
from tenghuan.errors import InputFault
from tenghuan.pace.breakdown import Fault, Goal, faults, targets_of

SHOWN = 3
AGREED = (PortionState.ACCEPTED, PortionState.UPHELD)


def goal_now(decomposition: Decomposition) -> Goal:
    """Return what the plan asks now."""
    return goals.goal(decomposition.indicator, max(1, decomposition.portions.count()))


def in_words(fault: Fault, portions: Sequence[Portion]) -> str:
    """Return a fault with its place in words."""
    names = {"": _("合计"), "base": _("基数"), "weight": _("权重"), "every": _("每年")}
    column = names.get(fault.column) or _("%(y)s年") % {"y": fault.column}
    who = portions[fault.at].carrier if fault.at is not None else ""
    return "".join((who, column, "：", fault.message))


def _sums(decomposition: Decomposition) -> str:
    portions = portions_of(decomposition)
    found = faults(goal_now(decomposition), [one.part for one in portions])
    more = _("等 %(n)d 处") % {"n": len(found)} if len(found) > SHOWN else ""
    return "；".join(in_words(one, portions) for one in found[:SHOWN]) + more


def adds_up(actor: Actor, decomposition: Decomposition) -> str:
    """Say what does not add up."""
    return _sums(decomposition)


def agreed(actor: Actor, decomposition: Decomposition) -> str:
    """Say who has not agreed yet, and what does not add up."""
    open_ = [one for one in portions_of(decomposition) if one.state not in AGREED]
    if open_:
        told = "、".join(f"{one.carrier}{one.get_state_display()}" for one in open_[:SHOWN])
        return _("还有 %(n)d 家没有受领：%(t)s") % {"n": len(open_), "t": told}
    return _sums(decomposition)


def as_planned(actor: Actor, decomposition: Decomposition) -> str:
    """Say that the plan asks something else by now."""
    if goals.moved(decomposition, goal_now(decomposition)):
        return _("方案目标已经调整，请退回草拟重新分解")
    return _sums(decomposition)


def is_asked(actor: Actor, portion: Portion, told: Told) -> dict[str, Any]:
    """An answer counts only while the breakdown is sent out; its row is held first: nobody settles it meanwhile."""
    hold_rows(portion.decomposition)
    if portion.decomposition.state != State.ASKED:
        raise InputFault(
            _("目标分解“%(s)s”，不在征求意见") % {"s": portion.decomposition.get_state_display()}, where=str(portion)
        )
    return {}


# -- what follows --------------------------------------------------------------------------------------------------
def send(actor: Actor, decomposition: Decomposition, told: Told) -> None:
    """Ask every receiver, and keep what the plan asks."""
    kept = goals.told(goal_now(decomposition))
    Decomposition.objects.filter(pk=decomposition.pk).update(goal=kept)
    decomposition.goal = kept
    _all(decomposition, "ask")


def recall(actor: Actor, decomposition: Decomposition, told: Told) -> None:
    """Receivers are no longer asked."""
    _all(decomposition, "recall")


def drop(actor: Actor, decomposition: Decomposition, told: Told) -> None:
    """What was drafted, or gave way to a new version, is carried by nobody."""
    _all(decomposition, "end", PortionState.OVER)


def _all(decomposition: Decomposition, verb: str, but: str = "") -> None:
    from tenghuan.apps.decomposition.registers import CARRYING

    portions = [one for one in portions_of(decomposition) if one.state != but]
    told = CARRYING.take_many(Actor.platform("decomposition"), portions, verb)
    if told.faults:
        raise told.faults[0][1]


def publication(actor: Actor, decomposition: Decomposition, told: Told) -> dict[str, Any]:
    """The day, the document, and the plan's version that it belongs to; what was in force gives way first."""
    from tenghuan.apps.decomposition.registers import BREAKING

    for old in Decomposition.objects.filter(indicator=decomposition.indicator, state=State.PUBLISHED):
        BREAKING.take(Actor.platform("decomposition"), old, "replace")
    return {
        "published_on": timezone.localdate(),
        "document": str(told.get("document") or "")[:100],
        "plan_version": decomposition.indicator.plan.current_version,
    }


def publish(actor: Actor, decomposition: Decomposition, told: Told) -> None:
    """Everybody carries what was agreed: units report on an item of their own, regions below by their own plans."""
    _all(decomposition, "carry")
    if decomposition.receivers == Receivers.REGIONS:
        return
    asked, curve = goal_now(decomposition), decomposition.curve
    allotments = [
        Allotment(one.unit, targets_of(asked, one.part), one.base)
        for one in portions_of(decomposition)
        if one.unit is not None
    ]
    allot(decomposition.indicator, allotments, [float(point) / 100 for point in curve] if curve else None)
    follow_plan(actor, decomposition.indicator.plan, timezone.localdate())
