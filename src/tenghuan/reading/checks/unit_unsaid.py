"""A column of which nobody has said in which unit it is."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per field whose heading leaves its unit open; one for which the officer chose leaves none."""
    for key, question in rows.configuration.unsaid.items():
        yield column_fault(rows, key, rule, question, "请在读取设置中选定单位，或在表头写明一个可换算的单位")
