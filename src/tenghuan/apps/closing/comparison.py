"""An indicator beside others: what province and city demand, and the same indicator of the counties one may see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Indicator
from tenghuan.pace import Month


@dataclass(frozen=True)
class Peer:
    """A county's figure of the same standard indicator and month; ``differs`` says why it is not to be ranked."""

    figure: Figure
    differs: str
    place: int | None = None

    @property
    def county(self) -> str:
        """The county's name."""
        return self.figure.county.name


def peers(account: Any, item: Indicator, at: Month) -> list[Peer]:
    """Return the newest closed figures of a month of all counties that an account may see (two queries).

    Ranked by completion among those of the same caliber and scope; others follow with what sets them apart. Two
    indicators of one county that mean the same standard are both told.
    """
    if not item.catalogue_key:
        return []
    newest = Snapshot.objects.filter(plan=OuterRef("plan"), year=at.year, month=at.month).order_by("-version")
    shown = Snapshot.objects.visible_to(account).filter(plan__is_current=True, year=at.year, month=at.month)
    shown = shown.filter(pk=Subquery(newest.values("pk")[:1]))
    rows = Figure.objects.filter(snapshot__in=shown, item__catalogue_key=item.catalogue_key, item__whole=None)
    found = [_peer(figure, item) for figure in rows.select_related("item", "county").order_by("county__path", "order")]
    alike = [one for one in found if not one.differs]
    rates = sorted((_rate(one) for one in alike if _rate(one) is not None), reverse=True)  # type: ignore[type-var]  # none is None
    ranked = [Peer(one.figure, "", rates.index(_rate(one)) + 1 if _rate(one) is not None else None) for one in alike]
    ranked.sort(key=lambda one: (one.place is None, one.place or 0))
    return [*ranked, *(one for one in found if one.differs)]


def _rate(peer: Peer) -> Decimal | None:
    return peer.figure.progress


def _peer(figure: Figure, item: Indicator) -> Peer:
    other: Any = figure.item
    words = []
    if other.caliber != item.caliber:
        words.append(wording.caliber_name(other.caliber))
    if other.unit != item.unit:
        words.append(other.unit)
    if wording.scope(other) != wording.scope(item):
        words.append(wording.scope(other) or _("范围不同"))
    return Peer(figure, "，".join(words))
