"""The name that stands beside a code is not the registered one, nor a former one."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import name as plain


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield rows whose name differs from the register's; a name that belongs to another code is ``name_other_code``."""
    codes, names = rows.columns.get("uscc"), rows.columns.get("name")
    if codes is None or names is None or not context.enterprises:
        return
    owner = context.owners
    for at, (code, name) in enumerate(zip(codes.values, names.values, strict=True)):
        known = context.enterprises.get(code) if code and name else None
        if known is None or name in owner or name == plain(known.name):
            continue
        message = f"代码 {code} 在名录中是“{known.name}”，表中写的是“{name}”"
        remedy = "请核对代码和名称；如企业已更名，请先在名录中登记更名"
        yield fault(rows, at, "name", rule, message, remedy)
