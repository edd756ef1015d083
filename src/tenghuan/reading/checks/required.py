"""A required cell is empty, or a required column is not there at all."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault, fault
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank, nothing, placeholder


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per empty required cell; a row without code but with a name is left to ``name_only``."""
    names = rows.columns.get("name") if rows.register.of_enterprises else None
    for item in rows.register.fields:
        if not item.required:
            continue
        column = rows.columns.get(item.key)
        if column is None:
            if rows.numbers:
                once = item in rows.register.given_once
                told = "请补上该列；全表相同的，可在读取设置中填一次" if once else "请补上该列，或下载模板填写"
                yield column_fault(rows, item.key, rule, f"表中没有“{item.label}”列", told)
            continue
        for at in column.odd:
            if not _empty(column, at) or (item.key == "uscc" and names is not None and names.value(at)):
                continue
            written = f"，填的是“{column.raw[at]}”" if not is_blank(column.raw[at]) else ""
            yield fault(rows, at, item.key, rule, f"“{item.label}”为空{written}", "请填写")


def _empty(column: Column, at: int) -> bool:
    """Tell whether nothing stands in a cell, or a sign for nothing: a dash in a text, 无 too where no text is asked."""
    raw = column.raw[at]
    return is_blank(raw) or nothing(raw) or (placeholder(raw) and column.value(at) is None)
