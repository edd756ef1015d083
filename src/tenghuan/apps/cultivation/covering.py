"""How far digital works cover the above-scale enterprises of a county: who was reached, of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from tenghuan.apps.cultivation.gaps import HERE
from tenghuan.apps.cultivation.models import Outcome
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.organization.models import Region
from tenghuan.laddering import kinds
from tenghuan.laddering.facts import share

GROUP = "digital"


@dataclass(frozen=True)
class Covered:
    """One kind of digital work: the enterprises that it reached, of all that are above scale."""

    key: str
    name: str
    reached: int
    all: int

    @property
    def share(self) -> Decimal | None:
        """The share that was reached in per cent, None where there is none above scale."""
        return share(Decimal(self.reached), Decimal(self.all))

    @property
    def address(self) -> str:
        """The list of the outcomes behind it."""
        return f"{reverse('outcomes:list')}?kind={self.key}&state={Outcome.State.CONFIRMED}"


def covered(account: Any, county: Region, day: date) -> list[Covered]:
    """Return the cover of each kind of digital work on a day: each enterprise once, by what is confirmed and lasts."""
    firms = Enterprise.objects.visible_to(account).filter(county=county, above_scale=True, status__in=HERE)
    whole = firms.count()
    rows = Outcome.objects.filter(
        county=county, retired_on=None, state=Outcome.State.CONFIRMED, achieved_on__lte=day, enterprise__in=firms
    )
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=day))
    found = dict(rows.order_by().values_list("kind").annotate(number=Count("enterprise", distinct=True)))
    return [
        Covered(one.key, one.name, found.get(one.key, 0), whole)
        for one in kinds("outcomes").values()
        if one.group == GROUP
    ]
