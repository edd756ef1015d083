"""Numbers as they are written: comparisons and four decimals without rounding on the way.

Facts are held as doubles. A double stands for the shortest decimal that it is the nearest double of, which is what was
written in the file for numbers of up to 15 digits.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tenghuan.screening.formula import Op
from tenghuan.screening.keys import ENERGY, made_of

UNKNOWN, ABOVE_ALL, NOTHING = "未知", "∞", "无"


class Infinite:
    """Above every limit: energy that earns nothing (contracts.md: the exception to denominators that are not > 0)."""


INFINITE = Infinite()
Value = Fraction | Infinite | None


def written(number: float) -> Fraction:
    """The decimal that a double stands for."""
    return Fraction(*Decimal(repr(number)).as_integer_ratio())


def value_of(key: str, numbers: dict[str, float | None]) -> Value:
    """A number of an enterprise by the columns it is made of; None if it is unknown."""
    above, below = made_of(key)
    numerator = numbers[above]
    if below is None:
        return None if numerator is None else written(numerator)
    denominator = numbers[below]
    if numerator is None or denominator is None:
        return None
    if denominator > 0:
        return written(numerator) / written(denominator)
    return INFINITE if key == ENERGY and numerator > 0 else None


def holds(op: Op, value: Value, limit: Fraction | tuple[Fraction, ...] | None) -> bool | None:
    """Whether a value stands to a limit as ``op`` says; None if either is unknown."""
    if value is None or limit is None:
        return None
    if isinstance(value, Infinite):
        return op in ("above", "min")
    if isinstance(limit, tuple):
        return value in limit
    if op == "below":
        return value < limit
    if op == "above":
        return value > limit
    return value >= limit if op == "min" else value <= limit


def four_decimals(value: Value) -> str:
    """A value for a reader: four decimals, rounded half up by magnitude."""
    if value is None:
        return UNKNOWN
    if isinstance(value, Infinite):
        return ABOVE_ALL
    size = (2 * 10_000 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    sign = "-" if value < 0 and size else ""
    return f"{sign}{size // 10_000}.{size % 10_000:04d}"


def as_written(number: Decimal) -> str:
    """A limit for a reader: its digits, without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
