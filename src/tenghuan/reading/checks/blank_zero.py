"""Empty is unknown, not zero: facts that are left out, and dashes in the place of numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.registers import Register
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank, placeholder


def counted(register: Register) -> frozenset[str]:
    """Return the optional numeric fields whose blank leaves a fact unknown."""
    direct = {f.key for f in register.fields if f.numeric and f.fact and not f.required}
    parts = {key for rule in register.derived if rule.blank == "unknown" for key in rule.plus + rule.minus}
    covered = {key for rule in register.sums for key in (*rule.plus, *rule.minus)}
    return frozenset((direct - covered) | parts)


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield blanks in those fields, and — / 无 in any column of numbers (read as unknown)."""
    watched = counted(rows.register)
    for key, column in rows.columns.items():
        if not column.field.numeric:
            continue
        failed = set(rows.marked("errors", column))
        for at in column.unknown:
            raw = column.raw[at]
            if is_blank(raw) and key in watched and at not in failed:
                message = f"“{column.field.label}”为空，按“未知”处理，不按零处理"
            elif placeholder(raw) and not column.field.required:
                message = f"“{column.field.label}”填的是“{raw}”，按“未知”处理，不按零处理"
            else:
                continue
            yield fault(rows, at, key, rule, message, "如确为零请填 0；如不掌握请说明")
