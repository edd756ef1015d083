"""Bring a plan's rows to what its pack says; used by the publication only, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Group, Unit
from tenghuan.apps.plans import hooks, wording
from tenghuan.apps.plans.identity import keys_for, same_actions, same_indicators, same_tasks
from tenghuan.apps.plans.models import (
    Duty,
    Indicator,
    Item,
    ItemKind,
    Milestone,
    Parameter,
    Plan,
    Reference,
    Responsibility,
)
from tenghuan.errors import InputFault
from tenghuan.plan.calibers import QualitativeMilestone
from tenghuan.plan.parameters import PaceParameters, PeriodCalendar
from tenghuan.plan.schema import Action, PlanPack, Task
from tenghuan.plan.schema import Indicator as PackIndicator

Row = TypeVar("Row", bound=models.Model)
PACE, PERIODS = "pace", "periods"


def held(row: Row, where: str) -> Row:
    """Return a row whose texts fit their columns.

    Raises:
        InputFault: one is longer; cut short it would say something else.
    """
    for field in row._meta.concrete_fields:
        text = getattr(row, field.attname)
        if isinstance(field, models.CharField) and isinstance(text, str) and len(text) > (field.max_length or 0):
            words = _("%(f)s超过 %(n)d 字") % {"f": field.verbose_name, "n": field.max_length}
            raise InputFault(words, where=where[:80], remedy=_("请在方案里写短后再发布"))
    return row


def write_items(plan: Plan, pack: PlanPack, units: dict[str, Unit], groups: dict[str, Group]) -> None:
    """Create, update and retire the plan's indicators, actions and tasks."""
    writer = _Writer(plan, pack, units, groups)
    writer.indicators()
    writer.duties(ItemKind.ACTION, pack.actions)
    writer.duties(ItemKind.TASK, pack.tasks)
    writer.finish()


class _Writer:
    def __init__(self, plan: Plan, pack: PlanPack, units: dict[str, Unit], groups: dict[str, Group]) -> None:
        self.plan, self.pack, self.units = plan, pack, units
        self.campaigns = {c.key: (c.name, at) for at, c in enumerate(pack.campaigns, start=1)}
        self.groups = {g.campaign: groups[g.name] for g in pack.groups if g.campaign}
        self.taken = set(Item.objects.filter(plan=plan).values_list("key", flat=True))
        self.by_key: dict[str, Indicator] = {}
        self.kept: list[int] = []
        self.milestones: list[Milestone] = []
        self.references: list[Reference] = []
        self.responsibilities: list[Responsibility] = []

    def indicators(self) -> None:
        rows, new = list(Indicator.objects.filter(plan=self.plan, whole=None)), self.pack.indicators
        found = same_indicators(new, rows)
        keys = keys_for(self.pack, ItemKind.INDICATOR.value, found, self.taken)
        for order, (told, key) in enumerate(zip(new, keys, strict=True)):
            row = found.get(order) or Indicator(plan=self.plan, kind=ItemKind.INDICATOR, key=key)
            self._indicator(row, told, order)
            self.by_key[told.key] = row

    def _indicator(self, row: Indicator, told: PackIndicator, order: int) -> None:
        self._common(row, told.name, told.campaign, told.note, order)
        row.section = told.sources[0].section
        row.catalogue_key, row.caliber = told.catalogue or "", told.caliber.value
        row.direction, row.unit, row.frequency = told.direction.value, told.unit, told.frequency.value
        row.baseline_year = told.baseline.year if told.baseline else None
        row.baseline_value = _number(told.baseline.value) if told.baseline else None
        row.past = [{"year": a.year, "value": a.value, "caliber": a.caliber.value} for a in told.actuals]
        row.curve, row.population = told.curve, told.population or ""
        row.threshold = wording.threshold(told.threshold.model_dump() if told.threshold else None)
        row.merges = list(told.merges)
        row.formula, row.part_of = told.formula or "", told.part_of or ""
        row.sources = [source.model_dump(exclude_none=True) for source in told.sources]
        self._save(row, told)
        for cell in told.milestones:
            self.milestones.append(held(_milestone(row, cell), row.title))
        for ref in told.references:
            value = _number(ref.value)
            place = {"scope": ref.scope.value, "scope_name": ref.name, "year": ref.year, "raw": ref.raw[:60]}
            self.references.append(held(Reference(indicator=row, value=value, **place), row.title))

    def duties(self, kind: ItemKind, new: Sequence[Action | Task]) -> None:
        rows = list(Duty.objects.filter(plan=self.plan, kind=kind, whole=None))
        found = same_actions(new, rows) if kind == ItemKind.ACTION else same_tasks(new, rows)  # type: ignore[arg-type]  # as kind says
        keys = keys_for(self.pack, kind.value, found, self.taken)
        for order, (told, key) in enumerate(zip(new, keys, strict=True)):
            row = found.get(order) or Duty(plan=self.plan, kind=kind, key=key)
            self._common(row, told.title, getattr(told, "campaign", None), told.note, order)
            row.section, row.due_on = told.section or "", told.deadline
            row.number = str(getattr(told, "number", "") or "")
            row.part = getattr(told, "part", None)
            row.group = self.groups.get(getattr(told, "campaign", None) or "")
            self._save(row, told)
            row.indicators.set([self.by_key[k] for k in told.indicators if k in self.by_key])

    def _common(self, row: Item, title: str, campaign: str | None, note: str | None, order: int) -> None:
        row.title, row.order, row.note, row.retired = title, order, (note or "")[:300], False
        row.campaign_key = campaign or ""
        row.campaign, row.campaign_order = self.campaigns.get(campaign or "", ("", 0))

    def _save(self, row: Item, told: Any) -> None:
        held(row, row.title).save()
        self.kept.append(row.pk)
        for role in ("lead", "support"):
            named = dict.fromkeys(self.units[name] for name in getattr(told, role) if name in self.units)
            self.responsibilities += [
                Responsibility(item_id=row.pk, unit=unit, role=role, order=at) for at, unit in enumerate(named)
            ]

    def finish(self) -> None:
        """Replace what hangs on the items and that nobody reports on; retire items that are no longer named."""
        own = {"indicator__plan": self.plan}
        # the shares that a breakdown allotted keep their own targets
        Milestone.objects.filter(**own, indicator__whole=None).delete()
        Reference.objects.filter(**own).delete()
        Responsibility.objects.filter(item__plan=self.plan, item__whole=None).delete()
        Milestone.objects.bulk_create(self.milestones)
        Reference.objects.bulk_create(self.references)
        Responsibility.objects.bulk_create(self.responsibilities)
        gone = Item.objects.filter(plan=self.plan, retired=False, whole=None).exclude(pk__in=self.kept)
        Item.objects.filter(whole__in=gone).update(retired=True)
        gone.update(retired=True)


def _number(value: float | None) -> Any:
    return None if value is None else str(value)


def _milestone(row: Indicator, cell: Any) -> Milestone:
    shape = {"year": cell.year, "year_inferred": cell.year_inferred, "caliber": cell.caliber.value}
    if isinstance(cell, QualitativeMilestone):
        return Milestone(indicator=row, raw=cell.statement, **shape)
    return Milestone(
        indicator=row,
        value=_number(cell.value),
        upper=_number(cell.upper),
        share=_number(getattr(cell, "share", None)),
        comparison=cell.comparison.value,
        raw=(cell.note or "")[:80],
        **shape,
    )


@dataclass(frozen=True)
class Switch:
    """An indicator whose caliber or unit a pack would change although data hang on it."""

    title: str
    words: str


def switches(plan: Plan, pack: PlanPack) -> list[Switch]:
    """Every forbidden change of caliber or unit (two queries and those of the guards)."""
    rows = list(Indicator.objects.filter(plan=plan, whole=None))
    found = same_indicators(pack.indicators, rows)
    fixed = hooks.guarded(row.pk for row in rows)
    out = []
    for at, row in found.items():
        told = pack.indicators[at]
        if row.pk in fixed and (row.caliber, row.unit) != (told.caliber.value, told.unit):
            old, new = wording.caliber_name(row.caliber), wording.caliber_name(told.caliber.value)
            words = _("已有填报数据，不能由“%(a)s、%(u)s”改为“%(b)s、%(v)s”")
            out.append(Switch(row.title, words % {"a": old, "u": row.unit, "b": new, "v": told.unit}))
    return out


def write_parameters(plan: Plan, pack: PlanPack) -> None:
    """Mirror the pack's parameters and lamps; older versions keep theirs in their own pack."""
    Parameter.objects.filter(plan=plan).delete()
    rows = [
        Parameter(
            plan=plan,
            key=told.key,
            name=told.name,
            value=told.model_dump(mode="json")["value"],
            unit=told.unit,
            comparison=told.comparison.value,
            source=_sources(told.sources),
            status=told.status.value,
            effective_from=told.effective_from,
            effective_until=told.effective_to,
            note=told.note or told.remark,
        )
        for told in pack.parameters
    ]
    if pack.pace:
        rows.append(_pace(plan, pack.pace))
    if pack.periods:
        rows.append(_periods(plan, pack.periods))
    Parameter.objects.bulk_create(held(row, row.name) for row in rows)


def _pace(plan: Plan, told: PaceParameters) -> Parameter:
    return Parameter(
        plan=plan,
        key=PACE,
        name=_("亮灯与序时参数"),
        value=told.model_dump(mode="json"),
        source=_sources(told.sources),
        status=told.status.value,
        effective_from=told.effective_from,
        effective_until=told.effective_to,
        note=told.note or "",
    )


def _periods(plan: Plan, told: PeriodCalendar) -> Parameter:
    return Parameter(
        plan=plan,
        key=PERIODS,
        name=_("报告期"),
        value=told.model_dump(mode="json"),
        source=_sources(told.sources),
        status=told.status.value,
        note=told.note or "",
    )


def _sources(sources: Iterable[Any]) -> str:
    return "；".join(wording.source(source.model_dump()) for source in sources)[:300]
