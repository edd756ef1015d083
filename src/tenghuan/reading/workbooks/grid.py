"""A sheet's cells by columns, seen as rows where rows are wanted: a column of numbers is an array, not objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Value = str | int | float | bool
Floats = NDArray[np.float64]


def plain(values: Floats | list[Any]) -> list[Any]:
    """Return values as objects, None for NaN."""
    if isinstance(values, list):
        return values
    found: list[Any] = values.tolist()
    for at in np.flatnonzero(np.isnan(values)).tolist():
        found[at] = None
    return found


class Numbers(Sequence[Any]):
    """Cells of a column that are mostly numbers: doubles, and the other cells (texts, blanks) by their position.

    ``doubles`` is NaN where another cell stands; where it is not finite and no other cell stands, the cell says so.
    """

    __slots__ = ("doubles", "others")

    def __init__(self, doubles: Floats, others: dict[int, Any]) -> None:
        self.doubles, self.others = doubles, others

    def __len__(self) -> int:
        return len(self.doubles)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        at = at if at >= 0 else at + len(self)
        return self.others[at] if at in self.others else float(self.doubles[at])

    def __iter__(self) -> Iterator[Any]:
        if not self.others:
            return iter(self.doubles.tolist())
        cells: list[Any] = self.doubles.tolist()
        for at, value in self.others.items():
            cells[at] = value
        return iter(cells)

    def take(self, places: NDArray[np.intp]) -> Numbers:
        """Return the cells at ``places`` (ascending)."""
        where = np.searchsorted(places, list(self.others)).tolist() if self.others else ()
        others = {
            new: value
            for new, (at, value) in zip(where, self.others.items(), strict=True)
            if new < len(places) and places[new] == at
        }
        return Numbers(self.doubles[places], others)


Cells = list[Any] | Numbers


class Grid(Sequence[list[Any]]):
    """The rows of a sheet, all of one width; "" is an empty cell. Made row by row from columns when asked for."""

    __slots__ = ("columns", "height")

    def __init__(self, height: int, columns: Sequence[Cells]) -> None:
        self.height, self.columns = height, columns

    @classmethod
    def unpack(cls, height: int, columns: Sequence[Any]) -> Grid:
        """Return the grid of what the reading process (``raw.columns.cut``) or :meth:`pack` gave."""
        return cls(height, [_unpack(column) for column in columns])

    def pack(self) -> list[Any]:
        """Return the columns as plain values that marshal writes."""
        return [column if isinstance(column, list) else _pack(column) for column in self.columns]

    def column(self, index: int, places: NDArray[np.intp]) -> Cells:
        """Return a column's cells at ``places`` (ascending); a column beyond the width is empty."""
        if index >= len(self.columns):
            return [""] * len(places)
        cells = self.columns[index]
        if isinstance(cells, Numbers):
            return cells.take(places)
        return [cells[at] for at in places.tolist()]

    def __len__(self) -> int:
        return self.height

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]  # how Python says: not hashable

    @overload
    def __getitem__(self, at: int) -> list[Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[list[Any]]: ...
    def __getitem__(self, at: int | slice) -> list[Any] | list[list[Any]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self.height))]
        if not -self.height <= at < self.height:
            raise IndexError(at)
        return [column[at] for column in self.columns]

    def __iter__(self) -> Iterator[list[Any]]:
        if not self.columns:
            return iter([[] for _ in range(self.height)])
        return map(list, islice(zip(*self.columns, strict=True), self.height))


def _unpack(column: Any) -> Cells:
    if isinstance(column, list):
        return column
    doubles, places, others = column
    return Numbers(np.frombuffer(doubles), dict(zip(places, others, strict=True)))


def _pack(column: Numbers) -> tuple[bytes, list[int], list[Any]]:
    return column.doubles.tobytes(), list(column.others), list(column.others.values())
