"""Days that stand as texts or as numbers: understood, but shown so that a person looks."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks import serials
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import text


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield days that were read from a text, or from a number that counts days.

    A text table (.csv) has no dates, only texts: nothing to say of these. Nor of numbers of which a person said that
    they count days, unless they may be something else.
    """
    for key, column in rows.columns.items():
        if column.field.type != "date" or (column.index < 0 and not column.indices):
            continue
        dates = set(rows.marked("dates", column))
        for at, value in enumerate(column.values):
            if value is None or at in dates:
                continue
            if said := _said(column, at, rows.sheet.typed):
                yield fault(rows, at, key, rule, f"{said}，按 {value} 读取", "请核对；建议把该列设为日期格式")


def _said(column: Column, at: int, typed: bool) -> str:
    """Return what a day is written as, "" where there is nothing to say."""
    days = serials.count(column.raw[at])
    if days is None:
        kind = "文本" if isinstance(column.raw[at], str) else "数字"
        return f"日期“{text(column.raw[at])}”是{kind}" if typed else ""
    if column.unit == serials.SERIAL and serials.is_sure(days):
        return ""
    return f"“{text(column.raw[at])}”是日期序列数"
