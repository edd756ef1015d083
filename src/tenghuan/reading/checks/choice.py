"""A value that is none of the drop-down's."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values outside the field's choices; 是/否 fields are ``not_understood``."""
    for key, column in rows.columns.items():
        if column.field.type != "choice":
            continue
        allowed = frozenset(column.field.choices)
        for at, value in enumerate(column.values):
            if value is not None and value not in allowed:
                message = f"“{value}”不在“{column.field.label}”的可选项中"
                yield fault(rows, at, key, rule, message, f"可选：{'、'.join(column.field.choices)}")
