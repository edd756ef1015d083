"""A jump of ten times and more against last year: mostly 元 for 万元, or a slipped decimal point."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, fault, times
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values ``times`` greater or smaller than last year's; both positive, the greater ≥ ``at_least``."""
    codes = rows.columns.get("uscc")
    if codes is None or not context.last_year:
        return
    limit, at_least = rule.thresholds["times"], rule.thresholds["at_least"]
    for key, column in rows.columns.items():
        if not column.field.previous:
            continue
        for at, (code, value) in enumerate(zip(codes.values, column.values, strict=True)):
            before = context.last_year.get(code, {}).get(key) if value else None
            if not before or before <= 0 or value <= 0 or max(before, value) < at_least:
                continue
            if value >= limit * before or before >= limit * value:
                yield fault(rows, at, key, rule, _message(column.field.label, value, before), _remedy(value / before))


def _message(label: str, value: float, before: float) -> str:
    return f"“{label}”折合 {amount(value)}，上年 {amount(before)}，是上年的 {times(value / before)}"


def _remedy(ratio: float) -> str:
    if 3000 < ratio < 30000 or 3000 < 1 / ratio < 30000:
        return "相差约一万倍，请核对是否把元填成万元（或千瓦时填成万千瓦时）；如属实，请注明原因"
    return "请核对单位和小数点；如属实，请注明原因"
