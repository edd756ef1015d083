"""Workbooks and CSV files as a grid: headings, rows, and where each row stood. Cells are not judged here."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse
from python_calamine import CalamineWorkbook

from tenghuan.errors import InputFault
from tenghuan.scoring.cells import is_empty
from tenghuan.scoring.columns import key_of

MAX_UNPACKED = 2_000_000_000  # bytes of a workbook once unzipped
MAX_SHEETS = 500
HEADING_ROWS = 20  # titles and units may stand above the headings
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Grid:
    """Cells below the headings; ``places`` are the rows' numbers as the person sees them."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    places: list[int]
    rows: list[list[Any]]


def _grid(file: str, sheet: str, cells: list[list[Any]]) -> Grid | None:
    """The grid below the first row that names the credit code; None if no row does."""
    for at, row in enumerate(cells[:HEADING_ROWS]):
        headings = tuple("" if is_empty(cell) else str(cell) for cell in row)
        if "uscc" not in map(key_of, headings):
            continue
        body = [(at + 2 + number, cells_) for number, cells_ in enumerate(cells[at + 1 :])]
        filled = [(place, cells_) for place, cells_ in body if not all(map(is_empty, cells_))]
        return Grid(file, sheet, headings, [place for place, _ in filled], [cells_ for _, cells_ in filled])
    return None


def read_workbook(path: Path) -> Grid:
    """The first sheet with a heading for the credit code.

    Raises:
        InputFault: not a workbook, too large, no such sheet, or formulas that were never computed.
    """
    _check_package(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            if len(book.sheet_names) > MAX_SHEETS:
                raise InputFault(f"工作表超过 {MAX_SHEETS} 张", where=path.name, remedy="只保留评价数据表")
            for number, sheet in enumerate(book.sheet_names):
                cells = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
                grid = _grid(path.name, sheet, cells)
                if grid is not None:
                    _check_formulas(path)
                    return grid
    except InputFault:
        raise
    except Exception as error:  # calamine raises several kinds for broken packages
        raise InputFault(f"工作簿读不开（{error}）", where=path.name, remedy="用表格软件另存为 .xlsx 后重试") from error
    raise InputFault("没有一张表含“统一社会信用代码”列", where=path.name, remedy="核对表头")


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(item.file_size for item in package.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputFault("不是 .xlsx 工作簿，或已损坏、加密", where=path.name, remedy="另存为 .xlsx 后重试") from error
    if unpacked > MAX_UNPACKED:
        raise InputFault("工作簿解压后过大", where=path.name, remedy="改用 .parquet，或拆分文件")


def _check_formulas(path: Path) -> None:
    """A formula without a stored result would read as empty, that is as unknown: refuse it instead."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            if b"<f" not in package.read(name):
                continue
            with package.open(name) as stream:
                for _, cell in iterparse(stream):
                    if cell.tag == f"{_MAIN}c":
                        _check_formula(path, cell)
                    if cell.tag == f"{_MAIN}row":
                        cell.clear()


def _check_formula(path: Path, cell: Any) -> None:
    value = cell.find(f"{_MAIN}v")
    if cell.find(f"{_MAIN}f") is not None and (value is None or value.text is None):
        raise InputFault(
            f"单元格 {cell.get('r')} 的公式没有计算结果",
            where=path.name,
            remedy="用表格软件打开并保存一次，或把公式粘贴为数值",
        )


def read_csv(path: Path) -> Grid:
    """A comma, semicolon or tab separated file in UTF-8 or GB18030.

    Raises:
        InputFault: another encoding, no heading for the credit code, or a row longer than its headings.
    """
    text = _decoded(path)
    first = text[:10_000].partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputFault(f"CSV 读不通（{error}）", where=path.name, remedy="核对引号和换行") from error
    grid = _grid(path.name, "", rows)
    if grid is None:
        raise InputFault("没有“统一社会信用代码”列", where=path.name, remedy="核对表头和分隔符")
    for place, row in zip(grid.places, grid.rows, strict=True):
        if any(not is_empty(cell) for cell in row[len(grid.headings) :]):
            raise InputFault(
                f"有 {len(row)} 列，多于表头的 {len(grid.headings)} 列",
                where=f"{path.name} 第 {place} 行",
                remedy="含分隔符的文字须加引号",
            )
    return grid


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputFault("CSV 的编码既不是 UTF-8 也不是 GB18030", where=path.name, remedy="另存为 UTF-8")


def columns_of(grid: Grid) -> Iterator[tuple[str, list[Any]]]:
    """Heading and cells of each column, short rows filled with nothing."""
    width = len(grid.headings)
    padded = [row if len(row) >= width else row + [None] * (width - len(row)) for row in grid.rows]
    for at, heading in enumerate(grid.headings):
        yield heading, [row[at] for row in padded]
