"""Where the parts of a region lie on its map: tiles of one size on a grid, or shapes drawn from a GeoJSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tenghuan.errors import InputFault

DATA = Path(__file__).parent / "data" / "places.yaml"
BELOW = {"province": "county", "city": "county", "county": "town"}
Point = tuple[float, float]


def below(level: str) -> str:
    """Return the level that the map of a region shows: its towns, or the counties of a city or province."""
    return BELOW[level]


@cache
def _told() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return found


def shipped(code: str) -> dict[str, list[int]]:
    """Return the places that the platform brings for a region: code → [row, column]; {} for none."""
    return dict(_told()["regions"].get(code, {}))


def placed(told: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, list[int]]:
    """Return places as they are kept.

    Args:
        told: code → (row, column), counted from 1.
        parts: the regions to place, code → name.

    Raises:
        InputFault: a code is none of the region's, a place lies outside the grid or is taken twice.
    """
    most = _told()["grid"]
    taken: dict[tuple[int, int], str] = {}
    for code, place in told.items():
        if code not in parts:
            raise InputFault(_("“%(c)s”不是本区域的代码") % {"c": code}, where=_("位置"), remedy=_("请更正"))
        row, column = (int(one) for one in place)
        if not (1 <= row <= most and 1 <= column <= most):
            raise InputFault(_("行和列须为 1—%(n)d") % {"n": most}, where=parts[code], remedy=_("请更正"))
        if other := taken.setdefault((row, column), parts[code]) if (row, column) in taken else "":
            words = _("和%(o)s占了同一格（第 %(r)d 行第 %(c)d 列）") % {"o": other, "r": row, "c": column}
            raise InputFault(words, where=parts[code], remedy=_("请换一格"))
        taken[row, column] = parts[code]
    return {code: [int(place[0]), int(place[1])] for code, place in told.items()}


def laid(codes: Sequence[str], places: Mapping[str, Sequence[int]]) -> tuple[dict[str, tuple[int, int]], bool]:
    """Return code → (row, column) from 0 on, without empty rows and columns at the edges, and whether it was guessed.

    Codes without a place follow below in order. Where no code has one, all stand in order on a grid that is a little
    wider than high.
    """
    known = {code: (places[code][0], places[code][1]) for code in codes if code in places}
    lacking = [code for code in codes if code not in known]
    top, left = (min((place[at] for place in known.values()), default=1) for at in (0, 1))
    found = {code: (row - top, column - left) for code, (row, column) in known.items()}
    width = max((column for _row, column in found.values()), default=math.ceil(math.sqrt(len(codes) * 1.5)) - 1) + 1
    start = max((row for row, _column in found.values()), default=-1) + 1
    for n, code in enumerate(lacking):
        found[code] = start + n // width, n % width
    return found, bool(lacking)


def read(content: bytes, parts: Mapping[str, str]) -> dict[str, Any]:
    """Return the shapes of a GeoJSON as SVG paths.

    Args:
        content: a FeatureCollection of polygons in degrees (WGS 84 or CGCS2000). A feature is matched by its
            ``code``, ``adcode`` or ``name``.
        parts: the regions that may be drawn, code → name.

    Returns:
        ``{"width", "height", "shapes": {code: {"path", "x", "y"}}}``, lengths in units of the picture (width 1000).

    Raises:
        InputFault: it is no GeoJSON, holds another kind of shape, too many points, or no region of these.
    """
    where, limits = _("GeoJSON 文件"), _told()["outline"]
    if len(content) > limits["bytes"]:
        raise InputFault(
            _("文件太大，上限 %(n)d MB") % {"n": limits["bytes"] // 2**20}, where=where, remedy=_("请先简化边界")
        )
    try:
        told = json.loads(content)
        features = [(feature["properties"] or {}, feature["geometry"]) for feature in told["features"]]
        rings: dict[str, list[list[Point]]] = {}
        for fields, shape in features:
            if code := _code(fields, parts):  # an island may be a feature of its own
                rings.setdefault(code, []).extend(_rings(shape))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError):
        words = _("不是可用的 GeoJSON（FeatureCollection，Polygon 或 MultiPolygon，经纬度）")
        raise InputFault(words, where=where, remedy=_("请从地图软件重新导出")) from None
    if not rings:
        words = _("没有一个要素的 code、adcode 或 name 是本区域的下级")
        raise InputFault(words, where=where, remedy=_("请核对要素的属性"))
    if sum(len(ring) for group in rings.values() for ring in group) > limits["points"]:
        raise InputFault(
            _("边界点太多，上限 %(n)d 点") % {"n": limits["points"]}, where=where, remedy=_("请先简化边界")
        )
    return _drawn(rings)


def _code(fields: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    names = {name: code for code, name in parts.items()}
    for key in ("code", "adcode", "name"):
        told = str(fields.get(key) or "").strip()
        if told in parts:
            return told
        if told in names:
            return names[told]
    return ""


def _rings(shape: Mapping[str, Any]) -> Iterator[list[Point]]:
    polygons = {"Polygon": lambda told: [told], "MultiPolygon": list}[shape["type"]](shape["coordinates"])
    for polygon in polygons:
        for ring in polygon:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if len(points) < 4 or not all(math.isfinite(x) and abs(x) <= 180 and abs(y) <= 90 for x, y in points):
                raise ValueError(points[:1])
            yield points


def _drawn(rings: Mapping[str, list[list[Point]]]) -> dict[str, Any]:
    every = [point for group in rings.values() for ring in group for point in ring]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    # a degree of longitude is shorter by the cosine of the latitude; a county is small enough for one cosine
    shrink = math.cos(math.radians((south + north) / 2))
    scale = 1000 / max((east - west) * shrink, (north - south), 1e-9)
    scale = scale if (east - west) * shrink >= (north - south) * 0.6 else scale * 0.6
    shapes = {}
    for code, group in rings.items():
        places = [[((x - west) * shrink * scale, (north - y) * scale) for x, y in ring] for ring in group]
        largest = max(places, key=lambda ring: abs(_area(ring)))
        x, y = _middle(largest)
        shapes[code] = {"path": "".join(map(_path, places)), "x": round(x, 1), "y": round(y, 1)}
    return {
        "width": round((east - west) * shrink * scale, 1),
        "height": round((north - south) * scale, 1),
        "shapes": shapes,
    }


def _path(ring: Sequence[Point]) -> str:
    points = list(dict.fromkeys(f"{x:.1f},{y:.1f}" for x, y in ring))
    return f"M{'L'.join(points)}Z"


def _area(ring: Sequence[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """Return the centre of gravity of a ring, its first point where it has no area."""
    area = _area(ring)
    if abs(area) < 1e-6:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (6 * area), y / (6 * area)
