"""The special fund: extracted from the revenue of land by the plan's rate, committed, paid (methodology2 §26)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Effect, Loop, Need, Told, move
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.apps.ledgers.holding import numbers
from tenghuan.apps.ledgers.models import Income, Spending

CENT = Decimal("0.01")


def extract(actor: Actor, income: Income, told: Told) -> None:
    """Post what the county's rate takes out of the revenue (10⁴ CNY)."""
    rate = parameter(income.county, "special_fund_rate", timezone.localdate()).number
    amount = (income.revenue * rate / 100).quantize(CENT, ROUND_HALF_UP)
    MONEY.post(actor, income.county, "available", amount, cause=income, kind="extract", sample=income.sample)
    before = snapshot(income, ("extracted",))
    Income.objects.filter(pk=income.pk).update(extracted=amount)
    income.refresh_from_db()
    record(income, before=before, after=snapshot(income, ("extracted",)))


def _moves(kind: str, source: str, target: str) -> Effect:
    def effect(actor: Actor, spending: Spending, told: Told) -> None:
        entry = {"cause": spending, "kind": f"{kind}{spending.revision}", "sample": spending.sample}
        MONEY.move(actor, spending.county, source, target, spending.amount, **entry)

    return effect


EXTRACTING = Loop(
    key="incomes",
    model=Income,
    moves=(move("extract", _("提取"), {Income.State.DRAFT}, Income.State.EXTRACTED, Who.OFFICE, Need.DOCUMENT),),
    todo={Income.State.DRAFT: _("提取专项资金")},
    effects={"extract": extract},
)

INCOMES = Register(
    key="incomes",
    model=Income,
    natural=("number",),
    fields=("year", "revenue"),
    columns=("year", "number", "revenue", "extracted", "state"),
    search=("number",),
    filters=("year",),
    sums=("revenue", "extracted"),
    summary=("year", "revenue", "extracted"),
    loop=EXTRACTING,
    frozen=frozenset({Income.State.EXTRACTED}),
    complete=numbered("number", "TQ"),
    hold=numbers("revenue", year=True),
    importable=False,
    menu=Menu("policy", "coin", 40, guide="12-clearing"),
)


def _short(actor: Actor, spending: Spending) -> str:
    """Say what is missing when it is decided, not when it is paid."""
    left = MONEY.balance(spending.county, "available")
    if spending.amount <= left:
        return ""
    return str(_("专项资金可用 %(l)s 万元，差 %(d)s 万元") % {"l": plain(left), "d": plain(spending.amount - left)})


SPENDING = Loop(
    key="spendings",
    model=Spending,
    moves=(
        move(
            *("commit", _("审定"), {Spending.State.DRAFT}, Spending.State.COMMITTED, Who.OFFICE, Need.DOCUMENT),
        ),
        move("pay", _("拨付"), {Spending.State.COMMITTED}, Spending.State.PAID, Who.OFFICE, Need.DOCUMENT),
        move(
            *("release", _("取消安排"), {Spending.State.COMMITTED}, Spending.State.DROPPED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move(
            *("drop", _("不予安排"), {Spending.State.DRAFT}, Spending.State.DROPPED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
    ),
    todo={Spending.State.DRAFT: _("审定专项资金"), Spending.State.COMMITTED: _("拨付专项资金")},
    checks={"commit": _short},
    effects={
        "commit": _moves("commit", "available", "committed"),
        "pay": _moves("pay", "committed", "paid"),
        "release": _moves("free", "committed", "available"),
    },
)

SPENDINGS = Register(
    key="spendings",
    model=Spending,
    natural=("number",),
    fields=("purpose", "unit", "amount"),
    columns=("purpose", "number", "unit", "amount", "state"),
    search=("purpose", "number"),
    filters=("unit",),
    sums=("amount",),
    summary=("unit", "amount"),
    related=("unit",),
    writers=(Who.UNIT, Who.OFFICE),
    loop=SPENDING,
    frozen=frozenset({Spending.State.COMMITTED, Spending.State.PAID, Spending.State.DROPPED}),
    complete=numbered("number", "ZJ"),
    hold=numbers("amount"),
    importable=False,
    menu=Menu("policy", "cash", 50, guide="12-clearing"),
)
