"""What the evaluation is: runs and objections with their moves, decisions and policy rules (methodology §1.7–1.9)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.evaluation import rules
from tenghuan.apps.evaluation.models import Decision, Objection, PolicyRule, Run
from tenghuan.apps.evaluation.panels import Review
from tenghuan.apps.evaluation.states import ObjectionState, RunState
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

EVALUATING = Loop(
    key="runs",
    model=Run,
    moves=(
        move("score", _("初评"), {RunState.FROZEN, RunState.SCORED}, RunState.SCORED, Who.OFFICE),
        move("open_confirmation", _("送企业确认（一企一单）"), {RunState.SCORED}, RunState.CONFIRMING, Who.OFFICE),
        move(
            *("publish", _("开始公示"), {RunState.CONFIRMING}, RunState.PUBLISHED, Who.OFFICE),
            asks=("published_on",),
        ),
        move("close_publication", _("结束公示，转入复核"), {RunState.PUBLISHED}, RunState.REVIEWING, Who.OFFICE),
        move(
            *("finalise", _("审定"), {RunState.REVIEWING}, RunState.FINAL, Who.OFFICE),
            asks=("decided_on", "decision_number"),
        ),
        move(
            *("abandon", _("作废"), {RunState.FROZEN, RunState.SCORED, RunState.CONFIRMING}, RunState.ABANDONED),
            *(Who.OFFICE, Need.REASON),
            undo=True,
            danger=True,
        ),
    ),
    todo={
        RunState.FROZEN: _("初评"),
        RunState.SCORED: _("核对初评结果，送企业确认"),
        RunState.CONFIRMING: _("企业确认期满后公示"),
        RunState.PUBLISHED: _("公示期满后结束公示"),
        RunState.REVIEWING: _("办结异议，审定名单"),
    },
    due={RunState.CONFIRMING: "confirm_by", RunState.PUBLISHED: "closes_on"},
    checks={"close_publication": rules.publication_over, "finalise": rules.settled},
    effects={
        "score": rules.score,
        "open_confirmation": rules.open_confirmation,
        "publish": rules.publish,
        "finalise": rules.finalise,
    },
    extra={"publish": rules.publication},
    prepares={"score": rules.scored, "finalise": rules.scored},
)

OBJECTING = Loop(
    key="objections",
    model=Objection,
    moves=(
        move(
            *("forward", _("转办公室复核"), {ObjectionState.FILED}, ObjectionState.FORWARDED, (Who.TOWN, Who.OFFICE)),
            Need.OPINION,
            undo=True,
        ),
        move(
            *("accept", _("采纳并更正"), {ObjectionState.FORWARDED}, ObjectionState.ACCEPTED, Who.OFFICE),
            Need.OPINION,
        ),
        move(
            *("reject", _("不采纳"), {ObjectionState.FORWARDED}, ObjectionState.REJECTED, Who.OFFICE, Need.OPINION),
            danger=True,
        ),
    ),
    todo={ObjectionState.FILED: _("初核异议"), ObjectionState.FORWARDED: _("复核异议")},
    due={ObjectionState.FILED: "forward_by", ObjectionState.FORWARDED: "decide_by"},
    checks={"accept": rules.under_review, "reject": rules.under_review},
    effects={"forward": rules.forward, "accept": rules.accept, "reject": rules.reject},
    extra={"accept": rules.corrections},
    prepares={"accept": rules.rescored},
)

OBJECTIONS = Register(
    key="objections",
    model=Objection,
    natural=(),
    fields=("text",),
    columns=(
        *("graded__name", "county", "graded__run__year", "graded__town_name", "text", "made_at", "state"),
        *("forward_by", "decide_by"),
        Column("moved", str(_("档次变化")), width=12, value=rules.moved),
    ),
    search=("graded__name", "graded__enterprise__uscc", "text"),
    filters=("graded__run", "forward_by", "decide_by"),
    summary=("graded__run__year", "graded__town_name", "made_at", "forward_by", "decide_by"),
    related=("graded__run__county", "graded__run__method", "graded__enterprise__town"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(),
    importable=False,
    panels=(Review(),),
    loop=OBJECTING,
    menu=Menu("enterprises", "message-report", 60),
)

DECISIONS = Register(
    key="decisions",
    model=Decision,
    natural=("enterprise", "year", "kind", "code", "reason", "document"),
    fields=("enterprise", "year", "kind", "points", "code", "reason", "document"),
    columns=(
        *("enterprise", "year", "kind", "points", "code", "reason", "document", "made_by"),
        Column("uscc", str(_("统一社会信用代码")), width=22, value=lambda row: row.enterprise.uscc, shown=False),
    ),
    search=("enterprise__name", "enterprise__uscc", "reason", "document"),
    filters=("year", "kind", "code"),
    summary=("year", "kind", "points", "code"),
    related=("enterprise__town", "made_by"),
    sums=("points",),
    headings={"code": ("否决代码",)},
    hold=rules.hold_decision,
    note=_("冻结数据之前登记，每条须有依据文件；冻结时一并进入批次，以后停用不影响已冻结的批次。"),
    menu=Menu("enterprises", "plus-minus", 70),
)

RULES = Register(
    key="policies",
    model=PolicyRule,
    natural=("policy", "grade", "consecutive_years", "bureau", "industries", "towns", "effective_from", "basis"),
    fields=(
        *("policy", "grade", "consecutive_years", "operation", "value", "unit", "overlap", "bureau", "industries"),
        *("towns", "cycle", "effective_from", "effective_until", "basis", "verified"),
    ),
    columns=(
        *("policy", "grade", "consecutive_years", "operation", "value", "unit", "overlap", "bureau", "industries"),
        *("towns", "effective_from", "effective_until", "cycle", "basis"),
        Column("status", str(_("状态")), width=18, value=rules.standing),
    ),
    search=("policy", "bureau", "basis"),
    filters=("policy", "grade", "bureau", "verified", "effective_from"),
    hold=rules.hold_rule,
    note=_("规则按档次和连续年数生效；改标准须先让旧规则失效，再新增。清单在各评价批次的“政策清单”中。"),
    menu=Menu("policy", "discount", 40),
)
