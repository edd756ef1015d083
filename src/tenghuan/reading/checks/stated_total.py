"""A 合计 row that is not the sum of the rows above it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import fsum

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, column_fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield each cell of a total row that is neither the sum of all rows nor that of a block of them."""
    relative, absolute = rule.thresholds["relative"], rule.thresholds["absolute"]
    start = 0
    ends = [bisect_left(rows.numbers, number) for number, _ in rows.totals]
    for place, (number, stated) in enumerate(rows.totals):
        end = ends[place]
        # a subtotal may head its block: 东街道小计, then its enterprises, up to the next one
        below = next((e for e in ends[place:] if e > end), len(rows))
        for key, value in stated.items():
            known = np.nan_to_num(rows.columns[key].amounts).tolist()
            if not value and not any(known):
                continue
            # above the rows (合计 first), below them, or a subtotal (小计) of a block below or above its rows
            sums = [fsum(known), fsum(known[:end]), fsum(known[start:end]), fsum(known[end:below])]
            if all(abs(value - s) > max(absolute, relative * abs(s)) for s in sums):
                label = rows.register.field(key).label
                near = fsum(known[start:end]) if end > start else sums[0]
                message = (
                    f"合计行“{label}”为 {amount(value)}，各行之和为 {amount(near)}，相差 {amount(value - near, 6)}"
                )
                remedy = "请核对是否漏行、重行，或合计公式范围不全"
                yield column_fault(rows, key, rule, message, remedy, row=number)
        start = end if end > start else start
