"""An industry code that GB/T 4754—2017 does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield industries that are no code of 2 to 4 digits, or not in the context's set."""
    column = rows.columns.get("industry")
    if column is None:
        return
    for at, code in enumerate(column.values):
        raw = column.raw[at]
        if code is None and not is_blank(raw):
            message, remedy = f"“{raw}”不是行业代码", "请填写 2 到 4 位数字的行业代码，如 1751"
        elif code is not None and context.industries and code not in context.industries:
            message, remedy = f"行业代码 {raw} 不在 GB/T 4754—2017 中", "请按国民经济行业分类（2017 版）核对"
        else:
            continue
        yield fault(rows, at, "industry", rule, message, remedy)
