"""What an order must hold at each step, and what follows from it. Used by the declarations in ``registers.py``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.who import Who, any_of, is_platform
from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.kit import asking, timeline
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.models import Attachment, Event, EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import tell
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.queries import hold_answering
from tenghuan.apps.supervision import dictionary
from tenghuan.apps.supervision.grading import Verdict, next_feedback
from tenghuan.apps.supervision.models import OVER, RANK, RUNNING, Grade, Order, Outcome, Slip, Source, State
from tenghuan.errors import InputFault

DOING = ("sign", "report", "ask_extension")  # who made one of these is the doer, and verifies nothing


def complete(order: Order) -> None:
    """Number a new order and put its supporting units in order."""
    numbered("number", "DB")(order)
    units, strange = dictionary.units_named(order.county, order.supports)
    if strange:
        raise InputFault(
            _("没有在用的配合单位“%(u)s”") % {"u": "、".join(strange)},
            remedy=_("请按单位全称填写，多个单位以顿号分隔；已停用的请去掉"),
        )
    order.supports = "、".join(unit.name for unit in units)


def hold(order: Order) -> None:
    """Refuse a lead that cannot answer or supports itself, a mechanism of no plan, a second open order."""
    hold_answering(order.lead, order.county, "lead")
    if order.lead.name in order.supports.split("、"):
        raise InputFault(_("牵头单位不能同时是配合单位"), where=str(order.lead))
    known = [row["name"] for row in dictionary.mechanisms(order.county)]
    if order.mechanism and order.mechanism not in known:
        raise InputFault(
            _("本县方案没有“%(m)s”这一机制") % {"m": order.mechanism},
            remedy=_("可选：%(o)s") % {"o": "、".join(known)} if known else _("请留空"),
        )
    same = Order.objects.filter(county=order.county, matter=order.matter, lead=order.lead, retired_on=None)
    if (other := same.exclude(pk=order.pk).exclude(state__in=OVER).first()) is not None:
        raise InputFault(_("一事一单：该事项已有督办 %(n)s") % {"n": other.number}, remedy=_("请在原督办中升级或催办"))


def limit(order: Order, day: date) -> date:
    """Return the limit by rule: a leader's note in days, a meeting's decision and all else in working days."""
    if order.source == Source.NOTE:
        return day + timedelta(days=dictionary.days(order.county, f"order_note_{order.urgency}_days"))
    key = "order_meeting_workdays" if order.source == Source.MEETING else f"order_{order.urgency}_workdays"
    return deadline(day, dictionary.days(order.county, key))


def feedback(order: Order, day: date, due: date) -> date:
    """Return when the lead must next give feedback."""
    told = {
        "weekday": dictionary.days(order.county, "order_weekly_weekday"),
        "month_day": dictionary.days(order.county, "order_monthly_day"),
    }
    return next_feedback(order.cycle, day, due, **told)


# -- what moves fill in --------------------------------------------------------------------------------------------
def issue(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """The limit begins: what was typed, else by rule; it stays as the first one for good."""
    hold_answering(order.lead, order.county)
    today = timezone.localdate()
    due = order.due_on or limit(order, today)
    if due < today:
        raise InputFault(_("限期 %(d)s 已经过去") % {"d": due}, where=str(order), remedy=_("请先修改限期"))
    return {"issued_on": today, "due_on": due, "first_due": due, "next_on": feedback(order, today, due)}


def sign(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """The lead's planned day is today or later."""
    planned = told.get("planned_on")
    today = timezone.localdate()
    if planned and str(planned) < str(today):
        raise InputFault(_("计划完成日不能早于今天"), where=str(order))
    return {}


def reassign(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """A lead that was changed had no day of its own to be late for, and supports itself no more."""
    lead = asking.cleaned(order, ("lead",), told)["lead"] if told.get("lead") else order.lead
    hold_answering(lead, order.county)
    return {"level": 0, "supports": "、".join(one for one in order.supports.split("、") if one != lead.name)}


def report(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """What cannot be solved says why, what was done, what comes next."""
    if told.get("outcome") == Outcome.STUCK:
        lacking = [name for name in ("cause", "done", "next_step") if not str(told.get(name) or "").strip()]
        if lacking:
            labels = "、".join(str(field_of(Order, name).verbose_name) for name in lacking)
            raise InputFault(_("暂无法解决的，须写明%(l)s") % {"l": labels}, where=str(order))
    return {"reported_on": timezone.localdate()}


def sent_back(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """Feedback that was sent back counts, and is due anew."""
    return {"returned": order.returned + 1, **go_on(actor, order, told)}


def go_on(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """The next feedback is due."""
    assert order.due_on is not None  # it was issued
    return {"next_on": feedback(order, timezone.localdate(), order.due_on)}


def ask_extension(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """An extension is to a later day."""
    asked = str(told.get("asked_due") or "")
    if asked and order.due_on is not None and asked <= str(max(order.due_on, timezone.localdate())):
        raise InputFault(_("申请的新限期须晚于现行限期和今天"), where=str(order))
    return {}


def grant(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """A granted extension is not overdue: the limit moves, what was reported upwards is over; the first one stays."""
    due = order.asked_due
    assert due is not None  # asked for by the move before
    changed = {"due_on": due, "asked_due": None, "extensions": order.extensions + 1, "level": 0}
    return {**changed, "next_on": feedback(order, timezone.localdate(), due)}


def close(actor: Actor, order: Order, told: Told) -> dict[str, Any]:
    """The day it was closed."""
    return {"closed_on": timezone.localdate()}


# -- what moves wait for -------------------------------------------------------------------------------------------
def extension_open(actor: Actor, order: Order) -> str:
    """Say why no further extension may be asked for."""
    most = dictionary.days(order.county, "order_extensions")
    return _("已延期 %(n)d 次，不能再申请延期") % {"n": most} if order.extensions >= most else ""


def not_the_doer(actor: Actor, order: Order) -> str:
    """Say that whoever handled the order may not verify it, whatever was done since."""
    if is_platform(actor):
        return ""
    mine = Event.objects.about(order).filter(kind=EventKind.MOVE, verb__in=DOING, undone=False, account=actor.user)
    return _("办理人不能核验自己办理的事项") if mine.exists() else ""


def closing_open(actor: Actor, order: Order) -> str:
    """Say what stands against closing: a doer as verifier, feedback that is no end."""
    if order.outcome in (Outcome.PART, Outcome.STUCK):
        return _("反馈为“%(o)s”，请办理“继续办理”或退回") % {"o": order.get_outcome_display()}
    return not_the_doer(actor, order)


# -- what follows --------------------------------------------------------------------------------------------------
def first_slip(actor: Actor, order: Order, told: Told) -> None:
    """The first slip of the chain, of the grade that the rules give on the day it is issued."""
    from tenghuan.apps.supervision.sweeping import verdict_of

    found = verdict_of(order, timezone.localdate())
    write_slip(actor, order, found.grade, found.reason or _("交办"), by_rule=True)


def hold_proof(actor: Actor, order: Order, told: Told) -> None:
    """What is reported as done comes with evidence of its own, handed in since the feedback before."""
    if order.outcome != Outcome.DONE or told.get("files"):
        return
    before = Event.objects.about(order).filter(kind=EventKind.MOVE, verb="report", undone=False).last()
    new = Attachment.objects.about(order).filter(withdrawn_at=None)
    if before is not None and not new.filter(at__gt=before.at).exists():
        raise InputFault(_("报完成须上传这一次的佐证材料"), where=str(order))


def orange(actor: Actor, order: Order, told: Told) -> None:
    """Feedback that was sent back makes an orange slip, unless the order has a graver one."""
    if RANK[Grade(order.grade)] < RANK[Grade.ORANGE]:
        write_slip(actor, order, Grade.ORANGE, _("反馈被退回"), by_rule=True)


def write_slip(
    actor: Actor, order: Order, grade: str, reason: str, *, by_rule: bool, late: bool = False, approved_by: str = ""
) -> Slip:
    """Add a slip to the chain and raise the order's grade (inside a service)."""
    last = order.slips.aggregate(last=Max("place"))["last"] or 0
    slip = Slip.objects.create(
        order=order, place=last + 1, grade=grade, issued_on=timezone.localdate(), due_on=order.due_on,
        reason=reason[:200], by_rule=by_rule, late=late, approved_by=approved_by[:80],
    )  # fmt: skip
    write(order, grade=grade)
    word = Grade(grade).label if grade else _("督办单")
    timeline.write(actor, order, EventKind.CHANGE, _("发出%(w)s") % {"w": word}, note=reason)
    record(slip, after=snapshot(slip))
    if last and (units := Account.objects.filter(unit=order.lead, is_active=True).select_related("wish")):
        tell(units, Kind.ESCALATED, order, f"slip:{slip.pk}", f"{word}：{order}", reason)
    return slip


def write(order: Order, **columns: Any) -> None:
    """Set columns that follow from something else (inside a service)."""
    before = snapshot(order, columns)
    Order.objects.filter(pk=order.pk).update(**columns)
    order.refresh_from_db(fields=list(columns))
    record(order, before=before, after=snapshot(order, columns))


# -- services ------------------------------------------------------------------------------------------------------
@service("orders.regrade", gettext_lazy("升级督办单"), locks=("order",))
def regrade(actor: Actor, order: Order, *, grade: str, reason: str, approved_by: str = "", seen: int = 0) -> Slip:
    """Issue a graver slip on the same matter directly, with the reason and, for the gravest, the seat that approved.

    Args:
        seen: the place of the last slip that the officer saw: a second click adds no second slip; 0: not asked.
    """
    hold_office(actor, order)
    if order.state not in (*RUNNING, State.REPORTED):
        raise InputFault(_("“%(s)s”的督办不能升级") % {"s": order.get_state_display()}, where=str(order))
    here = order.slips.aggregate(last=Max("place"))["last"] or 0
    if seen and here != seen:
        raise InputFault(_("刚有新的督办单发出"), where=str(order), remedy=_("请刷新页面看最新等级"))
    told: Mapping[str, Any] | None = dictionary.direct().get(grade)
    if told is None or RANK[Grade(grade)] <= RANK[Grade(order.grade)]:
        raise InputFault(_("只能升级为更高等级的督办单"), where=str(order))
    if not reason.strip():
        raise InputFault(_("直接发单须填写理由"), where=str(order))
    if told["needs_approval"] and not approved_by.strip():
        raise InputFault(_("%(g)s须填写批准席位") % {"g": Grade(grade).label}, where=str(order))
    return write_slip(actor, order, grade, reason.strip(), by_rule=False, approved_by=approved_by.strip())


def hold_office(actor: Actor, order: Order) -> None:
    """Refuse whoever is not the office of the order's county."""
    if not any_of((Who.OFFICE,), actor, order):
        raise InputFault(_("由%(w)s办理") % {"w": Who.OFFICE.label}, where=str(order))


def verdict_words(found: Verdict) -> str:
    """Return a verdict in words."""
    return f"{found.grade.label}：{found.reason}" if found.grade else ""
