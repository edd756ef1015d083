"""A credit code that the spreadsheet program took for a number: 9.13307E+17, or digits lost after the fifteenth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.checks.sound_codes import sound
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import KEPT_DIGITS, lost_digits

_LOST = "000"  # what the last of the 18 become


def mangled(raw: Any, code: str) -> bool:
    """Tell whether a code is or was a number: a numeric cell, scientific notation, or zeros after 15 digits."""
    if isinstance(raw, int | float) or lost_digits(code):
        return True
    return code.isdigit() and len(code) > KEPT_DIGITS and not code[KEPT_DIGITS:].strip("0")


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield codes whose digits were lost to a numeric cell."""
    column = rows.columns.get("uscc")
    if column is None:
        return
    right = sound(column.values).tolist()
    for at, (code, raw) in enumerate(zip(column.values, column.raw, strict=True)):
        if code is None or (right[at] and type(raw) is str and not code.endswith(_LOST)):
            continue
        if mangled(raw, code):
            message = f"信用代码被当作数字（{column.raw[at]}），第 15 位以后的数字已丢失"
            yield fault(rows, at, "uscc", rule, message, "请把该列设为文本格式后按营业执照重新填写")
