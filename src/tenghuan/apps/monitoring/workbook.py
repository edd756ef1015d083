"""The month's sheet as a workbook: written for one unit and period, read back cell by cell, faults located."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.states import Phase
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import RISKY
from tenghuan.reading.workbooks import cell_name, open_workbook_guarded

SHEET = "填报"
MARK = "tenghuan-report"
VERSION = "2"
HEADINGS = (
    *("标识", "类型", "名称", "计量单位", "填什么", "上期数", "本期数", "零报告", "任务状态", "说明", "审核状态"),
    "总数",
)
KEY, UNIT, VALUE, ZERO, PHASE, NOTE, STATE, WHOLE = 0, 3, 6, 7, 8, 9, 10, 11
WIDTHS = (18, 10, 36, 12, 34, 14, 14, 10, 12, 40, 10, 14)
HEAD_ROW = 3
PHASES = [str(label) for label in Phase.labels]
YES = ("是", "零报告", "1", "y", "yes", "true")


@dataclass(frozen=True)
class Line:
    """One row of the sheet."""

    key: str
    kind: str
    title: str
    unit: str
    asked: str
    last: Decimal | None
    value: Decimal | None
    zero: bool
    phase: str
    has_phase: bool
    note: str
    state: str
    writable: bool
    whole: Decimal | None = None  # the total, where the number is a part of one
    in_parts: bool = False


@dataclass(frozen=True)
class Entry:
    """What a filled row says, and the row it stands in (from 1)."""

    key: str
    value: Decimal | None
    zero: bool
    phase: str
    note: str
    row: int
    whole: Decimal | None = None


@dataclass(frozen=True)
class Fault:
    """One fault: where, what, how to mend."""

    cell: str
    message: str
    remedy: str
    sheet: str = SHEET

    def as_json(self) -> dict[str, str]:
        """As kept with the upload."""
        return {"sheet": self.sheet, "cell": self.cell, "message": self.message, "remedy": self.remedy}


@dataclass
class Filled:
    """A workbook that was read: the period and unit it was made for, its rows and faults."""

    period: str
    unit: str
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def write(period_id: int, unit_id: int | None, title: str, lines: Sequence[Line]) -> bytes:
    """Return the workbook; only number, zero report and note of rows that may be written are unlocked."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    formats = _formats(book)
    sheet.write_string(0, 1, title, formats["title"])  # the column of keys before it is hidden
    sheet.write_row(1, 0, [MARK, VERSION, str(period_id), str(unit_id or 0)], formats["grey"])
    sheet.write_string(
        2,
        1,
        _("只填白色单元格：本期数、零报告（填“是”）、任务状态、说明，占比类另填总数；没有数请留空，不要填 0"),
        formats["grey"],
    )
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(HEAD_ROW, at, heading, formats["head"])
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        _write_line(sheet, row, line, formats)
        if line.has_phase and line.writable:
            sheet.data_validation(row, PHASE, row, PHASE, {"validate": "list", "source": PHASES})
    last = HEAD_ROW + len(lines)
    if lines:
        sheet.data_validation(HEAD_ROW + 1, ZERO, last, ZERO, {"validate": "list", "source": ["是"]})
        sheet.autofilter(HEAD_ROW, 0, last, len(HEADINGS) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column(KEY, KEY, WIDTHS[KEY], None, {"hidden": True})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.protect("", {"format_columns": True, "autofilter": True, "sort": True, "select_locked_cells": True})
    book.close()
    return stream.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    locked = {"border": 1, "bg_color": "#F1F3F5", "valign": "top", "text_wrap": True}
    free = {"border": 1, "locked": False, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "grey": book.add_format({"font_color": "#666666"}),
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True}),
        "locked": book.add_format(locked),
        "locked_quoted": book.add_format({**locked, "quote_prefix": True}),
        # no format for numbers: one with optional decimals shows 220 as "220."
        "locked_number": book.add_format(locked),
        "free": book.add_format({**free, "text_wrap": True}),
        "free_quoted": book.add_format({**free, "text_wrap": True, "quote_prefix": True}),
        "free_number": book.add_format(free),
    }


def _write_line(sheet: Any, row: int, line: Line, formats: Mapping[str, Any]) -> None:
    for at, text in enumerate((line.key, line.kind, line.title, line.unit, line.asked)):
        _text(sheet, row, at, text, formats, "locked")
    _number(sheet, row, 5, line.last, formats["locked_number"])
    own = "free" if line.writable else "locked"
    _number(sheet, row, VALUE, None if line.zero else line.value, formats[f"{own}_number"])
    _text(sheet, row, ZERO, "是" if line.zero else "", formats, own)
    _text(sheet, row, PHASE, line.phase, formats, own if line.has_phase else "locked")
    _text(sheet, row, NOTE, line.note, formats, own)
    _text(sheet, row, STATE, line.state, formats, "locked")
    _number(sheet, row, WHOLE, line.whole, formats[f"{own if line.in_parts else 'locked'}_number"])


def _text(sheet: Any, row: int, column: int, text: str, formats: Mapping[str, Any], look: str) -> None:
    if text:
        sheet.write_string(row, column, text, formats[f"{look}_quoted" if text.startswith(RISKY) else look])
    else:
        sheet.write_blank(row, column, None, formats[look])


def _number(sheet: Any, row: int, column: int, value: Decimal | None, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, form)
    else:
        sheet.write_number(row, column, float(value), form)


def read(name: str, content: bytes) -> Filled:
    """Read a filled workbook.

    Raises:
        InputFault: not a workbook at all, or not one that this page wrote (no sheet, no mark, columns moved).
    """
    book = open_workbook_guarded(content, name)
    if SHEET not in [sheet.name for sheet in book.sheets]:
        raise InputFault(_("没有名为“%(s)s”的工作表") % {"s": SHEET}, where=name, remedy=_("请用本页下载的填报表"))
    sheet = book.sheet(SHEET)
    rows = sheet.rows
    mark = [str(value) for value in rows[1][:4]] if len(rows) > HEAD_ROW else []
    if len(mark) < 4 or mark[0] != MARK or mark[1] != VERSION:
        raise InputFault(
            _("不是本平台的填报表，或第 2 行被改动"), where=f"{name} {SHEET}", remedy=_("请重新下载填报表")
        )
    if tuple(str(value).strip() for value in rows[HEAD_ROW][: len(HEADINGS)]) != HEADINGS:
        raise InputFault(
            _("第 %(n)d 行的列标题被改动") % {"n": HEAD_ROW + 1},
            where=f"{name} {SHEET}",
            remedy=_("请恢复原列标题和次序"),
        )
    filled = Filled(mark[2], mark[3])
    seen: dict[str, int] = {}
    for at, row in enumerate(rows[HEAD_ROW + 1 :], start=HEAD_ROW + 1):
        cells = [*row, *[""] * len(HEADINGS)]
        if (at, VALUE) in sheet.percents and isinstance(cells[VALUE], float):
            cells[VALUE] = f"{Decimal(f'{cells[VALUE]:.15g}') * 100:f}%"  # as the cell shows it
        entry = _entry(cells, at, filled.faults)
        if entry is None:
            continue
        if entry.key in seen:
            first = seen[entry.key]
            filled.faults.append(
                Fault(cell_name(at, KEY), _("与第 %(n)d 行的标识重复") % {"n": first}, _("请删去一行"))
            )
            continue
        seen[entry.key] = entry.row
        filled.entries.append(entry)
    return filled


def _entry(row: Sequence[Any], at: int, faults: list[Fault]) -> Entry | None:
    key = str(row[KEY]).strip()
    zero, note = str(row[ZERO]).strip().lower(), str(row[NOTE]).strip()
    if not key:
        if any(str(value).strip() for value in row):
            faults.append(Fault(cell_name(at, KEY), _("这一行没有标识"), _("请删去这一行；事项只能取自下载的表")))
        return None
    numbers: list[Decimal | None] = []
    for column, unit in ((VALUE, str(row[UNIT]).strip()), (WHOLE, "")):
        try:
            numbers.append(measure.parse(row[column], unit))
        except InputFault as fault:
            faults.append(Fault(cell_name(at, column), fault.message, fault.remedy))
            return None
    value, whole = numbers
    if zero and zero not in YES:
        faults.append(Fault(cell_name(at, ZERO), _("零报告只能填“是”或留空"), _("请改为“是”，或清空")))
        return None
    if zero and value:
        faults.append(Fault(cell_name(at, ZERO), _("既填了数又填了零报告"), _("有数的清空零报告一栏")))
        return None
    told = str(row[PHASE]).strip()
    if told and told not in PHASES:
        faults.append(Fault(cell_name(at, PHASE), _("没有这种任务状态"), _("可填：%(s)s") % {"s": "、".join(PHASES)}))
        return None
    phase = Phase.values[PHASES.index(told)] if told else ""
    return Entry(key, None if zero else value, bool(zero), phase, note, at + 1, whole)


def faults_of(fault: Iterable[Fault]) -> list[dict[str, str]]:
    """As kept with the upload."""
    return [one.as_json() for one in fault]
