"""Workbooks and CSV files as a grid: headings, columns, and where each row stood. Cells are not judged here."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.scoring.cells import BadCell, is_empty
from tenghuan.scoring.columns import key_of

if TYPE_CHECKING:
    from tenghuan.reading.workbooks import Limits, Sheet, Workbook

HEADING_ROWS = 20  # titles and units may stand above the headings


@dataclass(frozen=True)
class Wanted:
    """The column without which a row is not the row of headings: its name in messages, and what names it."""

    title: str
    named: Callable[[str], bool]


CODE = Wanted("统一社会信用代码", lambda heading: key_of(heading) == "uscc")


@dataclass(frozen=True)
class Grid:
    """Cells below the headings, column by column; ``places`` are the rows' numbers as the person sees them."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    places: tuple[int, ...]
    columns: tuple[list[Any], ...]


def _heading_row(rows: Sequence[Sequence[Any]], wanted: Wanted) -> int | None:
    """The first row that names the wanted column."""
    return next((at for at, row in enumerate(rows[:HEADING_ROWS]) if any(map(wanted.named, _headings(row)))), None)


def _headings(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if is_empty(cell) else str(cell) for cell in row)


def _grid(file: str, sheet: str, headings: tuple[str, ...], first: int, columns: Sequence[list[Any]]) -> Grid:
    """The grid without empty rows; ``first`` is the number of the first row of ``columns``."""
    filled = [at for at, row in enumerate(zip(*columns, strict=True)) if not all(map(is_empty, row))]
    chosen = tuple([column[at] for at in filled] for column in columns)
    return Grid(file, sheet, headings, tuple(first + at for at in filled), chosen)


def read_workbook(path: Path, wanted: Wanted = CODE) -> Grid:
    """The first sheet with a heading for the wanted column; the workbook is read in a process of its own.

    Raises:
        InputFault: not a workbook, hostile, too large (``limits.yaml``), or no such sheet.
    """
    # loads much that no other kind of file needs
    from tenghuan.reading.workbooks import open_workbook

    with open_workbook(path, limits=_limits()) as book:
        if book.kind != "xlsx":
            raise InputFault("不是 .xlsx 工作簿，或已损坏、加密", where=path.name, remedy="另存为 .xlsx 后重试")
        name = _right_sheet(book, wanted)
        return _of_sheet(book.sheet(name), path.name, wanted)


@cache
def _limits() -> Limits:
    from tenghuan.reading.workbooks import default_limits

    own = yaml.safe_load((files("tenghuan.scoring") / "limits.yaml").read_text(encoding="utf-8"))
    return default_limits().model_copy(update=own)


def _right_sheet(book: Workbook, wanted: Wanted) -> str:
    heads = {head.name: head for head in book.heads}
    for info in book.sheets:
        if info.name in heads and _heading_row(heads[info.name].rows[:HEADING_ROWS], wanted) is not None:
            return info.name
    raise InputFault(f"没有一张表含“{wanted.title}”列", where=book.filename, remedy="核对表头；数据表放在前面")


def _of_sheet(sheet: Sheet, file: str, wanted: Wanted) -> Grid:
    top = _heading_row(sheet.rows[:HEADING_ROWS], wanted)
    assert top is not None
    first = top + 1
    columns = [list(column)[first:] for column in sheet.rows.columns]
    error = BadCell("单元格是错误值（如 #REF!）", "更正公式，或填写数值；未知请留空")
    # it would read as empty, that is as unknown
    unmade = BadCell("公式没有计算结果", "用表格软件打开并保存一次，或粘贴为数值")
    marks = [(*place, unmade) for place in sheet.formulas] + [(*place, error) for place in sheet.errors]
    for row, column, bad in marks:
        if row >= first and column < len(columns) and (bad is error or columns[column][row - first] == ""):
            columns[column][row - first] = bad
    return _grid(file, sheet.name, _headings(sheet.rows[top]), first + 1, columns)


def read_csv(path: Path, wanted: Wanted = CODE) -> Grid:
    """A comma, semicolon or tab separated file in UTF-8 or GB18030.

    Raises:
        InputFault: another encoding, no heading for the wanted column, or a row longer than its headings.
    """
    text = _decoded(path)
    first = text[:10_000].partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputFault(f"CSV 读不通（{error}）", where=path.name, remedy="核对引号和换行") from error
    top = _heading_row(rows, wanted)
    if top is None:
        raise InputFault(f"没有“{wanted.title}”列", where=path.name, remedy="核对表头和分隔符")
    headings = _headings(rows[top])
    for place, row in enumerate(rows[top + 1 :], start=top + 2):
        if any(not is_empty(cell) for cell in row[len(headings) :]):
            raise InputFault(
                f"有 {len(row)} 列，多于表头的 {len(headings)} 列",
                where=f"{path.name} 第 {place} 行",
                remedy="含分隔符的文字须加引号",
            )
    body = [row[: len(headings)] for row in rows[top + 1 :]]
    # a first row as wide as the headings makes all columns
    columns = [list(column)[1:] for column in zip_longest([None] * len(headings), *body)] if body else []
    return _grid(path.name, "", headings, top + 2, columns or [[] for _ in headings])


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what spreadsheets call Unicode text
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputFault("CSV 的编码不是 UTF-8、GB18030 或 UTF-16", where=path.name, remedy="另存为 UTF-8")
