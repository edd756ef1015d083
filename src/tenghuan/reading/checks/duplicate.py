"""The same key twice in one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield every row whose register key (code, year …) stood in an earlier row; rows without code are not compared."""
    if "uscc" not in rows.columns:
        return
    columns = [rows.columns[key].values for key in rows.register.key if key in rows.columns]
    if len(set(zip(*columns, strict=True))) == len(rows):
        return
    codes = rows.columns["uscc"].values
    first: dict[tuple[object, ...], int] = {}
    for at, key in enumerate(zip(*columns, strict=True)):
        if codes[at] is None:
            continue
        earlier = first.setdefault(key, at)
        if earlier != at:
            label = "、".join(rows.register.field(k).label for k in rows.register.key if k in rows.columns)
            message = f"与第 {rows.numbers[earlier]} 行重复（{label}相同）"
            yield fault(rows, at, "uscc", rule, message, "请删除或合并重复的行")
