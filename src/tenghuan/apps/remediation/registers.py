"""What clearing-up is: cases and the items of their joint review, each with its loop (methodology2 §15)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.ledgers.books import BY_KEY
from tenghuan.apps.remediation import dictionary, rules
from tenghuan.apps.remediation.models import Case, Compliance, Finding, State
from tenghuan.apps.remediation.panels import Acceptance, Photos, Plan, Steps
from tenghuan.apps.remediation.papers import PAPERS
from tenghuan.apps.remediation.parting import PARTS
from tenghuan.publishing.tables import Column

PLAN = ("route", "measures", "due_on", "expected_land", "expected_energy", "expected_carbon", "lead")
RESULT = ("actual_land", "after_tax_per_mu", "after_energy", "after_energy_per_value")

CLEARING = Loop(
    key="cases",
    model=Case,
    moves=(
        move(
            *("verify", _("属地核实"), {State.FOUND}, State.VERIFIED, Who.TOWN, Need.OPINION),
            due="joint_review_days",
            undo=True,
        ),
        move(
            *("drop", _("不列入"), {State.FOUND, State.VERIFIED}, State.DROPPED, (Who.TOWN, Who.OFFICE), Need.REASON),
            *(Need.EVIDENCE,),
            danger=True,
        ),
        move("list", _("会审入册"), {State.VERIFIED}, State.LISTED, Who.OFFICE, Need.OPINION, due="plan_days"),
        move(
            *("plan", _("提交一企一策"), {State.LISTED, State.MENDING}, State.PLANNED, Who.TOWN),
            asks=PLAN,
            optional=("expected_carbon", "expected_energy"),
            due="plan_review_days",
        ),
        move(
            *("approve", _("审定方案"), {State.PLANNED}, State.WORKING, (Who.UNIT, Who.OFFICE), Need.OPINION),
            *(Need.OTHER_PERSON,),
        ),
        move(
            *("send_back", _("退回方案"), {State.PLANNED}, State.LISTED, (Who.UNIT, Who.OFFICE), Need.REASON),
            due="plan_days",
            danger=True,
        ),
        move(
            *("ask_change", _("申请变更"), {State.WORKING}, State.CHANGING, Who.TOWN, Need.REASON),
            asks=("change", "change_due", "change_to"),
            optional=("change_due", "change_to"),
            due="change_review_days",
        ),
        move("grant", _("同意变更"), {State.CHANGING}, State.WORKING, (Who.UNIT, Who.OFFICE), Need.OPINION),
        move("let_last", _("同意转持续整改"), {State.CHANGING}, State.LASTING, (Who.UNIT, Who.OFFICE), Need.OPINION),
        move(
            *("deny", _("不同意变更"), {State.CHANGING}, State.WORKING, (Who.UNIT, Who.OFFICE), Need.REASON),
            danger=True,
        ),
        move(
            *("claim", _("申请验收"), {State.WORKING, State.LASTING, State.MENDING}, State.CLAIMED, Who.TOWN),
            asks=RESULT,
            optional=("after_tax_per_mu", "after_energy", "after_energy_per_value"),
            due="acceptance_days",
        ),
        move("accept", _("验收通过"), {State.CLAIMED}, State.ACCEPTED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move(
            *("refuse", _("退回补充整改"), {State.CLAIMED}, State.MENDING, Who.OFFICE, Need.REASON),
            due="plan_days",
            danger=True,
        ),
        move(
            *("recheck", _("复核腾出用能"), {State.CLAIMED}, State.CLAIMED, (Who.UNIT, Who.OFFICE), Need.OPINION),
            due="acceptance_days",
        ),
        move("publish", _("开始公示"), {State.ACCEPTED}, State.PUBLISHED, Who.OFFICE, Need.DOCUMENT),
        move("uphold", _("异议成立"), {State.PUBLISHED}, State.MENDING, Who.OFFICE, Need.REASON, danger=True),
        move("close", _("销号"), {State.PUBLISHED}, State.CLOSED, Who.OFFICE, Need.DOCUMENT),
        move(
            *("dispose", _("依法处置"), {State.LISTED, *rules.RUNNING}, State.DISPOSED, (Who.OFFICE, Who.UNIT)),
            *(Need.DOCUMENT,),
            *(Need.REASON,),
            danger=True,
        ),
    ),
    todo={
        State.FOUND: _("核实整治对象"),
        State.VERIFIED: _("组织部门会审"),
        State.LISTED: _("编制一企一策"),
        State.PLANNED: _("审定一企一策"),
        State.WORKING: _("推进整治"),
        State.CHANGING: _("审批变更"),
        State.CLAIMED: _("组织联合验收"),
        State.ACCEPTED: _("公示验收结果"),
        State.PUBLISHED: _("公示期满销号"),
        State.MENDING: _("补充整改"),
    },
    waits={State.VERIFIED: Who.OFFICE, State.LISTED: Who.TOWN, State.WORKING: Who.TOWN, State.MENDING: Who.TOWN},
    due={State.FOUND: "verify_by", State.WORKING: "due_on"},
    checks={
        "list": rules.review_open,
        "ask_change": rules.check_change,
        "claim": rules.claim_open,
        "accept": rules.acceptance_open,
        "recheck": rules.recheck_needed,
        "close": rules.publication_runs,
    },
    effects={
        "verify": rules.open_review,
        "plan": rules.submit_plan,
        "ask_change": rules.ask_change,
        "grant": rules.grant_change,
        "let_last": rules.let_last,
        "claim": rules.hold_claim,
        "recheck": rules.recheck,
        "refuse": rules.demand_more,
        "uphold": rules.demand_more,
        "publish": rules.publish,
        "close": rules.close,
    },
    words=dictionary.words,
    choices={"route": dictionary.routes},
    proofs={"claim": dictionary.evidence},
)

# what counts for the indicators: proven close-outs, an enterprise once
CLOSED = {"state": State.CLOSED}
OF: dict[str, Any] = {"when": "closed_on", "enterprise": "enterprise"}
ONCE: dict[str, Any] = {**OF, "distinct": "enterprise__uscc"}

CASES = Register(
    key="cases",
    model=Case,
    natural=("number",),
    fields=(
        *("enterprise", "town", "lists", "year", "in_park", "line", "lessor", "parcel", "area", "tax_per_mu", "energy"),
        *("energy_per_value", "grade", "lead", "problem"),
    ),
    columns=(
        *("enterprise", "number", "town", "lists", "state", "route", "area", "tax_per_mu", "energy_per_value"),
        *("expected_land", "actual_land", "due_on", "lead"),
    ),
    search=("enterprise__name", "enterprise__uscc", "number"),
    filters=("town", "year", "route", "lists", "in_park", "line", "grade", "due_on", "closed_on", "watched_until"),
    sums=("area", "expected_land", "actual_land", "expected_energy"),
    summary=("area", "tax_per_mu", "energy", "energy_per_value", "expected_land", "actual_land"),
    related=("enterprise", "town", "lead"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.OFFICE, Who.TOWN),
    panels=(
        Steps(),
        Plan(),
        Photos(),
        Related(
            _("分次腾地"),
            lambda case, account: PARTS.rows(account).filter(case=case),
            (
                Column("freed_on", "腾出日期", kind="date", link=lambda part: PARTS.address(part)),
                Column("land", "腾出面积", "亩", kind="number"),
                Column("document", "凭证", width=26),
            ),
            key="parts",
        ),
        Related(
            _("部门会审"),
            lambda case, account: COMPLIANCE.rows(account).filter(case=case),
            (
                Column("field", "条线", link=lambda item: COMPLIANCE.address(item)),
                Column("unit", "会审部门"),
                Column("state", "结论", width=10),
                Column("finding", "检查情况", width=30),
                Column("due_on", "整改期限", kind="date"),
            ),
            key="compliance",
        ),
        Acceptance(),
        Related(
            _("腾出入账"),
            lambda case, account: Posting.objects.visible_to(account).about(case),
            (
                Column("book", "台账", value=lambda row: BY_KEY[row.book].title),
                Column("amount", "数额", kind="number"),
                Column("unit", "单位", value=lambda row: BY_KEY[row.book].unit),
                Column("period", "所属期", kind="date"),
                Column("by", "经办"),
            ),
            key="postings",
        ),
    ),
    loop=CLEARING,
    frozen=frozenset({State.CLAIMED, State.ACCEPTED, State.PUBLISHED, *rules.OVER}),
    complete=rules.complete,
    hold=rules.hold,
    menu=Menu("clearing", "recycle", 20),
    papers=PAPERS,
    assigns=("lead",),
    prepare=dictionary.one_region,
    measures=(
        Measure("remediation.closed", _("整治提升（销号）企业"), "家", CLOSED, **ONCE),
        Measure(
            *("remediation.high", _("高耗低效企业整治提升"), "家", {**CLOSED, "lists__contains": "高耗低效"}),
            **ONCE,
            indicator="high_consumption_firms",
        ),
        Measure(
            *("remediation.scattered", _("低散乱企业整治提升"), "家", {**CLOSED, "lists__contains": "低散乱"}),
            **ONCE,
            indicator="scattered_firms",
        ),
        Measure(
            *("remediation.obsolete", _("落后产能企业淘汰"), "家", {**CLOSED, "lists__contains": "落后产能"}),
            **ONCE,
            indicator="obsolete_capacity_firms",
        ),
        Measure(
            *("remediation.combined", _("淘汰落后及整治提升企业"), "家", CLOSED),
            **ONCE,
            scope=_("在几张清单上的企业按统一社会信用代码只计一次"),
            indicator="cleared_and_upgraded_firms",
        ),
        Measure("remediation.land", _("腾出用地"), "亩", CLOSED, "actual_land", **OF, indicator="released_land"),
        Measure(
            *("remediation.energy", _("腾出用能"), "吨标准煤", CLOSED, "actual_energy"),
            **OF,
            indicator="released_energy",
        ),
        Measure("remediation.carbon", _("减碳"), "吨", CLOSED, "actual_carbon", **OF, indicator="carbon_reduction"),
        Measure("remediation.lasting", _("持续整改（不计完成）"), "家", {"state": State.LASTING}),
    ),
)

REVIEWING = Loop(
    key="compliance",
    model=Compliance,
    moves=(
        move(
            "pass",
            _("合规"),
            {Finding.OPEN},
            Finding.FINE,
            (Who.UNIT, Who.OFFICE),
            asks=("finding",),
            optional=("finding",),
        ),
        move(
            *("notify", _("责令整改"), {Finding.OPEN, Finding.FINE}, Finding.BREACH, (Who.UNIT, Who.OFFICE)),
            asks=("finding", "place", "requirement", "due_on", "money"),
            optional=("place", "money"),
            due="rectification_days",
        ),
        move(
            *("mend", _("报告整改完成"), {Finding.BREACH}, Finding.MENDED, (Who.TOWN, Who.ENTERPRISE)),
            proofs=("整改前照片", "整改后照片"),
        ),
        move("confirm", _("复查合格"), {Finding.MENDED}, Finding.FINE, (Who.UNIT, Who.OFFICE), Need.OPINION),
        move(
            *("again", _("复查不合格"), {Finding.MENDED}, Finding.BREACH, (Who.UNIT, Who.OFFICE), Need.REASON),
            due="rectification_days",
            danger=True,
        ),
        move(
            *("punish", _("依法处置"), {Finding.BREACH}, Finding.PUNISHED, (Who.UNIT, Who.OFFICE), Need.DOCUMENT),
            danger=True,
        ),
    ),
    todo={Finding.OPEN: _("会审"), Finding.BREACH: _("整改"), Finding.MENDED: _("复查整改")},
    waits={Finding.BREACH: Who.TOWN},
    fills={"notify": rules.hold_case, "again": rules.hold_case},
)

COMPLIANCE: Register = Register(
    key="compliance",
    model=Compliance,
    natural=("case", "field"),
    fields=("finding", "place", "requirement", "money", "due_on"),
    columns=("case", "field", "unit", "state", "finding", "due_on"),
    search=("case__enterprise__name", "case__number", "finding"),
    filters=("field", "unit", "due_on"),
    summary=("case", "field", "unit", "due_on"),
    related=("case__enterprise", "unit"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.UNIT, Who.OFFICE),
    loop=REVIEWING,
    importable=False,
    menu=Menu("clearing", "clipboard-check", 30),
)
