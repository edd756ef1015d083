"""An amount that must be explained in another column and is not (剔除项 without 剔除原因)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield amounts other than zero whose field names an explaining field that is empty or has no column."""
    for key, column in rows.columns.items():
        reason = column.field.explained_by
        if reason is None:
            continue
        reasons = rows.columns[reason].values if reason in rows.columns else None
        label = rows.register.field(reason).label
        for at in np.flatnonzero(np.nan_to_num(column.amounts)).tolist():
            if reasons is None or not reasons[at]:
                message = f"“{column.field.label}”为 {column.raw[at]}，但没有填写“{label}”"
                yield fault(rows, at, key, rule, message, f"请在“{label}”列写明原因")
