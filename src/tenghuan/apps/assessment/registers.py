"""What the assessment is: schemes, the year's run with figures, confirmations, results and appeals, the months."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.assessment import panels, rules, tables
from tenghuan.apps.assessment.models import (
    Appeal,
    AppealState,
    Confirmation,
    ConfirmationState,
    Figure,
    Month,
    MonthState,
    Race,
    RaceState,
    Result,
    Scheme,
    Standing,
)
from tenghuan.apps.assessment.papers import RACE_PAPERS, RESULT_PAPERS
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

GUIDE = "19-assessment"
OPEN = (RaceState.FROZEN, RaceState.COMPUTED, RaceState.FEEDBACK, RaceState.REVIEWING, RaceState.APPROVED)

RACING = Loop(
    key="races",
    model=Race,
    moves=(
        move("compute", _("初算"), {RaceState.FROZEN}, RaceState.COMPUTED, Who.OFFICE),
        move(
            *("reopen", _("退回数据冻结"), {RaceState.COMPUTED}, RaceState.FROZEN, Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move("feed_back", _("反馈考核对象"), {RaceState.COMPUTED}, RaceState.FEEDBACK, Who.OFFICE),
        move("review", _("转入复核"), {RaceState.FEEDBACK}, RaceState.REVIEWING, Who.OFFICE),
        move("approve", _("审定"), {RaceState.REVIEWING}, RaceState.APPROVED, Who.OFFICE, Need.OPINION),
        move(
            *("back", _("退回复核"), {RaceState.APPROVED}, RaceState.REVIEWING, Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move("publish", _("公布并锁定"), {RaceState.APPROVED}, RaceState.PUBLISHED, Who.OFFICE, asks=("minutes",)),
        move("abandon", _("作废"), OPEN, RaceState.ABANDONED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={
        RaceState.FROZEN: _("核对考核数据并初算"),
        RaceState.COMPUTED: _("核对初算结果，反馈考核对象"),
        RaceState.FEEDBACK: _("申诉期满后转入复核"),
        RaceState.REVIEWING: _("复核申诉并审定"),
        RaceState.APPROVED: _("公布考核结果"),
    },
    due={RaceState.FEEDBACK: "appeal_by", RaceState.REVIEWING: "review_by"},
    checks={"compute": rules.confirmed, "review": rules.appeals_over, "approve": rules.settled},
    fills={"feed_back": rules.appeal_days, "review": rules.review_days, "publish": rules.publish},
    effects={"compute": rules.compute, "reopen": rules.reopen, "feed_back": rules.feed_back},
)

CONFIRMING = Loop(
    key="race_confirmations",
    model=Confirmation,
    moves=(
        move("confirm", _("确认数据"), {ConfirmationState.WAITING}, ConfirmationState.CONFIRMED, Who.UNIT),
        move(
            *("dispute", _("提出数据有出入"), {ConfirmationState.WAITING}, ConfirmationState.DISPUTED, Who.UNIT),
            Need.REASON,
            danger=True,
        ),
        move(
            *("ask", _("更正后请再确认"), {ConfirmationState.DISPUTED}, ConfirmationState.WAITING, Who.OFFICE),
            Need.OPINION,
            due="assessment_confirm_days",
        ),
    ),
    todo={ConfirmationState.WAITING: _("确认考核数据"), ConfirmationState.DISPUTED: _("核对有出入的考核数据")},
    checks={"confirm": rules.asked_again, "dispute": rules.asked_again, "ask": rules.asked_again},
    effects={"confirm": rules.hold_race, "dispute": rules.hold_race, "ask": rules.hold_race},
)

APPEALING = Loop(
    key="race_appeals",
    model=Appeal,
    moves=(
        move(
            *("uphold", _("采纳并更正"), {AppealState.FILED}, AppealState.UPHELD, Who.OFFICE),
            *(Need.OPINION, Need.OTHER_PERSON),
            asks=("accepted",),
        ),
        move(
            *("deny", _("不采纳"), {AppealState.FILED}, AppealState.DENIED, Who.OFFICE, Need.OPINION),
            Need.OTHER_PERSON,
            danger=True,
        ),
        move("withdraw", _("撤回申诉"), {AppealState.FILED}, AppealState.WITHDRAWN, Who.UNIT, danger=True),
    ),
    todo={AppealState.FILED: _("复核考核申诉")},
    due={AppealState.FILED: "decide_by"},
    checks={"uphold": rules.under_review, "deny": rules.under_review},
    effects={"uphold": rules.uphold, "deny": rules.deny, "withdraw": rules.hold_run},
)

SHOWING = Loop(
    key="race_months",
    model=Month,
    moves=(move("show", _("亮榜"), {MonthState.DRAFT}, MonthState.PUBLISHED, Who.OFFICE),),
    todo={MonthState.DRAFT: _("核对并亮榜")},
    effects={"show": rules.show_month},
)

SCHEMES = Register(
    key="assessment_schemes",
    model=Scheme,
    natural=("year", "kind", "version"),
    fields=("year", "kind", "version", "name", "source", "adding", "groups"),
    columns=("name", "year", "kind", "version", "adding", "source"),
    search=("name", "source"),
    filters=("year", "kind"),
    writers=(),
    importable=False,
    panels=(panels.Items(), panels.Text()),
    menu=Menu("reporting", "scale", 60, GUIDE),
)

RACES = Register(
    key="races",
    model=Race,
    natural=("number",),
    fields=("number", "name", "year", "kind", "scheme", "until", "minutes"),
    columns=("name", "number", "year", "kind", "state", "until", "appeal_by", "review_by", "published_on", "minutes"),
    search=("name", "number"),
    filters=("year", "kind"),
    summary=("year", "kind", "until", "appeal_by", "review_by", "published_on"),
    related=("scheme",),
    writers=(),
    importable=False,
    loop=RACING,
    panels=(panels.Ranking(), panels.Waiting(), panels.Kept()),
    panels_first=True,
    menu=Menu("reporting", "trophy", 58, GUIDE),
    papers=RACE_PAPERS,
)

FIGURES = Register(
    key="race_figures",
    model=Figure,
    natural=("race", "object", "item"),
    fields=("target", "actual", "further", "matters", "bonus", "deduction", "basis"),
    columns=(
        *("object", "item", "race", "group", "target", "actual", "further", "matters", "bonus", "deduction"),
        *("supplier", "drawn", "basis"),
    ),
    search=("object", "item"),
    filters=("race", "group", "item", "supplier"),
    summary=("race", "object", "item", "supplier", "drawn"),
    related=("race", "supplier"),
    writers=(Who.OFFICE,),
    importable=False,
    hold=rules.hold_figure,
    panels=(panels.Behind(),),
)

CONFIRMATIONS = Register(
    key="race_confirmations",
    model=Confirmation,
    natural=("race", "unit"),
    fields=("race", "unit", "items"),
    columns=("unit", "race", "items", "state"),
    filters=("race", "unit"),
    related=("race", "unit"),
    writers=(),
    importable=False,
    loop=CONFIRMING,
    panels=(panels.Asked(),),
)

RESULTS = Register(
    key="race_results",
    model=Result,
    natural=("race", "object"),
    fields=("object", "group", "score", "rank", "bonus", "deduction"),
    columns=(
        *("object", "race", "group", "score", "rank", "bonus", "deduction"),
        Column("firm", str(_("权重浮动时名次")), value=tables.firm, width=14),
    ),
    search=("object",),
    filters=("race", "group", "rank"),
    summary=("race", "score", "rank", "bonus", "deduction"),
    related=("race",),
    writers=(),
    importable=False,
    panels=(panels.Points(), panels.Appeals(), panels.Around()),
    papers=RESULT_PAPERS,
)

APPEALS = Register(
    key="race_appeals",
    model=Appeal,
    natural=(),
    fields=("item", "text", "claimed", "accepted"),
    columns=(
        *("result__object", "result__race", "item", "text", "claimed", "accepted", "state", "decide_by"),
        Column("moved", str(_("复核前后")), width=26, value=rules.moved),
    ),
    search=("result__object", "item", "text"),
    filters=("result__race", "item", "decide_by"),
    summary=("item", "claimed", "accepted", "decide_by"),
    related=("result__race",),
    writers=(),
    importable=False,
    loop=APPEALING,
    panels=(panels.Judged(),),
)

MONTHS = Register(
    key="race_months",
    model=Month,
    natural=("year", "month", "kind"),
    fields=("year", "month", "kind", "adding", "scheme", "until"),
    columns=(
        Column("title", str(_("月榜")), value=str, sort="month", width=26),
        *("year", "month", "kind", "adding", "until", "state"),
    ),
    filters=("year", "month", "kind"),
    summary=("year", "month", "kind", "adding", "until"),
    related=("scheme",),
    writers=(),
    importable=False,
    loop=SHOWING,
    panels=(panels.Board(), panels.Kept()),
)

STANDINGS = Register(
    key="race_standings",
    model=Standing,
    natural=("month", "object"),
    fields=("object", "group", "score", "total", "rank", "before"),
    columns=("object", "month", "group", "score", "total", "rank", "before", "gap"),
    search=("object",),
    filters=("month", "group", "rank"),
    summary=("month", "score", "total", "rank", "before", "gap"),
    related=("month",),
    writers=(),
    importable=False,
    panels=(panels.Points(),),
)
