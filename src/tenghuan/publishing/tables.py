"""One table, two faces: the same columns and rows are shown on a page and written to a workbook."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import xlsxwriter

from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.publishing.signs import kept

Kind = Literal["text", "number", "percent", "date", "lamp"]
LONGEST = 32_767  # signs that a cell holds; a workbook keeps no more
LINE_HEIGHT, HIGHEST = 18, 405  # points; a workbook's rows are never higher than 409
MOMENT, MOMENT_WIDTH = "yyyy-mm-dd hh:mm", 17  # a narrower column would show only ####
FIRST = 3  # the line of the first row, below title, note and heading
WIDE_FROM = 0x2E7F  # signs from here on are as wide as two letters
EXACT_AT_MOST = 4  # decimals of what is exact, as on pages
CHINA = ZoneInfo("Asia/Shanghai")  # workbooks know no time zone: times are written as clocks in China show them
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones run in Chinese spreadsheets


@dataclass(frozen=True)
class Column:
    """A column: key into the row, heading, unit (shown in the heading), kind (alignment and format), digits.

    Rows are mappings or objects: ``value`` reads the cell from a row (by default the key, ``__`` leads on to what a
    row points to), ``link`` gives the address behind it. ``sort`` is the lookup by which a database orders the
    column, "" where it cannot. ``shown``: whether the column stands on the page unless somebody chose otherwise.
    ``fixed``: exactly ``digits`` decimals all the way down, of what is exact too (methodology2 §14.9); rounded half up
    where it is shown, never before.
    """

    key: str
    label: str
    unit: str = ""
    kind: Kind = "text"
    digits: int = 2
    width: int = 14
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str | None] | None = None
    sort: str = ""
    shown: bool = True
    fixed: bool = False

    @property
    def heading(self) -> str:
        """The heading with its unit in brackets."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    def of(self, row: Any) -> Any:
        """Return the value of this column's cell in a row, None where it is empty."""
        if self.value is not None:
            return self.value(row)
        if isinstance(row, Mapping):
            return row.get(self.key)
        return _follow(row, self.key)

    def worded(self, row: Any) -> Any:
        """Return the value as a file says it: a lamp by its word."""
        value = self.of(row)
        return LAMP_WORDS.get(str(value), "") if self.kind == "lamp" else value


def _follow(row: Any, key: str) -> Any:
    """Read an attribute path; a choice gives its word, a method its result."""
    found = row
    for step in key.split("__"):
        if found is None:
            return None
        word = getattr(found, f"get_{step}_display", None)
        found = word() if word is not None else getattr(found, step)
    return found


@dataclass(frozen=True)
class Plot:
    """That a workbook draws bars beside a table: its first column labels them, so many columns after it are series."""

    series: int


@dataclass(frozen=True)
class Table:
    """Rows are mappings by column key, or objects.

    ``note`` is printed under the title (source, 示例数据, 本地参数（待核实）).
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    note: str = ""
    links: dict[str, str] = field(default_factory=dict)  # column key → row key that holds its address
    plot: Plot | None = None


def to_xlsx(table: Table) -> bytes:
    """Return the table as a workbook: title, note, frozen heading row with filter, numbers as numbers."""
    return to_book({"数据": table})


def to_book(sheets: Mapping[str, Table]) -> bytes:
    """Return several tables as one workbook, a sheet each under its name (at most 31 characters)."""
    stream = io.BytesIO()
    write_book(stream, sheets)
    return stream.getvalue()


def write_book(target: BinaryIO, sheets: Mapping[str, Table], *, streamed: bool = False) -> None:
    """Write tables as a workbook into a file, a sheet each.

    Args:
        target: open for writing bytes.
        sheets: name (at most 31 characters) → table; its rows may be any iterable, read once.
        streamed: keep no more than a row in memory, for exports of any length.
    """
    options = {"in_memory": not streamed, "constant_memory": streamed}
    book = xlsxwriter.Workbook(target, {**options, "strings_to_formulas": False, "strings_to_urls": False})
    shapes = {
        "top": book.add_format({"bold": True, "font_size": 14}),
        "grey": book.add_format({"font_color": "#666666"}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "quoted": book.add_format({"border": 1, "valign": "top", "text_wrap": True, "quote_prefix": True}),
    }
    formats = _Formats(book)
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        last = _fill(sheet, table, formats, shapes)
        if table.plot is not None and last >= FIRST:
            _draw(book, sheet, table, last)
    book.close()


def _draw(book: Any, sheet: Any, table: Table, last: int) -> None:
    """Draw the bars of a table to its right, labels from top to bottom as in the table."""
    chart = book.add_chart({"type": "bar"})
    for at in range(1, table.plot.series + 1 if table.plot else 1):
        name = [sheet.get_name(), 2, at]
        place = [sheet.get_name(), FIRST, at, last, at]
        labels = [sheet.get_name(), FIRST, 0, last, 0]
        chart.add_series({"name": name, "categories": labels, "values": place, "data_labels": {"value": True}})
    chart.set_y_axis({"reverse": True})
    chart.set_title({"name": table.title})
    chart.set_size({"width": 720, "height": 160 + 24 * (last - FIRST + 1)})
    sheet.insert_chart(2, len(table.columns) + 1, chart)


def _fill(sheet: Any, table: Table, formats: _Formats, shapes: Mapping[str, Any]) -> int:
    """Write a table; return its last line."""
    sheet.write_string(0, 0, told(table.title), shapes["top"])
    sheet.write_string(1, 0, told(table.note), shapes["grey"])
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(2, at, told(column.heading), shapes["head"])
    line = FIRST - 1
    moments: set[int] = set()
    for line, row in enumerate(table.rows, start=FIRST):
        cells = [(column, column.worded(row)) for column in table.columns]
        _fill_row(sheet, line, cells, formats, shapes["quoted"])
        moments |= {at for at, (_column, value) in enumerate(cells) if isinstance(value, datetime)}
    for at in moments:
        sheet.set_column(at, at, max(table.columns[at].width, MOMENT_WIDTH))
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    if line >= FIRST:
        sheet.autofilter(2, 0, line, len(table.columns) - 1)
    return line


def _fill_row(sheet: Any, line: int, cells: Sequence[tuple[Column, Any]], formats: _Formats, quoted: Any) -> None:
    lines = max((_lines(value, column.width) for column, value in cells if isinstance(value, str)), default=1)
    if lines > 1:
        sheet.set_row(line, min(lines * LINE_HEIGHT, HIGHEST))
    for at, (column, value) in enumerate(cells):
        _write(sheet, line, at, value, formats.of(column, value), quoted)


def _lines(text: str, width: int) -> int:
    """How many lines a wrapped text takes: not every office suite finds the height of a row by itself."""
    taken = [sum(2 if ord(sign) > WIDE_FROM else 1 for sign in part) for part in text.split("\n")]
    return sum(max(1, math.ceil(one / max(width - 1, 1))) for one in taken)


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Kind, int, type], Any] = {}

    def of(self, column: Column, value: Any) -> Any:
        """The format of one cell: as on the page, what is exact has no idle zeros, a float the column's digits."""
        exact = column.kind == "number" and isinstance(value, int | Decimal) and not column.fixed
        digits = _exact(value) if exact else column.digits
        looks = next((kind for kind in (str, datetime) if isinstance(value, kind)), object)
        key = (column.kind, digits, looks)
        if key not in self._made:
            shape = _shape(column.kind, digits) | ({"num_format": MOMENT} if looks is datetime else {})
            self._made[key] = self._book.add_format({**shape, "text_wrap": looks is str})
        return self._made[key]


def _exact(value: int | Decimal) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return min(max(-exponent, 0), EXACT_AT_MOST) if isinstance(exponent, int) else 0


def _shape(kind: Kind, digits: int) -> dict[str, Any]:
    shape: dict[str, Any] = {"border": 1, "valign": "top"}
    decimals = "." + "0" * digits if digits else ""
    if kind == "number":
        shape |= {"num_format": f"#,##0{decimals}", "align": "right"}
    elif kind == "percent":
        shape |= {"num_format": f"0{decimals}%", "align": "right"}
    elif kind == "date":
        shape["num_format"] = "yyyy-mm-dd"
    return shape


def in_china(when: datetime) -> datetime:
    """Return a moment as clocks in China show it, without a zone; one that says no zone stays."""
    return when.astimezone(CHINA).replace(tzinfo=None) if when.tzinfo else when


def told(text: str) -> str:
    """Return text as a cell holds it: without signs that no workbook can, and where it is cut that says so."""
    found = "\r".join(kept(part) for part in text.split("\r"))  # which workbooks write in a way of their own
    if len(found) <= LONGEST:
        return found
    end = f"……（全文 {len(found)} 字，一格放不下，以页面为准）"
    return found[: LONGEST - len(end)] + end


def _write(sheet: Any, line: int, at: int, value: Any, form: Any, quoted: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(line, at, None, form)
    elif isinstance(value, bool):
        sheet.write_string(line, at, "是" if value else "否", form)
    elif isinstance(value, int | float | Decimal):
        if math.isfinite(value):
            sheet.write_number(line, at, float(value), form)
        else:  # no number: a cell holds none such
            sheet.write_blank(line, at, None, form)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, at, in_china(value), form)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime(value.year, value.month, value.day), form)
    else:
        text = str(value)
        # a string cell with the quote prefix stays text even when somebody edits it
        sheet.write_string(line, at, told(text), quoted if text.startswith(RISKY) else form)
