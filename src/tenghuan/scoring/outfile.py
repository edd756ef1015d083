"""A list in a file, by its ending: ``.xlsx``, ``.csv`` or ``.parquet``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow as pa
import xlsxwriter

from tenghuan.errors import InputFault
from tenghuan.scoring import rowgroups

XLSX_ROWS = 1_048_575  # below the heading
ENDINGS = (".xlsx", ".csv", ".parquet")
Tables = Callable[[], Iterable[pa.Table]]


def write(path: str | Path, tables: Tables, columns: Sequence[str], *, few: Sequence[str], sheet: str) -> None:
    """Write a list by the ending of ``path``; a file that is there stays until the new one is whole.

    Args:
        path: where to.
        tables: gives the rows, at least one table, each a row group of a Parquet file.
        columns: their columns, in order.
        few: those with few different values.
        sheet: the name of the sheet of a workbook.

    Raises:
        InputFault: another ending, too many rows for a workbook, or a place that cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputFault(
            f"不能写 {path.suffix or '无扩展名'} 文件", where=str(path), remedy="用 .xlsx、.csv 或 .parquet"
        )
    part = path.with_name(f".{path.name}.part")
    try:
        if ending == ".parquet":
            # ends of columns help nobody find rows in a list by place
            rowgroups.write(part, tables(), use_dictionary=list(few), write_statistics=False)
        elif ending == ".csv":
            with part.open("w", encoding="utf-8", newline="") as file:
                write_csv(file, tables(), columns)
        else:
            _write_xlsx(part, tables(), columns, sheet)
        part.replace(path)
    except (OSError, duckdb.IOException, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputFault("结果文件写不进去", where=str(path), remedy="核对目录、权限和剩余空间") from error
    finally:
        part.unlink(missing_ok=True)


def write_csv(file: TextIO, tables: Iterable[pa.Table], columns: Sequence[str]) -> None:
    """Write the list as text; what a spreadsheet would take for a formula is made harmless."""
    # loads much that no other kind of file needs
    from tenghuan.reading.workbooks.raw.harmless import for_text_table

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in _plain_rows(tables):
        writer.writerow(map(for_text_table, row))


def too_long(rows: int) -> InputFault:
    """What is said of a list that no sheet holds."""
    return InputFault(f"{rows} 行超出工作表的上限 {XLSX_ROWS} 行", remedy="改用 .parquet 或 .csv")


def _write_xlsx(path: Path, tables: Iterable[pa.Table], columns: Sequence[str], name: str) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
        plain = book.add_format({"num_format": "0.0000"})
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, columns, bold)
        for at, row in enumerate(_plain_rows(tables), start=1):
            if at > XLSX_ROWS:
                raise too_long(at)
            for column, cell in enumerate(row):
                _write_cell(sheet, at, column, cell, plain)


def _plain_rows(tables: Iterable[pa.Table]) -> Iterator[tuple[Any, ...]]:
    for table in tables:
        yield from zip(*(column.to_pylist() for column in table.columns), strict=True)


def _write_cell(sheet: Any, row: int, column: int, cell: Any, number_format: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, float):
        sheet.write_number(row, column, cell, number_format)
    elif cell is not None:
        sheet.write_number(row, column, cell)
