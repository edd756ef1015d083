"""What a request must hold at each step, and what follows from it (methodology2 §27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import is_platform
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.models import Event, EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import of_role, tell
from tenghuan.apps.organization.models import Account, Level
from tenghuan.apps.organization.queries import hold_answering
from tenghuan.apps.services import history
from tenghuan.apps.services.dictionary import by_days, by_minutes, limit, reached
from tenghuan.apps.services.models import OVER, Request, Score, State
from tenghuan.errors import InputFault

DOING = ("sign", "plan", "answer")  # who made one of these is the handler, and visits nobody back
PLATFORM_SOURCE = "platform"


def complete(thing: Request) -> None:
    """Number a new request, take the town from its enterprise, and start the clock of assigning."""
    if thing.made_by is not None and thing.made_by.role == Role.ENTERPRISE:
        thing.source = PLATFORM_SOURCE
    thing.town = thing.enterprise.town
    if not thing.number:
        history.begin(thing)
    numbered("number", "QY")(thing)


def hold(thing: Request) -> None:
    """Refuse the same matter of the same enterprise twice while the first is open, and a past that cannot have been."""
    if thing.pk is None:
        history.hold(thing)
    if thing.state in OVER:
        return
    same = Request.objects.filter(enterprise=thing.enterprise, title=thing.title, retired_on=None)
    if (other := same.exclude(pk=thing.pk).exclude(state__in=OVER).first()) is not None:
        raise InputFault(
            _("该企业已有在办的同一诉求 %(n)s") % {"n": other.number},
            remedy=_("请在原诉求中留言或补充材料"),
            field="title",
        )


def _is_late(thing: Request, now: datetime) -> bool:
    return thing.due_by is not None and now > thing.due_by


# -- what moves fill in --------------------------------------------------------------------------------------------
def assign(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """The clock of signing begins; a lead that supports itself, a collective or a foreign town is no lead."""
    _hold_units(thing, told)
    now = timezone.now()
    due = by_minutes(thing.county, "request_sign_minutes", now, str(told.get("kind") or ""))
    return {"assigned_at": now, "assign_late": thing.assign_late or _is_late(thing, now), "due_by": due}


def _hold_units(thing: Request, told: Told) -> None:
    given = asking.cleaned(thing, ("lead", "support"), told, optional=frozenset({"support"}))
    for unit in filter(None, given.values()):
        hold_answering(unit, thing.county)
        if unit.region.level in (Level.TOWN, Level.PARK) and unit.region_id != thing.town_id:
            raise InputFault(_("“%(u)s”不是企业所在的镇街") % {"u": unit}, where=str(thing))
    if given["lead"] == given["support"]:
        raise InputFault(_("牵头单位不能同时是配合单位"), where=str(thing))


def refuse(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """It goes back to be assigned anew, with the clock of assigning."""
    now = timezone.now()
    return {
        "refused": thing.refused + 1,
        "sign_late": thing.sign_late or _is_late(thing, now),
        "due_by": by_minutes(thing.county, "request_assign_minutes", now),
    }


def sign(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """The clocks of the plan and of the answer begin."""
    now = timezone.now()
    return {
        "signed_at": now,
        "sign_late": thing.sign_late or _is_late(thing, now),
        "due_by": by_minutes(thing.county, "request_plan_hours", now, thing.kind, each=60),
        "answer_by": by_days(thing.county, "request_answer_days", now, thing.kind),
    }


def plan(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """The first plan stops the plan's clock; a later one changes words only."""
    if thing.planned_at is not None:
        return {}
    now = timezone.now()
    return {"planned_at": now, "plan_late": _is_late(thing, now), "due_by": thing.answer_by}


def confer(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """A hard one: the lead's clock stands still until the meeting has concluded."""
    return {"hard": True, "due_by": by_days(thing.county, "request_meeting_days", timezone.now())}


def conclude(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """What the meeting decided is carried out by whom it names; the clock of the answer begins anew."""
    _hold_units(thing, told)
    due = by_days(thing.county, "request_answer_days", timezone.now(), thing.kind)
    return {"due_by": due, "answer_by": due}


def back_to_work(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """No meeting: the clock of the answer goes on as it did."""
    return {"due_by": thing.answer_by}


def answer(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """The answer stops the clock; without a plan before it, the plan's limit is held against it too."""
    now = timezone.now()
    no_plan = thing.planned_at is None and _is_late(thing, now)
    late = thing.answer_by is not None and now > thing.answer_by
    return {
        "answered_at": now,
        "plan_late": thing.plan_late or no_plan,
        "answer_late": thing.answer_late or late,
        "due_by": by_days(thing.county, "request_visit_days", now),
        **FORGOTTEN,
    }


FORGOTTEN = {"score": None, "said": "", "self_rated": False, "satisfied": None, "way": ""}


def rate(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """The enterprise's own score stands; nobody overwrites it."""
    return {"self_rated": True, "satisfied": satisfied(thing, _scored(told))}


def visit(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """Close: what was reached has a score, its own where the enterprise gave one; a low one is redone first."""
    now = timezone.now()
    given = _heard(thing, told)
    score = given["score"]
    if score is not None and low(thing, score) and may_redo(thing):
        raise InputFault(_("满意度 %(n)d 分，须先办理“重办”") % {"n": score}, where=str(thing))
    done = {"closed_at": now, "closed_on": timezone.localdate(now), "due_by": None}
    return {**given, **done, "visit_late": thing.visit_late or _is_late(thing, now)}


def redo(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """Once more: only for a low score, only as often as the rule says; the clock of the answer begins anew."""
    given = _heard(thing, told)
    if given["score"] is None or not low(thing, given["score"]):
        most = limit(thing.county, "request_low_score")
        raise InputFault(_("满意度 %(n)d 分及以下的才重办") % {"n": most}, where=str(thing))
    now = timezone.now()
    due = by_days(thing.county, "request_answer_days", now, thing.kind)
    again = {"redone": thing.redone + 1, "due_by": due, "answer_by": due, "closed_at": None, "closed_on": None}
    late = thing.state == State.ANSWERED and _is_late(thing, now)
    return {**given, **again, "visit_late": thing.visit_late or late}


def over(actor: Actor, thing: Request, told: Told) -> dict[str, Any]:
    """No clock runs any more."""
    return {"due_by": None}


def _scored(told: Told) -> int | None:
    text = str(told.get("score") or "").strip()
    return int(text) if text else None


def _heard(thing: Request, told: Told) -> dict[str, Any]:
    """Return the score that counts: the enterprise's own, else what it said when it was visited back."""
    way, score = str(told.get("way") or ""), _scored(told)
    if thing.self_rated:
        if score is not None and score != thing.score:
            raise InputFault(_("企业已自评 %(n)d 分，回访不能改") % {"n": thing.score}, where=str(thing))
        own = {"score": thing.score, "satisfied": thing.satisfied}
        return {**own, "said": thing.said or str(told.get("said") or "").strip()}
    if reached(way) != (score is not None):
        words = _("联系上企业的，须填满意度") if score is None else _("未联系上的，不能填满意度")
        raise InputFault(words, where=str(thing))
    return {"score": score, "satisfied": satisfied(thing, score)}


def satisfied(thing: Request, score: int | None) -> bool | None:
    """Whether a score means content, by the bound that holds today; None without a score."""
    return None if score is None else score >= limit(thing.county, "request_satisfied_score")


def low(thing: Request, score: int) -> bool:
    """Whether a score is so low that the matter is handled once more."""
    return score <= limit(thing.county, "request_low_score")


def may_redo(thing: Request) -> bool:
    """Whether the matter may be handled once more."""
    return thing.redone < limit(thing.county, "request_redo_times")


# -- what moves wait for -------------------------------------------------------------------------------------------
def the_lead(actor: Actor, thing: Request) -> str:
    """Say that the supporting unit reads and comments, but does not act."""
    if is_platform(actor) or actor.user.unit_id == thing.lead_id:
        return ""
    return _("由牵头单位办理，配合单位可以留言和上传材料")


def not_the_handler(actor: Actor, thing: Request) -> str:
    """Say that whoever handled the request does not visit the enterprise back, nor does a town that leads it."""
    if is_platform(actor):
        return ""
    if actor.user.role == Role.TOWN and actor.user.unit_id in (thing.lead_id, thing.support_id):
        return _("承办单位不能回访自己办理的诉求")
    mine = Event.objects.about(thing).filter(kind=EventKind.MOVE, verb__in=DOING, undone=False, account=actor.user)
    return _("承办人不能回访自己办理的诉求") if mine.exists() else ""


def redo_open(actor: Actor, thing: Request) -> str:
    """Say why the matter is not handled once more."""
    if not may_redo(thing):
        return _("已重办 %(n)d 次，不再重办；仍不解决的，可转督办") % {"n": thing.redone}
    if thing.state == State.CLOSED and (thing.score is None or not low(thing, thing.score)):
        return _("结案后只有评分很低的才重办")
    return not_the_handler(actor, thing)


def unrated(actor: Actor, thing: Request) -> str:
    """Say that what was rated is not rated again."""
    return _("已评价 %(n)d 分") % {"n": thing.score} if thing.score is not None else ""


# -- what follows --------------------------------------------------------------------------------------------------
def tell_answer(actor: Actor, thing: Request, told: Told) -> None:
    """The enterprise is told that it has an answer to rate."""
    _tell_enterprise(thing, "answered", _("诉求已答复，请评价：%(t)s") % {"t": thing})


def tell_declined(actor: Actor, thing: Request, told: Told) -> None:
    """The enterprise is told why."""
    _tell_enterprise(thing, "declined", _("诉求不予受理：%(t)s") % {"t": thing}, str(told.get("reason") or ""))


def tell_low(actor: Actor, thing: Request, told: Told) -> None:
    """The office is told of a low score that the enterprise gave."""
    if thing.score is not None and low(thing, thing.score):
        words = _("企业评 %(n)d 分：%(t)s") % {"n": thing.score, "t": thing}
        office = of_role(thing.county, Role.OFFICE)
        tell(office, Kind.ESCALATED, thing, f"low:{thing.pk}:{thing.redone}", words, str(Score(thing.score).label))


def _tell_enterprise(thing: Request, word: str, title: str, note: str = "") -> None:
    own = Account.objects.filter(
        role=Role.ENTERPRISE, region=thing.county, enterprise_code=thing.enterprise.uscc, is_active=True
    )
    tell(own.select_related("wish"), Kind.TODO, thing, f"{word}:{thing.pk}:{thing.redone}", title, note)
