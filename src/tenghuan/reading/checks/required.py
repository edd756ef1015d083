"""A required cell is empty, or a required column is not there at all."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per empty required cell; a row without code but with a name is left to ``name_only``."""
    names = rows.columns.get("name") if rows.register.of_enterprises else None
    for item in rows.register.fields:
        if not item.required:
            continue
        column = rows.columns.get(item.key)
        if column is None:
            if rows.numbers:
                yield column_fault(rows, item.key, rule, f"表中没有“{item.label}”列", "请补上该列，或在读取设置中指定")
            continue
        for at in column.odd:
            if not is_blank(column.raw[at]) or (item.key == "uscc" and names is not None and names.value(at)):
                continue
            yield fault(rows, at, item.key, rule, f"“{item.label}”为空", "请填写")
