"""A town, street or township that the county does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield towns that are not in the context's set."""
    if not context.towns:
        return
    for key, column in rows.columns.items():
        if column.field.type == "town":
            yield from _in_column(rows, key, context, rule)


def _in_column(rows: Rows, key: str, context: Context, rule: Rule) -> Iterator[Fault]:
    hints: dict[str, str] = {}
    for at, town in enumerate(rows.columns[key].values):
        if town is None or town in context.towns:
            continue
        if town not in hints:
            near = difflib.get_close_matches(town, sorted(context.towns), n=2, cutoff=0.5)
            hints[town] = f"是否为：{'、'.join(near)}？" if near else "请从模板的下拉项中选择"
        yield fault(rows, at, key, rule, f"没有名为“{town}”的镇街", hints[town])
