"""Formulas: the value last computed is taken, which may be stale."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield cells with a formula (.xlsx), or text that a spreadsheet program would take for one (.csv)."""
    for key, column in rows.columns.items():
        if column.index < 0:
            continue
        written = [at for at in column.odd if isinstance(raw := column.raw[at], str) and raw.startswith("=")]
        for at in sorted({*written, *rows.marked("formulas", column)}):
            raw = column.raw[at]
            shown = "没有结果" if raw == "" else f"按 {raw} 读取"
            yield fault(rows, at, key, rule, f"“{column.field.label}”是公式，{shown}", "请复制后选择性粘贴为数值")
