"""A word that is no choice, but stands in one only: it is read as that one, and a person looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import spelled, text


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield cells whose word is neither a choice nor a known spelling of one and was read as the one that holds it."""
    for key, column in rows.columns.items():
        item = column.field
        if item.type != "choice":
            continue
        sure, allowed = spelled(item.choices, item.spellings), frozenset(item.choices)
        for at, value in enumerate(column.values):
            if value in allowed and (text(column.raw[at]) or "") not in sure:
                message = f"“{column.raw[at]}”按“{value}”读取"
                yield fault(rows, at, key, rule, message, "请核对；不对的，请改为模板中的选项")
