"""Workbooks in and out: open, preview, read rows with every cell located; annotate, templates, exports.

A workbook that anyone uploads is read in a process of its own (``guard.py``); nothing here writes to a database.
"""

from __future__ import annotations

from tenghuan.reading.workbooks.annotate import annotate
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.configuration import ColumnChoice, Configuration
from tenghuan.reading.workbooks.doubts import Question
from tenghuan.reading.workbooks.layout import own_sheets
from tenghuan.reading.workbooks.limits import Limits, default_limits
from tenghuan.reading.workbooks.plain_lists import read_list
from tenghuan.reading.workbooks.preview import Preview, likely_heading, likely_register, preview
from tenghuan.reading.workbooks.rows import Row, Rows, read_rows
from tenghuan.reading.workbooks.template import export, export_csv, template
from tenghuan.reading.workbooks.values_copy import fault_list
from tenghuan.reading.workbooks.workbook import (
    Sheet,
    SheetInfo,
    Workbook,
    cell_name,
    open_workbook,
    open_workbook_guarded,
)

__all__ = [
    "Column",
    "ColumnChoice",
    "Configuration",
    "Limits",
    "Preview",
    "Question",
    "Row",
    "Rows",
    "Sheet",
    "SheetInfo",
    "Workbook",
    "annotate",
    "cell_name",
    "default_limits",
    "export",
    "export_csv",
    "fault_list",
    "likely_heading",
    "likely_register",
    "open_workbook",
    "open_workbook_guarded",
    "own_sheets",
    "preview",
    "read_list",
    "read_rows",
    "template",
]
