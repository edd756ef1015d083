"""A cell that cannot be read as what its column holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenghuan.reading.checks.error_value import is_error_text
from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.numbers import NumberFault, number
from tenghuan.reading.registers import RegisterField
from tenghuan.reading.workbooks import serials
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank, placeholder, text

_EXPECTED = {
    "number": ("数字", "请只填数字，单位写在表头"),
    "integer": ("整数", "请只填整数"),
    "date": ("日期", "请写成 2015-06-30 的形式"),
    "year": ("年度", "请写四位数字，如 2022"),
    "month": ("月份", "请写 1 到 12"),
    "boolean": ("是或否", "请填“是”或“否”"),
}

_MONTH = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*月?")


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield cells with content of which no value could be made; "—" and 无 in numbers are ``blank_zero``."""
    for key, column in rows.columns.items():
        if column.field.type not in _EXPECTED:
            continue
        expected, remedy = _EXPECTED[column.field.type]
        for at in column.unknown:
            if is_blank(raw := column.raw[at]) or is_error_text(raw) or placeholder(raw):
                continue
            # a constant (the year of the whole workbook) is wrong once, not in every row
            if column.index >= 0 or at == 0:
                said = _said(raw, column.field)
                yield fault(rows, at, key, rule, *(said or (f"“{text(raw)}”不是{expected}", remedy)))
        if column.field.numeric and not column.field.percent:
            for at in rows.marked("percents", column):
                if isinstance(value := column.raw[at], float):
                    what = f"“{column.field.label}”是百分数格式（显示为 {value * 100:.15g}%），这一栏不是百分比"
                    yield fault(rows, at, key, rule, what, "请把单元格设为常规格式，填这一栏计量单位的数")


def _said(raw: object, item: RegisterField) -> tuple[str, str] | None:
    if item.numeric:
        return _why(raw, item)
    return _why_date(raw) if item.type == "date" else None


def _why(raw: object, item: RegisterField) -> tuple[str, str] | None:
    """Return what of the grammar of numbers a cell breaks and how to mend it, None if it is a number all the same."""
    try:
        number(raw, currency=not item.percent, percent="points" if item.percent else "refuse")
    except NumberFault as fault:
        return fault.message, fault.remedy
    return None


def _why_date(raw: object) -> tuple[str, str] | None:
    """Say of a month without a day, or of a spreadsheet's number of a day, what it is and how to mend it."""
    written = text(raw) or ""
    if _MONTH.fullmatch(written):
        return f"“{written}”只写了年月，请补日", "请写成 2015-06-30 的形式"
    if (days := serials.count(raw)) is None:
        return None
    said = f"“{written}”可能是日期序列数（即 {serials.day(days)}），也可能是年月"
    return said, f"请在读取设置的“单位”中选“{serials.SERIAL}”；不是的，请写成 2015-06-30 的形式"
