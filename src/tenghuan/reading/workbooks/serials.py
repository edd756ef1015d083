"""Days that a spreadsheet shows as numbers (45292 is 2024-01-01): read where sure, else a question for a person.

Spreadsheets count the days from 1899-12-30 and show the count where a column lost its date format.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tenghuan.reading.registers import RegisterField
from tenghuan.reading.workbooks import values

SERIAL, PLAIN = "日期序列数", "不按序列数"
CHOICES = (SERIAL, PLAIN)  # what a person may say of a date column, where amounts have their units
_ZERO = datetime.date(1899, 12, 30)  # 1 is 1900-01-01, with a leap day too many
_SURE = (29_221, 58_440)  # 1980-01-01 to 2059-12-31: no year and month is written with such five digits
_SOME = (10_000, 99_999)  # five digits: 20235 is a day of 1955 as well as May 2023
_WRITTEN = re.compile(r"\d{5}(?:\.\d+)?")


@dataclass(frozen=True)
class Counted:
    """Which cells (from 0) of a date column are counts of days: ``sure`` ones, and those that may be something else."""

    sure: tuple[int, ...]
    doubtful: tuple[int, ...]


def count(value: Any) -> int | None:
    """Return the days that a cell counts, a time of day dropped; None where it is no number of five digits."""
    if isinstance(value, float):
        found = math.floor(value) if math.isfinite(value) else -1
    elif isinstance(value, str) and _WRITTEN.fullmatch(value.strip()):
        found = int(value.strip()[:5])
    else:
        return None
    return found if _SOME[0] <= found <= _SOME[1] else None


def is_sure(days: int) -> bool:
    """Tell whether so many days are a day of 1980 to 2059."""
    return _SURE[0] <= days <= _SURE[1]


def day(days: int) -> str:
    """Return the day of a count as ISO text."""
    return (_ZERO + datetime.timedelta(days=days)).isoformat()


def counted(cells: Iterable[Any]) -> Counted:
    """Return which cells of a column are counts of days."""
    sure: list[int] = []
    doubtful: list[int] = []
    for at, cell in enumerate(cells):
        days = None if cell == "" else count(cell)
        if days is not None and values.date(cell) is None:
            (sure if is_sure(days) else doubtful).append(at)
    return Counted(tuple(sure), tuple(doubtful))


def parse_dates(item: RegisterField, cells: Sequence[Any], chosen: str | None) -> list[Any]:
    """Return the days of a date column, None where a cell gives none.

    Args:
        item: the field.
        cells: as they stand.
        chosen: what a person said of the column, one of :data:`CHOICES`; None: counts are days if all of them are sure.
    """
    found = values.parse_all(item, cells)
    if chosen == PLAIN:
        return found
    here = counted(cells)
    if here.doubtful and chosen != SERIAL:
        return found
    for at in (*here.sure, *here.doubtful):
        found[at] = day(count(cells[at]) or 0)
    return found


def told(cells: Sequence[Any]) -> tuple[str | None, str, str]:
    """Return of a date column (what to propose for it, what was seen, the question that is open); "" for none."""
    here = counted(cells)
    if here.doubtful:
        cell = values.text(cells[here.doubtful[0]])
        as_day = day(count(cells[here.doubtful[0]]) or 0)
        return (
            None,
            "",
            f"有 {len(here.doubtful)} 格是五位数（如 {cell}），可能是日期序列数（即 {as_day}），"
            "也可能是年月，请选定怎样读",
        )
    if not here.sure:
        return None, "", ""
    cell = values.text(cells[here.sure[0]])
    first, *rest = sorted({day(count(cells[at]) or 0) for at in here.sure})
    span = f"，共 {len(here.sure)} 格，{first} 至 {rest[-1]}" if rest else ""
    as_day = day(count(cells[here.sure[0]]) or 0)
    return SERIAL, f"的日期存成了序列数（如 {cell}），按 {as_day} 的方式读作日期{span}，请核对", ""
