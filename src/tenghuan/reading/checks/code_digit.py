"""The check digit of the credit code (GB 32100—2015)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from stdnum.cn import uscc

from tenghuan.reading.checks.code_numeric import mangled
from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.checks.sound_codes import LENGTH, doubtful
from tenghuan.reading.workbooks.rows import Rows

# the standard leaves out the letters that are taken for digits
_TAKEN_FOR = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield codes of 18 characters whose check digit, or a character, is not possible."""
    column = rows.columns.get("uscc")
    if column is None:
        return
    for at in doubtful(column.values):
        code = column.values[at]
        if len(code) != LENGTH or mangled(column.raw[at], code):
            continue
        message, remedy = f"信用代码“{code}”的校验位不对", "请与营业执照逐位核对"
        letters = [f"第 {i + 1} 位“{c}”" for i, c in enumerate(code) if c in _TAKEN_FOR]
        if letters:
            message = f"信用代码“{code}”含有代码中不使用的字母（{'、'.join(letters)}）"
            likely = "、".join(likely_codes(code)[:3])
            remedy = f"字母 O、I、Z、S 常是数字 0、1、2、5 的误填{f'，可能是 {likely}' if likely else ''}；{remedy}"
        elif not code.isascii() or not code.isalnum():
            message = f"信用代码“{code}”含有数字和大写字母以外的字符"
        yield fault(rows, at, "uscc", rule, message, remedy)


def likely_codes(code: str) -> list[str]:
    """Return the valid codes that differ from ``code`` only in letters taken for digits; for a person to choose."""
    options = [(c, _TAKEN_FOR[c]) if c in _TAKEN_FOR else (c,) for c in code]
    if len(code) != LENGTH or sum(len(o) > 1 for o in options) > 6:
        return []
    return [found for letters in product(*options) if uscc.is_valid(found := "".join(letters))]
