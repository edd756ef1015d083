"""Parks: points by multiples of the mean, grades by rank (methodology2 §22)."""

from decimal import Decimal

import pytest

from tenghuan.parcels.parks import Band, placed, points
from tenghuan.scoring.ladder import Grade, seats

BANDS = [
    Band(Decimal(least), Decimal(given)) for least, given in (("1.5", 2), ("2", 4), ("2.5", 6), ("3", 8), ("3.5", 10))
]
GRADES = [
    Grade(grade="A", share=Decimal("0.2"), rounding="floor"),
    Grade(grade="B", share=Decimal("0.3"), rounding="floor"),
    Grade(grade="C", share="rest"),
    Grade(grade="D", share=Decimal("0.05"), rounding="ceil"),
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("44", 4), ("30", 2), ("29.99", 0), ("49.99", 4), ("50", 6), ("69.99", 8), ("70", 10), ("400", 10)],
)
def test_points_are_those_of_the_band_that_the_multiple_of_the_mean_reaches(value, expected):
    assert points(Decimal(value), Decimal(20), BANDS) == expected


def test_without_a_value_or_a_mean_there_are_no_points():
    assert points(None, Decimal(20), BANDS) == 0
    assert points(Decimal(5), None, BANDS) == 0
    assert points(Decimal(5), Decimal(0), BANDS) == 0


@pytest.mark.parametrize(("number", "expected"), [(37, (7, 11, 17, 2)), (12, (2, 3, 6, 1)), (34, (6, 10, 16, 2))])
def test_each_grade_rounds_its_own_way(number, expected):
    reach = seats(GRADES, number)
    assert tuple(b - a for a, b in zip((0, *reach), reach, strict=False)) == expected


def test_equal_scores_share_the_better_grade():
    scores = [Decimal(one) for one in (50, 90, 90, 70, 60)]
    assert placed(scores, (1, 3, 5), ("A", "B", "C")) == ["C", "A", "A", "B", "C"]
