"""Shapes: areas against an independent reckoning on the sphere's authalic radius, faults in words, cuts by area."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.parcels.shapes import area, checked, differs, joined, plain, sliced


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
    found = area(checked(polygon(box(120.8, south, 0.002, 0.001))))
    assert found == pytest.approx(authalic(120.8, south, 120.802, south + 0.001), rel=1e-6)


def test_a_hole_is_taken_off_and_parts_are_added():
    outer, inner = box(120, 30, 0.004, 0.004), box(120.001, 30.001, 0.001, 0.001)
    whole, hole = area(checked(polygon(outer))), area(checked(polygon(inner)))
    assert area(checked(polygon(outer, inner))) == pytest.approx(whole - hole, rel=1e-9)
    two = {"type": "MultiPolygon", "coordinates": [[outer], [box(121, 30, 0.004, 0.004)]]}
    assert area(checked(two)) == pytest.approx(2 * whole, rel=1e-6)


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
        checked(geometry, "宗地 1")
    assert word in str(fault.value)


def test_a_crossing_is_named_with_the_place_where_it_is():
    with pytest.raises(InputFault, match=r"自相交（东经 120.001000°、北纬 30.001000° 附近）"):
        checked(polygon([[120, 30], [120.002, 30.002], [120.002, 30], [120, 30.002], [120, 30]]))


def test_a_long_ring_that_crosses_itself_is_found_too():
    """Four hundred points on a circle, two of them changed over."""
    ring = [[120 + math.cos(at * math.pi / 200) / 1000, 30 + math.sin(at * math.pi / 200) / 1000] for at in range(400)]
    assert area(checked(polygon([*ring, ring[0]]))) > 0
    ring[100], ring[250] = ring[250], ring[100]
    with pytest.raises(InputFault, match="自相交"):
        checked(polygon([*ring, ring[0]]))


def test_parts_that_overlap_are_refused():
    two = {"type": "MultiPolygon", "coordinates": [[box(120, 30, 0.002, 0.002)], [box(120.001, 30, 0.002, 0.002)]]}
    with pytest.raises(InputFault, match=r"自相交|重叠"):
        checked(two)


def test_neighbours_become_one_shape_without_the_border_between_them():
    west, east = checked(polygon(box(120, 30, 0.001, 0.001))), checked(polygon(box(120.001, 30, 0.001, 0.001)))
    whole = joined([west, east])
    assert plain(whole)["type"] == "Polygon"
    assert area(whole) == pytest.approx(area(west) + area(east), rel=1e-9)


SLANTED = [[120.0, 30.0], [120.004, 30.0], [120.005, 30.002], [120.001, 30.003], [120.0, 30.0]]
BENT = [[120, 30], [120.003, 30], [120.003, 30.003], [120.002, 30.003], [120.002, 30.001], [120.001, 30.001]]
HORSESHOE = [*BENT, [120.001, 30.003], [120, 30.003], [120, 30]]


@pytest.mark.parametrize(
    "rings", [[SLANTED], [HORSESHOE], [box(120, 30, 0.004, 0.004), box(120.001, 30.001, 0.002, 0.002)]]
)
@given(shares=st.lists(st.floats(0.05, 1), min_size=2, max_size=6))
def test_a_cut_shape_has_the_shares_asked_for_and_loses_nothing(rings, shares):
    whole = checked(polygon(*rings))
    pieces = sliced(whole, shares)
    assert sum(area(piece) for piece in pieces) == pytest.approx(area(whole), rel=1e-5)  # edges bend
    for piece, share in zip(pieces, shares, strict=True):
        assert area(piece) == pytest.approx(area(whole) * share / sum(shares), rel=1e-3)
        assert area(checked(plain(piece))) == pytest.approx(area(piece), rel=1e-3)
