"""Amounts that cannot be: negative areas, negative electricity …"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values below the field's minimum."""
    for key, column in rows.columns.items():
        minimum = column.field.minimum
        if minimum is None:
            continue
        for at in np.flatnonzero(column.amounts < minimum).tolist():
            message = f"“{column.field.label}”为 {column.raw[at]}，不能小于 {amount(minimum)}"
            yield fault(rows, at, key, rule, message, "请核对数值；减项请填入对应的栏目")
