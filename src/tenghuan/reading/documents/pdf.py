"""PDF: lines with their indent, ruled tables, page by page."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tenghuan.errors import InputFault
from tenghuan.reading.documents.heal import Paragraph, heal_pieces
from tenghuan.reading.documents.limits import Limits
from tenghuan.reading.documents.lines import Line
from tenghuan.reading.documents.model import Progress
from tenghuan.reading.documents.textables import Grid, is_heading

_AGAIN = "请重新导出 PDF，或上传 .docx 版本"
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(data: bytes, limits: Limits, tell: Progress) -> tuple[list[Paragraph | Grid], int]:
    """Paragraphs and tables of a PDF, and how many pages it has.

    Raises:
        InputFault: encrypted, broken, too many pages, or scanned pictures without text.
    """
    pages = _checked_pages(data, limits)
    pieces: list[Line | Grid] = []
    characters, started = 0, time.monotonic()
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                tell("读取 PDF", number - 1, pages)
                if time.monotonic() - started > limits.max_seconds:
                    raise InputFault(f"读取超过 {limits.max_seconds} 秒，内容太复杂", remedy=_AGAIN)
                found = _page(page, number)
                characters += sum(len(p.text) if isinstance(p, Line) else 1 for p in found)
                if characters > limits.max_characters:
                    raise InputFault(f"文字太多，上限 {limits.max_characters // 10000} 万字", remedy="请只上传方案本身")
                pieces.extend(found)
                page.close()
    except InputFault:
        raise
    except Exception as error:  # pdfminer raises many kinds on a damaged file
        raise InputFault("PDF 损坏，读不出来", remedy=_AGAIN) from error
    if characters < limits.min_characters:
        raise InputFault("PDF 里没有可复制的文字，可能是扫描件", remedy="请先做文字识别，或上传 .docx 版本")
    return heal_pieces(pieces), pages


def _checked_pages(data: bytes, limits: Limits) -> int:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputFault("PDF 设有打开密码", remedy="请取消密码后再上传")
        pages = len(reader.pages)
    except InputFault:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
        NotImplementedError,
    ) as error:
        raise InputFault("PDF 损坏，读不出来", remedy=_AGAIN) from error
    if pages > limits.max_pages:
        raise InputFault(f"页数太多（{pages} 页），上限 {limits.max_pages} 页", remedy="请只上传方案本身")
    if pages == 0:
        raise InputFault("PDF 里没有页面", remedy=_AGAIN)
    return pages


def _page(page: Any, number: int) -> list[Line | Grid]:
    """Lines and tables of a page from top to bottom."""
    tables = [t for t in page.find_tables() if max(len(r.cells) for r in t.rows) >= 2 and _is_table(t)]
    placed: list[tuple[float, Line | Grid]] = []
    outside = page
    for table in tables:
        x0, top, x1, bottom = table.bbox
        outside = outside.filter(
            lambda o, box=(x0, top, x1, bottom): (
                not (
                    o.get("object_type") == "char"
                    and box[0] <= (o["x0"] + o["x1"]) / 2 <= box[2]
                    and box[1] <= (o["top"] + o["bottom"]) / 2 <= box[3]
                )
            )
        )
        rows = [[cell or "" for cell in row] for row in table.extract()]
        placed.append((top, Grid(number, rows)))
    lines = outside.extract_text_lines(strip=False, return_chars=True) if outside.chars else []
    placed.extend(_laid_out(lines, page, number))
    return [piece for _, piece in sorted(placed, key=lambda pair: pair[0])]


def _is_table(table: Any) -> bool:
    """Two rows, or the heading row alone, whose table begins on the next page."""
    return len(table.rows) >= 2 or any(len(row) >= 3 and is_heading([c or "" for c in row]) for row in table.extract())


def _laid_out(lines: Sequence[dict[str, Any]], page: Any, number: int) -> Iterator[tuple[float, Line]]:
    """Lines with what their indent says; flush left after a full line goes on where the page indents paragraphs."""
    margin = _margin(lines)
    right = max((line["x1"] for line in lines), default=0.0)
    sizes = [line["chars"][0]["size"] if line["chars"] else 12 for line in lines]
    indented = [line["x0"] > margin + 1.4 * size for line, size in zip(lines, sizes, strict=True)]
    texts = _tabs_in_tables([_with_gaps(line) for line in lines])
    for i, line in enumerate(lines):
        room = max(1.5 * sizes[i], _first_run(line))
        full = i > 0 and lines[i - 1]["x1"] > right - room and not _centred(lines[i - 1], page)
        goes_on = full and not indented[i] and any(indented) and line["top"] - lines[i - 1]["top"] < 3 * sizes[i]
        opens = indented[i] and not _centred(line, page)
        yield line["top"], Line(texts[i], number, opens, goes_on)


def _first_run(line: dict[str, Any]) -> float:
    """Width of the figures a line begins with: they stand together and may leave the line before short."""
    start, end = line["x0"], line["x0"]
    for char in line["chars"]:
        if "\u4e00" <= str(char["text"]) <= "\u9fff":
            return float(end - start + char["size"])
        end = char["x1"]
    return 0.0


def _with_gaps(line: dict[str, Any]) -> str:
    """The line's text; a gap of nearly a character is a tab, so that unruled tables are still tables."""
    out: list[str] = []
    last = None
    for char in line["chars"]:
        gap = char["x0"] - last["x1"] if last else 0.0
        if gap > 0.8 * char["size"]:
            out.append("\t")
        elif gap > 0.15 * char["size"]:
            out.append(" ")
        out.append(str(char["text"]))
        last = char
    return "".join(out)


def _tabs_in_tables(texts: list[str]) -> list[str]:
    """Tabs stay where lines of cells follow a heading line; elsewhere a wide gap is a blank (组 长)."""
    out: list[str] = []
    width = 0
    for text in texts:
        cells = [cell for cell in text.split("\t") if cell.strip()]
        if not width and len(cells) >= 3 and is_heading(cells):
            width = len(cells)
        elif width and len(cells) * 2 < width:
            width = 0
        out.append(text if width else text.replace("\t", "  "))
    return out


def _margin(lines: Sequence[dict[str, Any]]) -> float:
    """The left edge of the body: the smallest x that at least two lines share."""
    edges = sorted(round(line["x0"]) for line in lines)
    for edge in edges:
        if sum(abs(other - edge) <= 2 for other in edges) >= 2:
            return float(edge)
    return float(edges[0]) if edges else 0.0


def _centred(line: dict[str, Any], page: Any) -> bool:
    left, right = line["x0"] - page.bbox[0], page.bbox[2] - line["x1"]
    return bool(abs(left - right) < 12 and left > page.width * 0.2)
