"""Groups of a map by properties: every parcel in one class, no class empty, words and colours that stay; sketches."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.land.mapping import CLASSES, MOST, beside, box_of, drawn, grouped, rings_of, sketch
from tenghuan.apps.land.models import Parcel
from tests.apps.land.parcels import parcel, square

D = Decimal


def field(name):
    return Parcel._meta.get_field(name)


AREAS = st.integers(1, 400).map(lambda one: D(one) / 2)
PLACES = st.floats(-50, 50, allow_nan=False).map(lambda one: round(one, 6))


@given(st.lists(st.none() | AREAS, min_size=1, max_size=60))
def test_every_value_lies_in_the_class_that_names_it_and_no_class_is_empty(values):
    found = grouped(values, field("area"))
    assert len(found.places) == len(values)
    assert sum(found.counts) == len(values)
    assert found.counts == [found.places.count(at) for at in range(len(found.words))]
    assert all(found.counts)
    told = {value for value in values if value is not None}
    for value, at in zip(values, found.places, strict=True):
        word = found.words[at]
        if value is None:
            assert word == "未填"
        elif len(told) > CLASSES:
            low, high = (D(part) for part in word.removesuffix("㎡").split("～"))
            assert low <= value <= high
        else:
            assert D(word) == value


@given(st.lists(AREAS, min_size=6, max_size=60))
def test_classes_follow_each_other_from_the_least_to_the_most(values):
    found = grouped(values, field("area"))
    if len(set(values)) <= CLASSES:
        return
    bounds = [tuple(D(part) for part in word.removesuffix("㎡").split("～")) for word in found.words]
    assert (bounds[0][0], bounds[-1][1]) == (min(values), max(values))
    assert all(one[1] == other[0] for one, other in pairwise(bounds))
    assert len(bounds) <= CLASSES


def test_where_most_have_the_least_no_class_stands_below_them():
    values = [D(5)] * 10 + [D(one) for one in range(6, 12)]
    found = grouped(values, field("area"))
    assert found.words == ["5～8㎡", "8～11㎡"]
    assert found.counts == [12, 4]


@given(st.lists(st.sampled_from([f"用途{at:02d}" for at in range(20)]), min_size=1, max_size=80))
def test_words_stand_by_how_many_have_them_and_the_rest_is_told_together(values):
    found = grouped(values, field("use"))
    counts = Counter(values)
    kept = sorted(counts, key=lambda one: (-counts[one], one))[:MOST]
    assert found.words[: len(kept)] == kept
    rest = len(values) - sum(counts[one] for one in kept)
    assert (found.words[-1] == "其他") is bool(rest)
    assert sum(found.counts) == len(values)
    assert not rest or found.counts[-1] == rest


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("standard", [True, False, True], ["是", "否"]),
        ("tenure", ["flexible", "granted", "granted"], ["出让", "弹性年期出让"]),
        ("control_line", ["", "inside", ""], ["未填", "线内"]),
        ("start_by", [date(2024, 2, 29), None, date(2023, 1, 1)], ["2023-01-01", "2024-02-29", "未填"]),
        ("price", [D("0"), D("960.50"), None], ["0", "960.5", "未填"]),
        ("park", [], []),
    ],
)
def test_what_is_chosen_flagged_dated_or_not_told_is_said_in_words(column, values, words):
    found = grouped(values, field(column))
    assert found.words == words
    assert sum(found.counts) == len(values)


def test_what_may_be_chosen_has_its_colour_whatever_else_is_on_the_map():
    alone, together = (
        grouped(["flexible"], field("tenure")),
        grouped(["granted", "granted", "flexible"], field("tenure")),
    )
    assert alone.colours[0] == together.colours[together.words.index("弹性年期出让")]


@given(st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6))
def test_a_box_holds_every_point_and_no_more(corners):
    shapes = [{"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y]]]} for x, y in corners]
    west, south, east, north = box_of(shapes)
    assert (west, south) == (min(x for x, _y in corners), min(y for _x, y in corners))
    assert (east, north) == (max(x for x, _y in corners) + 1, max(y for _x, y in corners) + 1)
    assert box_of([]) is None


def test_a_shape_of_parts_with_holes_has_all_its_rings():
    ring = square(1)["coordinates"][0]
    parts = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    assert len(rings_of(parts)) == 3
    assert len(rings_of({"type": "Polygon", "coordinates": [ring, ring]})) == 2


def test_a_sketch_stays_within_its_square_north_up():
    found = sketch([square(1), square(2)])
    assert found is not None
    points = [tuple(map(float, pair.split(","))) for pair in found["paths"][0][1:-1].split(" ")]
    assert all(7.9 <= x <= 312.1 for x, _y in points)
    assert all(7.9 <= y <= found["height"] for _x, y in points)
    # the first corner is the south-west one: left and below
    assert points[0][0] == min(x for x, _y in points)
    assert points[0][1] == max(y for _x, y in points)
    assert sketch([]) is None


@pytest.mark.django_db
def test_a_map_of_nothing_is_empty_and_one_of_many_asks_as_often(world, django_assert_max_num_queries):
    empty = drawn(Parcel.objects.none(), "area")
    assert (empty["parcels"], empty["groups"], empty["size"]) == ([], [], [0, 0])
    for number in range(1, 13):
        Parcel.objects.filter(pk=parcel(world.home, number, area=str(100 * number)).pk).update(shape=square(number))
    with django_assert_max_num_queries(4):  # the parcels, and the county's limits
        found = drawn(Parcel.objects.filter(county=world.home.region), "area")
    assert sum(found["counts"]) == len(found["parcels"]) == 12
    # each lies 0.002° east of the one before, 10⁷ parts of a degree
    assert [rings[0][0] for _pk, _number, _group, rings, _rough in found["parcels"]] == [
        20_000 * at for at in range(12)
    ]


def test_shapes_that_meet_are_drawn_together_and_others_alone():
    ring = [[0, 0], [2, 0], [2, 2], [0, 0]]
    one = {"type": "Polygon", "coordinates": [ring]}
    touching = {"type": "Polygon", "coordinates": [[[x + 2, y + 2] for x, y in ring]]}
    aside = {"type": "Polygon", "coordinates": [[[x + 2.1, y] for x, y in ring]]}
    above = {"type": "Polygon", "coordinates": [[[x, y - 2.1] for x, y in ring]]}
    assert beside(one, touching) == [one, touching]
    assert (beside(one, aside), beside(one, above)) == ([one], [one])


def test_the_map_tells_sketches_from_surveys_and_is_coloured_by_it(world):
    for number in (1, 2, 3):
        thing = parcel(world.home, number)
        Parcel.objects.filter(pk=thing.pk).update(shape=square(number), sketch=number == 2)
    found = drawn(Parcel.objects.filter(county=world.home.region), "sketch")
    assert [row[4] for row in found["parcels"]] == [0, 1, 0]
    assert (found["groups"], found["counts"]) == (["否", "是"], [2, 1])
