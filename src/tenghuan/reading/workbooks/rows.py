"""The flat intermediate form: rows of a register as columns of values, every value with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register, RegisterField
from tenghuan.reading.workbooks import values
from tenghuan.reading.workbooks.configuration import Configuration, unit_of
from tenghuan.reading.workbooks.headings import units_only
from tenghuan.reading.workbooks.workbook import Position, Sheet, Workbook, cell_name

_TOTAL = re.compile(r"^(全[市县区]|全部|本页)?(合计|总计|小计|累计|共计|总和)[::]?")
_NOTE = re.compile(
    r"^(注\d*|说明|备注|附注)([:：;、.。,，(（]|$)"
    r"|^(填表|填报|制表人|审核人|单位负责人|报送日期|数据来源|资料来源)"
    r"|^(负责人|联系人|联系电话|制表|审核|盖章|签字)([:：]|$)"
    r"|^(以上|本表)(数据|金额|均|所|单位|企业|为)"
)


@dataclass(frozen=True)
class Column:
    """One field over all rows. ``values`` are in the base unit, ``raw`` as the cells are; ``index`` −1: a constant."""

    field: RegisterField
    index: int
    unit: str | None
    factor: Decimal | None
    raw: list[Any]
    values: list[Any]


@dataclass(frozen=True)
class Row:
    """One row; ``number`` is the row as Excel shows it, ``values`` field key → value in the base unit or None."""

    rows: Rows
    at: int

    @property
    def number(self) -> int:
        """Return the row number, from 1."""
        return self.rows.numbers[self.at]

    @property
    def values(self) -> dict[str, Any]:
        """Return field key → value."""
        return {key: column.values[self.at] for key, column in self.rows.columns.items()}

    def __getitem__(self, key: str) -> Any:
        column = self.rows.columns.get(key)
        return None if column is None else column.values[self.at]

    def cell(self, key: str) -> str:
        """Return the name of the cell a value came from, "" for a constant or a missing column."""
        return self.rows.cell(self.at, key)


@dataclass(frozen=True)
class Rows:
    """All rows read from one sheet: iterate for :class:`Row`, or use ``columns`` for speed. All lists align.

    ``totals`` are the 合计 rows that stand in the sheet, as (row number, field key → value in the base unit).
    """

    file: str
    digest: str
    sheet: Sheet
    register: Register
    configuration: Configuration
    numbers: list[int]
    columns: dict[str, Column]
    totals: list[tuple[int, dict[str, float]]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, at) for at in range(len(self.numbers)))

    def cell(self, at: int, key: str) -> str:
        """Return the name of the cell of field ``key`` in row ``at`` (from 0), "" for a constant or missing column."""
        column = self.columns.get(key)
        return "" if column is None or column.index < 0 else cell_name(self.numbers[at] - 1, column.index)

    def position(self, at: int, column: Column) -> Position:
        """Return the (row, column) from 0 in the sheet."""
        return self.numbers[at] - 1, column.index


def read_rows(workbook: Workbook, configuration: Configuration) -> Rows:
    """Read a sheet as ``configuration`` says; blank rows, repeated headings, 合计 rows and notes below are not rows.

    Raises:
        InputFault: the configuration does not fit the register, or the sheet cannot be read.
    """
    configuration.checked()
    register = configuration.register
    sheet = workbook.sheet(configuration.sheet)
    used = [c.index for c in configuration.columns]
    if not used:
        raise InputFault("没有任何一列对应到台账字段", where=configuration.sheet, remedy="请检查表头，或下载模板填写")
    kept, totals = data_rows(sheet, configuration)
    columns: dict[str, Column] = {}
    for choice in configuration.columns:
        item, unit = register.field(choice.field), unit_of(register, choice)
        read = values.parser(item, unit.factor if unit else None)
        raw = _cells(sheet, kept, choice.index)
        if not item.numeric:
            _fill_merged(sheet, kept, choice.index, raw)
        parsed = [None if v == "" else read(v) for v in raw]
        name, factor = (unit.name, unit.factor) if unit else (None, None)
        columns[item.key] = Column(item, choice.index, name, factor, raw, parsed)
    for key, value in configuration.constants.items():
        item = register.field(key)
        parsed = [values.parser(item, None)(value)] * len(kept)
        columns[key] = Column(item, -1, None, None, [value] * len(kept), parsed)
    stated = [(at + 1, _total(sheet, at, columns)) for at in totals]
    numbers = [at + 1 for at in kept]
    return Rows(workbook.filename, workbook.digest, sheet, register, configuration, numbers, columns, stated)


def _cells(sheet: Sheet, kept: list[int], index: int) -> list[Any]:
    rows = [sheet.rows[at] for at in kept]
    try:
        return [row[index] for row in rows]
    except IndexError:  # rows of a text table may be shorter than others
        return [row[index] if index < len(row) else "" for row in rows]


def _fill_merged(sheet: Sheet, kept: list[int], index: int, raw: list[Any]) -> None:
    """Give every row under a merged text cell its text; merged numbers stay in the first row (a check tells)."""
    if not sheet.merged:
        return
    places = {at: i for i, at in enumerate(kept)}
    for (top, left), (bottom, right) in sheet.merged:
        if bottom == top or not left <= index <= right or top not in places or left != index:
            continue
        for at in range(top + 1, min(bottom, kept[-1]) + 1):
            if at in places:
                raw[places[at]] = raw[places[top]]


def _total(sheet: Sheet, at: int, columns: dict[str, Column]) -> dict[str, float]:
    row, found = sheet.rows[at], {}
    for key, column in columns.items():
        if column.field.numeric and 0 <= column.index < len(row):
            value = values.parser(column.field, column.factor)(row[column.index])
            if value is not None:
                found[key] = value
    return found


def data_rows(sheet: Sheet, configuration: Configuration) -> tuple[list[int], list[int]]:
    """Return the indices (from 0) of data rows and of 合计 rows."""
    first, last = configuration.header_rows
    used = sorted(c.index for c in configuration.columns)
    code = next((c.index for c in configuration.columns if c.field == "uscc"), None)
    names = next((c.index for c in configuration.columns if c.field == "name"), None)
    headings = [sheet.rows[at] for at in range(first - 1, min(last, len(sheet.rows)))]
    kept: list[int] = []
    totals: list[int] = []
    for at in range(last, len(sheet.rows)):
        row = sheet.rows[at]
        if all(i >= len(row) or values.is_blank(row[i]) for i in used):
            continue
        kind = _kind(row, headings, code, names)
        if kind == "row":
            kept.append(at)
        elif kind == "total":
            totals.append(at)
    return kept, totals


def _label(row: list[Any]) -> str:
    """Return the first text of a row, without blanks (合 计 → 合计)."""
    for value in row:
        if isinstance(value, str) and (found := "".join(values.fold(value).split())):
            return found
    return ""


def _kind(row: list[Any], headings: list[list[Any]], code: int | None, names: int | None) -> str:
    """Tell a data row from a total, a note or a line of column numbers and units below the headings."""
    written = _compact(row[code]) if code is not None and code < len(row) else ""
    if len(written) >= 10 and written.isalnum() and not _NOTE.match(written):
        return "row"
    label = _label(row)
    if not label:
        return "numbers" if _column_numbers(row) else "row"
    own = _compact(row[names]) if names is not None and names < len(row) else ""
    if _TOTAL.match(label) or _TOTAL.match(own):
        return "total"
    if row in headings or (_NOTE.match(label) and (not own or own == label)):
        return "note"
    return "note" if units_only([_compact(v) for v in row]) or _column_numbers(row) else "row"


def _compact(value: Any) -> str:
    return "".join(values.fold(str(value)).split()) if value != "" else ""


def _column_numbers(row: list[Any]) -> bool:
    """Tell a line such as 甲 乙 1 2 3 or (1) (2) (3) that numbers the columns."""
    cells = [_compact(v).strip("()[]①②③④⑤⑥⑦⑧⑨⑩栏").removesuffix(".0") for v in row if v != ""]
    digits = [int(c) for c in cells if c.isascii() and c.isdigit() and len(c) < 4]
    named = sum(c in "甲乙丙丁戊己" for c in cells)
    in_order = all(b - a == 1 for a, b in pairwise(digits))
    return len(digits) >= 2 and digits[0] <= 2 and in_order and len(digits) + named == len(cells)
