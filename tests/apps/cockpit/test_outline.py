"""Tiles and shapes of the map: places by hand, faults of a GeoJSON told."""

from __future__ import annotations

import json
import math

import pytest

from tenghuan.apps.cockpit import outline
from tenghuan.errors import InputFault
from tenghuan.reference import regions

PARTS = {"01": "东镇", "02": "西镇", "03": "南乡"}
SQUARE = [[120.0, 29.0], [120.2, 29.0], [120.2, 29.2], [120.0, 29.2], [120.0, 29.0]]


def geo(*features) -> bytes:
    told = [{"type": "Feature", "properties": fields, "geometry": shape} for fields, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": told}).encode()


def polygon(ring):
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_places_that_the_platform_brings_are_towns_of_that_county_each_in_a_cell_of_its_own():
    known = regions()
    for code, places in outline._told()["regions"].items():
        below = {one.code for one in known if one.parent == code}
        counties = {"330112", "330683", "330282", "330781", "331125"}
        assert set(places) == (counties if code == "330000" else below), code
        assert len({tuple(place) for place in places.values()}) == len(places), code


def test_codes_without_a_place_follow_below_and_the_edges_are_cut_off():
    # by hand: 01 at row 3, column 5 and 02 at row 3, column 6 become (0, 0) and (0, 1); 03 begins the next row
    assert outline.laid(["01", "02", "03"], {"01": [3, 5], "02": [3, 6]}) == (
        {"01": (0, 0), "02": (0, 1), "03": (1, 0)},
        True,
    )
    assert outline.laid(["01", "02"], {"01": [3, 5], "02": [4, 5]}) == ({"01": (0, 0), "02": (1, 0)}, False)


def test_without_any_place_all_stand_in_order():
    # six tiles: the square root of 9 is 3, two rows of three
    found, guessed = outline.laid(list("abcdef"), {})
    assert found == {"a": (0, 0), "b": (0, 1), "c": (0, 2), "d": (1, 0), "e": (1, 1), "f": (1, 2)}
    assert guessed


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"09": (1, 1)}, "不是本区域"),
        ({"01": (0, 1)}, "1—12"),
        ({"01": (1, 13)}, "1—12"),
        ({"01": (2, 2), "02": (2, 2)}, "同一格"),
    ],
)
def test_a_place_that_cannot_be_is_refused(told, words):
    with pytest.raises(InputFault, match=words):
        outline.placed(told, PARTS)


def test_a_square_is_drawn_in_its_proportion_with_its_middle():
    found = outline.read(geo(({"name": "东镇"}, polygon(SQUARE))), PARTS)
    # 0.2° of latitude are 1000; 0.2° of longitude at 29.1° are shorter by cos 29.1° = 0.87378: 873.8. The picture is
    # as wide as 1000 at most, and higher than wide by less than 1 : 0.6
    assert (found["width"], found["height"]) == (873.8, 1000.0)
    assert found["shapes"]["01"] == {"path": "M0.0,1000.0L873.8,1000.0L873.8,0.0L0.0,0.0Z", "x": 436.9, "y": 500.0}


def test_features_are_matched_by_code_or_name_and_several_parts_are_one_shape():
    island = [[x + 1, y] for x, y in SQUARE]
    two = {"type": "MultiPolygon", "coordinates": [[SQUARE], [island]]}
    found = outline.read(geo(({"adcode": 1, "code": "02"}, two), ({"name": "别处"}, polygon(SQUARE))), PARTS)
    assert set(found["shapes"]) == {"02"}
    assert found["shapes"]["02"]["path"].count("M") == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"features": 3}',
        b"[" * 100_000,
        geo(({"name": "东镇"}, {"type": "Point", "coordinates": [1, 2]})),
        geo(({"name": "东镇"}, polygon(SQUARE[:2]))),
        geo(({"name": "东镇"}, polygon([[500000, 3200000], *SQUARE[1:]]))),
        geo(({"name": "东镇"}, polygon([["a", "b"], *SQUARE[1:]]))),
        geo(({"name": "东镇"}, None)),
        geo(({"name": "东镇"}, polygon([[math.nan, 29.0], *SQUARE[1:]]))),
    ],
)
def test_what_is_no_geojson_of_polygons_is_refused(content):
    with pytest.raises(InputFault, match=r"GeoJSON|要素"):
        outline.read(content, PARTS)


def test_shapes_of_other_regions_and_too_many_points_are_refused():
    with pytest.raises(InputFault, match="下级"):
        outline.read(geo(({"name": "别处"}, polygon(SQUARE))), PARTS)
    many = [*SQUARE[:-1], *([[120.0, 29.1]] * 30_001), SQUARE[0]]
    with pytest.raises(InputFault, match="边界点太多"):
        outline.read(geo(({"name": "东镇"}, polygon(many))), PARTS)
    with pytest.raises(InputFault, match="文件太大"):
        outline.read(b" " * (5 * 2**20 + 1), PARTS)
