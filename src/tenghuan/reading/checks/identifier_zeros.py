"""Identifiers that look as if a spreadsheet had dropped their leading zeros, or filled up their ends with zeros."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tenghuan.reading.checks.identifier_numeric import REMEDY
from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import KEPT_DIGITS

_LOST = "000"  # what the last of more than 15 digits become


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield numbers shorter than the column's usual one, which at least ``rows`` rows have, and long ones that end in
    zeros.

    Texts are looked at in text tables (.csv), which a spreadsheet may have written; elsewhere text kept its zeros.
    """
    for key, column in rows.columns.items():
        if not column.field.identifier:
            continue
        usual = _usual(column, int(rule.thresholds["rows"]))
        for at, (raw, value) in enumerate(zip(column.raw, column.values, strict=True)):
            if value is None or not (value.isascii() and value.isdigit()):
                continue
            label = column.field.label
            if len(value) < usual and (isinstance(raw, float | int) or not rows.sheet.typed):
                message = f"“{label}”{value} 只有 {len(value)} 位，同列通常 {usual} 位，开头的 0 可能已丢失"
            elif len(value) > KEPT_DIGITS and value.endswith(_LOST):
                message = f"“{label}”{value} 末尾都是 0，可能曾被存为数字，第 {KEPT_DIGITS} 位以后已丢失"
            else:
                continue
            yield fault(rows, at, key, rule, message, REMEDY)


def _usual(column: Column, least: int) -> int:
    """Return how many digits most identifiers of a column have; 0 if no length is that of ``least`` rows and half."""
    digits = [value for value in column.values if value is not None and value.isascii() and value.isdigit()]
    zeros = [len(value) for value in digits if value.startswith("0")]
    length, often = Counter(map(len, digits)).most_common(1)[0] if digits else (0, 0)
    usual = length if often >= least and 2 * often >= len(digits) else 0
    return max([usual, *zeros])
