"""Shapes come in: all of a file or nothing, areas held against the deed."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.land import drawing
from tenghuan.apps.land.models import Parcel
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import parcel, square
from tests.parcels.test_surveys import SQUARE, layer


def _file(*rows):
    features = [{"type": "Feature", "properties": {"宗地号": number}, "geometry": shape} for number, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _send(world, content, account="office"):
    told = {"file": SimpleUploadedFile("图斑.geojson", content)}
    return world.client(account).post("/land/draw/", told)


def test_a_file_gives_parcels_their_shapes_and_lists_what_differs_from_the_deed(world):
    # 0.001° × 0.001° at 30° N: 96.49 m × 110.85 m by the tables of the ellipsoid, 10 695 ㎡
    right, wrong = parcel(world.home, 1, area="10696"), parcel(world.home, 2, area="10000")
    page = _send(world, _file((right.number, square(1)), (wrong.number, square(2)))).content.decode()
    assert "已更新图斑 2 宗" in page
    assert wrong.number in page
    assert f">{right.number}<" not in page
    right.refresh_from_db()
    assert float(right.shape_area) == pytest.approx(10695, rel=5e-4)
    assert not right.sketch
    again = _send(world, _file((right.number, square(1)))).content.decode()
    assert "已更新图斑 0 宗" in again


def test_one_fault_and_no_parcel_is_drawn(world):
    thing = parcel(world.home)
    cross = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    answer = _send(world, _file((thing.number, square(1)), ("没有的", square(2)), ("", square(3))))
    assert answer.status_code == 422
    assert "没有宗地号" in answer.content.decode()
    answer = _send(world, _file((thing.number, cross), ("没有的", square(2)))).content.decode()
    assert "自相交" in answer
    assert "没有登记" in answer
    assert Parcel.objects.get().shape is None


def test_a_zipped_shapefile_in_plane_coordinates_gives_parcels_their_shapes(world):
    thing = parcel(world.home, 1, area="10000")
    page = _send(world, layer([(thing.number, [SQUARE])])).content.decode()
    assert "已更新图斑 1 宗" in page
    thing.refresh_from_db()
    assert float(thing.shape_area) == pytest.approx(10000, rel=1e-4)


def test_a_neighbour_draws_nothing_of_ours(world):
    thing = parcel(world.home)
    with pytest.raises(InputFault, match="没有登记"):
        drawing.draw(by(world.foreign, "office"), world.foreign.region, {thing.number: square(1)})
    with pytest.raises(InputFault, match="由其管理单位"):
        drawing.draw(by(world.home, "town2"), world.home.region, {thing.number: square(1)})


def _at(west, south):
    side = 0.001
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_shape_in_another_province_is_refused_with_how_far_it_is(world):
    """From 120° E 30° N to 116.4° E 39.9° N: 1,148 km on the sphere (haversine by hand); the ellipsoid is flatter."""
    parcels = [parcel(world.home, number) for number in (1, 2, 3)]
    rows = [(one.number, square(at)) for at, one in enumerate(parcels)]
    answer = _send(world, _file(*rows[:2], (parcels[2].number, _at(116.4, 39.9))))
    assert answer.status_code == 422
    page = answer.content.decode()
    told = re.search(rf"宗地“{parcels[2].number}”的图斑离本县其他图斑 (\d+) 公里（不应超过 100 公里）", page)
    assert told is not None
    assert int(told[1]) == pytest.approx(1148, rel=0.005)
    assert "经度在前，纬度在后" in page
    assert not Parcel.objects.filter(shape__isnull=False).exists()
    assert _send(world, _file(*rows)).status_code == 200
    # later, alone: held against those that are there
    assert _send(world, _file((parcels[0].number, _at(116.4, 39.9)))).status_code == 422


def test_degrees_the_wrong_way_round_are_told_as_such(world):
    told = {"type": "Polygon", "coordinates": [[[30, 120], [30, 120.1], [30.1, 120.1], [30, 120]]]}
    answer = _send(world, _file((parcel(world.home).number, told)))
    assert answer.status_code == 422
    assert "经度和纬度写反了" in answer.content.decode()


def test_a_stray_of_before_does_not_shrink_the_map_to_a_dot_and_is_told(world):
    parcels = [parcel(world.home, number) for number in (1, 2, 3, 4)]
    places = (square(0), square(1), square(2), _at(116.4, 39.9))
    for one, shape in zip(parcels, places, strict=True):
        Parcel.objects.filter(pk=one.pk).update(shape=shape, sketch=False)
    told = world.client("office").get("/land/map/shapes").json()
    assert told["strays"] == 1
    assert [one[0] for one in told["parcels"]] == [one.pk for one in parcels[:3]]
    assert told["size"] == [50_000, 10_000]  # 0.005° by 0.001°


def test_sketches_far_from_what_was_surveyed_are_left_out_and_those_cut_from_it_are_drawn(world):
    parcels = [parcel(world.home, number) for number in (1, 2, 3)]
    for one, shape, drawn in zip(parcels, (square(0), square(1), _at(118, 36)), (False, True, True), strict=True):
        Parcel.objects.filter(pk=one.pk).update(shape=shape, sketch=drawn)
    told = world.client("office").get("/land/map/shapes").json()
    assert (told["strays"], [one[0] for one in told["parcels"]]) == (1, [one.pk for one in parcels[:2]])
