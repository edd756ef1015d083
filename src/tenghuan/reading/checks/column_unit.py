"""A whole column in the wrong unit: most enterprises jump by the same great factor against last year."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault, times
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield columns whose median ratio to last year, over at least ``rows`` enterprises, is beyond ``times``."""
    codes = rows.columns.get("uscc")
    if codes is None or not context.last_year:
        return
    limit, least = rule.thresholds["times"], rule.thresholds["rows"]
    for key, column in rows.columns.items():
        if not column.field.previous:
            continue
        ratios = [
            value / before
            for code, value in zip(codes.values, column.values, strict=True)
            if value and value > 0 and (before := context.last_year.get(code, {}).get(key)) and before > 0
        ]
        if len(ratios) < least or 1 / limit < (middle := median(ratios)) < limit:
            continue
        message = f"“{column.field.label}”整列约为上年的 {times(middle)}，现按“{column.unit or '无单位'}”读取"
        yield column_fault(rows, key, rule, message, "请核对该列单位，在表头写明（如“万元”），或在读取设置中改选")
