"""Writing the sample workbooks: title, unit line, merged headings, rows, 合计, footnote; same input, same bytes."""

from __future__ import annotations

import csv
import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from tenghuan.reading.workbooks.raw.harmless import for_text_table
from tenghuan.sampling.facts import HEADINGS
from tenghuan.sampling.faults import FaultyGrid, Formula, Planted
from tenghuan.sampling.layouts import Layout, LayoutColumn

MARK = "示例数据"
_CREATED = datetime(2023, 1, 1)  # a fixed day: xlsxwriter would write the present moment
_TITLE_ROWS = 2
_FONT = "宋体"

Book: TypeAlias = Any  # xlsxwriter ships no types
Formats: TypeAlias = dict[str, Any]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _open(path: Path, title: str, *, constant_memory: bool = False) -> Book:
    # a sheet with merged headings is held in memory anyway; the long flat one is not
    options = {"constant_memory": constant_memory, "in_memory": not constant_memory}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title, "subject": MARK, "comments": f"{MARK}：企业均为虚构", "created": _CREATED})
    return book


def _formats(book: Book) -> Formats:
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    grid = {**base, "border": 1}
    head = {**grid, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True, "align": "center"}),
        "line": book.add_format(base),
        "right": book.add_format({**base, "align": "right"}),
        "head": book.add_format(head),
        "text": book.add_format(grid),
        "centre": book.add_format({**grid, "align": "center"}),
        "date": book.add_format({**grid, "num_format": "yyyy-mm-dd", "align": "center"}),
        "total": book.add_format({**grid, "bold": True, "align": "center"}),
        **{f"number{d}": book.add_format({**grid, "num_format": _number(d)}) for d in (0, 2, 4)},
        **{f"total{d}": book.add_format({**grid, "bold": True, "num_format": _number(d)}) for d in (0, 2, 4)},
    }


def _number(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _headings(sheet: Any, layout: Layout, top: int, form: Formats) -> None:
    depth, columns = layout.heading_rows, layout.columns
    sheet.set_row(top, 18)
    sheet.set_row(top + depth - 1, 30)
    start = 0
    while start < len(columns):
        group, end = columns[start].group, start
        while group and end + 1 < len(columns) and columns[end + 1].group == group:
            end += 1
        if group:
            _merge(sheet, (top, start), (top, end), group, form["head"])
            for at in range(start, end + 1):
                sheet.write_string(top + 1, at, columns[at].heading, form["head"])
        else:
            _merge(sheet, (top, start), (top + depth - 1, start), columns[start].heading, form["head"])
        start = end + 1


def _merge(sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str, style: Any) -> None:
    if first == last:
        sheet.write_string(*first, text, style)
    else:
        sheet.merge_range(*first, *last, text, style)


def _style(column: LayoutColumn, value: object, form: Formats) -> Any:
    if isinstance(value, date):
        return form["date"]
    if isinstance(value, str) or column.kind == "text":
        return form["text"]  # a code that became a number shows as 9.13E+17, as in Excel
    return form["centre"] if column.field == "seq" else form[f"number{column.decimals}"]


def _rows(sheet: Any, faulty: FaultyGrid, top: int, form: Formats) -> None:
    columns, special = faulty.grid.layout.columns, faulty.special
    for at, row in enumerate(faulty.grid.rows, start=top):
        for number, (column, value) in enumerate(zip(columns, row, strict=True)):
            style = _style(column, value, form)
            if special and (formula := special.get((at - top, number))):
                sheet.write_formula(at, number, formula.text.format(row=at + 1), style, formula.value)
            elif value is None:
                sheet.write_blank(at, number, None, style)
            elif isinstance(value, str):
                sheet.write_string(at, number, value, style)
            elif isinstance(value, date):
                sheet.write_datetime(at, number, datetime(value.year, value.month, value.day), style)
            else:
                sheet.write_number(at, number, value, style)


def _total(sheet: Any, faulty: FaultyGrid, row: int, form: Formats) -> None:
    layout = faulty.grid.layout
    for at in range(len(layout.columns)):
        sheet.write_blank(row, at, None, form["total"])
    sheet.write_string(row, layout.index("name"), "合计", form["total"])
    for at, value in faulty.totals().items():
        sheet.write_number(row, at, value, form[f"total{layout.columns[at].decimals}"])


def write_grid(path: Path, faulty: FaultyGrid, county: str, year: int) -> list[tuple[str, Planted]]:
    """Write one workbook; return the faults in it, each with its cell (A1)."""
    layout, rows = faulty.grid.layout, faulty.grid.rows
    names = {"county": county, "year": year}
    top, last = _TITLE_ROWS + layout.heading_rows, len(layout.columns) - 1
    with _open(path, layout.title.format(**names)) as book:
        form, sheet = _formats(book), book.add_worksheet(layout.sheet)
        for at, column in enumerate(layout.columns):
            sheet.set_column(at, at, column.width)
        sheet.merge_range(0, 0, 0, last, layout.title.format(**names), form["title"])
        sheet.set_row(0, 30)
        sheet.write_string(1, 0, f"填报单位：{layout.office.format(**names)}", form["line"])
        note = f"计量单位：{layout.unit}" if layout.unit else f"数据截止：{year}年12月31日"
        sheet.write_string(1, last, note, form["right"])
        _headings(sheet, layout, _TITLE_ROWS, form)
        _rows(sheet, faulty, top, form)
        end = top + len(rows)
        if layout.total:
            _total(sheet, faulty, end, form)
            end += 1
        sheet.write_string(end, 0, f"注：本表为{MARK}，所列企业均为虚构。", form["line"])
        sheet.freeze_panes(top, layout.index("name") + 1)
        _print_setup(sheet, top)
    total_row = top + len(rows)
    return [(xl_rowcol_to_cell(total_row if p.row < 0 else top + p.row, p.column), p) for p in faulty.planted]


def _print_setup(sheet: Any, top: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3, as wide tables are printed
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROWS, top - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def write_facts(path: Path, table: pa.Table) -> None:
    """Write the flat facts: headings in the first row, one row an enterprise and year, on a sheet 示例数据."""
    with _open(path, f"企业亩均评价数据（{MARK}）", constant_memory=True) as book:
        sheet, day = book.add_worksheet(MARK), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, len(HEADINGS) - 1, 12)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.write_row(0, 0, HEADINGS.values(), bold)
        columns = [table[key].to_pylist() for key in HEADINGS]
        for at, row in enumerate(zip(*columns, strict=True), start=1):
            for number, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_string(at, number, "是" if value else "否")
                elif isinstance(value, str):
                    sheet.write_string(at, number, value)
                elif isinstance(value, date):
                    sheet.write_datetime(at, number, datetime(value.year, value.month, value.day), day)
                elif value is not None:
                    sheet.write_number(at, number, value)


def write_facts_csv(path: Path, table: pa.Table) -> None:
    """Write the flat facts as CSV (UTF-8 with BOM, as Excel opens it), the same headings as :func:`write_facts`."""
    columns = [table[key].to_pylist() for key in HEADINGS]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        for row in zip(*columns, strict=True):
            writer.writerow([for_text_table("是" if v is True else "否" if v is False else v) for v in row])


def shown(value: object) -> str:
    """Return a fault's value as the manifest shows it."""
    if isinstance(value, Formula):
        return value.text
    return "" if value is None else str(value)
