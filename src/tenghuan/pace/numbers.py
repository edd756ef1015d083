"""Decimal arithmetic: exact in, one precision throughout, shown the way officials read it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

HUNDRED = Decimal(100)
ONE = Decimal(1)
ZERO = Decimal(0)
_PRECISE = Context(prec=34, rounding=ROUND_HALF_UP)


def decimal(value: Decimal | float | int | str) -> Decimal:
    """Return the number as written: 0.1 is one tenth, not its binary neighbour."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def divide(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Return the quotient, None where the denominator is zero."""
    return _PRECISE.divide(numerator, denominator) if denominator else None


def root(base: Decimal, degree: int) -> Decimal:
    """Return the degree-th root of a number ≥ 0."""
    if base == ZERO or degree == 1:
        return base
    with localcontext(_PRECISE):
        return base ** (ONE / degree)


def compound(rates: Iterable[Decimal], sign: int = 1) -> Decimal:
    """Return Π(1 + sign·rate ÷ 100) for rates in per cent."""
    product = ONE
    for rate in rates:
        product *= ONE + sign * rate / HUNDRED
    return product


def shown(value: Decimal | None, digits: int = 4) -> str:
    """Return the number without idle zeros, at most ``digits`` decimals, "—" for none."""
    if value is None:
        return "—"
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(value: Decimal | None, digits: int = 1) -> str:
    """Return a fraction of one in per cent, "—" for none."""
    if value is None:
        return "—"
    return f"{(value * HUNDRED).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}%"
