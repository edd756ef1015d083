"""One field over all rows that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from tenghuan.reading.registers import RegisterField
from tenghuan.reading.workbooks.grid import Cells, Floats, Numbers, plain


@dataclass(frozen=True)
class Column:
    """One field over all rows.

    ``raw``: the cells as they are; ``read``: doubles of a numeric field (NaN: unknown), else a list of values or None,
    both in the base unit; ``index`` −1: a constant; ``indices``: where each row's cell stands in a column of its own.
    """

    field: RegisterField
    index: int
    unit: str | None
    factor: Decimal | None
    raw: Cells
    read: Floats | list[Any]
    indices: tuple[int, ...] = ()

    @property
    def amounts(self) -> Floats:
        """Return the values of a numeric field, NaN where unknown."""
        assert isinstance(self.read, np.ndarray)
        return self.read

    @property
    def values(self) -> list[Any]:
        """Return the values, None where unknown; of a numeric field they are made anew each time."""
        return plain(self.read)

    def index_at(self, at: int) -> int:
        """Return the column (from 0) of the cell that row ``at`` has, −1 for a constant."""
        return self.indices[at] if self.indices else self.index

    @cached_property
    def odd(self) -> Sequence[int]:
        """Return the rows whose cell is not a plain number: only these can be blank, text, a date, a failed formula."""
        if isinstance(self.raw, Numbers):
            return np.flatnonzero(~np.isfinite(self.raw.doubles)).tolist()
        return range(len(self.raw))

    @cached_property
    def unknown(self) -> list[int]:
        """Return the rows of which no value is known."""
        if isinstance(self.read, list):
            return [at for at, value in enumerate(self.read) if value is None]
        return np.flatnonzero(np.isnan(self.read)).tolist()

    def value(self, at: int) -> Any:
        """Return the value in row ``at``, None if unknown."""
        value = self.read[at]
        if isinstance(self.read, list):
            return value
        return None if value != value else float(value)
