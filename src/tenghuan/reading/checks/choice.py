"""A value that is none of the drop-down's."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows

FEW = 12  # choices that a message may list
NEAREST, LIKE = 5, 0.4  # that it names of more, and how much of a word they share (0 to 1)


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield values outside the field's choices; 是/否 fields are ``not_understood``."""
    for key, column in rows.columns.items():
        if column.field.type != "choice":
            continue
        allowed = frozenset(column.field.choices)
        for at, value in enumerate(column.values):
            if value is not None and value not in allowed:
                message = f"“{value}”不在“{column.field.label}”的可选项中"
                yield fault(rows, at, key, rule, message, remedy(str(value), column.field.choices))


def remedy(word: str, choices: Sequence[str]) -> str:
    """Name the choices that a word may be meant for; all of them where they are few."""
    if len(choices) <= FEW:
        return f"可选：{'、'.join(choices)}"
    near = difflib.get_close_matches(word, choices, NEAREST, LIKE)
    near += [one for one in choices if word in one and one not in near]
    told = f"相近的有：{'、'.join(near[:NEAREST])}；" if near else ""
    return f"{told}可选项共 {len(choices)} 个，见模板中的下拉选项"
