"""Evaluation of parks by a scheme: points by bands over the mean, grades by rank (methodology2 §22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Band:
    """Points from a multiple of the mean on."""

    least: Decimal
    points: Decimal


def points(value: Decimal | None, mean: Decimal | None, bands: Sequence[Band]) -> Decimal:
    """Return the points of a value: those of the highest band that its multiple of the mean reaches, 0 below all."""
    if value is None or mean is None or mean <= 0:
        return Decimal(0)
    multiple = value / mean
    return max((one.points for one in bands if multiple >= one.least), default=Decimal(0))


def placed(scores: Sequence[Decimal], reach: Sequence[int], grades: Sequence[str]) -> list[str]:
    """Return the grade of each score: ``reach`` holds the last rank of each grade.

    Equal scores share a rank, the better one: neither loses a grade to the order of a list.
    """
    ranks = [1 + sum(other > one for other in scores) for one in scores]
    return [next(grade for grade, last in zip(grades, reach, strict=True) if rank <= last) for rank in ranks]
