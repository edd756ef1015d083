"""Web pages and XML spreadsheets named .xls, as business systems export them: their tables as rows of cells.

Only the standard library's parsers; a document type with entities is refused before anything is parsed.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from .decoding import decode
from .refusal import Refusal

WEB_PAGE = "这是网页另存的表格（内容是 HTML，不是工作簿）"
SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 工作簿后重新上传"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LARGEST_SPAN = 1000
_WIDEST = 4096  # columns that are held before the limits are asked: spans could make any number
_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"

Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Table:
    """Rows of cells, and the areas that merged cells take, both ends as (row, column) from 0."""

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    def merge(self, row: int, column: int, down: int, across: int) -> None:
        """Note a cell that takes ``down`` rows and ``across`` columns, if that is more than one."""
        if down > 1 or across > 1:
            self.merged.append(((row, column), (row + down - 1, column + across - 1)))


def web_tables(data: bytes) -> list[Table]:
    """Return the tables of a web page with at least one row, each with its merged cells filled with "".

    Cells are texts, as in a text table; a table inside a cell is a table of its own.

    Raises:
        Refusal: no table in the page (Excel writes such frames for several sheets), or no known encoding.
    """
    page = _Tables()
    page.feed(_text(data))
    page.close()
    found = [table for table in page.tables if table.rows]
    if not found:
        raise Refusal(f"{WEB_PAGE}，里面没有表格", SAVE_AS)
    return found


def archived_tables(data: bytes) -> list[Table]:
    """Return the tables of a web archive (.mht): those of all its pages.

    Raises:
        Refusal: no page with a table in it.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    found: list[Table] = []
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            page = _Tables()
            page.feed(_text(body if isinstance(body, bytes) else b""))
            page.close()
            found += [table for table in page.tables if table.rows]
    if not found:
        raise Refusal("这是网页归档（.mht），里面没有表格", SAVE_AS)
    return found


def _text(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if name in ("gb2312", "gbk", "gb18030", "x-gbk") and not marked:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass  # says one thing and is another
    return decode(data)


class _Tables(HTMLParser):
    """Collects the rows of every table; spans keep the columns in line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._open: list[_Growing] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._open.append(_Growing())
            self.tables.append(self._open[-1].table)
        elif self._open and tag == "tr":
            self._open[-1].row()
        elif self._open and tag in ("td", "th"):
            known = dict(attrs)
            self._open[-1].cell(_span(known.get("rowspan")), _span(known.get("colspan")), known.get("x:num") or "")
        elif self._open and tag in ("br", "p", "div"):
            self._open[-1].text(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a table or a cell."""
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._open:
            self._open.pop().end()
        elif tag in ("td", "th", "tr") and self._open:
            self._open[-1].end()

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self._open and not self._silent:
            self._open[-1].text(data)

    def close(self) -> None:
        """Finish what the page left open."""
        super().close()
        for table in self._open:
            table.end()


class _Growing:
    """A table while it is read: rows, the open cell, and the columns that a cell above reaches down into."""

    def __init__(self) -> None:
        self.table = Table()
        self.rows = self.table.rows
        self._words: list[str] | None = None
        self._below: dict[int, int] = {}
        self._place, self._exact = 0, ""

    def row(self) -> None:
        self.end()
        self._below = {at: left - 1 for at, left in self._below.items() if left > 1}
        self.rows.append([])

    def cell(self, down: int, across: int, exact: str) -> None:
        self.end()
        self._exact = exact if _NUMBER.fullmatch(exact) else ""
        if not self.rows:
            self.rows.append([])
        row = self.rows[-1]
        while len(row) in self._below:
            row.append("")
        self._words = []
        self._place = len(row)
        row.extend([""] * across)
        if len(row) > _WIDEST:
            raise Refusal(f"网页表格超过 {_WIDEST} 列", SAVE_AS)
        self.table.merge(len(self.rows) - 1, self._place, down, across)
        if down > 1:
            self._below |= dict.fromkeys(range(self._place, self._place + across), down)

    def text(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def end(self) -> None:
        if self._words is not None:
            # Excel writes beside the number that is shown the one that is meant
            self.rows[-1][self._place] = self._exact or " ".join("".join(self._words).split())
            self._words = None


def _span(written: str | None) -> int:
    found = int(written) if written and written.strip().isascii() and written.strip().isdigit() else 1
    return min(max(found, 1), _LARGEST_SPAN)


def xml_sheets(data: bytes) -> list[tuple[str, Table]]:
    """Return the sheets of an XML spreadsheet 2003 (SpreadsheetML) as (name, rows), typed as the file says.

    Raises:
        Refusal: a document type, no well-formed XML, no sheet.
    """
    text = decode(data)
    if "<!DOCTYPE" in text[:4096].upper() or "<!ENTITY" in text:
        raise Refusal("XML 表格含有实体定义，存在安全风险", SAVE_AS)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise Refusal("这是 XML 表格（Excel 2003 XML），内容不完整", SAVE_AS) from fault
    found = []
    for number, sheet in enumerate(root.iter(f"{_NS}Worksheet"), start=1):
        name = sheet.get(f"{_NS}Name") or f"Sheet{number}"
        found.append((name, _xml_table(sheet.find(f"{_NS}Table"))))
    if not found:
        raise Refusal("这是 XML 文件，不是表格", SAVE_AS)
    return found


def _xml_table(node: Any) -> Table:
    table = Table()
    below: dict[int, int] = {}
    for row in node.iter(f"{_NS}Row") if node is not None else ():
        at = _index(row, len(table.rows))
        while len(table.rows) < at:
            table.rows.append([])
            below = {c: left - 1 for c, left in below.items() if left > 1}
        cells: list[Any] = []
        reaching, below = below, {c: left - 1 for c, left in below.items() if left > 1}
        for cell in row.iter(f"{_NS}Cell"):
            place = _index(cell, len(cells))
            while len(cells) < place or (cell.get(f"{_NS}Index") is None and len(cells) in reaching):
                cells.append("")
            across, down = (1 + _further(cell.get(f"{_NS}Merge{way}")) for way in ("Across", "Down"))
            table.merge(at, len(cells), down, across)
            if down > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + across), down - 1)
            cells += [_xml_value(cell.find(f"{_NS}Data")), *[""] * (across - 1)]
        table.rows.append(cells)
    return table


def _index(node: Any, otherwise: int) -> int:
    """Return the place (from 0) that ``ss:Index`` names, never before what stands already."""
    written = node.get(f"{_NS}Index")
    if written and written.isascii() and written.isdigit():
        if int(written) > 1_048_576:
            raise Refusal("XML 表格的行列号超过上限", SAVE_AS)
        return max(int(written) - 1, otherwise)
    return otherwise


def _further(written: str | None) -> int:
    return min(int(written), _LARGEST_SPAN) if written and written.isascii() and written.isdigit() else 0


def _xml_value(data: Any) -> Any:
    if data is None:
        return ""
    kind, text = data.get(f"{_NS}Type"), "".join(data.itertext())
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "Boolean":
        return text == "1"
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text.removesuffix("Z"))
        except ValueError:
            return text
    return text
