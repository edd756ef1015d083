"""Sample entries of the other books for a county: energy budgets with uses, steps of land, the special fund."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.kit.register import Register
from tenghuan.apps.ledgers.books import LAND
from tenghuan.apps.ledgers.budgets import BUDGET_PLANS, BUDGETS, PLANNING, TRANSFERRING, TRANSFERS, USES
from tenghuan.apps.ledgers.fund import EXTRACTING, INCOMES, SPENDING, SPENDINGS
from tenghuan.apps.ledgers.land import SUPPLIES, SUPPLYING
from tenghuan.apps.ledgers.models import BudgetPlan
from tenghuan.apps.organization.models import Region, Unit, UnitKind

# the largest consumers: grade, and how much faster than the year each uses its budget
CONSUMERS = (("A", "0.92"), ("B", "1.02"), ("B", "1.08"), ("C", "1.2"), ("C", "0.85"), ("D", "1.0"))
# kind, area, industrial, out of what was freed, standard land, plot ratio
LAND_STEPS = (
    ("supply", "86", True, False, True, "2.1"),
    ("supply", "42", True, False, True, "1.8"),
    ("supply", "190", False, False, False, None),
    ("compensate", "12", True, False, False, None),
    ("convert", "10", True, False, False, None),
)
SPENDING_STEPS = (("园区雨污管网改造", "200", "commit"), ("低效地块收储补助", "420", "pay"), ("节能技改奖补", "90", ""))


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample entries in, once; return how many records are new."""
    if BudgetPlan.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        own = replace(actor, region_path=county.path)
        return _budgets(own, county) + _land(own, county) + _fund(own, county)


def _add(actor: Actor, register: Register, county: Region, **told: Any) -> Any:
    thing = records.add(actor, register, county, told)
    register.model._default_manager.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    return thing


def _budgets(actor: Actor, county: Region) -> int:
    year = timezone.localdate().year
    facts = YearFacts.objects.filter(enterprise__county=county, energy_tce__gt=0).select_related("enterprise")
    latest = {row.enterprise_id: row for row in facts.order_by("year")}
    large = sorted(latest.values(), key=lambda row: (-row.energy_tce, row.pk))[: len(CONSUMERS)]
    budgets = [
        _add(
            actor, BUDGETS, county, year=year, enterprise=row.enterprise, park=row.enterprise.park, grade=grade,
            base=row.energy_tce.quantize(Decimal("0.01")),
        )
        for row, (grade, _pace) in zip(large, CONSUMERS, strict=False)
    ]  # fmt: skip
    if len(budgets) < 2:
        return 0
    total = sum((one.base for one in budgets), Decimal(0)) * Decimal("0.95")
    plan = _add(actor, BUDGET_PLANS, county, year=year, total=total.quantize(Decimal(1)), source="用能预算方案（示例）")
    PLANNING.take(actor, plan, "measure")
    PLANNING.take(actor, plan, "publish", document="用能预算公示（示例）")
    PLANNING.take(actor, plan, "issue", document="用能预算下达通知（示例）")
    return len(budgets) + 1 + _uses(actor, county, budgets)


def _uses(actor: Actor, county: Region, budgets: list[Any]) -> int:
    made = 0
    for one, (_grade, pace) in zip(budgets, CONSUMERS, strict=False):
        one.refresh_from_db()
        for month in range(1, timezone.localdate().month):
            used = (one.amount / 12 * Decimal(pace)).quantize(Decimal("0.01"))
            _add(actor, USES, county, budget=one, month=month, used=used)
            made += 1
    amount = (budgets[0].amount / 100).quantize(Decimal(1))
    if amount:
        told = {"giver": budgets[0], "taker": budgets[3 % len(budgets)], "amount": amount}
        transfer = _add(actor, TRANSFERS, county, **told, agreement="双方同意书（示例）")
        if not TRANSFERRING.checks["transfer"](actor, transfer):
            TRANSFERRING.take(actor, transfer, "transfer", document="调剂批复（示例）")
        made += 1
    return made


def _land(actor: Actor, county: Region) -> int:
    town = Region.objects.filter(parent=county, level="town").order_by("code").first()
    day = date(timezone.localdate().year, 3, 18)
    freed = LAND.balance(county, "freed")
    own = [("bank", str(freed / 2), True, True, False, None), ("supply", str(freed / 4), True, True, True, "2.0")]
    steps = [*LAND_STEPS, *(own if freed >= 4 else [])]
    for at, (kind, area, industrial, from_freed, standard, ratio) in enumerate(steps, start=1):
        thing = _add(
            actor, SUPPLIES, county, kind=kind, parcel=f"示例 GB{at:03d}", town=town, on=day,
            area=Decimal(area).quantize(Decimal("0.01")), industrial=industrial, freed=from_freed, standard=standard,
            plot_ratio=ratio,
        )  # fmt: skip
        if not SUPPLYING.checks["confirm"](actor, thing):
            SUPPLYING.take(actor, thing, "confirm", document="合同（示例）")
    return len(steps)


def _fund(actor: Actor, county: Region) -> int:
    units = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk")
    unit = units.first()
    if unit is None:
        return 0
    income = _add(actor, INCOMES, county, year=timezone.localdate().year - 1, revenue="200000")
    EXTRACTING.take(actor, income, "extract", document="专项资金提取通知（示例）")
    for purpose, amount, last in SPENDING_STEPS:
        spending = _add(actor, SPENDINGS, county, purpose=f"{purpose}（示例）", unit=unit, amount=amount)
        if last:
            SPENDING.take(actor, spending, "commit", document="专题会议纪要（示例）")
        if last == "pay":
            SPENDING.take(actor, spending, "pay", document="支付凭证（示例）")
    return 1 + len(SPENDING_STEPS)
