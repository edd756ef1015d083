"""The shapes that a parcel had: kept when another takes their place, and given back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.land import drawing
from tenghuan.apps.land.models import FormerShape, Parcel
from tenghuan.apps.land.registers import PARCELS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import parcel, square


def drawn(world, thing, at):
    drawing.draw(by(world.home, "office"), world.home.region, {thing.number: square(at)})
    thing.refresh_from_db()
    return thing.shape, thing.sketch, thing.shape_area


def sketched(world, number=1, at=9):
    thing = parcel(world.home, number)
    Parcel.objects.filter(pk=thing.pk).update(shape=square(at), sketch=True)
    thing.refresh_from_db()
    return thing


def test_each_shape_that_is_replaced_is_kept_and_the_same_one_is_not_kept_twice(world):
    thing = parcel(world.home)
    first = drawn(world, thing, 1)
    assert not FormerShape.objects.exists()  # there was none before
    drawn(world, thing, 1)
    assert not FormerShape.objects.exists()
    second = drawn(world, thing, 2)
    drawn(world, thing, 3)
    kept = [(one.shape, one.sketch, one.shape_area) for one in thing.former_shapes.all()]
    assert kept == [second, first]  # the newest first
    assert {one.by.username for one in thing.former_shapes.all()} == {world.home.accounts["office"].username}


def test_a_sketch_that_a_survey_replaced_comes_back_as_a_sketch_and_the_survey_is_kept(world):
    thing = sketched(world)
    survey = drawn(world, thing, 2)
    drawing.redraw(by(world.home, "office"), thing, thing.former_shapes.get())
    thing.refresh_from_db()
    assert (thing.shape, thing.sketch, thing.shape_area) == (square(9), True, None)
    newest = thing.former_shapes.first()
    assert (newest.shape, newest.sketch, newest.shape_area) == survey
    drawing.redraw(by(world.home, "office"), thing, newest)
    thing.refresh_from_db()
    assert (thing.shape, thing.sketch, thing.shape_area) == survey
    assert [one.shape for one in thing.former_shapes.all()] == [square(9)]  # what stands again is no former one
    with pytest.raises(InputFault, match="现在的图斑就是这一个"):
        drawing.redraw(by(world.home, "office"), thing, newest)


def test_only_who_draws_the_parcel_gives_a_shape_back_and_only_to_that_parcel_in_use(world):
    thing, other = sketched(world), sketched(world, 2, 8)
    drawn(world, thing, 1)
    former = thing.former_shapes.get()
    with pytest.raises(InputFault, match="办理"):
        drawing.redraw(by(world.home, "town2"), thing, former)
    with pytest.raises(InputFault, match="没有这个图斑"):
        drawing.redraw(by(world.home, "office"), other, former)
    Parcel.objects.filter(pk=thing.pk).update(retired_on="2026-01-01")
    thing.refresh_from_db()
    with pytest.raises(InputFault, match="已停用"):
        drawing.redraw(by(world.home, "office"), thing, former)


def test_the_page_shows_the_former_shapes_and_gives_one_back(world):
    thing = sketched(world)
    page = PARCELS.address(thing)
    assert "以前的图斑" not in world.client("office").get(page).content.decode()
    drawn(world, thing, 1)
    address = reverse("land:redraw", args=(thing.former_shapes.get().pk,))
    assert address in world.client("office").get(page).content.decode()
    seen = world.client("leader").get(page).content.decode()
    assert "以前的图斑" in seen
    assert address not in seen
    assert world.client("leader").post(address).status_code == 403
    assert world.client("town2").post(address).status_code in (404, 422)
    assert world.client(world.foreign.accounts["office"]).post(address).status_code == 404
    assert world.client("office").get(address).status_code == 405
    answer = world.client("office").post(address, follow=True).content.decode()
    assert "已恢复" in answer
    assert "示意图斑，不作面积依据" in answer
    thing.refresh_from_db()
    assert thing.sketch
