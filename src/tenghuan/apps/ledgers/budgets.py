"""Energy budgets: shared out by grade, issued to consumers, used month by month, left by one to another (§24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.ledgers.books import BUDGET
from tenghuan.apps.ledgers.holding import numbers
from tenghuan.apps.ledgers.models import Budget, BudgetPlan, Transfer, Use
from tenghuan.errors import InputFault
from tenghuan.pace.sharing import shares

NOTHING = Decimal(0)


def factors(county: Any) -> dict[str, Decimal]:
    """Return grade → by how much its base is multiplied (``budget_factors``)."""
    found = parameter(county, "budget_factors", timezone.localdate()).value
    return {grade: Decimal(str(factor)) for grade, factor in found.items()}


def of_plan(plan: BudgetPlan) -> list[Budget]:
    """Return the consumers of a budget plan, in their order."""
    return list(Budget.objects.filter(county=plan.county, year=plan.year, retired_on=None).order_by("-base", "number"))


def _no_consumers(actor: Actor, plan: BudgetPlan) -> str:
    return "" if of_plan(plan) else _now("还没有登记 %(y)s 年的重点用能单位") % {"y": plan.year}


def measure(actor: Actor, plan: BudgetPlan, told: Told) -> None:
    """Share the total out: base × factor of the grade, scaled down where the sum is above the total."""
    budgets, by_grade = of_plan(plan), factors(plan.county)
    for one, amount in zip(
        budgets, shares([one.base * by_grade[one.grade] for one in budgets], plan.total), strict=True
    ):
        _write(one, amount)


def clear(actor: Actor, plan: BudgetPlan, told: Told) -> None:
    """Take what was shared out back; nothing was issued yet."""
    for one in of_plan(plan):
        _write(one, None)


def _write(one: Budget, amount: Decimal | None) -> None:
    before = snapshot(one, ("amount",))
    Budget.objects.filter(pk=one.pk).update(amount=amount)
    one.amount = amount
    record(one, before=before, after=snapshot(one, ("amount",)))


def issue(actor: Actor, plan: BudgetPlan, told: Told) -> None:
    """Post each consumer's budget to its own account."""
    for one in of_plan(plan):
        if one.amount is None:
            raise InputFault(_now("“%(b)s”还没有测算") % {"b": one}, remedy=_now("请退回重新测算"))
        if one.amount:
            BUDGET.post(actor, plan.county, one.account, one.amount, cause=one, kind="issue", sample=one.sample)


def used(budget: Budget) -> Decimal:
    """Return what a consumer used so far (tce)."""
    found = Use.objects.filter(budget=budget, retired_on=None).aggregate(sum=Sum("used"))["sum"]
    return found or NOTHING


def _too_much(actor: Actor, transfer: Transfer) -> str:
    if transfer.giver_id == transfer.taker_id or transfer.giver.year != transfer.taker.year:
        return _now("调出和调入须是同一年度的两家单位")
    left = BUDGET.balance(transfer.county, transfer.giver.account) - used(transfer.giver)
    if transfer.amount > left:
        return _now("“%(g)s”预算还剩 %(l)s 吨标准煤，不够调出 %(a)s") % {
            "g": transfer.giver.enterprise, "l": plain(left), "a": plain(transfer.amount),
        }  # fmt: skip
    return ""


def carry(actor: Actor, transfer: Transfer, told: Told) -> None:
    """Post the pair: out of the giver's account, into the taker's."""
    entry = {"cause": transfer, "kind": "transfer", "sample": transfer.sample}
    BUDGET.move(actor, transfer.county, transfer.giver.account, transfer.taker.account, transfer.amount, **entry)


@dataclass(frozen=True)
class Line:
    """How a consumer, park or county stands: budget, used to date, forecast for the year (tce), lamp.

    Each consumer is held against the months that are known of it, so that who reports late does not look thrifty; a
    park or county against what its consumers may have used in theirs.
    """

    name: Any
    budget: Decimal
    used: Decimal
    forecast: Decimal | None
    share: Decimal | None
    lamp: str
    rows: int = 1
    thing: Any = None


def lamp(used_: Decimal, budget: Decimal, pace: Decimal, bounds: Sequence[Decimal]) -> str:
    """Return the lamp of what was used (using much is bad): green up to the pace, then blue, yellow, red (§24).

    Args:
        pace: share of the year that is over, 0…1.
        bounds: by how much the pace may be passed for green, blue and yellow (1, 1.05, 1.10).
    """
    if not budget or not pace:
        return "no_data"
    for colour, bound in zip(("green", "blue", "yellow"), bounds, strict=True):
        if used_ <= budget * pace * bound:
            return colour
    return "red"


def standing(account: Any, county: Any, year: int) -> tuple[list[Line], list[Line], list[Line], int]:
    """Return (consumers, parks, county) of a year and the latest month of which a use is known: four queries."""
    budgets = Budget.objects.visible_to(account).filter(county=county, year=year, retired_on=None)
    budgets = budgets.select_related("enterprise").order_by("-base", "number")
    uses = Use.objects.filter(budget__in=budgets.order_by(), retired_on=None)
    told = uses.order_by().values_list("budget").annotate(sum=Sum("used"), last=Max("month"))
    by_budget = {pk: (spent, last) for pk, spent, last in told}
    month = max((last for _spent, last in by_budget.values()), default=0)
    bounds = [Decimal(str(one)) for one in parameter(county, "budget_lamp_bounds", timezone.localdate()).value]
    held = _balances(county)
    parts = [_part(one, held.get(one.account, one.amount or NOTHING), by_budget.get(one.pk)) for one in budgets]
    consumers = [_line(part.thing.enterprise, [part], bounds, thing=part.thing) for part in parts]
    parks = [
        _line(park, [part for part in parts if part.thing.park == park], bounds)
        for park in dict.fromkeys(part.thing.park for part in parts if part.thing.park)
    ]
    whole = [_line(county.name, parts, bounds)] if parts else []
    return consumers, parks, whole, month


def _balances(county: Any) -> dict[str, Decimal]:
    from tenghuan.apps.kit.models import Balance

    return dict(Balance.objects.filter(county=county, book=BUDGET.key).values_list("account", "amount"))


@dataclass(frozen=True)
class _Part:
    """A consumer's budget, what it used, the part of its budget for the months that are known, its year (tce)."""

    thing: Budget
    budget: Decimal
    used: Decimal
    due: Decimal
    forecast: Decimal | None


def _part(one: Budget, amount: Decimal, told: tuple[Decimal, int] | None) -> _Part:
    spent, last = told or (NOTHING, 0)
    return _Part(one, amount, spent, amount * last / 12, spent * 12 / last if last else None)


def _line(name: Any, parts: Sequence[_Part], bounds: Sequence[Decimal], thing: Any = None) -> Line:
    budget, spent, due = (sum((getattr(part, key) for part in parts), NOTHING) for key in ("budget", "used", "due"))
    pace = due / budget if budget else NOTHING
    known = [part.forecast for part in parts if part.forecast is not None]
    forecast = spent / pace if pace else sum(known, NOTHING) if known else None
    share = spent * 100 / budget if budget else None
    return Line(name, budget, spent, forecast, share, lamp(spent, budget, pace, bounds), len(parts), thing)


PLANNING = Loop(
    key="budget_plans",
    model=BudgetPlan,
    moves=(
        move("measure", _("测算"), {BudgetPlan.State.DRAFT}, BudgetPlan.State.MEASURED, Who.OFFICE),
        move(
            *("again", _("退回测算"), {BudgetPlan.State.MEASURED, BudgetPlan.State.PUBLISHED}, BudgetPlan.State.DRAFT),
            *(Who.OFFICE, Need.REASON),
            danger=True,
        ),
        move(
            *("publish", _("公示"), {BudgetPlan.State.MEASURED}, BudgetPlan.State.PUBLISHED, Who.OFFICE),
            *(Need.DOCUMENT,),
        ),
        move("issue", _("下达"), {BudgetPlan.State.PUBLISHED}, BudgetPlan.State.ISSUED, Who.OFFICE, Need.DOCUMENT),
    ),
    todo={
        BudgetPlan.State.DRAFT: _("测算用能预算"),
        BudgetPlan.State.MEASURED: _("公示用能预算"),
        BudgetPlan.State.PUBLISHED: _("下达用能预算"),
    },
    checks={"measure": _no_consumers},
    effects={"measure": measure, "again": clear, "issue": issue},
)

BUDGET_PLANS = Register(
    key="budget_plans",
    model=BudgetPlan,
    natural=("year",),
    fields=("year", "total", "source"),
    columns=("year", "total", "source", "state"),
    filters=("year",),
    summary=("total", "source"),
    loop=PLANNING,
    frozen=frozenset({BudgetPlan.State.MEASURED, BudgetPlan.State.PUBLISHED, BudgetPlan.State.ISSUED}),
    hold=numbers("total", year=True),
    importable=False,
    menu=Menu("energy", "gauge", 20, guide="12-clearing"),
)


_hold_numbers = numbers("base", year=True)


def hold_budget(budget: Budget) -> None:
    """Refuse a consumer of a year whose budget stands fast, be it the year that is told or the one it had."""
    _hold_numbers(budget)
    before = Budget.objects.filter(pk=budget.pk).values_list("year", flat=True) if budget.pk else ()
    plans = BudgetPlan.objects.filter(county=budget.county, year__in={budget.year, *before}, retired_on=None)
    plan = plans.exclude(state=BudgetPlan.State.DRAFT).order_by("year").first()
    if plan is not None:
        raise InputFault(
            _now("%(y)s 年用能预算“%(s)s”，不能再改") % {"y": plan.year, "s": plan.get_state_display()},
            remedy=_now("下达前可退回测算；下达后请办理调剂"),
            field="year",
        )


def _hold_retired(actor: Actor, budget: Budget) -> None:
    """Refuse to take a consumer out of a budget that stands fast or back with its batch: its part would be nobody's."""
    if budget.retired_on is not None or budget.pk is None:
        hold_budget(budget)


BUDGETS = Register(
    key="budgets",
    model=Budget,
    natural=("number",),
    fields=("year", "enterprise", "park", "grade", "base"),
    columns=("enterprise", "number", "year", "park", "grade", "base", "amount"),
    search=("enterprise__name", "enterprise__uscc", "number"),
    filters=("year", "grade", "park"),
    sums=("base", "amount"),
    summary=("base", "grade", "amount"),
    related=("enterprise",),
    complete=numbered("number", "YN"),
    hold=hold_budget,
    follows=_hold_retired,
    menu=Menu("energy", "bolt", 30, guide="12-clearing"),
)

USES = Register(
    key="budget_uses",
    model=Use,
    natural=("budget", "month"),
    fields=("budget", "month", "used"),
    columns=("budget__enterprise", "budget__number", "month", "used"),
    search=("budget__enterprise__name", "budget__number"),
    filters=("month",),
    sums=("used",),
    summary=("budget", "month", "used"),
    related=("budget__enterprise",),
    wide=("used", "month"),
    hold=numbers(least=("used",)),
    menu=Menu("energy", "chart-line", 40, guide="12-clearing"),
)

TRANSFERRING = Loop(
    key="budget_transfers",
    model=Transfer,
    moves=(
        move("transfer", _("审定调剂"), {Transfer.State.DRAFT}, Transfer.State.DONE, Who.OFFICE, Need.DOCUMENT),
        move(
            *("refuse", _("不同意"), {Transfer.State.DRAFT}, Transfer.State.REFUSED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
    ),
    todo={Transfer.State.DRAFT: _("审定用能调剂")},
    checks={"transfer": _too_much},
    effects={"transfer": carry},
)

TRANSFERS = Register(
    key="budget_transfers",
    model=Transfer,
    natural=("number",),
    fields=("giver", "taker", "amount", "agreement"),
    columns=("number", "giver", "taker", "amount", "agreement", "state"),
    search=("number", "giver__enterprise__name", "taker__enterprise__name"),
    sums=("amount",),
    summary=("giver", "taker", "amount", "agreement"),
    related=("giver__enterprise", "taker__enterprise"),
    loop=TRANSFERRING,
    frozen=frozenset({Transfer.State.DONE, Transfer.State.REFUSED}),
    complete=numbered("number", "TJ"),
    hold=numbers("amount"),
    importable=False,
    menu=Menu("energy", "arrows-exchange", 50, guide="12-clearing"),
)
