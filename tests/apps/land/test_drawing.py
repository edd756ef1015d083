"""Shapes come in: all of a file or nothing, areas held against the deed."""

from __future__ import annotations

import json

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
