"""Files of a survey: Shapefiles in plane coordinates against an independent projection, faults in words."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile

import pytest
import shapefile
from pyproj import CRS

from tenghuan.errors import InputFault
from tenghuan.parcels import surveys
from tenghuan.parcels.shapes import area, checked

ZONE = CRS.from_epsg(4549).to_wkt("WKT1_ESRI")  # CGCS2000, three degrees about 120° E
DEGREES = CRS.from_epsg(4490).to_wkt("WKT1_ESRI")
SQUARE = [(500100, 3270000), (500100, 3270100), (500200, 3270100), (500200, 3270000), (500100, 3270000)]


def layer(rows, prj=ZONE, encoding="utf-8", cpg="UTF-8", name="地块", drop=(), field="宗地号"):
    """Return the bytes of a zipped Shapefile: rows of (number, rings)."""
    parts = {one: io.BytesIO() for one in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        writer.field(field, "C", size=40)
        for number, rings in rows:
            writer.poly(rings) if rings else writer.null()
            writer.record(number)
    files = {one: made.getvalue() for one, made in parts.items()}
    files |= {"prj": prj.encode()} if prj else {}
    files |= {"cpg": cpg.encode()} if cpg else {}
    return zipped({f"{name}.{one}": content for one, content in files.items() if one not in drop})


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def meridian(latitude):
    """Metres from the equator to a latitude on CGCS2000, by the series of the textbooks (sixth power of e)."""
    a, f = 6378137.0, 1 / 298.257222101
    e2 = f * (2 - f)
    b = math.radians(latitude)
    terms = (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * b,
        -(3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * b),
        (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * b),
        -(35 * e2**3 / 3072) * math.sin(6 * b),
    )
    return a * sum(terms)


def test_plane_coordinates_become_degrees_of_the_same_system():
    """On the middle meridian the northing of Gauss-Krueger is the length of the meridian itself."""
    north = round(meridian(29.58), 3)
    ring = [(500000, north), (500000, north + 100), (500100, north + 100), (500100, north), (500000, north)]
    found = surveys.read(layer([("330683001", [ring])]))["330683001"]
    assert found["type"] == "Polygon"
    west, south = min(found["coordinates"][0])
    assert west == pytest.approx(120.0, abs=1e-8)
    assert south == pytest.approx(29.58, abs=2e-8)
    assert area(checked(found)) == pytest.approx(10000, rel=1e-4)


OLD = ["Xian_1980_3_Degree_GK_CM_120E", "GCS_Xian_1980", "Beijing 1954", "西安80坐标系", "Beijing_1954_GK_Zone_20"]


@pytest.mark.parametrize("name", OLD)
def test_an_old_system_by_name_is_refused_though_the_right_ellipsoid_stands_beside_it(name):
    """Some programs put the ellipsoid of CGCS2000 into a .prj of 1980: the shapes lie off by a hundred metres."""
    wrong = ZONE.replace(re.match(r'(?:PROJCS|GEOGCS)\["([^"]+)"', ZONE)[1], name)
    assert wrong != ZONE
    with pytest.raises(InputFault, match="不是 CGCS2000") as fault:
        surveys.read(layer([("甲", [SQUARE])], prj=wrong))
    assert "转换为 CGCS2000" in fault.value.remedy


def test_an_old_datum_below_a_new_name_is_refused_as_well():
    wrong = re.sub(r'DATUM\["[^"]+"', 'DATUM["D_Xian_1980"', ZONE)
    assert wrong != ZONE
    with pytest.raises(InputFault, match="Xian1980"):
        surveys.read(layer([("甲", [SQUARE])], prj=wrong))


def test_the_name_of_the_right_system_is_no_old_one():
    assert list(surveys.read(layer([("甲", [SQUARE])]))) == ["甲"]


def test_holes_and_several_parts_keep_their_places():
    outer = [(500000, 3270000), (500000, 3270400), (500400, 3270400), (500400, 3270000), (500000, 3270000)]
    hole = [(500100, 3270100), (500200, 3270100), (500200, 3270200), (500100, 3270200), (500100, 3270100)]
    far = [(x + 1000, y) for x, y in SQUARE]
    found = surveys.read(layer([("甲", [outer, hole]), ("乙", [SQUARE, far])]))
    assert area(checked(found["甲"])) == pytest.approx(160000 - 10000, rel=1e-4)
    assert found["乙"]["type"] == "MultiPolygon"
    assert area(checked(found["乙"])) == pytest.approx(20000, rel=1e-4)


def test_degrees_stay_as_they_are():
    ring = [(120.8, 29.58), (120.8, 29.581), (120.801, 29.581), (120.801, 29.58), (120.8, 29.58)]
    found = surveys.read(layer([("甲", [ring])], prj=DEGREES))
    assert sorted(map(tuple, found["甲"]["coordinates"][0])) == sorted(ring)


@pytest.mark.parametrize(("encoding", "cpg"), [("gb18030", None), ("gb18030", "936"), ("utf-8", None)])
def test_chinese_names_of_either_encoding_are_read(encoding, cpg):
    assert list(surveys.read(layer([("三江街道1号", [SQUARE])], encoding=encoding, cpg=cpg))) == ["三江街道1号"]


XIAN80 = CRS.from_epsg(2385).to_wkt("WKT1_ESRI")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (layer([("甲", [SQUARE])], prj=None), "缺少 .prj"),
        (layer([("甲", [SQUARE])], prj="不是坐标系"), ".prj 读不出"),
        (layer([("甲", [SQUARE])], prj=XIAN80), "不是 CGCS2000"),
        (layer([("甲", [SQUARE])], drop=("dbf",)), "缺少 .dbf"),
        (layer([("甲", [SQUARE])], drop=("shp",)), "缺少 .shp"),
        (layer([("甲", [SQUARE])], field="编码"), "没有宗地号"),
        (layer([("甲", [SQUARE]), ("甲", [SQUARE])]), "有两个图斑"),
        (layer([]), "没有图斑"),
        (zipped({"a.shp": b"", "b.shp": b"", "a.dbf": b"", "a.prj": b""}), "不止一个图层"),
        (zipped({"a.shp": b"x" * 200, "a.dbf": b"x" * 200, "a.prj": ZONE.encode()}), "损坏"),
        (zipped({}), "缺少 .shp、.dbf"),
        (layer([("甲", [SQUARE])])[:200], "已损坏"),
        (b"PK\x03\x04", "已损坏"),
        (b"", "既不是 GeoJSON"),
        (b"{", "既不是 GeoJSON"),
        (b"[" * 100_000, "既不是 GeoJSON"),
        (b"\xff\xfe", "既不是 GeoJSON"),
        (b"[]", "没有图斑"),
        (b"null", "没有图斑"),
        (b'{"features": []}', "没有图斑"),
        (b'{"features": 5}', "没有图斑"),
        (b'{"features": [1]}', "没有宗地号"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_to_mend_it(content, word):
    with pytest.raises(InputFault) as fault:
        surveys.read(content)
    assert word in fault.value.message
    assert fault.value.remedy


def test_a_shape_that_is_empty_in_the_layer_is_told_when_it_is_drawn():
    empty = surveys.read(layer([("甲", None), ("乙", [SQUARE])]))["甲"]
    with pytest.raises(InputFault, match="甲：图斑"):
        checked(empty, "甲")


def test_an_archive_that_swells_is_not_unpacked(monkeypatch):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(surveys.rules().most_unpacked + 1))
    assert len(made.getvalue()) < 1_000_000
    with pytest.raises(InputFault, match="解开后太大"):
        surveys.read(made.getvalue())


def test_geojson_names_its_parcels_by_any_of_the_known_columns():
    rows = [
        {"type": "Feature", "properties": {name: f"地块{at}"}, "geometry": {"type": "Polygon", "coordinates": []}}
        for at, name in enumerate(surveys.rules().numbers)
    ]
    assert list(surveys.read(json.dumps({"features": rows}).encode())) == ["地块0", "地块1", "地块2", "地块3"]
