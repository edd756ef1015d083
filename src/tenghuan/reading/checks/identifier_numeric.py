"""The number of a meter, parcel or document that the spreadsheet program took for a number, and cut or changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import KEPT_DIGITS, lost_digits

REMEDY = "请把该列设为文本格式后，按原件重新填写"


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield identifiers in numeric cells of more than 15 digits, in scientific notation, or turned into dates."""
    for key, column in rows.columns.items():
        if not column.field.identifier:
            continue
        dates = set(rows.marked("dates", column))
        for at, raw in enumerate(column.raw):
            if lost_digits(raw):
                shown = f"{Decimal(f'{raw:.15g}'):f}" if isinstance(raw, int | float) else raw
                message = f"“{column.field.label}”被存为数字（{shown}），第 {KEPT_DIGITS} 位以后的数字已丢失"
            elif at in dates:
                message = f"“{column.field.label}”被表格软件改成了日期（{raw}）"
            else:
                continue
            yield fault(rows, at, key, rule, message, REMEDY)
