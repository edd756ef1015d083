"""Dates kept as text, and numbers that a program turned into dates."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield date columns' texts (understood, but shown so that a person looks), and dates in columns of numbers.

    A text table (.csv) has no dates, only texts: nothing to say there.
    """
    if not rows.sheet.typed:
        return
    for key, column in rows.columns.items():
        if column.field.type == "date":
            dates = set(rows.marked("dates", column))
            for at, value in enumerate(column.values):
                if value is not None and at not in dates:
                    message = f"日期“{column.raw[at]}”是文本，按 {value} 读取"
                    yield fault(rows, at, key, rule, message, "请核对；建议把该列设为日期格式")
