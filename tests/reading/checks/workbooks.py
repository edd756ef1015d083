"""Small workbooks for the checks: one that breaks a rule, one that keeps it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from stdnum.cn.uscc import calc_check_digit

from tenghuan.reading.checks import Context, Fault, check
from tenghuan.reading.workbooks import open_workbook, preview


def code(number: int) -> str:
    """Return a valid credit code of a fictional enterprise."""
    body = f"91330683MA{number:07d}"
    return body + calc_check_digit(body)


A, B, C = code(1), code(2), code(3)


def book(
    rows: list[list[Any]],
    sheet: str = "Sheet1",
    merges: tuple[str, ...] = (),
    also: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """Return an .xlsx: None is an empty cell, text that begins with = a formula; ``also`` gets book and sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as out:
        page = out.add_worksheet(sheet)
        for area in merges:
            page.merge_range(area, "")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value)
        if also:
            also(out, page)
    return stream.getvalue()


@dataclass
class Case:
    """One rule's two workbooks: ``bad`` breaks it at ``cell``, ``good`` does not; ``says`` stands in the message.

    ``text``: they are text tables (.csv), of which a row may end early.
    """

    rule: str
    register: str
    bad: list[list[Any]]
    cell: str
    good: list[list[Any]]
    says: str = ""
    context: Context = field(default_factory=Context)
    merges: tuple[str, ...] = ()
    also: Callable[[Any, Any], None] | None = None
    name: str = ""
    text: bool = False

    @property
    def filename(self) -> str:
        return "样表.csv" if self.text else "样表.xlsx"

    def content(self, rows: list[list[Any]]) -> bytes:
        if self.text:
            return "\n".join(",".join(map(str, row)) for row in rows).encode()
        return book(rows, merges=self.merges, also=self.also) if rows is self.bad else book(rows)


def faults(data: bytes, register: str, context: Context | None = None, filename: str = "样表.xlsx") -> list[Fault]:
    """Return what ``check`` finds; our own file, so no process of its own is needed."""
    found = preview(open_workbook(data, filename, isolate=False), register)
    return check(found.rows, context)
