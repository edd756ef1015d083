"""Numbers kept as text: understood, but sums in the workbook leave them out."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield numbers written as text, full-width digits among them; a text table (.csv) knows nothing else."""
    if not rows.sheet.typed:
        return
    for key, column in rows.columns.items():
        if not column.field.numeric or column.index < 0:
            continue
        for at in column.odd:
            raw = column.raw[at]
            if column.field.percent and str(raw).strip().endswith(("%", "％")):
                continue  # the sign says what is meant
            if isinstance(raw, str) and raw and column.value(at) is not None:
                message = f"“{raw}”是文本形式的数字，表内合计不会计入"
                yield fault(rows, at, key, rule, message, "请把该列转换为数字")
