"""Cells whose formula failed: #REF!, #N/A, #DIV/0! …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.workbooks.rows import Rows

_ERROR = re.compile(r"^#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$", re.IGNORECASE)


def is_error_text(raw: Any) -> bool:
    """Tell whether a cell's text is that of a failed formula (as .csv files carry it)."""
    return isinstance(raw, str) and raw.startswith("#") and bool(_ERROR.match(raw.strip()))


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield error cells; the reader gives them as empty and tells their places (.xlsx), or as text (.csv)."""
    for key, column in rows.columns.items():
        written = [at for at in column.odd if is_error_text(column.raw[at])]
        for at in sorted({*written, *rows.marked("errors", column)}):
            raw = column.raw[at]
            shown = f"（{raw}）" if raw else ""
            yield fault(rows, at, key, rule, f"“{column.field.label}”是公式错误值{shown}", "请改正公式并粘贴为数值")
