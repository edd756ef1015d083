"""The officer's own workbook back: faulty cells coloured, a comment each, and a 问题清单 sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tenghuan.reading.workbooks import marks
from tenghuan.reading.workbooks.limits import Limits, default_limits
from tenghuan.reading.workbooks.values_copy import values_copy
from tenghuan.reading.workbooks.workbook import Workbook, open_workbook

if TYPE_CHECKING:
    from tenghuan.reading.checks import Fault

_BYTES_A_CELL = 40  # of XML, a plain cell with its tags


def annotate(
    original: bytes | Workbook, faults: Sequence[Fault], filename: str = "", limits: Limits | None = None
) -> bytes:
    """Return an .xlsx with the faults marked.

    An .xlsx keeps everything openpyxl keeps (values, formulas, formats, validations; not charts and drawings). An .xls,
    a .csv, and an .xlsx of more than ``annotate_cells`` cells or that openpyxl cannot load come back as a copy of
    their values, marked alike, written in bounded memory; the 问题清单 says so.

    Raises:
        InputFault: the original is refused (see ``open_workbook``).
    """
    limits = limits or (original.limits if isinstance(original, Workbook) else default_limits())
    workbook = original if isinstance(original, Workbook) else open_workbook(original, filename, limits, whole=False)
    if workbook.kind == "xlsx" and _fits(workbook, limits):
        try:
            return _marked(workbook, faults, limits)
        except Exception:  # noqa: S110 - openpyxl is stricter than calamine and raises whatever its parts raise
            pass
    return values_copy(workbook, faults, limits)


def _fits(workbook: Workbook, limits: Limits) -> bool:
    """Tell whether openpyxl may load the workbook; judged by size, for it takes some 700 bytes a cell."""
    with zipfile.ZipFile(workbook.path) as archive:
        unpacked = sum(e.file_size for e in archive.infolist() if e.filename.endswith(".xml"))
    return unpacked <= limits.annotate_cells * _BYTES_A_CELL


def _marked(workbook: Workbook, faults: Sequence[Fault], limits: Limits) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook.read_bytes()))
    if marks.LIST_SHEET in book.sheetnames:
        _unmark(book, limits)
    for name, cells in marks.by_cell(faults[: limits.annotate_faults]).items():
        if name in book.sheetnames:
            _mark(book[name], cells)
    _append_list(book, faults[: limits.list_faults])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _unmark(book: Any, limits: Limits) -> None:
    """Take off the marks of an earlier round, which its list names: what is mended must not come back red.

    The colour that a cell had before it was marked is not known any more; it is left without.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    listed = book[marks.LIST_SHEET].iter_rows(2, limits.list_faults + 1, 2, 3, values_only=True)
    for name, place in listed:
        if name not in book.sheetnames or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", str(place)):
            continue  # a fault of the whole sheet, or a line that the officer wrote
        cell = book[name][place]
        if isinstance(cell, MergedCell):
            cell = _top_left(book[name], cell)
        if cell.comment and cell.comment.author == marks.AUTHOR:
            own = marks.without(cell.comment.text)
            cell.comment = Comment(own, marks.AUTHOR) if own else None
            cell.fill = PatternFill()


def _mark(page: Any, cells: dict[str, list[Fault]]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {key: PatternFill("solid", start_color=colour) for key, colour in marks.COLOURS.items()}
    for name, group in cells.items():
        cell = page[name]
        if isinstance(cell, MergedCell):
            cell = _top_left(page, cell)
        cell.fill = fills[marks.colour(group)]
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + marks.comment(group), marks.AUTHOR, height=120, width=320)


def _top_left(page: Any, cell: Any) -> Any:
    """Return the cell that holds the value and style of the merged area ``cell`` lies in."""
    for area in page.merged_cells.ranges:
        if area.min_row <= cell.row <= area.max_row and area.min_col <= cell.column <= area.max_col:
            return page.cell(area.min_row, area.min_col)
    raise LookupError(cell.coordinate)


def _append_list(book: Any, faults: Sequence[Fault]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    if marks.LIST_SHEET in book.sheetnames:  # a workbook that came back once and is handed in again
        del book[marks.LIST_SHEET]
    page = book.create_sheet(marks.LIST_SHEET)
    for column, (text, width) in enumerate(zip(marks.HEADINGS, marks.WIDTHS, strict=True), start=1):
        page.cell(1, column, text).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    wrap = Alignment(wrap_text=True, vertical="top")
    for number, fault in enumerate(faults, start=1):
        for column, value in enumerate(marks.line(number, fault), start=1):
            cell = page.cell(number + 1, column, value)
            cell.alignment = wrap
            if isinstance(value, str):
                cell.data_type = "s"  # a message that begins with = is no formula
        if fault.cell and fault.sheet in book.sheetnames:
            place = page.cell(number + 1, 3)
            place.hyperlink = Hyperlink(ref=place.coordinate, location=f"{quote_sheetname(fault.sheet)}!{fault.cell}")
    page.freeze_panes = "A2"
