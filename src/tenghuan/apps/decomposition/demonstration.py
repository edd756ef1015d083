"""Sample breakdowns of a county's targets in every stage, with the towns' past months; marked 示例数据."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.decomposition.breaking import draft, portions_of
from tenghuan.apps.decomposition.models import Decomposition, Portion
from tenghuan.apps.decomposition.registers import BREAKING, CARRYING
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.readings import in_full
from tenghuan.apps.monitoring.states import State as Reported
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Indicator
from tenghuan.pace import Month
from tenghuan.pace.breakdown import Column, Goal, propose
from tenghuan.plan.calibers import Caliber

# standard indicator → how far its breakdown goes, and by which rule; those that a county's plan has
STORIES = (
    ("high_consumption_firms", "published", "enterprises"),
    ("cleared_and_upgraded_firms", "published", "enterprises"),
    ("released_land", "asked", "land"),
    ("pinzi_brands", "draft", "equal"),
)
PAST_MONTHS = 12
NOTE = "示例数据"


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample breakdowns in, once; return how many there are new."""
    if Decomposition.objects.filter(county=county).exists():
        return 0
    found = Indicator.objects.filter(plan__region=county, plan__is_current=True, retired=False, whole=None)
    by_key = {one.catalogue_key: one for one in found.select_related("plan__region", "plan__current_version")}
    with transaction.atomic():
        told = [
            _load(replace(actor, region_path=county.path), by_key[key], stage, rule)
            for key, stage, rule in STORIES
            if key in by_key
        ]
    return len(told)


def _load(actor: Actor, indicator: Indicator, stage: str, rule: str) -> Decomposition:
    made = draft(actor, indicator, "towns", rule)
    _mark(made)
    if stage == "draft":
        return made
    BREAKING.take(actor, made, "ask")
    portions = portions_of(made)
    if stage == "asked":
        for one in portions[: len(portions) // 2]:
            CARRYING.take(actor, one, "accept")
        CARRYING.take(actor, portions[-1], "object", reason="本镇工业用地少，已多年没有新增低效用地，请核减")
        return made
    for one in portions:
        CARRYING.take(actor, one, "accept")
    made.refresh_from_db()
    BREAKING.take(actor, made, "settle")
    BREAKING.take(actor, made, "publish", document=f"示例制高办〔{timezone.localdate().year}〕1号")
    past_months(actor, made)
    return made


def _mark(made: Decomposition) -> None:
    Decomposition.objects.filter(pk=made.pk).update(sample=True)
    Portion.objects.filter(decomposition=made).update(sample=True)
    made.refresh_from_db()


@service("demonstration.past_months", _("载入镇街往月示例数据"))
def past_months(actor: Actor, made: Decomposition) -> int:
    """Share the county's last months out to its towns, some quicker than their target asks and some slower."""
    whole = in_full([made.indicator_id])[made.indicator_id].values
    periods = {
        period.at: period
        for period in Period.objects.filter(plan=made.indicator.plan, locked_at__isnull=False)
        if period.at in whole
    }
    stretch = sorted(periods)[-PAST_MONTHS:]
    items: dict[int | None, Indicator] = {
        one.responsibilities.get().unit_id: one for one in Indicator.objects.filter(whole=made.indicator_id)
    }
    portions = portions_of(made)
    weights = [(one.task or Decimal(0)) * Decimal(70 + 17 * at % 60) / 100 for at, one in enumerate(portions)]
    rows = []
    for month, values in _shared(made, [(month, whole[month]) for month in stretch], weights):
        for portion, value in zip(portions, values, strict=True):
            told: dict[str, Any] = {"state": Reported.LOCKED, "note": NOTE, "author": actor.account}
            told |= {"item": items[portion.unit_id], "unit": portion.unit, "period": periods[month], "value": value}
            rows.append(Report(reviewer=actor.account, submitted_at=timezone.now(), **told))
    count = len(Report.objects.bulk_create(rows, batch_size=500))
    record(made, after={"figures": count, "note": NOTE})
    return count


def _shared(
    made: Decomposition, told: Sequence[tuple[Month, Decimal]], weights: Sequence[Decimal]
) -> list[tuple[Month, list[Decimal]]]:
    """Month by month what each town has by then; nobody's sum ever falls, and together they are the county's."""
    columns, before = [], Decimal(0)
    for month, value in told:
        columns.append(Column(str(month), month.year, max(value - before, Decimal(0)), stated=True))
        before = max(value, before)
    step = min(
        [Decimal(1), *(Decimal(1).scaleb(min(0, int(c.amount.normalize().as_tuple().exponent))) for c in columns)]
    )
    parts = propose(Goal(Caliber.CUMULATIVE, tuple(columns), step=step, yearly=True), weights)
    sums, found = [Decimal(0)] * len(weights), []
    for column, (month, _value) in zip(columns, told, strict=True):
        sums = [had + part.amounts[column.key] for had, part in zip(sums, parts, strict=True)]
        found.append((month, list(sums)))
    return found
