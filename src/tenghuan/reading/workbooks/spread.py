"""One value spread over several columns (1月 … 12月): which heading is which, and the rows that they are read as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tenghuan.errors import InputFault
from tenghuan.reading.characters import fold
from tenghuan.reading.registers import Register
from tenghuan.reading.workbooks import units, values
from tenghuan.reading.workbooks.columns import Column

_NUMERALS = {name: n for n, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)}
# 1月, 01月份, 三月, 2026年3月, 2026.03, 2026-03-01 (a day that its cell shows as a month); never 1-3月
_YEAR = r"(?:(?:19|20)\d{2}[年.\-/])?"
_MONTH = re.compile(rf"{_YEAR}(?:0?(\d{{1,2}})|([一二三四五六七八九十]{{1,2}}))月份?")
_SHORT = re.compile(r"(?:19|20)\d{2}[.\-/](\d{1,2})(?:[\-/]0?1)?")


def key_of(levels: Sequence[str], register: Register) -> str | None:
    """Return the key of the spread column under these headings (the top one first), None if it is none."""
    if not register.spread:
        return None
    words = [_word(level) for level in levels if level]
    return next((key for word in reversed(words) for key, one in register.spread.items() if _is(word, one)), None)


def _word(level: str) -> str:
    return "".join(units.split_unit(fold(level))[0].split())


def _is(word: str, one: str | int) -> bool:
    return word == fold(one) if isinstance(one, str) else month(word) == one


def month(word: str) -> int | None:
    """Return the month that a heading is of, None if it is of none or of several."""
    if found := _MONTH.fullmatch(word):
        number = int(found[1]) if found[1] else _NUMERALS.get(found[2], 0)
    elif found := _SHORT.fullmatch(word):
        number = int(found[1])
    else:
        return None
    return number if 1 <= number <= 12 else None


@dataclass(frozen=True)
class Unfolded:
    """Columns and row numbers after each spread cell became a row of its own."""

    columns: dict[str, Column]
    numbers: list[int]


def unfold(register: Register, columns: Mapping[str, Column], numbers: list[int]) -> Unfolded:
    """Make a row of every spread cell in which something stands; the other columns repeat.

    Raises:
        InputFault: the sheet has the value, or what it is of, in a column of its own as well.
    """
    spread = [key for key in register.spread if key in columns]
    if register.wide is None or not spread:
        return Unfolded(dict(columns), numbers)
    value, across = register.field(register.wide.value), register.field(register.wide.across)
    hold_one_way(register, columns)
    cells = [(place, key) for place in range(len(numbers)) for key in spread if not _nothing(columns[key].raw[place])]
    places = [place for place, _key in cells]
    found = {key: _repeated(column, places) for key, column in columns.items() if key not in spread}
    first = columns[spread[0]]
    found[value.key] = replace(
        first,
        field=value,
        raw=[columns[key].raw[place] for place, key in cells],
        read=np.array([columns[key].amounts[place] for place, key in cells], dtype=float),
        indices=tuple(columns[key].index for _place, key in cells),
    )
    named: list[Any] = [register.spread[key] for _place, key in cells]
    read: Any = np.array(named, dtype=float) if across.numeric else named
    found[across.key] = Column(across, -1, None, None, [float(n) if isinstance(n, int) else n for n in named], read)
    return Unfolded(found, [numbers[place] for place in places])


def hold_one_way(register: Register, keys: Mapping[str, Any] | Sequence[str]) -> None:
    """Refuse a sheet that gives a value in spread columns and in one of its own.

    Raises:
        InputFault: it does.
    """
    if register.wide is None or not any(key in keys for key in register.spread):
        return
    for key in (register.wide.value, register.wide.across):
        if key in keys:
            label = register.field(key).label
            raise InputFault(
                f"既有分月（分项）列，又有“{label}”列", remedy=f"按分月（分项）读的，请把“{label}”列改为“（不读）”"
            )


def _nothing(raw: Any) -> bool:
    """Tell a cell of a month of which nothing is known: it is left out, never taken for zero."""
    return values.is_blank(raw) or values.placeholder(raw)


def _repeated(column: Column, places: list[int]) -> Column:
    raw = [column.raw[at] for at in places]
    if isinstance(column.read, list):
        return replace(column, raw=raw, read=[column.read[at] for at in places])
    return replace(column, raw=raw, read=column.read[np.array(places, dtype=np.intp)])
