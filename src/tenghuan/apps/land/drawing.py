"""Shapes come in from a file of a survey: all of it or nothing, areas held against deeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.land.limits import limit
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.parcels import shapes

SHOWN = 20  # faults that are told at once
FEWEST = 3  # shapes of which one can be the stray
PIECE = 500


@dataclass(frozen=True)
class Drawn:
    """What came of a file: parcels drawn, and (number, per cent) of those whose area differs too much from the deed."""

    count: int
    differing: list[tuple[str, float]]


@service("parcels.draw", gettext_lazy("导入图斑"), locks=("county",))
def draw(actor: Actor, county: Region, told: Mapping[str, Any]) -> Drawn:
    """Give parcels of a county the shapes of a file; ``told``: parcel number → GeoJSON geometry in degrees.

    Raises:
        InputFault: a parcel is not in the register, not this actor's, or a shape is none; every fault is told.
    """
    known = _known(county, told)
    faults, drawn = [], []
    for number, geometry in told.items():
        try:
            drawn.append(_one(actor, known.get(number), number, geometry))
        except InputFault as fault:
            faults.append(str(fault))
    faults += _strays(county, drawn)
    if faults:
        more = _("……共 %(n)d 处") % {"n": len(faults)} if len(faults) > SHOWN else ""
        raise InputFault("；".join(faults[:SHOWN]) + more, remedy=_("改正后重新导入，本次没有改动任何地块"))
    changed = [parcel for parcel, was in drawn if was]
    Parcel.objects.bulk_update(changed, ("shape", "sketch", "shape_area"), batch_size=PIECE)
    if not changed:
        nothing_changed()
    most = float(limit(county, "shape_share").number)
    shares = [(parcel.number, shapes.differs(float(parcel.shape_area), float(parcel.area))) for parcel, _was in drawn]
    return Drawn(len(changed), [(number, share) for number, share in shares if abs(share) > most])


def _strays(county: Region, drawn: Sequence[tuple[Parcel, bool]]) -> list[str]:
    """Tell which shapes lie too far from the county's surveyed ones and from those that come with them."""
    others = Parcel.objects.filter(county=county, retired_on=None, shape__isnull=False, sketch=False)
    kept = others.exclude(pk__in=[parcel.pk for parcel, _was in drawn]).values_list("shape", flat=True)
    places = [shapes.place(parcel.shape) for parcel, _was in drawn]
    every = [*places, *(shapes.place(shape) for shape in kept.order_by("pk"))]
    if len(every) < FEWEST:
        return []
    most = limit(county, "shape_far").number
    told = _("宗地“%(n)s”的图斑离本县其他图斑 %(k)d 公里（不应超过 %(most)s 公里），请核对坐标：经度在前，纬度在后")
    return [
        told % {"n": parcel.number, "k": far, "most": plain(most)}
        for (parcel, _was), far in zip(drawn, shapes.from_the_middle(places, every), strict=True)
        if far > most
    ]


def _known(county: Region, told: Mapping[str, Any]) -> dict[str, Parcel]:
    numbers = list(told)
    found: dict[str, Parcel] = {}
    for start in range(0, len(numbers), PIECE):
        rows = Parcel.objects.filter(county=county, retired_on=None, number__in=numbers[start : start + PIECE])
        found |= {
            one.number: one for one in rows.select_related("county", "town", "unit").select_for_update(of=("self",))
        }
    return found


def _one(actor: Actor, parcel: Parcel | None, number: str, geometry: Any) -> tuple[Parcel, bool]:
    """Set the shape of one parcel; tell whether it is another than before."""
    from tenghuan.apps.land.registers import WRITERS

    if parcel is None:
        raise InputFault(_("宗地号“%(n)s”没有登记") % {"n": number[:40]})
    if not any_of(WRITERS, actor, parcel):
        raise InputFault(_("宗地“%(n)s”由其管理单位、镇街或专班办公室办理") % {"n": number})
    found = shapes.checked(geometry, number)
    measured = Decimal(str(round(shapes.area(found), 1)))
    shape = shapes.plain(found)
    if parcel.shape == shape and not parcel.sketch:
        return parcel, False
    before = {"sketch": parcel.sketch, "shape_area": None if parcel.shape_area is None else str(parcel.shape_area)}
    parcel.shape, parcel.sketch, parcel.shape_area = shape, False, measured
    record(parcel, before=before, after={"sketch": False, "shape_area": str(measured)})
    return parcel, True
