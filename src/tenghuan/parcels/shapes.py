"""Shapes of parcels: polygons in degrees (CGCS2000), checked, measured on the ellipsoid and, if asked, cut by area."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

import shapely
from pyproj import Geod
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from tenghuan.errors import InputFault

ELLIPSOID = Geod(a=6378137.0, rf=298.257222101)  # CGCS2000, GB 22021
MOST_POINTS = 5000
DECIMALS = 8  # of a degree: about a millimetre
HALVINGS = 60


def checked(geometry: Any, where: str = "") -> BaseGeometry:
    """Return a GeoJSON Polygon or MultiPolygon as a geometry in degrees, heights left out.

    Raises:
        InputFault: it is none, a ring is open, too short, crosses itself or lies off the earth, or parts overlap.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise InputFault("图斑须是 Polygon 或 MultiPolygon", where=where, remedy="请从测绘系统重新导出")
    polygons = [parts] if kind == "Polygon" else parts
    if not polygons or any(not one for one in polygons):
        raise InputFault("图斑没有边界", where=where, remedy="请补上外边界")
    found = [[_ring(ring, where) for ring in _rings(one, where)] for one in polygons]
    if sum(len(ring) for rings in found for ring in rings) > MOST_POINTS:
        raise InputFault(f"图斑的点超过 {MOST_POINTS} 个", where=where, remedy="请先简化边界")
    made = shape({"type": kind, "coordinates": found[0] if kind == "Polygon" else found})
    if not made.is_valid:
        raise InputFault(_crossing(made), where=where, remedy="请在测绘系统中修正拓扑")
    return made


def _rings(one: Any, where: str) -> list[Any]:
    if not isinstance(one, list | tuple):
        raise InputFault("图斑的边界不是坐标列表", where=where, remedy="请从测绘系统重新导出")
    return list(one)


def _ring(ring: Any, where: str) -> list[tuple[float, float]]:
    try:
        found = [(float(point[0]), float(point[1])) for point in ring]
    except (TypeError, ValueError, IndexError, KeyError) as fault:
        raise InputFault("图斑的坐标不是数字", where=where, remedy="请从测绘系统重新导出") from fault
    if len(found) < 4 or found[0] != found[-1]:
        raise InputFault("图斑的边界没有闭合", where=where, remedy="首尾两点须相同，至少三个不同的点")
    if all(-90 <= x <= 90 < abs(y) <= 180 for x, y in found):
        raise InputFault("图斑的经度和纬度写反了", where=where, remedy="坐标须经度在前、纬度在后")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in found):
        raise InputFault(
            "图斑的坐标不是经纬度", where=where, remedy="请转换为 CGCS2000 经纬度（度），或用带 .prj 的 Shapefile"
        )
    return found


def _crossing(made: BaseGeometry) -> str:
    """Say in words what is wrong with rings, and where: the library names the kind and a point."""
    told = explain_validity(made)
    point = told.partition("[")[2].rstrip("]").split()
    at = f"（东经 {float(point[0]):.6f}°、北纬 {float(point[1]):.6f}° 附近）" if len(point) == 2 else ""
    crosses = told.startswith(("Self-intersection", "Ring Self-intersection"))
    return ("图斑的边界自相交" if crosses else "图斑的各圈互相重叠或套叠有误") + at


def place(shape: Any) -> tuple[float, float]:
    """Return the middle of a held GeoJSON shape's first outer ring, in degrees (longitude, latitude)."""
    outer = shape["coordinates"][0] if shape["type"] == "Polygon" else shape["coordinates"][0][0]
    across, along = [point[0] for point in outer], [point[1] for point in outer]
    return (min(across) + max(across)) / 2, (min(along) + max(along)) / 2


def from_the_middle(places: Sequence[tuple[float, float]], of: Sequence[tuple[float, float]]) -> list[float]:
    """Return how many kilometres each place is from the middle of others: their medians, which strays do not move."""
    across, along = median(x for x, _y in of), median(y for _x, y in of)
    lengths = (ELLIPSOID.inv(x, y, across, along)[2] for x, y in places)
    return [length / 1000 for length in lengths]


def area(found: BaseGeometry) -> float:
    """Return the area of a geometry in degrees on the ellipsoid, in ㎡; holes are taken off."""
    return abs(ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(found))[0])


def differs(measured: float, told: float) -> float:
    """Return by how many per cent of the deed's area a shape's differs (below 0: it is smaller)."""
    return (measured - told) * 100 / told


def plain(found: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON made of plain lists."""
    told = mapping(shapely.set_precision(found, 10**-DECIMALS))  # a sliver that rounding would fold is left out
    return {"type": told["type"], "coordinates": _lists(told["coordinates"])}


def _lists(told: Any) -> Any:
    return [_lists(one) for one in told] if isinstance(told, list | tuple) else round(told, DECIMALS)


def joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return what geometries cover together; a border between two of them vanishes."""
    return shapely.union_all(list(parts))


def sliced(found: BaseGeometry, shares: Sequence[float]) -> list[BaseGeometry]:
    """Return a geometry cut from west to east into pieces whose areas are as ``shares``: a sketch, no survey."""
    pieces, rest, left = [], found, list(shares)
    while len(left) > 1:
        piece, rest = _cut(rest, left[0] / sum(left))
        pieces.append(piece)
        left.pop(0)
    return [*pieces, rest]


def _cut(found: BaseGeometry, share: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the western part that has the share of the area, and the rest, by halving.

    At one latitude the plane of degrees keeps the ratio of areas, to what a sketch needs.
    """
    first, south, last, north = found.bounds
    west, east = first, last
    for _step in range(HALVINGS):
        middle = (west + east) / 2
        small = found.intersection(box(first, south, middle, north)).area < found.area * share
        west, east = (middle, east) if small else (west, middle)
    return tuple(
        _solid(found.intersection(box(*part))) for part in ((first, south, east, north), (east, south, last, north))
    )


def _solid(found: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a cut; where it runs along an edge, lines come with them."""
    if found.geom_type in ("Polygon", "MultiPolygon"):
        return found
    return shapely.MultiPolygon([one for one in getattr(found, "geoms", ()) if one.geom_type == "Polygon"])
