"""The officer's own workbook back: faulty cells coloured, a comment each, and a 问题清单 sheet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tenghuan.reading.workbooks.limits import Limits, default_limits
from tenghuan.reading.workbooks.values import printable
from tenghuan.reading.workbooks.workbook import Workbook, open_workbook

if TYPE_CHECKING:
    from tenghuan.reading.checks import Fault

LIST_SHEET = "问题清单"
AUTHOR = "数据核对"
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "waived": "DDDDDD"}
HEADINGS = ("序号", "工作表", "单元格", "栏目", "级别", "问题", "怎么改", "处数", "豁免理由")
_CELL_CHARACTERS = 32767  # what Excel allows
_MERGE_CELLS = 10000  # openpyxl makes an object for every cell of a merged area
_WIDTHS = (6, 16, 10, 18, 8, 60, 48, 8, 24)


def annotate(
    original: bytes | Workbook, faults: Sequence[Fault], filename: str = "", limits: Limits | None = None
) -> bytes:
    """Return an .xlsx with the faults marked.

    An .xlsx keeps everything openpyxl keeps (values, formulas, formats, validations; not charts and drawings); .xls
    and .csv come back as .xlsx with values alone. A workbook of more than ``annotate_cells`` cells is not loaded:
    a workbook with the 问题清单 alone comes back, in little memory whatever the size of the original.

    Raises:
        InputFault: the original is refused (see ``open_workbook``).
    """
    limits = limits or (original.limits if isinstance(original, Workbook) else default_limits())
    workbook = original if isinstance(original, Workbook) else open_workbook(original, filename, limits)
    names = {f.sheet for f in faults} & {s.name for s in workbook.sheets}
    note = f"原工作簿较大或格式特殊，未在原表上标注；请按下列位置在原文件“{workbook.filename}”中修改"
    book = _load(workbook) if _fits(workbook, names, limits) else None
    if book is None:
        return fault_list(faults, limits, note)
    by_sheet: dict[str, list[Fault]] = {}
    for fault in faults[: limits.annotate_faults]:
        by_sheet.setdefault(fault.sheet, []).append(fault)
    for name, group in by_sheet.items():
        if name in book.sheetnames:
            _mark(book[name], group)
    _append_list(book, faults[: limits.list_faults])
    stream = io.BytesIO()
    try:
        book.save(stream)
    except Exception:  # what a damaged part made of itself on loading
        return fault_list(faults, limits, note)
    return stream.getvalue()


def _fits(workbook: Workbook, names: Iterable[str], limits: Limits) -> bool:
    """Tell whether openpyxl may load the workbook: it takes some 50 bytes a byte of XML, so size is judged first."""
    if workbook.kind == "xlsx":
        import zipfile

        with zipfile.ZipFile(workbook.path) as archive:
            unpacked = sum(e.file_size for e in archive.infolist() if e.filename.endswith(".xml"))
        # a plain cell is some 30 to 40 bytes of XML
        return unpacked <= limits.annotate_cells * 40
    sheets = (workbook.sheet(name) for name in names)
    return sum(len(sheet.rows) * sheet.width for sheet in sheets) <= limits.annotate_cells


def _load(workbook: Workbook) -> Any:
    import openpyxl

    if workbook.kind == "xlsx":
        try:
            return openpyxl.load_workbook(io.BytesIO(workbook.read_bytes()))
        except Exception:  # openpyxl is stricter than calamine and raises whatever its parts raise
            return None
    book = openpyxl.Workbook()
    book.remove(book.active)
    for info in workbook.sheets:
        sheet = workbook.sheet(info.name)
        page = book.create_sheet(info.name[:31])
        for r, row in enumerate(sheet.rows, start=1):
            for c, value in enumerate(row, start=1):
                if value != "":
                    _put(page.cell(r, c), value)
        for (top, left), (bottom, right) in sheet.merged:
            if (bottom - top + 1) * (right - left + 1) <= _MERGE_CELLS:
                page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _put(cell: Any, value: Any) -> None:
    """Set a value; text that begins like a formula stays text."""
    if isinstance(value, str):
        value = printable(value)[:_CELL_CHARACTERS]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith("="):
            cell.quotePrefix = True


def _mark(page: Any, faults: Sequence[Fault]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {key: PatternFill("solid", start_color=colour) for key, colour in COLOURS.items()}
    by_cell: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.cell:
            by_cell.setdefault(fault.cell, []).append(fault)
    for name, group in by_cell.items():
        cell = page[name]
        if isinstance(cell, MergedCell):
            cell = _top_left(page, cell)
        worst = "error" if any(f.severity == "error" for f in group) else "warning"
        cell.fill = fills["waived" if all(f.waived for f in group) else worst]
        text = "\n".join(f"【{_level(f)}】{f.message}。{f.remedy}" for f in group)
        if cell.comment:
            text = f"{cell.comment.text}\n{text}"
        cell.comment = Comment(printable(text)[:2000], AUTHOR, height=120, width=320)


def _top_left(page: Any, cell: Any) -> Any:
    """Return the cell that holds the value and style of the merged area ``cell`` lies in."""
    for area in page.merged_cells.ranges:
        if area.min_row <= cell.row <= area.max_row and area.min_col <= cell.column <= area.max_col:
            return page.cell(area.min_row, area.min_col)
    raise LookupError(cell.coordinate)


def _level(fault: Fault) -> str:
    return "已豁免" if fault.waived else "错误" if fault.severity == "error" else "提醒"


def _line(number: int, fault: Fault) -> tuple[Any, ...]:
    place = fault.cell or "（整表）"
    return (
        *(number, fault.sheet, place, fault.label, _level(fault), fault.message, fault.remedy),
        *(fault.count, fault.waived),
    )


def _append_list(book: Any, faults: Sequence[Fault]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    if LIST_SHEET in book.sheetnames:  # a workbook that came back once and is handed in again
        del book[LIST_SHEET]
    page = book.create_sheet(LIST_SHEET)
    for column, (text, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True), start=1):
        page.cell(1, column, text).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    wrap = Alignment(wrap_text=True, vertical="top")
    for number, fault in enumerate(faults, start=1):
        for column, value in enumerate(_line(number, fault), start=1):
            cell = page.cell(number + 1, column)
            _put(cell, value)
            cell.alignment = wrap
        if fault.cell and fault.sheet in book.sheetnames:
            place = page.cell(number + 1, 3)
            place.hyperlink = Hyperlink(ref=place.coordinate, location=f"{quote_sheetname(fault.sheet)}!{fault.cell}")
    page.freeze_panes = "A2"


def fault_list(faults: Sequence[Fault], limits: Limits | None = None, note: str = "") -> bytes:
    """Return a workbook with the 问题清单 alone, written row by row in constant memory."""
    limits = limits or default_limits()
    with tempfile.TemporaryDirectory(prefix="tenghuan-") as folder:
        path = Path(folder) / "faults.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            page = book.add_worksheet(LIST_SHEET)
            for column, width in enumerate(_WIDTHS):
                page.set_column(column, column, width)
            lines: list[tuple[Any, ...]] = [(note,)] if note else []
            lines += [HEADINGS, *(_line(n, f) for n, f in enumerate(faults[: limits.list_faults], start=1))]
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    (page.write_string if isinstance(value, str) else page.write_number)(row, column, value)
        return path.read_bytes()
