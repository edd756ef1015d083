"""Web pages: the words of the page, block by block. Nothing is fetched and nothing runs."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from tenghuan.errors import InputFault
from tenghuan.reading.documents.heal import Paragraph, heal
from tenghuan.reading.documents.lines import Line
from tenghuan.reading.documents.runon import split_run_on
from tenghuan.reading.documents.textables import Grid

_DROPPED = {
    "script",
    "style",
    "head",
    "nav",
    "footer",
    "iframe",
    "object",
    "noscript",
    "form",
    "button",
    "svg",
    "template",
    "select",
    "link",
    "meta",
}
_BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "section",
    "article",
    "blockquote",
    "dd",
    "dt",
    "pre",
    "center",
    "td",
    "th",
    "tr",
    "ul",
    "ol",
    "main",
    "header",
    "figure",
    "body",
}
_DEPTH = 200


def read_html(text: str) -> list[Paragraph | Grid]:
    """Paragraphs and tables of a page; menus, scripts and forms left out.

    Raises:
        InputFault: nothing that can be parsed, or nested beyond reason.
    """
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputFault("网页内容解析不了", remedy="请把方案正文另存为 .docx 或 .txt 后再上传") from error
    walker = _Walker()
    walker.walk(tree, 0)
    walker.flush()
    return walker.out


class _Walker:
    """Collects lines until a table comes, then heals them."""

    def __init__(self) -> None:
        self.out: list[Paragraph | Grid] = []
        self._lines: list[Line] = []
        self._words: list[str] = []

    def walk(self, element: Any, depth: int) -> None:
        if not isinstance(element.tag, str) or element.tag in _DROPPED or depth > _DEPTH:
            return
        if element.tag == "table" and _is_data(element):
            self.flush()
            self.out.append(Grid(1, _grid(element)))
            return
        block = element.tag in _BLOCKS or element.tag == "br"
        if block:
            self._break()
        self._words.append(element.text or "")
        for child in element:
            self.walk(child, depth + 1)
            self._words.append(child.tail or "")
        if block:
            self._break()

    def _break(self) -> None:
        line = "".join(self._words)
        line = re.sub(r"[\r\n\t]+", " ", line)
        self._words = []
        if line.strip():
            indented = line.startswith(("\u3000\u3000", "\xa0\xa0"))
            pieces = split_run_on(line)
            self._lines.extend(Line(piece, opens=indented or len(pieces) > 1) for piece in pieces)

    def flush(self) -> None:
        self._break()
        self.out.extend(heal(self._lines))
        self._lines = []


def _is_data(table: Any) -> bool:
    """A table of at least two rows and two columns without a table inside it."""
    if table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    return len(rows) >= 2 and max(len(row.findall("td")) + len(row.findall("th")) for row in rows) >= 2


def _grid(table: Any) -> list[list[str]]:
    """The table as a full grid, row and column spans filled."""
    rows: list[list[str]] = []
    pending: dict[int, tuple[int, str]] = {}
    for tr in table.iter("tr"):
        row: list[str] = []
        cells = [cell for cell in tr if cell.tag in {"td", "th"}]
        while cells or len(row) in pending:
            if len(row) in pending:
                left, text = pending.pop(len(row))
                if left > 1:
                    pending[len(row)] = (left - 1, text)
                row.append(text)
                continue
            cell = cells.pop(0)
            text = _words(cell)
            down, across = _number(cell.get("rowspan")), _number(cell.get("colspan"))
            for i in range(across):
                if down > 1:
                    pending[len(row)] = (down - 1, text)
                row.append(text if i == 0 or not rows else "")
        rows.append(row)
    return rows


def _words(cell: Any) -> str:
    for br in cell.iter("br"):
        br.tail = "\n" + (br.tail or "")
    for p in cell.iter("p", "div", "li"):
        p.tail = "\n" + (p.tail or "")
    return re.sub(r"[ \t\r]*\n\s*", "\n", "".join(cell.itertext())).strip()


def _number(text: str | None) -> int:
    return min(int(text), 64) if text and text.isdigit() and int(text) > 0 else 1
