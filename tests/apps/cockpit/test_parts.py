"""Shapes of a map's file, shades of its parts, bars of grades, room on a screen: against a reckoning of their own."""

from __future__ import annotations

import json
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.cockpit import outline
from tenghuan.apps.cockpit.layout import Part as Section
from tenghuan.apps.cockpit.layout import fits
from tenghuan.apps.cockpit.sections.board import ranking
from tenghuan.apps.cockpit.sections.grades import _named, shares
from tenghuan.apps.cockpit.sections.places import Part
from tenghuan.errors import InputFault
from tests.apps.cockpit.test_outline import PARTS, SQUARE, geo, polygon


def moved(east):
    return [[x + east, y] for x, y in SQUARE]


def test_a_feature_without_properties_is_passed_over():
    found = outline.read(geo((None, polygon(SQUARE)), ({"name": "东镇"}, polygon(SQUARE))), PARTS)
    assert list(found["shapes"]) == ["01"]


def test_islands_that_are_features_of_their_own_are_one_shape_with_the_rest():
    apart = outline.read(geo(({"name": "东镇"}, polygon(SQUARE)), ({"code": "01"}, polygon(moved(1)))), PARTS)
    whole = {"type": "MultiPolygon", "coordinates": [[SQUARE], [moved(1)]]}
    assert apart == outline.read(geo(({"name": "东镇"}, whole)), PARTS)
    assert apart["shapes"]["01"]["path"].count("M") == 2


@pytest.mark.parametrize(
    "feature",
    [
        b'{"properties": {"code": "01"}, "geometry": {"type": "Polygon", "coordinates": [[[1e999, 2]]]}}',
        b'{"properties": [1], "geometry": null}',
        b'{"properties": "x", "geometry": null}',
        b'{"geometry": null}',
        b'{"properties": {"code": "01"}, "geometry": {"type": "Polygon", "coordinates": [["a", "b"]]}}',
        b'{"properties": {"code": "01"}, "geometry": {"type": "Polygon", "coordinates": [[[1'
        + b"0" * 400
        + b", 2]]]}}",
        b'{"properties": {"code": "01"}, "geometry": {"type": ["x"], "coordinates": []}}',
    ],
)
def test_a_feature_that_is_none_is_refused_in_words(feature):
    with pytest.raises(InputFault, match=r"GeoJSON|要素"):
        outline.read(b'{"type": "FeatureCollection", "features": [' + feature + b"]}", PARTS)


words = st.sampled_from(["properties", "geometry", "type", "coordinates", "code"])
nonsense = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40)
@given(nonsense)
def test_no_file_breaks_the_reader(features):
    with pytest.raises(InputFault) as refused:
        outline.read(json.dumps({"features": features}).encode(), PARTS)
    assert refused.value.remedy


codes = st.lists(st.sampled_from(list("abcdefgh")), unique=True, min_size=1)


@given(
    codes,
    st.dictionaries(st.sampled_from(list("abcdefgh")), st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=8),
)
def test_every_part_has_a_tile_of_its_own_within_the_edges(found, places):
    places = {code: place for at, (code, place) in enumerate(places.items()) if place not in list(places.values())[:at]}
    laid, guessed = outline.laid(found, places)
    assert set(laid) == set(found)
    assert len(set(laid.values())) == len(laid)
    assert min(row for row, _column in laid.values()) == 0
    assert min(column for _row, column in laid.values()) == 0
    assert guessed == any(code not in places for code in found)
    known = [code for code in found if code in places]
    for one, other in product(known, known):
        # who was placed keeps its distance to the others
        assert [a - b for a, b in zip(laid[one], laid[other], strict=True)] == [
            a - b for a, b in zip(places[one], places[other], strict=True)
        ]


# -- shades --------------------------------------------------------------------------------------------------------
def part(lamps=None, **told):
    made = Part("01", "东镇", "/", **told)
    made.lamps.update(lamps or {})
    return made


@pytest.mark.parametrize(
    ("lamps", "share", "heat"),
    [
        ({}, None, 0),
        ({"no_data": 4, "not_due": 1}, None, 0),
        ({"red": 5}, 0.0, 1),
        ({"green": 1, "red": 4}, 0.2, 2),
        ({"green": 3, "done": 1, "yellow": 1}, 0.8, 5),
        ({"green": 2}, 1.0, 5),
    ],
)
def test_a_part_is_shaded_by_its_items_on_time(lamps, share, heat):
    assert (part(lamps).share, part(lamps).heat) == (share, heat)


@pytest.mark.parametrize(("cases", "closed", "heat"), [(0, 0, 0), (4, 0, 1), (4, 1, 2), (4, 4, 5)])
def test_where_no_lamp_is_lit_a_part_is_shaded_by_its_cases(cases, closed, heat):
    assert part({"green": 1}, cases=cases, closed=closed, by_cases=True).heat == heat


def test_lamps_are_shown_in_the_order_of_the_board_without_those_of_none():
    assert part({"green": 1, "red": 2, "no_data": 1, "blue": 0}).shown == [("red", 2), ("green", 1), ("no_data", 1)]


@pytest.mark.parametrize(("graded", "good", "best"), [(0, 0, None), (8, 2, 0.25)])
def test_the_share_of_the_best_is_of_those_that_were_graded(graded, good, best):
    assert part(graded=graded, good=good).best == best


@given(st.dictionaries(st.sampled_from(["A", "B", "C", "D", ""]), st.integers(0, 500), max_size=5))
def test_a_bar_of_grades_is_full_and_without_gaps(counts):
    found = shares(counts)
    assert [one.grade for one in found] == sorted(counts, key=lambda grade: (not grade, grade))
    total = sum(counts.values())
    start = 0.0
    for one in found:
        assert abs(one.start - start) < 0.01
        start += counts[one.grade] * 100 / total if total else 0.0
        assert abs(one.start + one.width - start) < 0.02
    assert not total or abs(start - 100) < 1e-6


def test_streams_that_say_the_same_are_one():
    found = _named([(None, "A", 2), ("", "A", 3), ("A", "", 1), ("B", "A", 4)])
    assert found == [("未参评", "A", 5), ("A", "未定档", 1), ("B", "A", 4)]


# -- room on a screen ----------------------------------------------------------------------------------------------
sections = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=5)


@given(sections)
def test_what_fits_takes_no_more_than_the_grid_and_what_is_larger_never_fits(told):
    parts = [Section("x", width, height) for width, height in told]
    area = sum(width * height for width, height in told)
    if fits(parts, 4, 3):
        assert area <= 12
        assert all(width <= 4 and height <= 3 for width, height in told)
        assert fits(parts[:-1], 4, 3)
    if area > 12 or any(height > 3 for _width, height in told):
        assert not fits(parts, 4, 3)
    # rows of the whole width lie one below the other: there the reckoning is easy
    rows = [Section("x", 4, height) for _width, height in told]
    assert fits(rows, 4, 3) == (sum(one.height for one in rows) <= 3)


# -- the ranking of units ------------------------------------------------------------------------------------------
def board_of(units):
    """A sight of one county whose units lead so many items on time and so many red ones."""
    rows = []
    for name, good, red in units:
        lead = SimpleNamespace(name=name, pk=len(rows))
        lamps = ["green"] * good + ["red"] * red
        rows += [SimpleNamespace(lead=[lead], standing=SimpleNamespace(lamp=lamp)) for lamp in lamps]
    return SimpleNamespace(one=True, rows=rows, region=SimpleNamespace(code="01"))


@pytest.mark.parametrize(
    ("units", "places"),
    [
        ([("甲", 1, 0), ("乙", 2, 2), ("丙", 1, 1)], {"甲": 1, "乙": 2, "丙": 3}),  # as much on time: who leads more
        (
            [("甲", 1, 1), ("乙", 1, 0), ("丙", 1, 0), ("丁", 2, 2), ("戊", 1, 1)],
            {"乙": 1, "丙": 1, "丁": 3, "甲": 4, "戊": 4},
        ),
        ([("甲", 0, 1), ("乙", 0, 1)], {"甲": 1, "乙": 1}),
    ],
)  # fmt: skip
def test_units_that_stand_alike_share_the_better_place(units, places):
    told = ranking(board_of(units))
    assert {line.name: place for place, line, _bar in told["lines"]} == places


def test_a_long_ranking_keeps_both_ends_with_their_own_places():
    told = ranking(board_of([(f"第{n}家", n, 20 - n) for n in range(1, 21)]))
    assert [place for place, _line, _bar in told["lines"]] == [*range(1, 7), *range(15, 21)]
    assert (told["left_out"], told["half"]) == (8, 6)
