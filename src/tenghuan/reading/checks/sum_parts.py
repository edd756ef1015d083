"""A stated total that is not the sum of its parts in the same row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, fault
from tenghuan.reading.registers import SumRule
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield totals off by more than the register's tolerance.

    Compared only where every part has a column, and in rows with at least one part given (empty parts count as none).
    """
    for total in rows.register.sums:
        if all(key in rows.columns for key in (total.total, *total.plus, *total.minus)):
            yield from _compare(rows, total, rule)


def _compare(rows: Rows, total: SumRule, rule: Rule) -> Iterator[Fault]:
    stated = rows.columns[total.total].amounts
    plus, minus = ([rows.columns[key].amounts for key in keys] for keys in (total.plus, total.minus))
    # one after the other, as a person adds: the order is part of the sum of doubles
    expected = np.zeros(len(rows))
    for part in plus:
        expected += np.nan_to_num(part)
    less = np.zeros(len(rows))
    for part in minus:
        less += np.nan_to_num(part)
    expected -= less
    given = ~np.all([np.isnan(part) for part in (*plus, *minus)], axis=0)
    for at in np.flatnonzero(given & (np.abs(stated - expected) > total.tolerance * (1 + 1e-9))).tolist():
        label, is_, due = rows.register.field(total.total).label, float(stated[at]), float(expected[at])
        message = f"“{label}”为 {amount(is_)}，按分项应为 {amount(due)}，相差 {amount(is_ - due, 6)}"
        yield fault(rows, at, total.total, rule, message, f"请核对分项和合计（{total.source.split('；')[0]}）")
