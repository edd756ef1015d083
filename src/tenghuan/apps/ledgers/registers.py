"""What the ledgers are: applications for what was freed, and their loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.loop import Effect, Loop, Need, Told, move
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.ledgers import budgets, fund, gate, land
from tenghuan.apps.ledgers.books import BY_KEY, CARBON, ENERGY
from tenghuan.apps.ledgers.holding import numbers
from tenghuan.apps.ledgers.models import Allocation
from tenghuan.apps.ledgers.models import AllocationState as State
from tenghuan.apps.web import menu
from tenghuan.publishing.tables import Column

GATE_TITLE = _("准入闸门")


@dataclass(frozen=True)
class Gate:
    """The gate's rules as they stand for the project."""

    title: Any = GATE_TITLE
    key: str = "gate"
    template: str = "ledgers/gate.html"

    def context(self, account: Any, thing: Allocation) -> dict[str, Any]:
        """Return the rules."""
        return {"lines": gate.lines(thing)}


def _parts(allocation: Allocation) -> list[tuple[Any, Any]]:
    carbon = [(CARBON, allocation.carbon)] if allocation.carbon else []
    return [(ENERGY, gate.offset(allocation, timezone.localdate())), *carbon]


def _freeze(actor: Actor, allocation: Allocation, told: Told) -> None:
    """Hold what is asked for, so that nobody else is promised the same."""
    for book, amount in _parts(allocation):
        entry = {"cause": allocation, "kind": f"freeze{allocation.revision}"}
        book.move(actor, allocation.county, "available", "frozen", amount, **entry)


def _moves(kind: str, source: str, target: str) -> Effect:
    """Return the effect that moves whatever the project has on one account to another."""

    def effect(actor: Actor, allocation: Allocation, told: Told) -> None:
        for key, amount in Posting.objects.about(allocation).net(source).items():
            entry = {"cause": allocation, "kind": f"{kind}{allocation.revision}"}
            BY_KEY[key].move(actor, allocation.county, source, target, amount, **entry)

    return effect


# the states in which an application waits its turn
TURN = (State.DRAFT, State.APPLIED, State.REVIEWED)
RELEASE = _moves("release", "frozen", "available")

ALLOCATING = Loop(
    key="allocations",
    model=Allocation,
    moves=(
        move("apply", _("提交申请"), {State.DRAFT}, State.APPLIED, Who.UNIT, due="allocation_review_days"),
        move(
            *("review", _("审核通过"), {State.APPLIED}, State.REVIEWED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
            due="allocation_decision_days",
        ),
        move("allocate", _("审定配置"), {State.REVIEWED}, State.ALLOCATED, Who.OFFICE, Need.DOCUMENT),
        move(
            *("return", _("退回"), {State.APPLIED, State.REVIEWED}, State.DRAFT, Who.OFFICE, Need.REASON), danger=True
        ),
        move(
            *("refuse", _("不予配置"), {State.APPLIED, State.REVIEWED}, State.REFUSED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move(
            *("give_back", _("收回指标"), {State.ALLOCATED}, State.RETURNED, Who.OFFICE, Need.REASON, Need.DOCUMENT),
            danger=True,
        ),
    ),
    todo={State.DRAFT: _("提交要素配置申请"), State.APPLIED: _("审核要素配置"), State.REVIEWED: _("审定要素配置")},
    checks={"apply": lambda actor, allocation: gate.hindrance(allocation), "allocate": gate.out_of_turn},
    effects={
        "apply": _freeze,
        "return": RELEASE,
        "refuse": RELEASE,
        "allocate": _moves("give", "frozen", "allocated"),
        "give_back": _moves("return", "allocated", "available"),
    },
)

ALLOCATIONS = Register(
    key="allocations",
    model=Allocation,
    natural=("number",),
    fields=(
        *("project", "town", "unit", "industry", "priority", "energy", "value_added", "carbon", "land"),
        *("approvals", "exception"),
    ),
    columns=(
        *("project", "number", "unit", "priority", "industry", "energy", "value_added"),
        Column("intensity", str(_("单位增加值能耗")), "吨标准煤/万元", kind="number", digits=3),
        *("land", "state"),
    ),
    search=("project", "number"),
    filters=("priority", "unit", "energy"),
    sums=("energy", "land"),
    summary=("energy", "value_added", "carbon", "land"),
    related=("town", "unit"),
    panels=(
        Gate(),
        Related(
            _("台账分录"),
            lambda thing, account: Posting.objects.visible_to(account).about(thing),
            (
                Column("at", str(_("记账时间")), kind="date"),
                Column("book", str(_("台账")), value=lambda row: BY_KEY[row.book].title),
                Column("account", str(_("科目")), value=lambda row: BY_KEY[row.book].accounts[row.account]),
                Column("amount", str(_("数额")), kind="number"),
                Column("by", str(_("经办"))),
            ),
            key="postings",
        ),
    ),
    writers=(Who.UNIT, Who.OFFICE),
    loop=ALLOCATING,
    importable=False,
    frozen=frozenset({State.APPLIED, State.REVIEWED, State.ALLOCATED, State.REFUSED, State.RETURNED}),
    complete=numbered("number", "PZ"),
    hold=numbers("energy", least=("value_added", "carbon", "land")),
    menu=Menu("clearing", "arrows-exchange", 40),
)

# what the other books are posted from
MORE = (
    *(budgets.BUDGET_PLANS, budgets.BUDGETS, budgets.USES, budgets.TRANSFERS),
    land.SUPPLIES,
    fund.INCOMES,
    fund.SPENDINGS,
)

menu.declare(
    menu.Entry("clearing", _("要素台账"), "ledgers:books", icon="book-2", order=35, guide="12-clearing"),
    menu.Entry("energy", _("用能预算执行"), "ledgers:budgets", icon="gauge", order=10, guide="12-clearing"),
    menu.Entry("land", _("用地核查"), "ledgers:land", icon="checklist", order=20, guide="12-clearing"),
)
