"""Templates and exports of a register; an export can be handed in again and gives the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tenghuan.reading.registers import Register, RegisterField, quantities
from tenghuan.reading.workbooks.layout import Page, heading
from tenghuan.reading.workbooks.raw.harmless import for_text_table

_TYPES = {
    "code": "18 位代码（文本）",
    "text": "文字",
    "number": "数字",
    "integer": "整数",
    "date": "日期",
    "year": "年度",
    "month": "月份",
    "boolean": "是/否",
    "choice": "下拉选择",
    "industry": "行业代码（文本）",
    "town": "下拉选择",
}


def template(register: Register, drop_downs: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return an empty .xlsx to fill in.

    Args:
        register: whose columns, units and notes it shows.
        drop_downs: field key → items (towns, parks, industries); a field's own choices where none are given.
    """
    return Page(register, drop_downs or {}).finish(_guide(register))


def export(
    register: Register, rows: Iterable[Mapping[str, Any]], drop_downs: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """Return rows as .xlsx in the template's form.

    Args:
        register: whose fields are written, in its order.
        rows: field key → value in the base unit (dates ISO text or date, truth values bool), None for unknown.
        drop_downs: as for :func:`template`.

    Text that begins like a formula is stored as text, so it does not run.
    """
    page = Page(register, drop_downs or {})
    for at, row in enumerate(rows):
        page.write(at, row)
    return page.finish()


def export_csv(register: Register, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as .csv (UTF-8 with BOM, so that Excel reads it); text that would run as a formula gets a quote."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([heading(f) for f in register.fields])
    for row in rows:
        writer.writerow([_plain(f, row.get(f.key)) for f in register.fields])
    return stream.getvalue().encode("utf-8-sig")


def _plain(item: RegisterField, value: Any) -> Any:
    if value is None:
        return ""
    if item.type == "boolean":
        return "是" if value else "否"
    if item.numeric:
        return repr(float(value))
    return for_text_table(str(value))


def _guide(register: Register) -> list[Sequence[str]]:
    lines: list[Sequence[str]] = [(f"{register.name}填写说明",), (register.note,)] if register.note else []
    lines.append(("栏目", "内容", "必填", "单位（可换算）", "说明"))
    for item in register.fields:
        units = ""
        if item.quantity:
            quantity = quantities()[item.quantity]
            units = f"{quantity.base}（也可：{'、'.join(u.name for u in quantity.units if u.name != quantity.base)}）"
        lines.append((heading(item), _TYPES[item.type], "是" if item.required else "", units, item.help))
    lines.append(("空白表示未知，不等于零；确为零请填 0。说明中写有空白怎么登记的，照说明。",))
    return lines
