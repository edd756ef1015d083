"""Exact numbers: read from declarations and cells, rounded half up, put into formulas."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

PLACES = 4
LARGEST = Decimal("1e12")
_PERCENT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[%％]")


def said(what: str, remedy: str) -> PydanticCustomError:
    """A fault of a declaration in its own words, to be raised by a validator."""
    return PydanticCustomError("said", "{what}", {"what": what, "remedy": remedy})


def _written(value: object) -> object:
    """Percentages as numbers; truth values are none."""
    if isinstance(value, bool):
        raise said("应为数字", "填阿拉伯数字，如 30 或 0.5")
    share = isinstance(value, str) and _PERCENT.fullmatch(value.strip())
    return Decimal(str(value).strip()[:-1]) / 100 if share else value


_LIMITS = {"allow_inf_nan": False, "le": LARGEST, "max_digits": 30}
# numbers of a declaration, as written
Number = Annotated[Decimal, BeforeValidator(_written), Field(ge=-LARGEST, **_LIMITS)]
NotNegative = Annotated[Decimal, BeforeValidator(_written), Field(ge=0, **_LIMITS)]
Positive = Annotated[Decimal, BeforeValidator(_written), Field(gt=0, **_LIMITS)]


def half_up(number: Fraction, places: int = PLACES) -> Decimal:
    """Rounded half up by magnitude (四舍五入: −0.00005 is −0.0001)."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-places)


def trimmed(number: Decimal) -> str:
    """Digits without idle zeros and without an exponent."""
    with localcontext() as context:
        context.prec = 60
        text = f"{number.normalize() + 0:f}"
    return text


def shown(number: Fraction) -> str:
    """A result as formulas show it: four decimals half up, no idle zeros."""
    return trimmed(half_up(number))


def written(number: Fraction | Decimal) -> str:
    """A number that was put in, with all its digits; in brackets below zero. Repeating ones as :func:`shown`."""
    number = Fraction(number)
    places = _places(number)
    text = shown(number) if places is None else trimmed(half_up(number, places))
    return f"({text})" if number < 0 else text


def _places(number: Fraction, most: int = 30) -> int | None:
    """How many decimals a number has; None where they repeat or are too many to read."""
    return next((places for places in range(most) if 10**places % number.denominator == 0), None)


def percent(number: Fraction | Decimal) -> str:
    """A share as a percentage: 0.5 is 50%."""
    return f"{written(Fraction(number) * 100)}%"
