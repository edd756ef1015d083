"""Parts of a parcel's page that the kit does not know: indicators, shape, lineage, code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.columns import column, linked
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.land import mapping, reckoning
from tenghuan.apps.land.limits import limit, told
from tenghuan.apps.land.models import Burden, Deal, Floor, IdleCase, Lineage, Parcel, Performance
from tenghuan.publishing.tables import Column

FORMER = 10  # former shapes that a page shows; those before stay in the database
INDICATORS, SHAPE, LINEAGE, CODE = _("指标"), _("图斑"), _("宗地谱系"), _("一码管地")


@dataclass(frozen=True)
class Indicators:
    """The indicators, each with its sum and limit."""

    title: Any = INDICATORS
    key: str = "indicators"
    template: str = "land/indicators.html"

    def context(self, account: Any, thing: Parcel) -> dict[str, Any]:
        """Return a line an indicator."""
        return {"lines": reckoning.lines(thing, list(thing.floors.filter(retired_on=None)))}


def _kin(parcel: Parcel) -> set[int]:
    """Return the parcels that this one came from or became, and those that came from the same."""
    rows = Lineage.objects.filter(Q(new=parcel) | Q(old=parcel) | Q(old__became__new=parcel))
    found = {pk for pair in rows.values_list("old_id", "new_id") for pk in pair}
    return found - {parcel.pk}


@dataclass(frozen=True)
class Shape:
    """The shape on the map, its area held against the deed's, and the shapes that it had before."""

    writers: tuple[Any, ...]
    title: Any = SHAPE
    key: str = "shape"
    template: str = "land/shape.html"

    def context(self, account: Any, thing: Parcel) -> dict[str, Any] | None:
        """Return by how much the shape differs; nothing where there is none."""
        if thing.shape is None:
            return None
        most, differs = limit(thing.county, "shape_share"), thing.shape_differs
        wrong = differs is not None and abs(differs) > most.number
        others = list(Parcel.objects.visible_to(account).filter(pk__in=_kin(thing), shape__isnull=False)[:20])
        shapes = [thing.shape, *(one.shape for one in others)]
        drawing = mapping.sketch(shapes)
        former = list(thing.former_shapes.select_related("by")[:FORMER])
        mine = any_of(self.writers, Actor(account=account.username, user=account), thing)
        return {
            "drawing": drawing,
            "differs": differs,
            "wrong": wrong,
            "most": most.number,
            "source": told(most),
            "former": [(one, mapping.sketch(mapping.beside(one.shape, thing.shape), size=96)) for one in former],
            "may_restore": mine and thing.retired_on is None,
        }


@dataclass(frozen=True)
class Origins:
    """What the parcel came from and what became of it, with what remains of it."""

    writers: tuple[Any, ...]
    title: Any = LINEAGE
    key: str = "lineage"
    template: str = "land/lineage.html"

    def context(self, account: Any, thing: Parcel) -> dict[str, Any]:
        """Return both ways of the lineage, and whether this account may split the parcel."""
        rows = Lineage.objects.select_related("old", "new")
        became = list(rows.filter(old=thing))
        remaining = thing.area - sum(one.area for one in became)
        mine = any_of(self.writers, Actor(account=account.username, user=account), thing)
        return {
            "came_from": list(rows.filter(new=thing)),
            "became": became,
            "remaining": remaining,
            "may_split": mine and thing.retired_on is None,
        }


@dataclass(frozen=True)
class Code:
    """The code that opens the parcel's page for those who may see it."""

    title: Any = CODE
    key: str = "code"
    template: str = "land/code.html"

    def context(self, account: Any, thing: Parcel) -> dict[str, Any]:
        """Return nothing more than the parcel itself."""
        return {}


def of_parcel(title: Any, key: str, model: Any, columns: tuple[str | Column, ...], *related: str) -> Related:
    """Return a panel of the records of ``model`` that lie on a parcel."""

    def rows(thing: Any, account: Any) -> Any:
        found = model.objects.visible_to(account).filter(parcel=thing, retired_on=None)
        return found.select_related("county", *related)

    first, *rest = (column(model, one) for one in columns)
    return Related(title, rows, (linked(first, address_of), *rest), key=key)


FLOORS = of_parcel(
    _("建筑楼层和承租"),
    "floors",
    Floor,
    ("building", "level", "area", "height", "office", "tenant", "rented_until"),
    "tenant",
)
BURDENS = of_parcel(
    _("抵押查封"), "burdens", Burden, ("kind", "document", "party", "amount", "since", "until", "lifted_on")
)
PERFORMANCES = of_parcel(
    _("标准地履约"), "performances", Performance, ("stage", "agreement", "due_on", "state", "ratio", "lamp", "mend_by")
)
IDLES = of_parcel(
    _("闲置土地"), "idles", IdleCase, ("number", "state", "since", "one_year", "two_years", "disposal", "fee")
)
DEALS = of_parcel(_("二级市场和续签"), "deals", Deal, ("number", "kind", "state", "taker", "price", "until"), "taker")
