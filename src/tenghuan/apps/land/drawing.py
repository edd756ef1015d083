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
from tenghuan.apps.land.models import FormerShape, Parcel
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.parcels import shapes

SHOWN = 20  # faults that are told at once
FEWEST = 3  # shapes of which one can be the stray
PIECE = 500
SHAPE = ("shape", "sketch", "shape_area")


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
    _keep(actor, changed)
    Parcel.objects.bulk_update(changed, SHAPE, batch_size=PIECE)
    if not changed:
        nothing_changed()
    most = float(limit(county, "shape_share").number)
    shares = [(parcel.number, shapes.differs(float(parcel.shape_area), float(parcel.area))) for parcel, _was in drawn]
    return Drawn(len(changed), [(number, share) for number, share in shares if abs(share) > most])


def _keep(actor: Actor, parcels: Sequence[Parcel]) -> None:
    """Keep the shapes that parcels have until now: read again, as the parcels hold the new ones already."""
    for start in range(0, len(parcels), PIECE):
        keys = [parcel.pk for parcel in parcels[start : start + PIECE]]
        rows = Parcel.objects.filter(pk__in=keys, shape__isnull=False).order_by("pk").values("pk", *SHAPE)
        kept = [FormerShape(parcel_id=row.pop("pk"), by=actor.user, **row) for row in rows]
        FormerShape.objects.bulk_create(kept, batch_size=PIECE)


@service("parcels.redraw", gettext_lazy("恢复图斑"), locks=("parcel",))
def redraw(actor: Actor, parcel: Parcel, former: FormerShape) -> None:
    """Give a parcel one of its former shapes back; the one that it has now is kept among the former ones.

    Raises:
        InputFault: not this actor's parcel, one that is out of use, or the shape is another parcel's or stands already.
    """
    from tenghuan.apps.land.registers import WRITERS

    if not any_of(WRITERS, actor, parcel):
        raise InputFault(_("宗地“%(n)s”由其管理单位、镇街或专班办公室办理") % {"n": parcel})
    if parcel.retired_on is not None or former.parcel_id != parcel.pk:
        raise InputFault(_("宗地“%(n)s”没有这个图斑，或已停用") % {"n": parcel}, remedy=_("请刷新页面看最新状态"))
    before, after = ({name: getattr(one, name) for name in SHAPE} for one in (parcel, former))
    if before == after:
        raise InputFault(_("现在的图斑就是这一个"), where=str(parcel), remedy=_("请刷新页面看最新状态"))
    _keep(actor, [parcel])
    Parcel.objects.filter(pk=parcel.pk).update(**after)
    former.delete()  # it stands again; the trail has it
    record(parcel, before=_told(before), after=_told(after))


def _told(columns: Mapping[str, Any]) -> dict[str, Any]:
    area = columns["shape_area"]
    return {"sketch": columns["sketch"], "shape_area": None if area is None else str(area)}


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
    before = {"sketch": parcel.sketch, "shape_area": parcel.shape_area}
    parcel.shape, parcel.sketch, parcel.shape_area = shape, False, measured
    record(parcel, before=_told(before), after=_told({"sketch": False, "shape_area": measured}))
    return parcel, True
