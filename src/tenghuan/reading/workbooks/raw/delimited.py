"""Text tables (.csv, .txt): encoding, delimiter, cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .decoding import decode
from .harmless import QUOTE, undo
from .refusal import Refusal

DELIMITERS = (",", "\t", ";", "|", "，")
_EXCEL_TEXT = re.compile(r'^="([^"]*)"$')
_SAID = re.compile(r'^"?sep=(.)"?[\t,;|]*\r?\n?$', re.IGNORECASE)
# a tab beside another delimiter, a quote or the end of the line parts nothing: it keeps Excel from making numbers
_IDLE_TABS = re.compile(r'\t+(?=[,;|，"]|$)|(?<=[,;|，"])\t+')


@dataclass
class Table:
    """Rows of cells, and how many cells each row really had."""

    rows: list[list[str]] = field(default_factory=list)

    def ragged(self, count: int | None = None) -> list[tuple[int, int]]:
        """Return (row from 0, cells) of the first ``count`` rows that have not as many cells as most rows have.

        Empty lines are left out; the first row is always told, as (−1, the usual number).
        """
        widths = [len(row) for row in self.rows[:count]]
        usual = Counter(width for width in widths if width).most_common(1)
        if not usual:
            return []
        often = usual[0][0]
        return [(-1, often), *((at, width) for at, width in enumerate(widths) if width not in (0, often))]


def read(path: Path, limits: dict[str, Any]) -> Table:
    """Return the rows of a text table.

    Encodings as in ``decoding``. The delimiter is the one that a first line ``sep=;`` says (the line is then empty),
    else the likeliest. ``="0123"`` and a tab behind the digits, the tricks that keep Excel from dropping digits, are
    taken away, and so is the apostrophe that our own export puts before text that would run as a formula.

    Raises:
        Refusal: not text, too many rows or columns.
    """
    mark, text = separated(decode(path.read_bytes()))
    csv.field_size_limit(limits["cell_characters"] * 4)
    table = Table()
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            table.rows.append([plain(value) for value in row])
            width = max(width, len(row))
            _guard(table.rows, width, limits)
    except csv.Error as fault:
        raise Refusal("文本表格格式有误（引号不成对或单元格过长）", "请另存为 .xlsx 工作簿后重新上传") from fault
    return table


def separated(text: str) -> tuple[str, str]:
    """Return the delimiter of a text table, and the text; a line ``sep=;`` is left empty: rows keep their numbers."""
    end = text.find("\n", 0, 200) + 1
    said = _SAID.match(text[:end])
    return (said[1], "\n" + text[end:]) if said else (delimiter(text), text)


def plain(value: str) -> str:
    """Return a cell without the tricks that keep spreadsheets from changing it."""
    if value.endswith("\t") or value.startswith("\t"):
        value = value.strip("\t")
    if value.startswith("="):
        match = _EXCEL_TEXT.match(value)
        return match[1] if match else value
    return undo(value) if value.startswith(QUOTE) else value


def _guard(rows: list[list[str]], width: int, limits: dict[str, Any]) -> None:
    if len(rows) > limits["rows"]:
        raise Refusal(f"表格超过 {limits['rows']} 行的上限", "请拆分后分次上传")
    if len(rows[-1]) > limits["columns"]:
        raise Refusal(f"第 {len(rows)} 行超过 {limits['columns']} 列的上限", "请检查分隔符，或另存为 .xlsx 后上传")
    if len(rows) * width > limits["cells"]:  # short rows are filled up
        raise Refusal(f"表格超过 {limits['cells']} 个单元格的上限", "请拆分后分次上传")


def delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first lines into most, and equally many, cells.

    Only marks that split the first line that any mark splits are asked: signs within cells (a;b;c) stand below it.
    """
    lines = [_IDLE_TABS.sub("", line) for line in text[:65536].splitlines()[:40] if line.strip()]
    if not lines:
        return ","
    found = {mark: [len(row) - 1 for row in csv.reader(lines, delimiter=mark, strict=False)] for mark in DELIMITERS}
    top = {mark: next((at for at, count in enumerate(counts) if count), len(lines)) for mark, counts in found.items()}
    best, best_score = ",", 0.0
    for mark, counts in found.items():
        if top[mark] > min(top.values()):
            continue
        common = max(set(counts), key=lambda n: (counts.count(n) * (n > 0), n))
        score = common * counts.count(common) / len(counts)
        if score > best_score:
            best, best_score = mark, score
    return best
