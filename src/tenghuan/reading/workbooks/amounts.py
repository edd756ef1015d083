"""A column of numbers at once: the same values as cell by cell (``values.parser``), to the last digit."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tenghuan.reading.registers import RegisterField
from tenghuan.reading.workbooks import values
from tenghuan.reading.workbooks.grid import Cells, Floats, Numbers

PLACES = (2, 6)  # decimals tried: money and most else has two
_DIGITS = 1e15  # a whole number below it, divided by a power of ten, is one decimal and one double


def amounts(cells: Cells, item: RegisterField, factor: Decimal | None) -> Floats:
    """Return the values of a numeric field's cells in its base unit, NaN where the cell gives none.

    Args:
        cells: as they stand in the sheet.
        item: the field; its type is numeric.
        factor: of the unit that the column is written in, None for the base unit.
    """
    read = values.parser(item, factor)
    if isinstance(cells, Numbers):
        found, done = _scaled(cells.doubles, factor or Decimal(1))
        if item.type == "integer":
            done &= np.rint(cells.doubles) == cells.doubles
        rest = np.flatnonzero(~done).tolist()
    else:
        found, rest = np.empty(len(cells)), [*range(len(cells))]
    for at in rest:
        value = None if cells[at] == "" else read(cells[at])
        found[at] = np.nan if value is None else value
    return found


def _scaled(doubles: Floats, factor: Decimal) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the doubles × ``factor``, and where the product is sure to be the decimal product rounded once.

    Sure is a double that is a whole number n over a power of ten, n and n × the factor's digits below 10^15: then the
    product is one exact whole number over an exact power of ten, and a division rounds once.
    """
    _sign, digits, exponent = factor.normalize().as_tuple()
    assert isinstance(exponent, int)
    times = float(int("".join(map(str, digits))) * 10 ** max(exponent, 0))
    found, done = np.full(len(doubles), np.nan), np.zeros(len(doubles), dtype=bool)
    with np.errstate(invalid="ignore", over="ignore"):
        for places in PLACES:
            whole = np.rint(doubles * 10.0**places)
            sure = (whole / 10.0**places == doubles) & (np.abs(whole) * times < _DIGITS) & ~done
            found[sure] = whole[sure] * times / 10.0 ** (places + max(-exponent, 0))
            done |= sure
            if done.all():
                break
    return found, done
