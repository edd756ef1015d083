"""The same key twice in one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import lost_digits


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield every row whose register key (code, year …) stood in an earlier row; rows without code are not compared,
    nor those with an identifier that a numeric cell has cut: they are alike only for what is lost.
    """
    named = "uscc" if rows.register.of_enterprises else next(iter(rows.register.key))
    if named not in rows.columns:
        return
    columns = [rows.columns[key].values for key in rows.register.key if key in rows.columns]
    if len(set(zip(*columns, strict=True))) == len(rows):
        return
    codes = rows.columns[named].values
    cut = {
        at
        for key in rows.register.key
        if key in rows.columns and rows.register.field(key).identifier
        for at, raw in enumerate(rows.columns[key].raw)
        if lost_digits(raw)
    }
    first: dict[tuple[object, ...], int] = {}
    for at, key in enumerate(zip(*columns, strict=True)):
        if codes[at] is None or at in cut:
            continue
        earlier = first.setdefault(key, at)
        if earlier != at:
            label = "、".join(rows.register.field(k).label for k in rows.register.key if k in rows.columns)
            message = f"与第 {rows.numbers[earlier]} 行重复（{label}相同）"
            yield fault(rows, at, named, rule, message, "请删除或合并重复的行")
