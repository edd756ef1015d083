"""A stated total that is not the sum of its parts in the same row."""

from __future__ import annotations

from collections.abc import Iterator

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
    plus = zip(*(rows.columns[key].values for key in total.plus), strict=True)
    minus = zip(*(rows.columns[key].values for key in total.minus), strict=True) if total.minus else [()] * len(rows)
    for at, (stated, more, less) in enumerate(zip(rows.columns[total.total].values, plus, minus, strict=True)):
        if stated is None or all(v is None for v in (*more, *less)):
            continue
        expected = sum(v for v in more if v is not None) - sum(v for v in less if v is not None)
        if abs(stated - expected) > total.tolerance * (1 + 1e-9):
            label = rows.register.field(total.total).label
            message = (
                f"“{label}”为 {amount(stated)}，按分项应为 {amount(expected)}，相差 {amount(stated - expected, 6)}"
            )
            yield fault(rows, at, total.total, rule, message, f"请核对分项和合计（{total.source.split('；')[0]}）")
