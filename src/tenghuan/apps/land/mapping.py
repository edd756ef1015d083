"""Parcels as a map: their shapes in small whole numbers, grouped by any column of the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, radians
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.kit.fields import unit_of
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.land.limits import limit
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.organization.models import Region
from tenghuan.parcels import shapes

# what a map may be coloured by; whatever the parcel has of its own and says something of many parcels
COLUMNS = (
    *("standing", "town", "tenure", "use", "standard", "control_line", "batch", "park", "area", "price", "invested"),
    *("planned_investment", "ratio_low", "start_by", "started_on", "expires_on", "acquired_on", "sketch"),
)
CLASSES, MOST = 5, 11  # classes of a number; groups of words before 其他
STEP = 10_000_000  # parts of a degree: 1 cm
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Groups:
    """The groups of a map: their words, how many parcels each has, the number of its colour; each parcel's group."""

    words: list[str]
    counts: list[int]
    places: list[int]
    colours: list[int]


def rings_of(shape: Any) -> list[Any]:
    """Return every ring of a GeoJSON shape that was held when it came in."""
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [ring for part in parts for ring in part]


def box_of(shapes: Iterable[Any]) -> Box | None:
    """Return west, south, east, north of shapes; None where there is none."""
    points = [point for shape in shapes for ring in rings_of(shape) for point in ring]
    if not points:
        return None
    across, along = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(along), max(across), max(along)


def drawn(rows: QuerySet[Parcel], column: str) -> dict[str, Any]:
    """Return a map: its corner, the groups, and (key, number, group, rings, whether it is a sketch) a parcel.

    A ring is a flat list: x, y, x, y … from the corner, north upwards. Shapes too far from the others are left out and
    counted (``strays``): one of them, and all the rest would be a dot.
    """
    drawn_at = rows.filter(shape__isnull=False).order_by("pk")
    kept = list(drawn_at.values_list("county", "sketch", "pk", "number", column, "shape"))
    found = _together(kept)
    box = box_of(row[-1] for row in found) or (0.0, 0.0, 0.0, 0.0)
    groups = grouped([row[4] for row in found], Parcel._meta.get_field(column))
    return {
        "corner": box[:2],
        "size": [round((box[2] - box[0]) * STEP), round((box[3] - box[1]) * STEP)],
        "latitude": (box[1] + box[3]) / 2,
        "strays": len(kept) - len(found),
        "groups": groups.words,
        "counts": groups.counts,
        "colours": groups.colours,
        "parcels": [
            [pk, number, groups.places[at], [_flat(ring, box) for ring in rings_of(shape)], int(rough)]
            for at, (_county, rough, pk, number, _value, shape) in enumerate(found)
        ],
    }


def _together(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Leave out the rows of a county (county, sketch, …, shape) whose shape lies far from its surveyed ones."""
    left: list[Sequence[Any]] = []
    for key, county in sorted(Region.objects.in_bulk({row[0] for row in rows}).items()):
        own = [row for row in rows if row[0] == key]
        places = [shapes.place(row[-1]) for row in own]
        surveyed = [place for place, row in zip(places, own, strict=True) if not row[1]]
        most = limit(county, "shape_far").number
        far = shapes.from_the_middle(places, surveyed or places)
        left += [row for row, away in zip(own, far, strict=True) if away <= most]
    return left


def _flat(ring: Sequence[Any], box: Box) -> list[int]:
    flat: list[int] = []
    for x, y, *_height in ring:
        flat += (round((x - box[0]) * STEP), round((y - box[1]) * STEP))
    return flat


def grouped(values: Sequence[Any], field: Any) -> Groups:
    """Return the groups of values: classes of equal number for amounts and days, words as they are for others."""
    told = [value for value in values if value not in (None, "")]
    ordered = isinstance(field, models.DecimalField | models.DateField)
    if ordered and len(set(told)) > CLASSES:
        words, places = _classes(values, sorted(told), unit_of(field))
    else:
        words, places = _words(values, field, ordered=ordered)
    counts = Counter(places)
    # what may be chosen has its colour for good, whatever else is on the map
    known = [str(label) for _value, label in field.flatchoices or ()]
    colours = [known.index(word) if word in known else at for at, word in enumerate(words)]
    return Groups(words, [counts[at] for at in range(len(words))], places, colours)


def _classes(values: Sequence[Any], told: list[Any], unit: str) -> tuple[list[str], list[int]]:
    # where many have the least, no class stands below them
    edges = sorted({told[len(told) * at // CLASSES] for at in range(1, CLASSES)} - {told[0]})
    starts = [told[0], *edges]
    words = [f"{_shown(a)}～{_shown(b)}{unit}" for a, b in zip(starts, [*edges, told[-1]], strict=True)]
    places = [len(words) if value is None else sum(1 for edge in edges if value >= edge) for value in values]
    return [*words, *([_("未填")] if len(words) in places else [])], places


def _words(values: Sequence[Any], field: Any, *, ordered: bool) -> tuple[list[str], list[int]]:
    counts = Counter(values)
    kept = [value for value, _count in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))][:MOST]
    if ordered:
        kept.sort(key=lambda value: (value is None, value or 0))
    names = _names(field, kept)
    places = {value: at for at, value in enumerate(kept)}
    other = len(counts) > MOST
    return [*names, *([_("其他")] if other else [])], [places.get(value, MOST) for value in values]


def _names(field: Any, values: Sequence[Any]) -> list[str]:
    if isinstance(field, models.ForeignKey):
        known = {one.pk: str(one) for one in field.related_model._default_manager.filter(pk__in=values)}
        return [known.get(value, _("未填")) for value in values]
    choices = dict(field.flatchoices or ())
    flags = {True: _("是"), False: _("否")}
    return [
        str(choices.get(value) or (flags[value] if isinstance(value, bool) else "") or _shown(value) or _("未填"))
        for value in values
    ]


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def beside(shape: Any, other: Any) -> list[Any]:
    """Return a shape with another one where their boxes meet; far apart, both in one picture would be dots."""
    one, two = box_of([shape]), box_of([other])
    meet = one and two and one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]
    return [shape, other] if meet else [shape]


def sketch(shapes: Sequence[Any], size: int = 320) -> dict[str, Any] | None:
    """Return SVG paths of a few shapes in a square box; the first one is the one that is meant."""
    box = box_of(shapes)
    if box is None:
        return None
    wide = cos(radians((box[1] + box[3]) / 2))
    scale = (size - 16) / max((box[2] - box[0]) * wide, box[3] - box[1], 1e-9)

    def path(shape: Any) -> str:
        rings = (
            " ".join(f"{8 + (x - box[0]) * wide * scale:.1f},{8 + (box[3] - y) * scale:.1f}" for x, y, *_h in ring)
            for ring in rings_of(shape)
        )
        return " ".join(f"M{ring}Z" for ring in rings)

    height = 16 + (box[3] - box[1]) * scale
    return {"size": size, "height": round(height), "paths": [path(shape) for shape in shapes]}
