"""A marked copy of a workbook's values, written row by row: for .xls, .csv and workbooks too large for openpyxl."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tenghuan.reading.workbooks import marks
from tenghuan.reading.workbooks.grid import Value
from tenghuan.reading.workbooks.limits import Limits, default_limits
from tenghuan.reading.workbooks.raw.harmless import STARTERS
from tenghuan.reading.workbooks.values import printable
from tenghuan.reading.workbooks.workbook import Sheet, Workbook, cell_name

if TYPE_CHECKING:
    from tenghuan.reading.checks import Fault

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NAME_CHARACTERS = 31
_COLUMN_WIDTH = 14


def values_copy(workbook: Workbook, faults: Sequence[Fault], limits: Limits) -> bytes:
    """Return the sheets' values as .xlsx with faulty cells coloured and commented, and the 问题清单.

    Memory: one sheet's values at a time. Formats, formulas and merges of the original are not in the copy.
    """
    cells = marks.by_cell(faults[: limits.annotate_faults])
    note = f"本文件是“{workbook.filename}”的数值副本（原文件为 .xls、.csv 或较大，格式和公式未保留），问题已标注"
    with tempfile.TemporaryDirectory(prefix="tenghuan-") as folder:
        path = Path(folder) / "copy.xlsx"
        with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
            formats = _formats(book)
            taken = {marks.LIST_SHEET}
            for info in workbook.sheets:
                if info.name != marks.LIST_SHEET:
                    page = book.add_worksheet(_name(info.name, taken))
                    _write_sheet(page, workbook.sheet(info.name), cells.get(info.name, {}), formats)
            _write_list(book, faults[: limits.list_faults], note)
        return path.read_bytes()


def fault_list(faults: Sequence[Fault], limits: Limits | None = None, note: str = "") -> bytes:
    """Return a workbook with the 问题清单 alone."""
    limits = limits or default_limits()
    with tempfile.TemporaryDirectory(prefix="tenghuan-") as folder:
        path = Path(folder) / "faults.xlsx"
        with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
            _write_list(book, faults[: limits.list_faults], note)
        return path.read_bytes()


def _name(name: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and that no other has."""
    plain = (_FORBIDDEN.sub("_", printable(name)).strip() or "Sheet")[:_NAME_CHARACTERS]
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: _NAME_CHARACTERS - 4]}_{number}"
    taken.add(found.casefold())
    return found


def _formats(book: Any) -> dict[tuple[str, str], Any]:
    """Return a format for every colour ("" for none) and kind of value."""
    numbers = {"plain": "General", "text": "@", "date": "yyyy-mm-dd"}
    return {
        (colour, kind): book.add_format(
            {"num_format": shown, **({"bg_color": f"#{marks.COLOURS[colour]}"} if colour else {})}
        )
        for colour in ("", *marks.COLOURS)
        for kind, shown in numbers.items()
    }


def _write_sheet(page: Any, sheet: Sheet, cells: dict[str, list[Fault]], formats: dict[tuple[str, str], Any]) -> None:
    page.set_column(0, max(sheet.width - 1, 0), _COLUMN_WIDTH)
    marked: dict[int, set[int]] = {}
    for r, c in _positions(cells):
        marked.setdefault(r, set()).add(c)
    for r, row in enumerate(sheet.rows):
        special = marked.get(r, set())
        for c, value in enumerate(row):
            if c not in special:
                _write(page, r, c, value, (r, c) in sheet.dates, "", formats)
        for c in sorted(special):
            group = cells[cell_name(r, c)]
            value = row[c] if c < len(row) else ""
            _write(page, r, c, value, (r, c) in sheet.dates, marks.colour(group), formats)
            page.write_comment(r, c, marks.comment(group), {"author": marks.AUTHOR, "x_scale": 2.5})


def _positions(cells: dict[str, list[Fault]]) -> list[tuple[int, int]]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    return [xl_cell_to_rowcol(name) for name in cells]


def _write(page: Any, r: int, c: int, value: Value, is_date: bool, colour: str, formats: Any) -> None:
    if value == "":
        if colour:
            page.write_blank(r, c, None, formats[colour, "plain"])
    elif is_date and (moment := _moment(str(value))):
        page.write_datetime(r, c, moment, formats[colour, "date"])
    elif isinstance(value, str):
        kind = "text" if value.startswith(STARTERS) or value.isdigit() else "plain"
        page.write_string(r, c, printable(value), formats[colour, kind])
    elif isinstance(value, bool):
        page.write_boolean(r, c, value, formats[colour, "plain"])
    else:
        page.write_number(r, c, value, formats[colour, "plain"])


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year >= 1900 else None  # where Excel's calendar begins


def _write_list(book: Any, faults: Sequence[Fault], note: str) -> None:
    page = book.add_worksheet(marks.LIST_SHEET)
    for column, width in enumerate(marks.WIDTHS):
        page.set_column(column, column, width)
    lines: list[tuple[Any, ...]] = [(printable(note),)] if note else []
    lines += [marks.HEADINGS, *(marks.line(n, f) for n, f in enumerate(faults, start=1))]
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            (page.write_string if isinstance(value, str) else page.write_number)(row, column, value)
