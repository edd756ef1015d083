"""Shapes: areas against an independent reckoning on the sphere's authalic radius, faults in words, cuts by area."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.parcels.shapes import area, differs, polygons, sliced


def box(west, south, wide, high):
    east, north = west + wide, south + high
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def authalic(west, south, east, north):
    """The area between two meridians and two parallels on the ellipsoid, by its closed formula."""
    a, f = 6378137.0, 1 / 298.257222101
    e = math.sqrt(f * (2 - f))

    def to(latitude):
        s = math.sin(math.radians(latitude))
        return s / (2 * (1 - (e * s) ** 2)) + math.log((1 + e * s) / (1 - e * s)) / (4 * e)

    return math.radians(east - west) * (a * math.sqrt(1 - e * e)) ** 2 * (to(north) - to(south))


@pytest.mark.parametrize("south", [0.0, 29.58, 45.0, 60.0])
def test_the_area_of_a_parcel_is_that_of_the_ellipsoid(south):
    found = area(polygons(polygon(box(120.8, south, 0.002, 0.001))))
    assert found == pytest.approx(authalic(120.8, south, 120.802, south + 0.001), rel=2e-5)


def test_a_hole_is_taken_off_and_parts_are_added():
    outer, inner = box(120, 30, 0.004, 0.004), box(120.001, 30.001, 0.001, 0.001)
    whole, hole = area(polygons(polygon(outer))), area(polygons(polygon(inner)))
    assert area(polygons(polygon(outer, inner))) == pytest.approx(whole - hole, rel=1e-4)
    two = {"type": "MultiPolygon", "coordinates": [[outer], [box(121, 30, 0.004, 0.004)]]}
    assert area(polygons(two)) == pytest.approx(2 * whole, rel=1e-6)


def test_a_shape_is_held_against_the_deed_in_per_cent():
    assert differs(1010, 1000) == pytest.approx(1)
    assert differs(990, 1000) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("geometry", "word"),
    [
        (None, "Polygon"),
        ({"type": "Point", "coordinates": [1, 2]}, "Polygon"),
        ({"type": "Polygon", "coordinates": []}, "没有边界"),
        ({"type": "Polygon", "coordinates": [5]}, "坐标不是数字"),
        ({"type": "MultiPolygon", "coordinates": [7]}, "坐标列表"),
        (polygon([[0, 0], [1, 0], [1, 1], [0, 1]]), "没有闭合"),
        (polygon([[0, 0], [1, 0], [0, 0]]), "没有闭合"),
        (polygon([[0, 0], ["x", 0], [1, 1], [0, 0]]), "坐标不是数字"),
        (polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), "自相交"),
        (polygon([[500000, 3270000], [500100, 3270000], [500100, 3270100], [500000, 3270000]]), "经纬度"),
        (polygon([[float("nan"), 0], [1, 0], [1, 1], [float("nan"), 0]]), "没有闭合"),
    ],
)
def test_what_is_no_shape_is_refused_with_the_way_to_mend_it(geometry, word):
    with pytest.raises(InputFault) as fault:
        polygons(geometry, "宗地 1")
    assert word in str(fault.value)


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=6))
def test_a_cut_shape_has_the_shares_asked_for_and_loses_nothing(shares):
    ring = [(120.0, 30.0), (120.004, 30.0), (120.005, 30.002), (120.001, 30.003), (120.0, 30.0)]
    pieces = [area([[piece]]) for piece in sliced(ring, shares)]
    whole = area([[ring]])
    assert sum(pieces) == pytest.approx(whole, rel=1e-4)
    for piece, share in zip(pieces, shares, strict=True):
        assert piece == pytest.approx(whole * share / sum(shares), rel=1e-3)
