"""Two columns that claim one field, of which nobody has chosen one yet."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.workbook import column_letters


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per field that the configuration leaves undecided; one that the officer saved leaves none."""
    for key, columns in rows.configuration.undecided.items():
        letters = "、".join(column_letters(column) for column in columns)
        message = f"{letters} 列都像“{rows.register.field(key).label}”，还没有选定读哪一列"
        yield column_fault(rows, key, rule, message, "请在读取设置中选定一列，或在工作簿中只保留一列")
