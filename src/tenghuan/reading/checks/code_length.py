"""A credit code that lost characters, gained some, or is not a code."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.code_numeric import mangled
from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.checks.sound_codes import LENGTH, doubtful
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield codes that do not have 18 characters and were not turned into numbers (see ``code_numeric``)."""
    column = rows.columns.get("uscc")
    if column is None:
        return
    for at in doubtful(column.values):
        code = column.values[at]
        if len(code) == LENGTH or mangled(column.raw[at], code):
            continue
        short = len(code) < LENGTH
        what = (
            f"信用代码“{code}”只有 {len(code)} 位，可能被截断"
            if short
            else f"信用代码“{code}”有 {len(code)} 位，多于 18 位"
        )
        yield fault(rows, at, "uscc", rule, what, "请按营业执照填写 18 位统一社会信用代码；系统不会自动补全")
