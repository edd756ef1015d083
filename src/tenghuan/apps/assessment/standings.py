"""How the indicators of counties stood at a month's end: the one place that the assessment reads them from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.monitoring.queries.standing import known_about, over_time
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Item, ItemKind, Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.pace import Assessment, LampState, Month
from tenghuan.plan.parameters import LAMP_WORDS

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
            return word
        shares = {"r": f"{self.rate * 100:.1f}%", "e": f"{self.expected * 100:.1f}%", "w": word}
        return _("完成率 %(r)s，序时 %(e)s，%(w)s") % shares


def at(counties: Sequence[Region], day: date) -> list[Row]:
    """Return the indicators of the current plans of counties as they stood at the end of a day's month.

    Worked out from approved numbers alone; the towns' shares of what they lead together come along.
    """
    plans = list(Plan.objects.filter(region__in=counties, is_current=True).select_related("region"))
    items = items_of(plans, ItemKind.INDICATOR)
    wholes = set(Item.objects.filter(plan__in=plans, whole__isnull=False).values_list("whole", flat=True))
    for whole in sorted(pk for pk in wholes if pk is not None):
        items += [item for item in items_of(plans, ItemKind.INDICATOR, within=whole) if item.whole_id]
    if not items:
        return []
    known = known_about(items, day)
    month = Month(day.year, day.month)
    return [_row(item, over_time(item, known, [month])[0]) for item in items]


def _row(item: Item, found: Assessment) -> Row:
    parts = found.progress.parts if found.progress else None
    over, under = (parts.over, parts.under) if parts is not None else (None, None)
    if parts is not None and parts.inverse:
        over, under = under, over
    leads = frozenset(part.unit_id for part in item.responsibilities.all() if part.role == "lead")
    return Row(
        title=item.title, county=item.plan.region_id, leads=leads, lamp=found.lamp.value, rate=found.rate,
        expected=found.expected, reached=over, target=under, address=reverse("plans:indicator", args=(item.pk,)),
    )  # fmt: skip
