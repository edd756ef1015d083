"""Numbers of records: each county and year counts for itself, without a gap, beyond four digits too."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tenghuan.apps.kit.numbering import numbered
from tests.workshop.models import Shed


@pytest.fixture
def in_year(monkeypatch):
    """Let today lie in a year."""

    def told(year):
        monkeypatch.setattr(timezone, "localdate", lambda: date(year, 12, 31))

    told(2026)
    return told


def made(county, number=""):
    thing = Shed(county=county.region, number=number, name="甲", town=county.town_regions[0], area=1)
    numbered("number", "CF")(thing)
    thing.save()
    return thing.number


def test_records_are_numbered_one_after_the_other_in_their_county(world, in_year):
    assert [made(world.home), made(world.home), made(world.neighbour)] == ["CF2026-0001", "CF2026-0002", "CF2026-0001"]


def test_each_year_begins_anew(world, in_year):
    made(world.home)
    in_year(2027)
    assert made(world.home) == "CF2027-0001"


def test_a_number_that_stands_is_left_and_one_that_is_missing_is_not_filled(world, in_year):
    assert made(world.home, "CF2026-0007") == "CF2026-0007"
    assert made(world.home) == "CF2026-0008"
    Shed.objects.filter(number="CF2026-0007").delete()
    assert made(world.home) == "CF2026-0009"


@pytest.mark.parametrize(
    ("last", "following"),
    [("0009", "0010"), ("0999", "1000"), ("9998", "9999"), ("9999", "10000"), ("99999", "100000")],
)
def test_numbers_grow_beyond_four_digits(world, in_year, last, following):
    made(world.home, f"CF2026-{last}")
    assert made(world.home) == f"CF2026-{following}"


def test_after_the_ten_thousandth_comes_the_next(world, in_year):
    """As texts 9999 stands behind 10000: the second of them would be given twice."""
    made(world.home, "CF2026-9999")
    assert [made(world.home) for _each in range(3)] == ["CF2026-10000", "CF2026-10001", "CF2026-10002"]


def test_numbers_of_another_prefix_or_year_do_not_count(world, in_year):
    for number in ("CF2025-0050", "ZZ2026-0060", "CF20260070"):
        made(world.home, number)
    assert made(world.home) == "CF2026-0001"
