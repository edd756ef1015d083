"""一局长一项目: which heads of units lead which leads in a year, and who has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.leads.models import Head, Lead, State
from tenghuan.apps.organization.models import Region
from tenghuan.publishing.tables import Column, Table

ENDED = (State.LOST, State.INVALID, State.POOL)


@dataclass(frozen=True)
class Led:
    """A unit that must bring projects, and the leads its head leads."""

    head: Head
    leads: Sequence[Lead]

    @property
    def lacking(self) -> int:
        """How many leads are wanting."""
        return max(0, self.head.wanted - len(self.leads))

    @property
    def signed(self) -> int:
        """How many of them are signed."""
        return sum(one.signed_on is not None for one in self.leads)

    @property
    def landed(self) -> int:
        """How many of them landed."""
        return sum(one.state == State.LANDED for one in self.leads)

    @property
    def word(self) -> str:
        """How the unit stands."""
        return (
            _("无项目") if not self.leads else _("差 %(n)d 个") % {"n": self.lacking} if self.lacking else _("已落实")
        )


def led(account: Any, county: Region, year: int) -> list[Led]:
    """Return the units that must bring projects in a year with their leads, who has none first.

    A lead counts for the year if it came in by its end and had not ended before it: lost, invalid or in the pool it
    is nobody's; landed before the year it is an earlier year's.
    """
    heads = Head.objects.visible_to(account).filter(county=county, year=year, retired_on=None).select_related("unit")
    rows = Lead.objects.visible_to(account).filter(county=county, retired_on=None, got_on__year__lte=year)
    rows = rows.filter(head_unit__in=heads.values("unit")).exclude(state__in=ENDED)
    by_unit: dict[int, list[Lead]] = defaultdict(list)
    for lead in rows.filter(Q(landed_on=None) | Q(landed_on__year__gte=year)).order_by("number"):
        assert lead.head_unit_id is not None  # filtered
        by_unit[lead.head_unit_id].append(lead)
    found = [Led(head, by_unit[head.unit_id]) for head in heads.order_by("unit__name")]
    return sorted(found, key=lambda one: (-one.lacking, one.head.unit.name))


def table(rows: Sequence[Led], year: int) -> Table:
    """Return them as a table."""
    columns = (
        Column("head__unit", _("单位"), width=20, link=lambda one: address_of(one.head)),
        Column("head__post", _("领办席位"), width=10),
        Column("head__wanted", _("应领办"), kind="number", digits=0, width=8),
        Column("count", _("在手"), kind="number", digits=0, width=8, value=lambda one: len(one.leads)),
        Column("signed", _("已签约"), kind="number", digits=0, width=8),
        Column("landed", _("已落地"), kind="number", digits=0, width=8),
        Column("word", _("情况"), width=10),
        Column("names", _("项目"), width=36, value=_names),
    )
    return Table(_("%(y)d 年一局长一项目") % {"y": year}, columns, rows)


def _names(one: Led) -> str:
    return "、".join(f"{lead.name}（{lead.get_state_display()}）" for lead in one.leads)
