"""Workbooks and CSV files as a grid: headings, columns, and where each row stood. Cells are not judged here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.scoring.cells import BadCell, PercentCell, is_empty
from tenghuan.scoring.columns import key_of

if TYPE_CHECKING:
    from tenghuan.reading.workbooks import Limits, Sheet, Workbook

SHOWN = 10  # rows listed in a note
HEADING_ROWS = 20  # titles and units may stand above the headings


class NoSheetError(InputFault):
    """No sheet of a workbook has a heading for the wanted column."""


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
    notes: tuple[str, ...] = ()


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


def read_file(path: Path, wanted: Wanted = CODE) -> Grid:
    """A workbook, web page or XML spreadsheet, or a text table: by its content, whatever its name ends in.

    Of a workbook it is the first sheet with a heading for the wanted column, read in a process of its own.

    Raises:
        InputFault: not a workbook, hostile, too large (``limits.yaml``), or no such sheet.
    """
    # loads much that no other kind of file needs
    from tenghuan.reading.workbooks import open_workbook

    if _is_text_table(path):
        return read_csv(path, wanted)
    with open_workbook(path, limits=_limits()) as book:
        name = _right_sheet(book, wanted)
        return _of_sheet(book.sheet(name), path.name, wanted)


def _is_text_table(path: Path) -> bool:
    from tenghuan.reading.workbooks.raw.refusal import Refusal
    from tenghuan.reading.workbooks.raw.sniff import HEAD, recognise

    with path.open("rb") as stream:
        head = stream.read(HEAD)
    try:
        return bool(head) and recognise(head) == "csv"
    except Refusal as refusal:
        raise InputFault(refusal.message, where=path.name, remedy=refusal.remedy) from refusal


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
    raise NoSheetError(f"没有一张表含“{wanted.title}”列", where=book.filename, remedy="核对表头；数据表放在前面")


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
    for row, column in sheet.percents:
        if row >= first and column < len(columns) and isinstance(columns[column][row - first], float):
            columns[column][row - first] = PercentCell(
                "是百分数格式，这一栏不是百分比",
                "设为常规格式，填这一栏计量单位的数",
                columns[column][row - first],
            )
    return _grid(file, sheet.name, _headings(sheet.rows[top]), first + 1, columns)


def read_csv(path: Path, wanted: Wanted = CODE) -> Grid:
    """A text table in any encoding and flavour that the reading room knows (``raw.delimited``).

    Raises:
        InputFault: another encoding, no heading for the wanted column, or a row longer than its headings.
    """
    rows = _text_rows(path)
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
    grid = _grid(path.name, "", headings, top + 2, columns or [[] for _ in headings])
    short = [
        top + 2 + at for at, row in enumerate(body) if 0 < len(row) < len(headings) and not all(map(is_empty, row))
    ]
    return replace(grid, notes=_short_note(short))


def _short_note(places: list[int]) -> tuple[str, ...]:
    if not places:
        return ()
    listed = "、".join(map(str, places[:SHOWN])) + ("……" if len(places) > SHOWN else "")
    return (f"第 {listed} 行的格数少于表头，缺的按未知处理",)


def _text_rows(path: Path) -> list[list[str]]:
    from tenghuan.reading.workbooks.raw import delimited
    from tenghuan.reading.workbooks.raw.decoding import decode
    from tenghuan.reading.workbooks.raw.refusal import Refusal

    try:
        mark, text = delimited.separated(decode(path.read_bytes()))
    except Refusal as refusal:
        raise InputFault(refusal.message, where=path.name, remedy=refusal.remedy) from refusal
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        return [[delimited.plain(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise InputFault(f"CSV 读不通（{error}）", where=path.name, remedy="核对引号和换行") from error
