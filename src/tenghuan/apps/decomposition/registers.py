"""What decomposition is: breakdowns and the portions of those who carry them, each moving along its loop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.decomposition import rules
from tenghuan.apps.decomposition.models import Decomposition, Portion, PortionState, State
from tenghuan.apps.decomposition.panels import Carried, Parts
from tenghuan.apps.decomposition.papers import PAPERS
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

GUIDE = "16-decomposition"

BREAKING = Loop(
    key="decompositions",
    model=Decomposition,
    moves=(
        move("ask", _("征求意见"), {State.DRAFT}, State.ASKED, Who.OFFICE),
        move("settle", _("定案"), {State.ASKED}, State.SETTLED, Who.OFFICE),
        move("back", _("退回草拟"), {State.ASKED, State.SETTLED}, State.DRAFT, Who.OFFICE, Need.REASON, danger=True),
        move("publish", _("发布"), {State.SETTLED}, State.PUBLISHED, Who.OFFICE, Need.DOCUMENT),
        move("replace", _("被新版替代"), {State.PUBLISHED}, State.REPLACED, Who.PLATFORM),
        move("drop", _("作废"), {State.DRAFT}, State.DROPPED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={
        State.DRAFT: _("草拟目标分解"),
        State.ASKED: _("办结目标分解征求意见"),
        State.SETTLED: _("发布目标分解"),
    },
    waits={State.DRAFT: Who.OFFICE, State.ASKED: Who.OFFICE, State.SETTLED: Who.OFFICE},
    checks={"ask": rules.adds_up, "settle": rules.agreed, "publish": rules.as_planned},
    fills={"publish": rules.publication},
    effects={
        "ask": rules.send, "drop": rules.drop, "back": rules.recall, "publish": rules.publish, "replace": rules.drop,
    },
)  # fmt: skip

_ANSWERED = {PortionState.WAITING, PortionState.ACCEPTED, PortionState.OBJECTED, PortionState.UPHELD}
CARRYING = Loop(
    key="portions",
    model=Portion,
    moves=(
        move("accept", _("受领"), {PortionState.WAITING}, PortionState.ACCEPTED, Who.RECEIVER),
        move(
            *("object", _("提出异议"), {PortionState.WAITING}, PortionState.OBJECTED, Who.RECEIVER, Need.REASON),
            due="decomposition_reply_days",
            danger=True,
        ),
        move("uphold", _("维持原数"), {PortionState.OBJECTED}, PortionState.UPHELD, Who.OFFICE, Need.OPINION),
        move(
            *("ask", _("征求意见"), {PortionState.DRAFT}, PortionState.WAITING, Who.PLATFORM),
            due="decomposition_answer_days",
        ),
        move(
            *("ask_again", _("调整后征求意见"), _ANSWERED, PortionState.WAITING, Who.PLATFORM),
            due="decomposition_answer_days",
        ),
        move("recall", _("收回"), _ANSWERED, PortionState.DRAFT, Who.PLATFORM),
        move("carry", _("下达"), {PortionState.ACCEPTED, PortionState.UPHELD}, PortionState.CARRIED, Who.PLATFORM),
        move("end", _("失效"), set(PortionState) - {PortionState.OVER}, PortionState.OVER, Who.PLATFORM),
    ),
    todo={PortionState.WAITING: _("受领目标任务"), PortionState.OBJECTED: _("答复目标任务异议")},
    waits={PortionState.WAITING: Who.RECEIVER, PortionState.OBJECTED: Who.OFFICE},
    fills={"accept": rules.is_asked, "object": rules.is_asked, "uphold": rules.is_asked},
)

DECOMPOSITIONS = Register(
    key="decompositions",
    model=Decomposition,
    natural=("indicator", "version"),
    fields=("receivers", "rule"),
    columns=(
        Column("title", "指标", value=lambda one: one.indicator.title, sort="indicator__title", width=30),
        *("version", "receivers", "rule", "state", "published_on", "document"),
    ),
    search=("indicator__title", "document"),
    filters=("receivers", "rule", "published_on"),
    summary=("receivers", "rule", "published_on", "document", "plan_version"),
    related=("indicator__plan__region", "plan_version__plan"),
    writers=(),
    panels=(Parts(),),
    panels_first=True,
    loop=BREAKING,
    importable=False,
    menu=Menu("campaign", "binary-tree-2", 40, GUIDE),
    papers=PAPERS,
)

PORTIONS = Register(
    key="portions",
    model=Portion,
    natural=("decomposition", "region", "unit"),
    fields=("weight", "base"),
    columns=(
        Column("title", "指标", value=lambda one: one.decomposition.indicator.title, width=30),
        Column("carrier", "承接单位", value=lambda one: one.carrier, sort="unit__name", width=20),
        Column("total", "任务数", kind="number", value=lambda one: one.task, width=12),
        Column("measure", "计量单位", value=lambda one: one.decomposition.indicator.unit, width=10),
        "state",
    ),
    search=("decomposition__indicator__title", "unit__name", "region__name"),
    filters=("unit",),
    summary=("decomposition", "region", "unit"),
    related=("decomposition__indicator__plan__region", "region", "unit"),
    writers=(),
    panels=(Carried(),),
    loop=CARRYING,
    importable=False,
    menu=Menu("campaign", "target", 45, GUIDE),
)
