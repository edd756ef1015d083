"""Shapes of parcels: GeoJSON polygons in degrees (CGCS2000), checked, measured and, where asked, cut by area.

Areas are those of the ellipsoid's tangent plane at the shape, right to a few parts in 10⁵ for what a parcel measures.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import cos, radians, sin, sqrt
from typing import Any

from tenghuan.errors import InputFault

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]  # the outer ring first, then holes; rings are closed
AXIS, FLAT = 6378137.0, 1 / 298.257222101  # CGCS2000, GB 22021
MOST_POINTS = 5000


def polygons(geometry: Any, where: str = "") -> list[Polygon]:
    """Return the polygons of a GeoJSON geometry.

    Raises:
        InputFault: it is no Polygon or MultiPolygon, a ring is open, too short, crosses itself or lies off the earth.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise InputFault("图斑须是 GeoJSON 的 Polygon 或 MultiPolygon", where=where, remedy="请从测绘系统重新导出")
    found = [[_ring(ring, where) for ring in _rings(one, where)] for one in ([parts] if kind == "Polygon" else parts)]
    if not found or any(not rings for rings in found):
        raise InputFault("图斑没有边界", where=where, remedy="请补上外边界")
    if sum(len(ring) for rings in found for ring in rings) > MOST_POINTS:
        raise InputFault(f"图斑的点超过 {MOST_POINTS} 个", where=where, remedy="请先简化边界")
    return found


def _rings(one: Any, where: str) -> list[Any]:
    if not isinstance(one, list):
        raise InputFault("图斑的边界不是坐标列表", where=where, remedy="请从测绘系统重新导出")
    return one


def _ring(ring: Any, where: str) -> Ring:
    try:
        found = [(float(point[0]), float(point[1])) for point in ring]
    except (TypeError, ValueError, IndexError, KeyError) as fault:
        raise InputFault("图斑的坐标不是数字", where=where, remedy="请从测绘系统重新导出") from fault
    if len(found) < 4 or found[0] != found[-1]:
        raise InputFault("图斑的边界没有闭合", where=where, remedy="首尾两点须相同，至少三个不同的点")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in found):
        raise InputFault("图斑的坐标不是经纬度", where=where, remedy="请转换为 CGCS2000 经纬度（度）")
    if _crosses(found):
        raise InputFault("图斑的边界自相交", where=where, remedy="请在测绘系统中修正拓扑")
    return found


def _crosses(ring: Ring) -> bool:
    """Tell whether two edges that are not neighbours meet; long rings are taken as surveyed."""
    edges = list(itertools.pairwise(ring))
    if len(edges) > 200:
        return False
    last = len(edges) - 1
    return any(
        _meet(*edges[a], *edges[b])
        for a in range(len(edges))
        for b in range(a + 2, len(edges))
        if not (a == 0 and b == last)
    )


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _scale(latitude: float) -> tuple[float, float]:
    """Return metres a degree of longitude and of latitude at a latitude."""
    square = FLAT * (2 - FLAT)
    wide = 1 - square * sin(radians(latitude)) ** 2
    across = AXIS / sqrt(wide)
    along = AXIS * (1 - square) / wide**1.5
    return radians(1) * across * cos(radians(latitude)), radians(1) * along


def _doubled(ring: Sequence[Point]) -> float:
    """Return twice the signed area within a ring, in its own square units, reckoned from its first point."""
    x0, y0 = ring[0]
    pairs = itertools.pairwise(ring)
    return sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairs)


def area(found: Sequence[Polygon]) -> float:
    """Return the area of polygons in ㎡; holes are taken off."""
    total = 0.0
    for rings in found:
        x, y = _scale(sum(point[1] for point in rings[0]) / len(rings[0]))
        outer, *holes = (abs(_doubled(ring)) * x * y / 2 for ring in rings)
        total += outer - sum(holes)
    return total


def differs(measured: float, told: float) -> float:
    """Return by how many per cent of the deed's area a shape's differs (below 0: it is smaller)."""
    return (measured - told) * 100 / told


def _clip(ring: Sequence[Point], x: float, *, left: bool) -> Ring:
    """Return what of a ring lies left (or right) of a meridian."""
    found: Ring = []
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        inside_a, inside_b = (ax <= x, bx <= x) if left else (ax >= x, bx >= x)
        if inside_a:
            found.append((ax, ay))
        if inside_a != inside_b:
            found.append((x, ay + (by - ay) * (x - ax) / (bx - ax)))
    return [*found, found[0]] if found else []


def sliced(ring: Ring, shares: Sequence[float]) -> list[Ring]:
    """Return a ring cut from west to east into pieces whose areas are as ``shares``: a sketch, no survey.

    Shapes that are not convex may fall into pieces joined by an edge; they are drawn and never measured.
    """
    pieces, rest, left = [], ring, list(shares)
    while len(left) > 1:
        part = left[0] / sum(left)
        whole, west, east = abs(_doubled(rest)), min(x for x, _y in rest), max(x for x, _y in rest)
        for _step in range(60):
            middle = (west + east) / 2
            piece = _clip(rest, middle, left=True)
            small = not piece or abs(_doubled(piece)) < whole * part
            west, east = (middle, east) if small else (west, middle)
        pieces.append(_clip(rest, east, left=True))
        rest = _clip(rest, east, left=False)
        left.pop(0)
    return [*pieces, rest]
