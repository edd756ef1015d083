"""A month written with its year (2025年10月) in a row of another year."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.months import MONTH, YEAR
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import text, year_of_month


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield months whose own year is not the one of their row."""
    months, years = rows.columns.get(MONTH), rows.columns.get(YEAR)
    if months is None or years is None:
        return
    for at in range(len(rows)):
        own, year = year_of_month(months.raw[at]), years.value(at)
        if own is not None and year is not None and own != year:
            yield fault(
                rows, at, MONTH, rule, f"“{text(months.raw[at])}”是 {own} 年的，这一行是 {int(year)} 年的", "请核对"
            )
