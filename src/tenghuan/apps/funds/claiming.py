"""What is claimed of policy money: the claim and the loop that it moves along, from application to archive."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.funds import rules
from tenghuan.apps.funds.library import GUIDE
from tenghuan.apps.funds.models import OPEN, SPENT, Claim, State
from tenghuan.apps.funds.panels import Doubles, Steps
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

PROMISE = "承诺书"

REDEEMING = Loop(
    key="claims",
    model=Claim,
    moves=(
        move(
            *("submit", _("提交申报"), {State.DRAFT}, State.APPLIED, (Who.ENTERPRISE, Who.UNIT)),
            asks=("payee",),
            due="claim_first_days",
        ),
        move(
            *("push", _("推送企业确认"), {State.DRAFT}, State.PUSHED, (Who.UNIT, Who.OFFICE)),
            due="claim_consent_days",
        ),
        move(
            *("consent", _("确认享受"), {State.PUSHED}, State.APPLIED, Who.ENTERPRISE),
            asks=("payee",),
            proofs=(PROMISE,),
            due="claim_first_days",
        ),
        move("waive", _("放弃"), {State.PUSHED}, State.WAIVED, Who.ENTERPRISE, Need.REASON, danger=True),
        move(
            *("pass_first", _("初审通过"), {State.APPLIED}, State.REVIEWED, Who.UNIT, Need.OPINION),
            asks=("cleared",),
            optional=("cleared",),
            due="claim_second_days",
        ),
        move(
            *("ask_missing", _("一次性告知补件"), {State.APPLIED}, State.MISSING, Who.UNIT),
            asks=("missing",),
            due="claim_supply_days",
            danger=True,
        ),
        move(
            *("supply", _("补件"), {State.MISSING}, State.APPLIED, (Who.ENTERPRISE, Who.UNIT), Need.EVIDENCE),
            due="claim_first_days",
        ),
        move(
            *("pass_second", _("复审通过"), {State.REVIEWED}, State.CHECKED, Who.OFFICE),
            *(Need.OPINION, Need.OTHER_PERSON),
        ),
        move(
            *("send_back", _("退回初审"), {State.REVIEWED, State.PUBLISHED}, State.APPLIED, Who.OFFICE, Need.REASON),
            due="claim_first_days",
            danger=True,
        ),
        move(
            *("publish", _("公示"), {State.CHECKED}, State.PUBLISHED, (Who.UNIT, Who.OFFICE), Need.DOCUMENT),
            due="claim_decide_days",
        ),
        move(
            *("decide", _("审定"), {State.PUBLISHED}, State.DECIDED, (Who.UNIT, Who.OFFICE), Need.DOCUMENT),
            due="claim_pay_days",
        ),
        move("pay", _("拨付"), {State.DECIDED}, State.PAID, Who.OFFICE, asks=("voucher",)),
        move("archive", _("归档"), {State.PAID}, State.ARCHIVED, (Who.UNIT, Who.OFFICE)),
        move(
            *("refuse", _("不予支持"), {State.APPLIED, State.MISSING, State.REVIEWED}, State.REFUSED),
            *((Who.UNIT, Who.OFFICE), Need.REASON),
            danger=True,
        ),
        move("release", _("取消审定"), {State.DECIDED}, State.REFUSED, Who.OFFICE, Need.REASON, danger=True),
        move(
            *("reclaim", _("追回到账"), {State.PAID, State.ARCHIVED}, State.RECLAIMED, Who.OFFICE),
            *(Need.REASON, Need.DOCUMENT),
            danger=True,
        ),
    ),
    todo={
        State.DRAFT: _("提交政策申报"),
        State.PUSHED: _("确认免申即享"),
        State.APPLIED: _("初审政策申报"),
        State.MISSING: _("补齐申报材料"),
        State.REVIEWED: _("复审政策申报"),
        State.CHECKED: _("公示政策申报"),
        State.PUBLISHED: _("审定政策申报"),
        State.DECIDED: _("拨付政策资金"),
        State.PAID: _("归档政策申报"),
    },
    checks={
        "push": rules.pushable,
        "submit": rules.submittable,
        "consent": rules.submittable,
        "ask_missing": rules.once_only,
        "decide": rules.publication_over,
    },
    fills={
        "push": rules.pushed,
        "submit": rules.applied,
        "consent": rules.applied,
        "ask_missing": rules.told_missing,
        "pass_first": rules.first_passed,
        "pass_second": rules.second_passed,
        "publish": rules.published,
        "decide": rules.decided,
        "pay": rules.paid,
        "reclaim": rules.reclaimed,
    },
    proofs={"submit": rules.promised, "pass_second": rules.sample_proofs},
    effects={
        "decide": rules.moves("commit", "available", "committed"),
        "pay": rules.moves("pay", "committed", "paid"),
        "release": rules.moves("free", "committed", "available"),
        "reclaim": rules.moves("reclaim", "paid", "available"),
    },
)

PAID = {"state__in": (State.PAID, State.ARCHIVED)}

CLAIMS = Register(
    key="claims",
    model=Claim,
    natural=("number",),
    fields=(
        *("enterprise", "clause", "on", "base", "tier", "former", "former_best", "stage", "uplifted", "thing"),
        *("invoices", "devices", "project"),
    ),
    columns=(
        *("enterprise", "number", "clause"),
        Column("unit", "牵头部门", value=lambda one: one.clause.document.unit.name, width=16),
        *("on", "amount", "formula", "state", "applied_on", "decided_on", "paid_on"),
    ),
    search=("enterprise__name", "enterprise__uscc", "number", "clause__name"),
    filters=("clause__mode", "clause__document", "on", "applied_on", "decided_on", "paid_on", "sampled"),
    sums=("amount",),
    summary=("clause", "amount", "formula", "basis", "applied_on", "decided_on", "paid_on"),
    related=("enterprise__town", "clause__document__unit"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.ENTERPRISE, Who.UNIT, Who.OFFICE),
    panels=(Steps(), Doubles()),
    loop=REDEEMING,
    frozen=frozenset(state for state in State if state not in (State.DRAFT, State.MISSING)),
    complete=rules.complete_claim,
    hold=rules.hold_claim,
    brings=("state", "amount", "applied_on", "published_on", "decided_on", "paid_on", "reclaimed_on", "voucher"),
    menu=Menu("policy", "receipt", 30, GUIDE),
    measures=(
        Measure("claims.paid", _("政策兑付金额"), "万元", PAID, "amount", when="paid_on"),
        Measure("claims.decided", _("审定政策资金"), "万元", {"state__in": SPENT}, "amount", when="decided_on"),
        Measure("claims.enterprises", _("兑付惠及企业"), "家", PAID, when="paid_on", distinct="enterprise__uscc"),
        Measure("claims.open", _("在办政策申报"), "件", {"state__in": OPEN}),
        Measure(
            *("claims.exempt", _("免申即享兑付金额"), "万元", {**PAID, "clause__mode": "exempt"}, "amount"),
            when="paid_on",
        ),
    ),
)
