"""Split and merge: new parcels take the place of old ones, whose numbers stay readable; areas must add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, hold_rows, record, service, snapshot
from tenghuan.apps.kit import records
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.land.dealing import burdens
from tenghuan.apps.land.limits import tolerance
from tenghuan.apps.land.models import IDLE_OPEN, Burden, IdleCase, Lineage, Parcel
from tenghuan.errors import InputFault
from tenghuan.parcels import lineage, shapes

# what new parcels have of the old one; amounts and covered ground must be told anew
SAME = (
    *(
        "place",
        "town",
        "unit",
        "park",
        "enterprise",
        "holder",
        "tenure",
        "use",
        "acquired_on",
        "expires_on",
        "contract",
    ),
    *("standard", "ratio_low", "ratio_high", "density", "green", "deliver_by", "delivered_on", "start_by"),
    *("start_extended", "started_on", "finish_by", "finished_on", "batch", "control_line"),
)
# what parcels must have in common to become one
ALIKE = ("town_id", "enterprise_id", "holder", "use", "control_line", "tenure", "expires_on")
WRITERS = (Who.UNIT, Who.OFFICE)


@dataclass(frozen=True)
class Part:
    """A new parcel: its number, and its area in ㎡."""

    number: str
    area: Decimal


@service("parcels.split", gettext_lazy("分割宗地"), locks=("parcel",))
def split(actor: Actor, parcel: Parcel, parts: Sequence[Part], *, on: date, document: str) -> list[Parcel]:
    """Make parts of a parcel; the old one is retired and leads to them.

    Raises:
        InputFault: not this actor's, the parcel is old, seized or under a case, fewer than two parts, a number stands
            twice or is taken, or the areas do not add up.
    """
    _hold(actor, [parcel], document)
    if len(parts) < 2:
        raise InputFault(_("分割至少填两宗"), where=str(parcel), remedy=_("逐宗填写新宗地号和面积"))
    _hold_areas(parcel.county, [parcel], parts)
    made = [_make(actor, parcel, part) for part in parts]
    for thing, shape in zip(made, _sketched(parcel, parts), strict=True):
        _draw(thing, shape, sketch=True)
    _replace(actor, [(parcel, thing, thing.area) for thing in made], Lineage.Kind.SPLIT, on, document)
    return made


@service("parcels.merge", gettext_lazy("合并宗地"), locks=("parcel",))
def merge(actor: Actor, parcel: Parcel, others: Sequence[Parcel], part: Part, *, on: date, document: str) -> Parcel:
    """Make one parcel of several; the old ones are retired and lead to it.

    Raises:
        InputFault: as of :func:`split`, or the parcels differ in what one parcel can have only once.
    """
    old = [parcel, *others]
    hold_rows(*others)
    _hold(actor, old, document)
    if len({one.pk for one in old}) < 2:
        raise InputFault(_("合并至少要两宗"), where=str(parcel), remedy=_("填写要并入的宗地号"))
    for name in ALIKE:
        if len({getattr(one, name) for one in old}) > 1:
            label = field_of(Parcel, name.removesuffix("_id")).verbose_name
            raise InputFault(
                _("各宗的%(l)s不同，不能合并") % {"l": label}, where=str(parcel), remedy=_("先变更一致再合并")
            )
    _hold_areas(parcel.county, old, [part])
    made = _make(actor, parcel, part)
    _draw(made, _joined(old), sketch=any(one.sketch for one in old))
    _replace(actor, [(one, made, one.area) for one in old], Lineage.Kind.MERGE, on, document)
    return made


def _hold(actor: Actor, parcels: Sequence[Parcel], document: str) -> None:
    if not document.strip():
        raise InputFault(_("请填写文号"), where=str(parcels[0]))
    for parcel in parcels:
        if not any_of(WRITERS, actor, parcel):
            raise InputFault(_("分割、合并由管理单位或本级专班办公室办理"), where=str(parcel))
        if parcel.retired_on is not None:
            raise InputFault(_("宗地“%(p)s”已停用，只供查阅") % {"p": parcel}, remedy=_("请从现在的宗地办理"))
        if any(one.kind == Burden.Kind.SEIZURE for one in burdens(parcel)):
            raise InputFault(_("已查封，不能分割、合并"), where=str(parcel), remedy=_("解除查封后再办理"))
        if IdleCase.objects.filter(parcel=parcel, state__in=IDLE_OPEN, retired_on=None).exists():
            raise InputFault(_("有在办的闲置案，不能分割、合并"), where=str(parcel), remedy=_("先办结闲置案"))


def _hold_areas(county: Any, old: Sequence[Parcel], parts: Sequence[Part]) -> None:
    numbers = [part.number for part in parts]
    if len(set(numbers)) < len(numbers):
        raise InputFault(_("新宗地号重复"), remedy=_("每宗一个号"))
    before, after = [one.area for one in old], [part.area for part in parts]
    if any(area <= 0 for area in after):
        raise InputFault(_("面积须大于零"), remedy=_("逐宗填写面积（㎡）"))
    allowed = tolerance(county)
    if not lineage.adds_up(before, after, allowed):
        told = {
            "n": plain(sum(after, Decimal(0))), "o": plain(sum(before, Decimal(0))),
            "d": plain(lineage.difference(before, after)), "a": plain(allowed.of(sum(before, Decimal(0)))),
        }  # fmt: skip
        raise InputFault(
            _("面积不符：新宗地合计 %(n)s ㎡，原宗地 %(o)s ㎡，相差 %(d)s ㎡，容差 %(a)s ㎡") % told,
            where=str(old[0]),
            remedy=_("请核对测绘成果"),
        )


def _make(actor: Actor, old: Parcel, part: Part) -> Parcel:
    from tenghuan.apps.land.registers import PARCELS

    values = {**{name: getattr(old, name) for name in SAME}, "number": part.number, "area": part.area}
    made: Parcel = records.add(actor, PARCELS, old.county, values)
    if old.sample:
        Parcel.objects.filter(pk=made.pk).update(sample=True)
    return made


def _replace(actor: Actor, moved: Sequence[tuple[Parcel, Parcel, Decimal]], kind: str, on: date, document: str) -> None:
    from tenghuan.apps.land.registers import PARCELS

    for old, new, area in moved:
        told = {"kind": kind, "area": area, "on": on, "document": document.strip()[:80], "by": actor.user}
        row = Lineage.objects.create(old=old, new=new, **told)
        record(row, after=snapshot(row))
    word = _("分割") if kind == Lineage.Kind.SPLIT else _("合并")
    for old in dict.fromkeys(old for old, _new, _area in moved):
        records.retire(actor, PARCELS, old, f"{word} {document.strip()}"[:200])


def _sketched(parcel: Parcel, parts: Sequence[Part]) -> list[Any]:
    """Return a shape for each part, cut by area: a sketch until it is surveyed."""
    if parcel.shape is None:
        return [None] * len(parts)
    pieces = shapes.sliced(shapes.checked(parcel.shape, parcel.number), [float(part.area) for part in parts])
    return [shapes.plain(piece) for piece in pieces]


def _joined(old: Sequence[Parcel]) -> Any:
    """Return what the shapes of parcels cover together; None where one is missing."""
    told = [shapes.checked(one.shape, one.number) for one in old if one.shape is not None]
    return shapes.plain(shapes.joined(told)) if len(told) == len(old) else None


def _draw(parcel: Parcel, shape: Any, *, sketch: bool) -> None:
    if shape is None:
        return
    measured = None if sketch else Decimal(str(round(shapes.area(shapes.checked(shape)), 1)))
    told = {"shape": shape, "sketch": sketch, "shape_area": measured}
    Parcel.objects.filter(pk=parcel.pk).update(**told)
    for name, value in told.items():
        setattr(parcel, name, value)
    record(parcel, after=snapshot(parcel, ("shape", "sketch", "shape_area")))
