"""Run every check over the rows of one sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tenghuan.reading.checks import (
    bare_fraction,
    below_minimum,
    blank_zero,
    choice,
    choice_near,
    code_digit,
    code_length,
    code_numeric,
    column_unit,
    date_text,
    duplicate,
    error_value,
    formula,
    heading_year,
    identifier_numeric,
    identifier_zeros,
    long_row,
    merged_number,
    month_year,
    name_code,
    name_only,
    name_other_code,
    not_in_register,
    not_understood,
    number_text,
    other_year,
    outlier,
    plausible_unit,
    required,
    short_row,
    stated_total,
    sum_parts,
    tenfold,
    two_columns,
    unexplained,
    unit_column,
    unit_unsaid,
    unknown_industry,
    unknown_town,
)
from tenghuan.reading.checks.model import Check, Context, Fault, Rule, Waiver
from tenghuan.reading.workbooks.rows import Rows

_MODULES = (
    two_columns,
    unit_unsaid,
    unit_column,
    heading_year,
    short_row,
    long_row,
    required,
    code_length,
    code_numeric,
    code_digit,
    identifier_numeric,
    identifier_zeros,
    duplicate,
    name_code,
    name_other_code,
    not_in_register,
    name_only,
    not_understood,
    error_value,
    merged_number,
    below_minimum,
    bare_fraction,
    tenfold,
    column_unit,
    plausible_unit,
    outlier,
    sum_parts,
    stated_total,
    unknown_town,
    unknown_industry,
    choice,
    choice_near,
    date_text,
    number_text,
    formula,
    blank_zero,
    unexplained,
    other_year,
    month_year,
)
CHECKS: dict[str, Check] = {module.__name__.rpartition(".")[2]: module.find for module in _MODULES}


def check(rows: Rows, context: Context | None = None) -> list[Fault]:
    """Return every fault of the rows, errors first, then by row; waived warnings keep their place with the reason.

    Args:
        rows: read by ``read_rows``.
        context: what to compare with; an empty context runs the checks that need none.
    """
    context = context or Context()
    found: list[Fault] = []
    for name, find in CHECKS.items():
        rule = context.rules.get(name)
        if rule is not None:  # a county may leave a rule out
            found += _collapse(find(rows, context, rule), rule)
    found = [_waive(fault, context.waivers) for fault in found]
    return sorted(found, key=lambda f: (f.severity != "error", f.row, f.cell))


def _collapse(faults: Iterable[Fault], rule: Rule) -> list[Fault]:
    """Replace more than ``rule.collapse`` hits in one column by the first of them, with the count."""
    by_field: dict[str, list[Fault]] = {}
    counts: dict[str, int] = {}
    for fault in faults:
        counts[fault.field] = counts.get(fault.field, 0) + 1
        if counts[fault.field] <= rule.collapse:
            by_field.setdefault(fault.field, []).append(fault)
    kept: list[Fault] = []
    for key, group in by_field.items():
        if counts[key] <= rule.collapse:
            kept += group
            continue
        first = group[0]
        message = (
            f"“{first.label}”列共有 {counts[key]} 处{rule.title}，首处在 {first.cell or '读取设置'}：{first.message}"
        )
        kept.append(replace(first, count=counts[key], message=message))
    return kept


def _waive(fault: Fault, waivers: Iterable[Waiver]) -> Fault:
    """Put the reason of a matching waiver to a warning; an error cannot be waived."""
    if fault.severity == "error":
        return fault
    for waiver in waivers:
        same = waiver.rule == fault.rule and waiver.sheet == fault.sheet
        if same and (waiver.cell == fault.cell if waiver.cell else waiver.row == fault.row):
            return replace(fault, waived=waiver.reason)
    return fault
