"""Arithmetic that every engine does alike, to the last bit.

Every step within a row is one IEEE operation after another in the order of the scheme, which all engines round alike;
nothing else is left to an engine. Sums over rows are taken of whole numbers (``exact_sums``), so their order cannot
matter. Points stay as they come; the score is settled at ten decimals before it is rounded half up (四舍五入, by
magnitude) to four: what is exactly half in decimals is half here too. Ranks are of that rounded score.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
from ibis import ir

# adding and taking away 1.5 × 2^52 leaves the nearest whole number: no cast, so no overflow and no engine's own rule
SHIFT = 6755399441055744.0
PLACES = 1e10
_PIECE = 1 << 30
_LARGEST_PIECE = 1e11  # a term of a sum; 9 × 10^7 of them fit 64 bits


def real(value: float | Decimal) -> ir.FloatingScalar:
    """A number as a double on every engine: bare digits would be a decimal there, with an arithmetic of its own."""
    literal: ir.FloatingScalar = ibis.literal(repr(float(value))).cast("float64")
    return literal


def nearest(x: Any) -> Any:
    """The nearest whole number of a double."""
    return (x + real(SHIFT)) - real(SHIFT)


def exact_sums(table: ir.Table, terms: dict[str, Any]) -> tuple[ir.Table, dict[str, Any]]:
    """Σ of each term to 2^-60 a row, whatever the order of the rows.

    Each term is cut into three whole numbers, which are summed apart and put together once.

    Returns:
        the table with the pieces, and per name the sum to aggregate from it.
    """
    least, most = real(-_LARGEST_PIECE), real(_LARGEST_PIECE)
    table = table.mutate(
        **{f"x_{name}": ibis.cases((x > most, most), (x < least, least), else_=x) for name, x in terms.items()}
    )
    table = table.mutate(**{f"a_{name}": table[f"x_{name}"].floor() for name in terms})
    table = table.mutate(**{f"x_{name}": (table[f"x_{name}"] - table[f"a_{name}"]) * _PIECE for name in terms})
    table = table.mutate(**{f"b_{name}": table[f"x_{name}"].floor() for name in terms})
    table = table.mutate(
        **{f"c_{name}": ((table[f"x_{name}"] - table[f"b_{name}"]) * _PIECE).floor() for name in terms}
    )
    sums = {}
    for name in terms:
        whole, first, second = (table[f"{piece}_{name}"].sum().cast("float64") for piece in "abc")
        sums[name] = whole + (first + second / _PIECE) / _PIECE
    return table, sums
