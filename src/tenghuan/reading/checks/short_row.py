"""Rows of a text table that end early: what is missing is read as unknown."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def heading_width(rows: Rows) -> int:
    """Return how many cells the heading line of a text table has."""
    ragged = rows.sheet.ragged
    return ragged.get(rows.configuration.header_rows[1] - 1, ragged.get(-1, 0))


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows with fewer cells than the headings, where a column that is read is among the missing."""
    ragged, width = rows.sheet.ragged, heading_width(rows)
    if not ragged:
        return
    columns = sorted((column.index, key) for key, column in rows.columns.items() if column.index >= 0)
    usual = ragged[-1]
    for at, number in enumerate(rows.numbers):
        cells = ragged.get(number - 1, usual)
        lost = next((key for index, key in columns if index >= cells), None)
        if cells < width and lost is not None:
            message = f"这一行只有 {cells} 格，表头有 {width} 格，缺的按“未知”读取"
            yield fault(rows, at, lost, rule, message, "请补齐这一行的分隔符；如确无数据，请留空格并保留分隔符")
