"""A number in a cell merged over several rows: whose number is it?"""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield merged areas of two and more data rows in columns of numbers."""
    place = {number - 1: at for at, number in enumerate(rows.numbers)}
    numeric = {c.index: key for key, c in rows.columns.items() if c.field.numeric and c.index >= 0}
    for (top, left), (bottom, right) in rows.sheet.merged:
        if bottom == top or top not in place:
            continue
        for index in range(left, min(right, left + 512) + 1):
            if index in numeric:
                message = f"第 {top + 1} 至 {bottom + 1} 行的数值合并在一个单元格中，无法分到各企业"
                yield fault(rows, place[top], numeric[index], rule, message, "请取消合并，逐行填写")
