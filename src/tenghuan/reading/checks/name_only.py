"""Rows with a name but no code: never guessed, a person confirms which enterprise they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank


@dataclass(frozen=True)
class NameOnly:
    """One entry of the confirmation queue: the row, its name, and the codes that bear or bore exactly that name."""

    row: int
    cell: str
    name: str
    candidates: tuple[str, ...]


def queue(rows: Rows, context: Context) -> list[NameOnly]:
    """Return the rows that wait for a person's confirmation, with candidates by equal name only."""
    codes, names = rows.columns.get("uscc"), rows.columns.get("name")
    if names is None or not rows.register.of_enterprises:
        return []
    owner = context.owners
    return [
        NameOnly(rows.numbers[at], rows.cell(at, "name"), name, tuple(sorted(owner.get(name, ()))))
        for at, name in enumerate(names.values)
        if name and (codes is None or is_blank(codes.raw[at]))
    ]


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per row of the queue."""
    places = {number: at for at, number in enumerate(rows.numbers)}
    for item in queue(rows, context):
        known = f"名录中同名企业的代码：{'、'.join(item.candidates)}" if item.candidates else "名录中没有同名企业"
        message = f"“{item.name}”没有信用代码，只能按名称匹配；{known}"
        yield fault(rows, places[item.row], "name", rule, message, "请补填信用代码，或在待确认清单中由人工确认")
