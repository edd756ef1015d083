"""The name belongs to an enterprise with another code: code or name was put into the wrong row."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows whose code and name belong to two different enterprises of the register."""
    codes, names = rows.columns.get("uscc"), rows.columns.get("name")
    if codes is None or names is None or not context.enterprises:
        return
    owner = context.owners
    for at, (code, name) in enumerate(zip(codes.values, names.values, strict=True)):
        others = owner.get(name, set()) if code and name else set()
        if not others or code in others:
            continue
        message = f"“{name}”在名录中的代码是 {'、'.join(sorted(others)[:3])}，表中写的是 {code}"
        yield fault(rows, at, "uscc", rule, message, "请核对代码和名称是否错行")
