"""The grid as a workbook: down with what stands, filled in, read back cell by cell with every fault located."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tenghuan.apps.decomposition.models import Decomposition
from tenghuan.apps.decomposition.sheets import Sheet
from tenghuan.apps.monitoring import measure
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import RISKY
from tenghuan.reading.workbooks import cell_name, open_workbook_guarded

SHEET, MARK, VERSION = "目标分解", "tenghuan-breakdown", "1"
HEAD_ROW, FIRST = 3, 2  # of headings; of the columns with numbers, after key and name


@dataclass
class Filled:
    """What a workbook says: portion → column → text; faults by portion and column; and all of them with their cells."""

    typed: dict[int, dict[str, str]] = field(default_factory=dict)
    wrong: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def write(decomposition: Decomposition, sheet: Sheet) -> bytes:
    """Return the workbook; what is typed stands in white cells."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(SHEET)
    locked = book.add_format({"border": 1, "bg_color": "#F1F3F5"})
    quoted = book.add_format({"border": 1, "bg_color": "#F1F3F5", "quote_prefix": True})
    free, head = book.add_format({"border": 1, "locked": False}), book.add_format({"bold": True, "border": 1})
    page.write_string(0, 1, f"{decomposition}（{decomposition.indicator.unit}）", book.add_format({"bold": True}))
    page.write_row(1, 0, [MARK, VERSION, str(decomposition.pk), str(decomposition.revision)])
    page.write_string(2, 1, _("只填白色单元格；合计须不低于末行的方案目标"))
    for at, text in enumerate(["标识", "承接单位", *(one.label for one in sheet.heads)]):
        page.write_string(HEAD_ROW, at, text, head)
    for row, line in enumerate(sheet.lines, start=HEAD_ROW + 1):
        page.write_string(row, 0, str(line.portion.pk), locked)
        name = line.portion.carrier
        page.write_string(row, 1, name, quoted if name.startswith(RISKY) else locked)
        for at, (_head, text) in enumerate(line.cells, start=FIRST):
            if text:
                page.write_number(row, at, float(text), free)
            else:
                page.write_blank(row, at, None, free)
    end = HEAD_ROW + len(sheet.lines) + 1
    page.write_string(end, 1, _("方案目标"), locked)
    for at, one in enumerate(sheet.heads, start=FIRST):
        if one.asked is not None:
            page.write_number(end, at, float(one.asked), locked)
    page.set_column(0, 0, 8, None, {"hidden": True})
    page.set_column(1, 1, 26)
    page.set_column(FIRST, FIRST + len(sheet.heads), 14)
    page.set_row(1, None, None, {"hidden": True})
    page.freeze_panes(HEAD_ROW + 1, FIRST)
    page.protect("", {"format_columns": True})
    book.close()
    return stream.getvalue()


def read(decomposition: Decomposition, sheet: Sheet, name: str, content: bytes) -> Filled:
    """Read a filled workbook of this breakdown.

    Raises:
        InputFault: not a workbook, not one of this breakdown as it stands, or its columns were moved.
    """
    book = open_workbook_guarded(content, name)
    if SHEET not in [one.name for one in book.sheets]:
        raise InputFault(_("没有名为“%(s)s”的工作表") % {"s": SHEET}, where=name, remedy=_("请用本页下载的分解表"))
    page = book.sheet(SHEET)
    rows = page.rows
    mark = [str(value) for value in rows[1][:4]] if len(rows) > HEAD_ROW else []
    if mark[:3] != [MARK, VERSION, str(decomposition.pk)]:
        raise InputFault(_("不是“%(d)s”的分解表") % {"d": decomposition}, where=name, remedy=_("请重新下载"))
    if mark[3] != str(decomposition.revision):
        raise InputFault(_("下载之后分解数已被改过"), where=name, remedy=_("请重新下载，把改动抄到新表里"))
    headings = ["标识", "承接单位", *(one.label for one in sheet.heads)]
    if [str(value).strip() for value in rows[HEAD_ROW][: len(headings)]] != headings:
        raise InputFault(_("第 %(n)d 行的列标题被改动") % {"n": HEAD_ROW + 1}, where=name, remedy=_("请恢复原列标题"))
    return _rows(decomposition, sheet, rows)


def _rows(decomposition: Decomposition, sheet: Sheet, rows: Any) -> Filled:
    filled, known = Filled(), {str(line.portion.pk): line.portion.pk for line in sheet.lines}
    for at, row in enumerate(rows[HEAD_ROW + 1 :], start=HEAD_ROW + 1):
        cells = [*row, *[""] * (FIRST + len(sheet.heads))]
        key = str(cells[0]).strip().removesuffix(".0")
        if not key:
            continue  # the last line, and what anyone wrote below it
        if key not in known or known[key] in filled.typed:
            told = _("重复的承接单位") if key in known else _("不认识的承接单位")
            filled.faults.append(f"{SHEET} {cell_name(at, 0)}：{told}")
            continue
        _row(decomposition, sheet, filled, known[key], at, cells)
    return filled


def _row(decomposition: Decomposition, sheet: Sheet, filled: Filled, pk: int, at: int, cells: Any) -> None:
    typed: dict[str, str] = {}
    for column, head in enumerate(sheet.heads, start=FIRST):
        text = cells[column]
        try:
            value = measure.parse(text, decomposition.indicator.unit)
            typed[head.key] = measure.plain(value)
        except InputFault as fault:
            typed[head.key] = str(text)
            filled.wrong.setdefault(pk, {})[head.key] = str(fault)
            filled.faults.append(f"{SHEET} {cell_name(at, column)}：{fault}")
    filled.typed[pk] = typed
