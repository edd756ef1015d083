"""The flat intermediate form: rows of a register as columns of values, every value with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from tenghuan.errors import InputFault
from tenghuan.reading.characters import fold
from tenghuan.reading.registers import Register, RegisterField, Unit
from tenghuan.reading.workbooks import values
from tenghuan.reading.workbooks.amounts import amounts
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.configuration import ColumnChoice, Configuration, unit_of
from tenghuan.reading.workbooks.grid import Cells
from tenghuan.reading.workbooks.months import with_years
from tenghuan.reading.workbooks.serials import parse_dates
from tenghuan.reading.workbooks.spread import unfold
from tenghuan.reading.workbooks.units import convert_by_row, units_only
from tenghuan.reading.workbooks.workbook import Sheet, Workbook, cell_name

_TOTAL = re.compile(r"^(全[市县区]|全部|本页)?(合计|总计|小计|累计|共计|总和)[::]?")
_COUNT = r"(共|计)?\d+[家户个宗项](企业|单位|项目)?"
# 东街道小计, 规上企业合计:, 小计(3家): the word ends what is said, and no enterprise is named so
_SUBTOTAL = re.compile(rf"^.{{0,30}}?(合计|总计|小计|共计|总和)(数|数据)?[::]?(\(?{_COUNT}\)?)?$")
# 西镇(1家), 东街道共12户企业
_COUNTED = re.compile(rf"^.{{1,20}}?(\({_COUNT}\)|共{_COUNT}|(镇|乡|街道|园区|开发区):?{_COUNT})$")
# a place alone where an enterprise should stand
_PLACE = re.compile(r"^.{1,14}(镇|乡|街道|办事处|园区|开发区|新区|管委会)[::]?$")
# 一、规上企业; (二)西镇
_SECTION = re.compile(
    r"^(?!.*(公司|厂|集团|合作社))(\(?[一二三四五六七八九十]+\)?[、.．]|\([一二三四五六七八九十]+\)).{1,30}$"
)
_GROUPS = (_SUBTOTAL, _COUNTED, _PLACE, _SECTION)
_FIGURE = re.compile(r"[\d.,%+-]+")
_NOTE = re.compile(
    r"^(注\d*|说明|备注|附注)([:：;、.。,，(（]|$)"
    r"|^(填表|填报|制表人|审核人|单位负责人|报送日期|数据来源|资料来源)"
    r"|^(负责人|联系人|联系电话|制表|审核|盖章|签字)([:：]|$)"
    r"|^以下(空白|无正文|无数据)$"
    r"|^(以上|本表)(数据|金额|均|所|单位|企业|为)"
)


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
        return {key: column.value(self.at) for key, column in self.rows.columns.items()}

    def __getitem__(self, key: str) -> Any:
        column = self.rows.columns.get(key)
        return None if column is None else column.value(self.at)

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
    _marks: dict[str, dict[int, set[int]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, at) for at in range(len(self.numbers)))

    def cell(self, at: int, key: str) -> str:
        """Return the name of the cell of field ``key`` in row ``at`` (from 0), "" for a constant or missing column."""
        column = self.columns.get(key)
        index = -1 if column is None else column.index_at(at)
        return "" if index < 0 else cell_name(self.numbers[at] - 1, index)

    def marked(self, what: Literal["formulas", "errors", "dates", "percents"], column: Column) -> list[int]:
        """Return the rows (from 0, ascending) whose cell in ``column`` is such a one in the sheet."""
        if what not in self._marks:
            lines: dict[int, set[int]] = {}
            for row, index in getattr(self.sheet, what):
                lines.setdefault(index, set()).add(row + 1)
            self._marks[what] = lines
        marks = self._marks[what]
        if column.indices:
            cells = zip(self.numbers, column.indices, strict=True)
            return [at for at, (number, index) in enumerate(cells) if number in marks.get(index, ())]
        own = marks.get(column.index)
        return [at for at, number in enumerate(self.numbers) if number in own] if own else []


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
        columns[item.key] = _column(sheet, kept, choice, item, unit)
        if item.percent:
            _shown_percents(sheet, kept, columns[item.key])
    for key, value in configuration.constants.items():
        item = register.field(key)
        columns[key] = _read(item, -1, None, [value] * len(kept))
    columns = with_years(register, columns)
    found = unfold(register, columns, [at + 1 for at in kept])
    convert_by_row(found.columns)
    # a sum below spread columns is of each of them, not of the value
    stated = [] if columns.keys() - found.columns.keys() else [(at + 1, _total(sheet, at, columns)) for at in totals]
    about = (workbook.filename, workbook.digest, sheet, register, configuration)
    return Rows(*about, found.numbers, found.columns, stated)


def _column(sheet: Sheet, kept: list[int], choice: ColumnChoice, item: RegisterField, unit: Unit | None) -> Column:
    index = choice.index
    raw = sheet.rows.column(index, np.array(kept, dtype=np.intp))
    if not item.numeric:
        raw = list(raw)
        _fill_merged(sheet, kept, index, raw)
    if item.type == "date":
        return Column(item, index, choice.unit, None, raw, parse_dates(item, raw, choice.unit))
    read = _read(item, index, unit, raw)
    return replace(read, unit=choice.unit) if item.units_by else read


def _shown_percents(sheet: Sheet, kept: list[int], column: Column) -> None:
    """Take a number that its cell shows in per cent as it is shown: 0.45 shown as 45% is 45."""
    shown = {row for row, index in sheet.percents if index == column.index}
    for place, row in enumerate(kept):
        value = column.value(place)
        if row in shown and value is not None and isinstance(column.raw[place], float):
            column.amounts[place] = float(Decimal(repr(value)) * 100)


def _read(item: RegisterField, index: int, unit: Unit | None, raw: Cells) -> Column:
    name, factor = (unit.name, unit.factor) if unit else (None, None)
    read = amounts(raw, item, factor) if item.numeric else values.parse_all(item, raw)
    return Column(item, index, name, factor, raw, read)


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
    used = sorted(c.index for c in configuration.columns) or [*range(sheet.width)]  # nothing chosen yet: all count
    if not configuration.register.of_enterprises:
        return _plain_rows(sheet, configuration, used)
    code = next((c.index for c in configuration.columns if c.field == "uscc"), None)
    names = next((c.index for c in configuration.columns if c.field == "name"), None)
    headings = [sheet.rows[at] for at in range(first - 1, min(last, len(sheet.rows)))]
    codes = sheet.rows.columns[code] if code is not None and code < len(sheet.rows.columns) else ()
    kept: list[int] = []
    totals: list[int] = []
    for at in range(last, len(sheet.rows)):
        if codes and type(written := codes[at]) is str and len(written) >= 10 and values.is_plain(written):
            kept.append(at)  # as _kind would say, without making the row
            continue
        row = sheet.rows[at]
        if all(i >= len(row) or values.is_blank(row[i]) for i in used):
            continue
        kind = _kind(row, headings, code, names)
        if kind == "row":
            kept.append(at)
        elif kind == "total":
            totals.append(at)
    return kept, totals


def _plain_rows(sheet: Sheet, configuration: Configuration, used: list[int]) -> tuple[list[int], list[int]]:
    """Return data rows and 合计 rows of a register whose key is its own: a row with a key is one, whatever it says."""
    first, last = configuration.header_rows
    key = [c.index for c in configuration.columns if c.field in configuration.register.key]
    headings = [sheet.rows[at] for at in range(first - 1, min(last, len(sheet.rows)))]
    kept: list[int] = []
    totals: list[int] = []
    for at in range(last, len(sheet.rows)):
        row = sheet.rows[at]
        if all(i >= len(row) or values.is_blank(row[i]) for i in used):
            continue
        written = [text for i in key if i < len(row) and (text := _compact(row[i]))]
        label = written[0] if written else _label(row)
        if _TOTAL.fullmatch(label) or _adds_up(row):
            totals.append(at)
        elif row in headings or (at == last and _numbered(row)) or _remark(row, label):
            continue
        else:
            kept.append(at)
    return kept, totals


def _adds_up(row: list[Any]) -> bool:
    """Tell a row in which nothing but figures stands beside 甘霖镇小计（7个）, in whatever column it stands."""
    cells = [_compact(value) for value in row if not values.is_blank(value)]
    texts = [text for text in cells if not _FIGURE.fullmatch(text) and text not in {"—", "/"}]
    return len(texts) == 1 and len(cells) > 1 and bool(_SUBTOTAL.match(texts[0]) or _COUNTED.match(texts[0]))


def _numbered(row: list[Any]) -> bool:
    return units_only([_compact(v) for v in row]) or (len([v for v in row if v != ""]) > 2 and _column_numbers(row))


def _remark(row: list[Any], label: str) -> bool:
    """Tell a note below the rows: its words stand alone."""
    return bool(_NOTE.match(label)) and sum(not values.is_blank(v) for v in row) == 1


def _label(row: list[Any]) -> str:
    """Return the first text of a row, without blanks (合 计 → 合计)."""
    for value in row:
        if isinstance(value, str) and (found := "".join(fold(value).split())):
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
    if _TOTAL.match(label) or _TOTAL.match(own) or _sums_up(row, written, own):
        return "total"
    if row in headings or (_NOTE.match(label) and (not own or own == label)):
        return "note"
    return "note" if units_only([_compact(v) for v in row]) or _column_numbers(row) else "row"


def _sums_up(row: list[Any], code: str, name: str) -> bool:
    """Tell a row that adds others up, or heads a group of them, by a word in any column: 东街道小计, 西镇（1家）, 西镇.

    A row that names an enterprise is none, whatever its remarks say.
    """
    named = [text for text in (code, name) if text]
    if not all(any(group.match(text) for group in _GROUPS) for text in named):
        return False
    cells = [_compact(value) for value in row if isinstance(value, str) and value]
    texts = [text for text in cells if text and not _FIGURE.fullmatch(text)]
    if any(_SUBTOTAL.match(text) or _COUNTED.match(text) for text in texts):
        return True
    alone = len(texts) == 1
    return any(_PLACE.match(text) or (alone and _SECTION.match(text)) for text in (texts if alone else named))


def _compact(value: Any) -> str:
    return "".join(fold(str(value)).split()) if value != "" else ""


def _column_numbers(row: list[Any]) -> bool:
    """Tell a line such as 甲 乙 1 2 3 or (1) (2) (3) that numbers the columns."""
    cells = [_compact(v).strip("()[]①②③④⑤⑥⑦⑧⑨⑩栏").removesuffix(".0") for v in row if v != ""]
    digits = [int(c) for c in cells if c.isascii() and c.isdigit() and len(c) < 4]
    named = sum(c in "甲乙丙丁戊己" for c in cells)
    in_order = all(b - a == 1 for a, b in pairwise(digits))
    return len(digits) >= 2 and digits[0] <= 2 and in_order and len(digits) + named == len(cells)
