"""Drafting, proposing and filling in a breakdown, and the next version of one that is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.decomposition import goals
from tenghuan.apps.decomposition.models import OPEN, Decomposition, Portion, PortionState, State
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.further import Further
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.plans.models import Indicator, Item, ItemKind
from tenghuan.errors import InputFault
from tenghuan.pace.breakdown import Part, propose

BREAK_DOWN = gettext_lazy("分解目标")
EDITABLE = (State.DRAFT, State.ASKED)
MONTHS = 12
Told = Mapping[int, Part]  # portion → what it is to carry


def button(account: Any, thing: models.Model) -> Further | None:
    """Return the button that breaks an indicator down, for the office of its plan."""
    if not isinstance(thing, Item) or thing.kind != ItemKind.INDICATOR or thing.whole_id is not None:
        return None
    if account.role != Role.OFFICE or thing.plan.region_id != account.region_id:
        return None
    return Further(BREAK_DOWN, "binary-tree-2", f"{reverse('decomposition:start')}?indicator={thing.pk}")


@service("decomposition.draft", gettext_lazy("草拟目标分解"), locks=("indicator",))
def draft(actor: Actor, indicator: Indicator, receivers: str, rule: str) -> Decomposition:
    """Draft a breakdown of an indicator with a proposal by rule; one that is in the making is returned as it is.

    Raises:
        InputFault: not this actor's plan, a part or a text cannot be broken down, or there are not two receivers.
    """
    if (known := Decomposition.objects.filter(indicator=indicator, state__in=OPEN).first()) is not None:
        hold_office(actor, known)
        nothing_changed()
        return known
    _hold_indicator(indicator)
    last = Decomposition.objects.filter(indicator=indicator).aggregate(last=Max("version"))["last"] or 0
    made = Decomposition(
        county=indicator.plan.region, indicator=indicator, version=last + 1, made_by=actor.user,
        receivers=receivers, rule=rule,
    )  # fmt: skip
    hold_office(actor, made)
    who = goals.carriers(indicator, receivers)
    if len(who) < 2:
        raise InputFault(_("分解对象不足两家"), where=str(indicator), remedy=_("请先登记下级单位，或改选分解对象"))
    made.save()
    parts = propose(goals.goal(indicator, len(who)), goals.weights(indicator, rule, who))
    Portion.objects.bulk_create(
        Portion(
            decomposition=made, county=made.county, region=carrier.region, unit=carrier.unit, place=at,
            made_by=actor.user, weight=part.weight, base=part.base, amounts=texts(part),
        )
        for at, (carrier, part) in enumerate(zip(who, parts, strict=True))
    )  # fmt: skip
    timeline.write(actor, made, EventKind.MADE, _("草拟"), note=made.get_rule_display())
    record(made, after={**snapshot(made), "portions": len(who)})
    from tenghuan.apps.decomposition.registers import BREAKING

    BREAKING.turn(actor, made)
    return made


def _hold_indicator(indicator: Indicator) -> None:
    if indicator.whole_id is not None or indicator.retired or not indicator.plan.is_current:
        raise InputFault(_("这一项不是现行方案的指标"), where=str(indicator), remedy=_("请从现行方案的指标页办理"))


@service("decomposition.propose", gettext_lazy("按规则重算分解数"), locks=("decomposition",))
def by_rule(actor: Actor, decomposition: Decomposition, rule: str, seen: int | None = None) -> int:
    """Put a proposal by another rule in the place of what stands; return how many portions changed."""
    hold_open(actor, decomposition, seen)
    portions = portions_of(decomposition)
    who = [goals.Carrier(one.region, one.unit) for one in portions]
    parts = propose(goals.goal(decomposition.indicator, len(who)), goals.weights(decomposition.indicator, rule, who))
    told = {portion.pk: part for portion, part in zip(portions, parts, strict=True)}
    return _write(actor, decomposition, portions, told, decomposition.curve, rule)


@service("decomposition.fill", gettext_lazy("填写分解数"), locks=("decomposition",))
def fill(
    actor: Actor,
    decomposition: Decomposition,
    told: Told,
    curve: Sequence[float] | None = None,
    seen: int | None = None,
) -> int:
    """Keep what the grid or a workbook says; a receiver whose numbers change after it was asked is asked again.

    Args:
        told: portion → what it is to carry; those that are not named stay.
        curve: per cent of a year's amount due by the end of each of twelve months; None: evenly.
        seen: the revision that the officer saw.

    Returns:
        how many portions changed.

    Raises:
        InputFault: not this actor's, over, changed by somebody else meanwhile, or a curve that is none.
    """
    hold_open(actor, decomposition, seen)
    _hold_curve(curve)
    portions = portions_of(decomposition)
    if strange := set(told) - {one.pk for one in portions}:
        raise InputFault(_("有 %(n)d 行不属于这次分解") % {"n": len(strange)}, remedy=_("请重新下载工作簿"))
    return _write(actor, decomposition, portions, told, list(curve) if curve else None, decomposition.rule)


def _hold_curve(curve: Sequence[float] | None) -> None:
    if curve is None:
        return
    steps = [0.0, *curve]
    if len(curve) != MONTHS or any(b < a for a, b in pairwise(steps)) or curve[-1] != 100:
        raise InputFault(
            _("月度进度须有 12 个月，逐月不减，12 月为 100"), where=_("月度进度"), remedy=_("留空即按月平均")
        )


def _write(
    actor: Actor,
    decomposition: Decomposition,
    portions: Sequence[Portion],
    told: Told,
    curve: list[float] | None,
    rule: str,
) -> int:
    changed = [one for one in portions if one.pk in told and _differs(one, told[one.pk])]
    head = {"curve": curve, "rule": rule}
    before = snapshot(decomposition, head)
    if not changed and before == head:
        nothing_changed()
        return 0
    for one in changed:
        _fill_one(one, told[one.pk])
    Decomposition.objects.filter(pk=decomposition.pk).update(**head, revision=decomposition.revision + 1)
    decomposition.refresh_from_db()
    if decomposition.state == State.ASKED:
        ask_again(changed)
    record(decomposition, before=before, after={**snapshot(decomposition, head), "portions": len(changed)})
    timeline.write(actor, decomposition, EventKind.CHANGE, _("调整分解数"), note=_("%(n)d 家") % {"n": len(changed)})
    return len(changed)


def _differs(portion: Portion, part: Part) -> bool:
    return (portion.weight, portion.base, portion.part.amounts) != (part.weight, part.base, dict(part.amounts))


def _fill_one(portion: Portion, part: Part) -> None:
    columns: dict[str, Any] = {"weight": part.weight, "base": part.base, "amounts": texts(part)}
    before = snapshot(portion, columns)
    Portion.objects.filter(pk=portion.pk).update(**columns, revision=portion.revision + 1)
    portion.refresh_from_db()
    record(portion, before=before, after=snapshot(portion, columns))


def ask_again(portions: Sequence[Portion]) -> None:
    """Ask receivers whose numbers changed once more (inside a service)."""
    from tenghuan.apps.decomposition.registers import CARRYING

    for one in portions:
        if one.state != PortionState.DRAFT:
            CARRYING.take(Actor.platform("decomposition"), one, "ask_again")


# -- what services and rules share ---------------------------------------------------------------------------------
def hold_office(actor: Actor, decomposition: Decomposition) -> None:
    """Refuse whoever is not the office of the plan's region."""
    if not any_of((Who.OFFICE,), actor, decomposition):
        raise InputFault(_("由%(w)s办理") % {"w": Who.OFFICE.label}, where=str(decomposition))


def hold_open(actor: Actor, decomposition: Decomposition, seen: int | None) -> None:
    """Refuse a change of what is settled, of another's, or of what is no longer as it was seen."""
    hold_office(actor, decomposition)
    if decomposition.state not in EDITABLE:
        raise InputFault(
            _("“%(s)s”的分解不能再改") % {"s": decomposition.get_state_display()},
            where=str(decomposition),
            remedy=_("定案前可退回草拟；已发布的请另立新版"),
        )
    if seen is not None and seen != decomposition.revision:
        raise InputFault(_("分解数刚被他人改过"), where=str(decomposition), remedy=_("请刷新页面后重填"))


def portions_of(decomposition: Decomposition) -> list[Portion]:
    """Return the portions in their order."""
    found = decomposition.portions.select_related("unit__region", "region", "decomposition__indicator", "county")
    return list(found.order_by("place", "pk"))


def texts(part: Part) -> dict[str, str]:
    """Return amounts as they are kept: texts of numbers without idle zeros."""
    return {key: plain(value) for key, value in part.amounts.items()}


def plain(value: Decimal) -> str:
    """Return a number as text without idle zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
