"""How the indicators of counties stood at a month's end: the one place that the assessment reads them from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.closing.reckoning import PLACES
from tenghuan.apps.monitoring.queries.standing import known_about, stands
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Item, ItemKind, Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.pace import Assessment, LampState, Month
from tenghuan.plan.parameters import LAMP_WORDS

Pair = tuple[Decimal | None, Decimal | None]
GOOD = (LampState.GREEN, LampState.DONE)
LIT = (*GOOD, LampState.BLUE, LampState.YELLOW, LampState.RED)


@dataclass(frozen=True)
class Row:
    """An indicator (or a town's share of one) as it stood: who leads it, its rate and what was due, its lamp."""

    title: str
    county: int
    leads: frozenset[int]
    lamp: str
    rate: Decimal | None
    expected: Decimal | None
    reached: Decimal | None
    target: Decimal | None
    address: str
    source: str

    @property
    def lit(self) -> bool:
        """Whether it was due and had a figure."""
        return self.lamp in LIT

    @property
    def good(self) -> bool:
        """Whether it kept pace."""
        return self.lamp in GOOD

    @property
    def note(self) -> str:
        """Its lamp with the figures behind it."""
        word = LAMP_WORDS.get(self.lamp, "")
        if self.rate is None or self.expected is None:
            return f"{word}，{self.source}"
        shares = {"r": f"{self.rate * 100:.1f}%", "e": f"{self.expected * 100:.1f}%", "w": word, "s": self.source}
        return _("完成率 %(r)s，序时 %(e)s，%(w)s，%(s)s") % shares


def at(counties: Sequence[Region], day: date) -> list[Row]:
    """Return the indicators of the current plans of counties as they stood at the end of a day's month.

    A month that is closed is read from its newest snapshot; one that is not is worked out from approved numbers, as the
    board does it. The towns' shares of what they lead together come along.
    """
    plans = list(Plan.objects.filter(region__in=counties, is_current=True).select_related("region"))
    items = items_of(plans, ItemKind.INDICATOR, shares=True)
    if not items:
        return []
    month = Month(day.year, day.month)
    closed = _closed(plans, month)
    known = known_about(items, at=month)
    return [
        _snapped(item, closed[item.pk]) if item.pk in closed else _live(item, stands(item, known)) for item in items
    ]


def _closed(plans: Sequence[Plan], month: Month) -> dict[int, Figure]:
    """Return the figures of the newest snapshots of a month, by item."""
    found = Snapshot.objects.filter(plan__in=plans, year=month.year, month=month.month).order_by("version")
    newest = {snapshot.plan_id: snapshot for snapshot in found}
    figures = Figure.objects.filter(snapshot__in=newest.values()).select_related("snapshot")
    return {figure.item_id: figure for figure in figures}


def _snapped(item: Item, figure: Figure) -> Row:
    """What a closed month says. Its parts are words: where the rate is no quotient of value and target (an increment
    over a base), what was reached is the rate of the target."""
    over, under = figure.value, figure.target
    if figure.progress is None or not under or over is None:
        over = under = None
    elif figure.progress not in (_rate(over, under), _rate(under, over)):
        over = figure.progress * under
    note = _("已结账第 %(v)d 版") % {"v": figure.snapshot.version}
    return _row(item, figure.lamp, (figure.progress, figure.pace), (over, under), note)


def _rate(over: Decimal, under: Decimal) -> Decimal | None:
    return (over / under).quantize(PLACES, ROUND_HALF_UP) if under else None


def _live(item: Item, found: Assessment) -> Row:
    parts = found.progress.parts if found.progress else None
    over, under = (parts.over, parts.under) if parts is not None else (None, None)
    if parts is not None and parts.inverse:
        over, under = under, over
    return _row(item, found.lamp.value, (found.rate, found.expected), (over, under), _("未结账"))


def _row(item: Item, lamp: str, shares: Pair, parts: Pair, source: str) -> Row:
    leads = frozenset(part.unit_id for part in item.responsibilities.all() if part.role == "lead")
    return Row(
        title=item.title, county=item.plan.region_id, leads=leads, lamp=lamp, rate=shares[0], expected=shares[1],
        reached=parts[0], target=parts[1], address=reverse("plans:indicator", args=(item.pk,)), source=source,
    )  # fmt: skip
