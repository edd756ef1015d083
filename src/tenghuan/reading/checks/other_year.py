"""Rows of another year than the batch is for."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows whose year is not the context's."""
    column = rows.columns.get("year")
    if column is None or context.year is None:
        return
    for at, year in enumerate(column.values):
        if year is not None and year != context.year:
            message = f"本批次为 {context.year} 年度，此行是 {year} 年度"
            yield fault(rows, at, "year", rule, message, "请核对年度，或另建批次上传")
