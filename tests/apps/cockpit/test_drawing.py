"""Lines and streams are where a reckoning by hand puts them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal as D
from itertools import pairwise
from random import Random

from tenghuan.apps.cockpit import drawing
from tenghuan.apps.cockpit.sections.board import since
from tenghuan.apps.monitoring.sources import Pace
from tenghuan.pace import Month


def test_a_path_runs_from_edge_to_edge_between_its_least_and_its_most():
    found = drawing.lines([("1月", D(10), D(5)), ("2月", None, D(10)), ("3月", D(25), D(15))])
    # width 200, height 56, edge 4: x is 4, 100, 196; of 5..25 the 10 lies at a quarter: 52 - 12 = 40; 15 in the middle
    assert found.actual == "4.0,40.0 196.0,4.0"
    assert found.expected == "4.0,52.0 100.0,40.0 196.0,28.0"
    assert found.end == (196.0, 4.0)


def test_what_never_changed_runs_through_the_middle_and_one_month_is_no_path():
    assert drawing.lines([("1月", D(100), None), ("2月", D(100), None)]).actual == "4.0,28.0 196.0,28.0"
    assert drawing.lines([("1月", D(100), None), ("2月", None, None)]) is None


def test_streams_keep_their_sums_and_stay_in_the_picture():
    random, grades = Random(7), "ABCD"
    for _round in range(50):
        counts = [(a, b, random.randint(1, 40)) for a in grades for b in [*grades, "未定档"] if random.random() < 0.6]
        found = drawing.flow(counts, grades)
        if not counts:
            assert found is None
            continue
        befores, afters = Counter(), Counter()
        for before, after, n in counts:
            befores[before] += n
            afters[after] += n
        assert {block.grade: block.count for block in found.left} == befores
        assert {block.grade: block.count for block in found.right} == afters
        for side in (found.left, found.right):
            assert [block.grade for block in side] == sorted(
                (b.grade for b in side), key=lambda g: (g not in grades, g)
            )
            assert side[-1].y + side[-1].height <= drawing.FLOW_HEIGHT + 0.5
            words = [block.words_at for block in side]
            assert all(below - above >= drawing.LETTERS - 0.2 for above, below in pairwise(words))
            assert words[-1] <= drawing.FLOW_HEIGHT
        assert sum(band.count for band in found.bands) == sum(n for _a, _b, n in counts)


def _months(lamps):
    return [Pace(_later(n), None, None, lamp) for n, lamp in enumerate(lamps)]


def _later(n):
    month = Month(2022, 1)
    for _step in range(n):
        month = month.next()
    return month


def test_since_when_an_item_is_red():
    """Months without a number neither end a stretch nor begin one."""
    assert since(_months(["green", "red", "red", "red"])) == (Month(2022, 2), 3)
    assert since(_months(["red", "green", "red"])) == (Month(2022, 3), 1)
    assert since(_months(["green", "no_data", "red", "not_due", "red", "no_data"])) == (Month(2022, 3), 4)
    assert since(_months(["red", "yellow"])) == (None, 0)
    assert since([]) == (None, 0)
