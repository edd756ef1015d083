"""A waiver was given on what a cell said: when that is read otherwise, or says something else, the waiver goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from tenghuan.apps.intake import cells
from tenghuan.apps.intake.models import Batch, BatchFault
from tenghuan.reading.workbooks import Workbook


def drop_waivers(batch: Batch, fields: Iterable[str] | None = None) -> None:
    """Drop the waivers of some columns, by default of all (inside a service)."""
    waived = batch.faults.exclude(waived_reason="")
    if fields is not None:
        waived = waived.filter(field__in=fields)
    waived.update(waived_reason="")


def drop_changed(batch: Batch, workbook: Workbook | None) -> None:
    """Drop the waivers of the cells that say something else in a mended workbook (None: all of them)."""
    kept = cells.kept_workbook(batch)
    names = [sheet.name for sheet in workbook.sheets] if workbook is not None else []
    if kept is None or workbook is None or batch.sheet not in names:
        drop_waivers(batch)
        return
    before, after = kept.sheet(batch.sheet).rows, workbook.sheet(batch.sheet).rows
    waived = batch.faults.exclude(waived_reason="")
    changed = [one.pk for one in waived if _said(before, one) != _said(after, one)]
    batch.faults.filter(pk__in=changed).update(waived_reason="")


def _said(rows: Any, fault: BatchFault) -> list[Any]:
    """Return what the cell of a fault says: its column where it stands for many, its row where it is of no one cell."""
    at, column = coordinate_to_tuple(fault.cell) if fault.cell else (fault.line, 0)
    many = fault.count > 1 or not fault.line
    taken = [list(row) for row in (rows[:] if many else rows[at - 1 : at])]
    return [row[column - 1 : column] for row in taken] if column else taken
