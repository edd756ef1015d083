"""How a register's own workbooks look: shared by template and export, so that one can be handed in as the other."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from tenghuan.reading.registers import Register, RegisterField, quantities
from tenghuan.reading.workbooks.raw.harmless import STARTERS

_TEXT_TYPES = frozenset({"code", "text", "choice", "industry", "town", "boolean"})
_WIDTHS = {"code": 22, "text": 18, "date": 12, "year": 8, "month": 8, "boolean": 10, "industry": 12}
LISTS, GUIDE = "选项", "填写说明"  # the sheets of a template that are not to be filled in
_LIST_ROWS = 200000
_STAMP = datetime.datetime(2000, 1, 1)  # the same content gives the same bytes


def heading(item: RegisterField) -> str:
    """Return what stands above a field's column: label and base unit, ``用电量（万千瓦时）``."""
    if item.quantity is None:
        return item.label
    return f"{item.label}（{quantities()[item.quantity].base}）"


def own_sheets(names: Iterable[str], besides: str = "") -> list[str]:
    """Return the sheets of a workbook that may hold rows: not a template's lists and guide, except ``besides``."""
    return [name for name in names if name == besides or name not in (LISTS, GUIDE)]


class Page:
    """Writes one register sheet with headings, formats, notes and drop-downs; then rows."""

    def __init__(self, register: Register, drop_downs: Mapping[str, Sequence[str]]) -> None:
        self.register = register
        self._stream = io.BytesIO()
        # text stays text: nothing is taken for a formula, a link or a number
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._stream, options)
        self._book.set_properties({"created": _STAMP})
        self._sheet = self._book.add_worksheet(register.name)
        self._formats = {kind: self._format(kind) for kind in ("text", "date", "number", "quoted")}
        self._drop_downs = {f.key: list(drop_downs.get(f.key, f.choices)) for f in register.fields}
        self._columns()
        self._lists()

    def _format(self, kind: str) -> Any:
        number_format = {"date": "yyyy-mm-dd", "number": "General"}.get(kind, "@")
        return self._book.add_format({"num_format": number_format, "quote_prefix": kind == "quoted"})

    def _columns(self) -> None:
        base = {"bold": True, "border": 1, "align": "center", "text_wrap": True, "valign": "vcenter"}
        must = self._book.add_format({**base, "bg_color": "#FCE4D6"})
        may = self._book.add_format({**base, "bg_color": "#DDEBF7"})
        for at, item in enumerate(self.register.fields):
            style = self._formats["date" if item.type == "date" else "text" if item.type in _TEXT_TYPES else "number"]
            self._sheet.set_column(at, at, _WIDTHS.get(item.type, 14), style)
            self._sheet.write_string(0, at, heading(item), must if item.required else may)
            note = "；".join(t for t in ("必填" if item.required else "", item.help) if t)
            if note:
                self._sheet.write_comment(0, at, note, {"x_scale": 1.5})
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_row(0, 32)

    def _lists(self) -> None:
        """Put long drop-downs on a hidden sheet: a list inside the rule may have 255 characters only."""
        page = None
        for at, item in enumerate(self.register.fields):
            choices = self._drop_downs[item.key]
            if not choices:
                continue
            if page is None:
                page = self._book.add_worksheet(LISTS)
                page.hide()
            column = xlsxwriter.utility.xl_col_to_name(at)
            for row, choice in enumerate(choices):
                page.write_string(row, at, choice)
            source = f"={LISTS}!${column}$1:${column}${len(choices)}"
            rule = {
                "validate": "list",
                "source": source,
                "error_title": item.label,
                "error_message": "请从下拉项中选择",
                "error_type": "stop" if item.type in {"choice", "boolean"} else "warning",
            }
            self._sheet.data_validation(1, at, _LIST_ROWS, at, rule)

    def write(self, at: int, values: Mapping[str, Any]) -> None:
        """Write one row (from 0 below the heading); None leaves the cell empty."""
        for column, item in enumerate(self.register.fields):
            value = values.get(item.key)
            if value is not None:
                self._write(at + 1, column, item, value)

    def _write(self, row: int, column: int, item: RegisterField, value: Any) -> None:
        if item.type == "date":
            moment = datetime.datetime.fromisoformat(str(value))
            self._sheet.write_datetime(row, column, moment, self._formats["date"])
        elif item.type == "boolean":
            self._sheet.write_string(row, column, "是" if value else "否", self._formats["text"])
        elif item.type in _TEXT_TYPES:
            # the quote mark keeps it text even after someone edits the cell
            kind = "quoted" if str(value).startswith(STARTERS) else "text"
            self._sheet.write_string(row, column, str(value), self._formats[kind])
        else:
            self._sheet.write_number(row, column, float(value))

    def finish(self, guide: Iterable[Sequence[str]] = ()) -> bytes:
        """Return the workbook; ``guide`` rows go to a sheet 填写说明."""
        lines = list(guide)
        if lines:
            page = self._book.add_worksheet(GUIDE)
            page.set_column(0, 0, 22)
            page.set_column(1, 5, 28)
            for r, line in enumerate(lines):
                for c, text in enumerate(line):
                    page.write_string(r, c, text)
        self._book.close()
        return self._stream.getvalue()
