"""A share written as 0.45 in a column of per cent where others are written as 45."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values above zero and ``at_most`` without a per-cent sign, where others in the column are greater."""
    most = rule.thresholds["at_most"]
    for key, column in rows.columns.items():
        if not column.field.percent or not (column.amounts > most).any():
            continue
        marked = set(rows.marked("percents", column))
        for at in np.flatnonzero((column.amounts > 0) & (column.amounts <= most)).tolist():
            if at in marked or str(column.raw[at]).strip().endswith(("%", "％")):
                continue
            value = float(column.amounts[at])
            message = f"“{column.field.label}”为 {amount(value)}%，同列其他行大于 {amount(most)}%"
            yield fault(rows, at, key, rule, message, f"如指 {amount(value * 100)}%，请填 {amount(value * 100)}")
