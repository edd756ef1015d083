"""Rows of a text table with more cells than the headings: a comma inside a name moves all that follows."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.checks.short_row import heading_width
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows that have content beyond the last heading."""
    ragged, width = rows.sheet.ragged, heading_width(rows)
    if not ragged:
        return
    usual = ragged[-1]
    last = max(((column.index, key) for key, column in rows.columns.items()), default=(-1, ""))[1]
    for at, number in enumerate(rows.numbers):
        cells = ragged.get(number - 1, usual)
        if cells > width and not all(is_blank(cell) for cell in rows.sheet.rows[number - 1][width:]):
            message = f"这一行有 {cells} 格，多于表头的 {width} 格，各栏可能已错位"
            yield fault(rows, at, last, rule, message, "含分隔符的文字须加引号，或另存为 .xlsx 后上传")
