"""What supervision is: orders and the loop that they move along (methodology2 §17)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.supervision import dictionary, rules
from tenghuan.apps.supervision.models import OPEN, OVER, Order, State
from tenghuan.apps.supervision.panels import Chain, Feedback, Links
from tenghuan.apps.supervision.papers import PAPERS
from tenghuan.publishing.tables import Column

GUIDE = "14-supervision"

ORDERING = Loop(
    key="orders",
    model=Order,
    moves=(
        move("issue", _("交办"), {State.DRAFT}, State.ISSUED, Who.OFFICE, due="order_sign_days"),
        move(
            *("sign", _("签收"), {State.ISSUED}, State.WORKING, Who.UNIT),
            asks=("promise", "planned_on"),
        ),
        move(
            *("object", _("提出交办异议"), {State.ISSUED}, State.DISPUTED, Who.UNIT, Need.REASON),
            due="order_adjust_days",
            danger=True,
        ),
        move(
            *("adjust", _("调整后交办"), {State.DISPUTED}, State.ISSUED, Who.OFFICE, Need.OPINION),
            asks=("lead",),
            due="order_sign_days",
        ),
        move(
            *("revoke", _("撤销督办"), {State.DRAFT, State.DISPUTED}, State.REVOKED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move(
            *("report", _("反馈"), {State.WORKING}, State.REPORTED, Who.UNIT, Need.EVIDENCE),
            asks=("outcome", "progress", "cause", "done", "next_step"),
            optional=("cause", "done", "next_step"),
            due="order_verify_days",
        ),
        move(
            *("ask_extension", _("申请延期"), {State.WORKING}, State.EXTENDING, Who.UNIT, Need.REASON),
            asks=("asked_due",),
            due="order_extension_days",
        ),
        move("grant", _("同意延期"), {State.EXTENDING}, State.WORKING, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move("deny", _("不同意延期"), {State.EXTENDING}, State.WORKING, Who.OFFICE, Need.REASON, danger=True),
        move("close", _("核验办结"), {State.REPORTED}, State.CLOSED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move("go_on", _("继续办理"), {State.REPORTED}, State.WORKING, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move(
            *("return", _("退回反馈"), {State.REPORTED}, State.WORKING, Who.OFFICE, Need.REASON, Need.OTHER_PERSON),
            danger=True,
        ),
    ),
    todo={
        State.DRAFT: _("交办督办"),
        State.ISSUED: _("签收督办"),
        State.DISPUTED: _("答复交办异议"),
        State.WORKING: _("办理督办并反馈"),
        State.EXTENDING: _("审批延期"),
        State.REPORTED: _("核验督办反馈"),
    },
    waits={State.ISSUED: Who.UNIT, State.WORKING: Who.UNIT},
    due={State.WORKING: "next_on"},
    checks={
        "ask_extension": rules.extension_open,
        "grant": rules.not_the_doer,
        "close": rules.closing_open,
        "go_on": rules.not_the_doer,
        "return": rules.not_the_doer,
    },
    fills={
        "issue": rules.issue,
        "sign": rules.sign,
        "adjust": rules.reassign,
        "report": rules.report,
        "ask_extension": rules.ask_extension,
        "grant": rules.grant,
        "go_on": rules.go_on,
        "return": rules.sent_back,
        "close": rules.close,
    },
    effects={"issue": rules.first_slip, "report": rules.hold_proof, "return": rules.orange},
)


def prepare(orders: Sequence[Order]) -> Sequence[Order]:
    """Give each order of a list how it stands by its days, reading each county's idea of near once."""
    near = {order.county: 0 for order in orders}
    near = {county: dictionary.days(county, "order_near_days") for county in near}
    for order in orders:
        order.stands = order.standing(timezone.localdate(), near[order.county])
    return orders


ORDERS = Register(
    key="orders",
    model=Order,
    natural=("number",),
    fields=(
        *("source", "matter", "content", "basis", "mechanism", "urgency", "issuer", "lead", "supports"),
        *("contact", "due_on", "cycle"),
    ),
    columns=(
        *("matter", "number", "source", "lead", "state"),
        Column("grade", "单据等级", value=lambda order: order.get_grade_display(), sort="grade", width=8),
        Column("stands", "限期情况", value=lambda order: order.stands, width=14),
        *("due_on", "next_on", "issued_on", "closed_on"),
    ),
    prepare=prepare,
    search=("matter", "number", "content"),
    filters=("source", "lead", "grade", "urgency", "mechanism", "due_on", "issued_on", "closed_on", "level"),
    summary=("lead", "due_on", "first_due", "next_on", "grade", "extensions"),
    related=("lead",),
    writers=(Who.OFFICE,),
    panels=(Feedback(), Chain(), Links()),
    loop=ORDERING,
    frozen=frozenset({state for state in State if state != State.DRAFT}),
    complete=rules.complete,
    hold=rules.hold,
    menu=Menu("reporting", "gavel", 40, GUIDE),
    papers=PAPERS,
    measures=(
        Measure("orders.issued", _("交办督办"), "件", {"issued_on__isnull": False}, when="issued_on"),
        Measure("orders.open", _("在办督办"), "件", {"state__in": OPEN}),
        Measure("orders.closed", _("办结督办"), "件", {"state": State.CLOSED}, when="closed_on"),
    ),
)
assert set(OVER) <= ORDERS.frozen  # nothing is changed after the close: a linked new order is raised
