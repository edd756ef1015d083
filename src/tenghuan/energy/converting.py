"""Amounts of energy into standard coal on both bases and carbon dioxide, many rows at once and exact (§4.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenghuan.energy.factors import BASES, Basis, Factors, carriers

AMOUNT = pa.decimal128(18, 4)
FACTOR = pa.decimal128(14, 6)
RESULT = pa.decimal128(20, 4)
SCHEMA = pa.schema([("carrier", pa.string()), ("month", pa.int32()), ("amount", AMOUNT)])


def converted(rows: pa.Table, factors: Factors) -> pa.Table:
    """Return the rows with ``calorific``, ``equal_value`` (tce) and ``carbon`` (t), null where no factor holds.

    Each is amount × factor, rounded half up to four decimals. What is taken off the carbon account is negative there.

    Args:
        rows: of :data:`SCHEMA`; ``month`` as :func:`month_number`, ``amount`` in the carrier's unit. More columns stay.
        factors: those that hold.
    """
    names, months = pc.dictionary_encode(rows["carrier"]), pc.dictionary_encode(rows["month"])
    keys, days = _values(names), _values(months)
    at = _indices(names) * max(len(days), 1) + _indices(months)
    for basis in BASES:
        line = pa.array([_factor(factors, key, basis, day) for key in keys for day in days], type=FACTOR)
        product = pc.multiply(rows["amount"], line.take(pa.array(at)))
        rounded = pc.round(product, ndigits=4, round_mode="half_towards_infinity").cast(RESULT)
        rows = rows.append_column(basis, rounded)
    return rows


def _factor(factors: Factors, carrier: str, basis: Basis, month: int) -> Decimal | None:
    found = factors.find(carrier, basis, month)
    if found is None:
        return None
    off = basis == "carbon" and carriers()[carrier].kind == "deduction"
    return -found.value if off else found.value


def _values(encoded: pa.ChunkedArray) -> list[Any]:
    found: list[Any] = encoded.unify_dictionaries().chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
    return found


def _indices(encoded: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    chunks = [chunk.indices.to_numpy() for chunk in encoded.unify_dictionaries().chunks]
    return np.concatenate(chunks).astype(np.int64) if chunks else np.empty(0, dtype=np.int64)
