"""A sheet whose headings are those of a template, read column by column: no units, no totals, nothing to guess."""

from __future__ import annotations

from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.configuration import ColumnChoice, Configuration
from tenghuan.reading.workbooks.headings import normal
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import is_blank, parse_all
from tenghuan.reading.workbooks.workbook import Sheet, Workbook, column_letters

HEAD_ROWS = 10  # a title and notes may stand above the headings


def read_list(workbook: Workbook, register: Register) -> Rows:
    """Read the first visible sheet with the headings of a register's required fields, and every row below them.

    Raises:
        InputFault: no sheet has them, two columns bear the same heading, or a heading is not the template's.
    """
    for info in (one for one in workbook.sheets if one.visible):
        sheet = workbook.sheet(info.name)
        for line in range(min(HEAD_ROWS, len(sheet.rows))):
            found = _columns(sheet.rows[line], register)
            if all(field.key in found for field in register.fields if field.required):
                return _rows(workbook, sheet, register, line, found)
    needed = "、".join(field.label for field in register.fields if field.required)
    raise InputFault("找不到表头", where=workbook.filename, remedy=f"表头须有：{needed}。请下载模板填写")


def _columns(cells: list[object], register: Register) -> dict[str, list[int]]:
    names = {normal(name): field.key for field in register.fields for name in field.names}
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and (key := names.get(normal(cell))):
            found.setdefault(key, []).append(at)
    return found


def _rows(workbook: Workbook, sheet: Sheet, register: Register, line: int, found: dict[str, list[int]]) -> Rows:
    for key, places in found.items():
        if len(places) > 1:
            listed = "、".join(column_letters(at) for at in places)
            raise InputFault(f"{listed} 列都是“{register.field(key).label}”", where=sheet.name, remedy="请只保留一列")
    used = {at for places in found.values() for at in places}
    for at, cell in enumerate(sheet.rows[line]):
        if at not in used and not is_blank(cell):
            raise InputFault(
                f"不认识的栏目“{cell}”",
                where=f"{sheet.name} {column_letters(at)} 列",
                remedy="请按模板的表头填写，删去多余的列",
            )
    kept = [at for at in range(line + 1, len(sheet.rows)) if any(not is_blank(cell) for cell in _used(sheet, at, used))]
    columns = {}
    for key, (index,) in found.items():
        field = register.field(key)
        raw = [cell for at in kept for cell in _used(sheet, at, {index})]
        columns[key] = Column(field, index, None, None, raw, parse_all(field, raw))
    choices = tuple(ColumnChoice(index=places[0], field=key) for key, places in found.items())
    told = Configuration(register_id=register.id, sheet=sheet.name, header_rows=(line + 1, line + 1), columns=choices)
    numbers = [at + 1 for at in kept]
    return Rows(workbook.filename, workbook.digest, sheet, register, told, numbers, columns)


def _used(sheet: Sheet, at: int, columns: set[int]) -> list[object]:
    row = sheet.rows[at]
    return [row[index] if index < len(row) else "" for index in sorted(columns)]
