"""The rows of a sheet on their way into the register, kept by columns: one object a row would be most of the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tenghuan.apps.enterprises import bulk
from tenghuan.reading.workbooks.grid import Floats, plain

PIECE = 5000  # rows unfolded at a time: bounds the memory
Values = list[Any] | Floats  # of a numeric field: doubles, NaN where unknown


class Line(NamedTuple):
    """One row: its number in the workbook and its values by field key in base units (``uscc`` is among them)."""

    number: int
    values: Mapping[str, Any]


class Table:
    """Rows by field: ``numbers`` in the workbook, and field key → values in base units, all of one length.

    Values are doubles with NaN for unknown, or a list with None for unknown. Every row has a code in ``uscc``.
    """

    def __init__(self, numbers: list[int], columns: Mapping[str, Values]) -> None:
        self.numbers, self.columns = numbers, columns

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Table:
        """Return the table of rows that come one by one."""
        rows = list(lines)
        keys = dict.fromkeys(key for row in rows for key in row.values)
        return cls([row.number for row in rows], {key: [row.values.get(key) for row in rows] for key in keys})

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, key: str) -> list[Any]:
        """Return a field's values, None where unknown; all None if there is no such column."""
        found = self.columns.get(key)
        return [None] * len(self) if found is None else plain(found)

    def amounts(self, key: str) -> Floats:
        """Return a numeric field's values, NaN where unknown."""
        found = self.columns.get(key)
        if isinstance(found, np.ndarray):
            return found
        return np.array([np.nan if value is None else float(value) for value in self.column(key)])

    def row(self, at: int) -> dict[str, Any]:
        """Return the known values of the row at ``at`` (from 0)."""
        values = {key: column[at] for key, column in self.columns.items()}
        known = {key: value for key, value in values.items() if value is not None and value == value}
        return {key: float(value) if isinstance(value, np.floating) else value for key, value in known.items()}

    def texts(self) -> Iterator[str]:
        """Yield the known values of each row as JSON."""
        keys = [*self.columns]
        for start in range(0, len(self), PIECE):
            columns = [plain(column[start : start + PIECE]) for column in self.columns.values()]
            whole = not any(None in column for column in columns)
            for row in zip(*columns, strict=True):
                values = dict(zip(keys, row, strict=True))
                if not whole:
                    values = {key: value for key, value in values.items() if value is not None}
                yield bulk.as_json(values)
