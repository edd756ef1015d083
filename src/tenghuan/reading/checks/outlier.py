"""A value thousands of times the column's middle: one row written in another unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, fault, times
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values above ``times`` × the median of the column's positive values, with at least ``rows`` of them."""
    for key, column in rows.columns.items():
        if not column.field.numeric or column.index < 0:
            continue
        positive = column.amounts[column.amounts > 0]
        if len(positive) < rule.thresholds["rows"]:
            continue
        middle = float(np.median(positive))
        for at in np.flatnonzero(column.amounts > middle * rule.thresholds["times"]).tolist():
            value = column.value(at)
            compared = f"是同列中位数 {amount(middle)} 的 {times(value / middle)}"
            message = f"“{column.field.label}”折合 {amount(value)}，{compared}"
            yield fault(rows, at, key, rule, message, "请核对该行单位是否与全表一致；如属实，请注明原因")
