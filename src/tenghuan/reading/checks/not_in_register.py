"""A valid code that the register of enterprises does not know."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.checks.sound_codes import sound
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows of enterprises that are not registered; the base register itself is where they are entered."""
    codes = rows.columns.get("uscc")
    if codes is None or rows.register.id == "base" or not context.enterprises:
        return
    right = sound(codes.values)
    for at, code in enumerate(codes.values):
        if code not in context.enterprises and right[at]:
            yield fault(rows, at, "uscc", rule, f"代码 {code} 不在企业名录中", "请先补登企业名录，或核对是否本地企业")
