"""What services of enterprises are: requests and the loop that they move along (methodology2 §27)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.services import rules
from tenghuan.apps.services.filters import RequestFilters
from tenghuan.apps.services.models import RUNNING, Request, State
from tenghuan.apps.services.panels import Clock, Done
from tenghuan.publishing.tables import Column

GUIDE = "26-services"
RATED, SATISFIED = {"state": State.CLOSED, "score__isnull": False}, {"state": State.CLOSED, "satisfied": True}
VISITORS = (Who.OFFICE, Who.TOWN)
HEARD: dict[str, Any] = {"asks": ("way", "score", "said"), "optional": ("score", "said")}

ANSWERING = Loop(
    key="requests",
    model=Request,
    moves=(
        move(
            *("assign", _("分派"), {State.ASKED}, State.ASSIGNED, Who.OFFICE),
            asks=("kind", "lead", "support"),
            optional=("support",),
        ),
        move("decline", _("不予受理"), {State.ASKED}, State.DECLINED, Who.OFFICE, Need.REASON, danger=True),
        move("sign", _("签收"), {State.ASSIGNED}, State.WORKING, Who.UNIT, asks=("response",)),
        move("refuse", _("退回重派"), {State.ASSIGNED}, State.ASKED, Who.UNIT, Need.REASON, danger=True),
        move("plan", _("报办理方案"), {State.WORKING}, State.WORKING, Who.UNIT, asks=("plan",)),
        move("answer", _("答复"), {State.WORKING}, State.ANSWERED, Who.UNIT, asks=("outcome", "result")),
        move("confer", _("提请会商"), {State.WORKING}, State.MEETING, (Who.UNIT, Who.OFFICE), Need.REASON),
        move(
            *("conclude", _("会商定办"), {State.MEETING}, State.WORKING, Who.OFFICE),
            asks=("decision", "lead", "support"),
            optional=("support",),
        ),
        move("no_meeting", _("不予会商"), {State.MEETING}, State.WORKING, Who.OFFICE, Need.REASON, danger=True),
        move("visit", _("回访结案"), {State.ANSWERED}, State.CLOSED, VISITORS, Need.OTHER_PERSON, **HEARD),
        move(
            *("redo", _("重办"), {State.ANSWERED, State.CLOSED}, State.WORKING, VISITORS, Need.REASON),
            danger=True,
            **HEARD,
        ),
        *(
            move("rate", _("评价"), {state}, state, Who.ENTERPRISE, asks=("score", "said"), optional=("said",))
            for state in (State.ANSWERED, State.CLOSED)
        ),
        move(
            *("withdraw", _("撤回诉求"), {State.ASKED, State.ASSIGNED}, State.WITHDRAWN, Who.ENTERPRISE),
            danger=True,
        ),
    ),
    todo={
        State.ASKED: _("分派诉求"),
        State.ASSIGNED: _("签收诉求"),
        State.WORKING: _("办理诉求"),
        State.MEETING: _("会商难题"),
        State.ANSWERED: _("回访企业"),
    },
    waits={State.WORKING: Who.UNIT, State.ANSWERED: Who.OFFICE},
    due=dict.fromkeys(RUNNING, "due_day"),
    checks={
        **dict.fromkeys(("sign", "refuse", "plan", "answer"), rules.the_lead),
        "visit": rules.not_the_handler,
        "redo": rules.redo_open,
        "rate": rules.unrated,
    },
    fills={
        "assign": rules.assign,
        "decline": rules.over,
        "sign": rules.sign,
        "refuse": rules.refuse,
        "plan": rules.plan,
        "answer": rules.answer,
        "confer": rules.confer,
        "conclude": rules.conclude,
        "no_meeting": rules.back_to_work,
        "visit": rules.visit,
        "redo": rules.redo,
        "rate": rules.rate,
        "withdraw": rules.over,
    },
    effects={"answer": rules.tell_answer, "decline": rules.tell_declined, "rate": rules.tell_low},
)

REQUESTS = Register(
    key="requests",
    model=Request,
    natural=("number",),
    fields=("enterprise", "source", "kind", "title", "content", "contact"),
    columns=(
        Column("title", "诉求", width=26, sort="title"),
        *("number", "enterprise", "kind", "state"),
        Column("due_by", "本环节时限", kind="date", sort="due_by"),
        Column("late", "超时", value=lambda one: "已超时" if one.late_now else "", width=8),
        *("lead", "source", "town", "asked_on"),
        Column("score", "满意度", value=lambda one: one.score, sort="score", kind="number", digits=0, width=8),
    ),
    search=("title", "number", "enterprise__name", "content"),
    filters=RequestFilters,
    summary=("enterprise", "kind", "source", "lead", "asked_on", "redone"),
    related=("enterprise", "lead", "town"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.OFFICE, Who.TOWN, Who.ENTERPRISE),
    panels=(Done(), Clock()),
    loop=ANSWERING,
    frozen=frozenset({state for state in State if state not in (State.ASKED, State.ASSIGNED)}),
    brings=("asked_on", "lead", "state", "closed_on", "outcome", "result"),
    complete=rules.complete,
    hold=rules.hold,
    menu=Menu("enterprises", "message-question", 60, GUIDE, bar=True),
    measures=(
        Measure("requests.asked", _("受理诉求"), "件", {}, when="asked_on"),
        Measure("requests.open", _("在办诉求"), "件", {"state__in": RUNNING}),
        Measure("requests.closed", _("办结诉求"), "件", {"state": State.CLOSED}, when="closed_on"),
        Measure(
            "requests.rated", _("已评诉求"), "件", {"state": State.CLOSED, "score__isnull": False}, when="closed_on"
        ),
        Measure(
            "requests.satisfied", _("满意诉求"), "件", {"state": State.CLOSED, "satisfied": True}, when="closed_on"
        ),
        Measure("requests.hard", _("难题"), "件", {"hard": True}, when="asked_on"),
    ),
)
