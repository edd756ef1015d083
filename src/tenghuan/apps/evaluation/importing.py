"""Decisions from a workbook: headings found, every row checked, faults with their cell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import DecisionKind
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.services.decisions import Decided
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table
from tenghuan.reading import numbers
from tenghuan.reading.workbooks import Sheet, cell_name, open_workbook

HEADINGS = {
    "uscc": ("统一社会信用代码", "信用代码"),
    "kind": ("事项",),
    "points": ("分值",),
    "code": ("否决事项", "否决代码"),
    "reason": ("理由",),
    "document": ("依据文件",),
}
KINDS = {str(label): value for value, label in DecisionKind.choices}
MOST_BYTES = 20 * 2**20
LOOKED_AT = 20  # rows in which the headings are looked for


def template(year: int) -> Table:
    """The workbook to fill in; its heading row is what :func:`read` looks for."""
    columns = [Column(key, names[0], width=24) for key, names in HEADINGS.items()]
    return Table(_("%(y)d年度加减分、否决和不参评事项导入模板") % {"y": year}, columns, [])


def read(content: bytes, filename: str) -> list[Decided]:
    """Read decisions from an .xlsx, .xls or .csv.

    Raises:
        InputFault: no workbook, no headings, or rows at fault, each with its cell.
    """
    if len(content) > MOST_BYTES:
        raise InputFault(_("文件超过 20 MB"), where=filename, remedy=_("只保留需要登记的行"))
    with open_workbook(content, filename) as book:
        for info in book.sheets:
            sheet = book.sheet(info.name)
            at, columns = _headings(sheet)
            if at >= 0:
                return _rows(sheet, at, columns, filename)
    raise InputFault(
        _("没有找到表头"),
        where=filename,
        remedy=_("表头应有：%(h)s") % {"h": "、".join(n[0] for n in HEADINGS.values())},
    )


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]]:
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        texts = ["".join(str(cell).split()) for cell in row]
        columns = {key: texts.index(name) for key, names in HEADINGS.items() for name in names if name in texts}
        if {"uscc", "kind", "document"} <= set(columns):
            return at, columns
    return -1, {}


def _rows(sheet: Sheet, at: int, columns: dict[str, int], filename: str) -> list[Decided]:
    found, faults = [], []
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 1):
        told = {key: str(row[column]).strip() if column < len(row) else "" for key, column in columns.items()}
        if not any(told.values()):
            continue
        place = f"{filename} {sheet.name} {_('第 %(n)d 行') % {'n': number + 1}}"
        try:
            found.append(_decided(told, place))
        except ValueError as error:
            faults.append(f"{filename} {sheet.name} {cell_name(number, columns[error.args[0]])}：{error.args[1]}")
    if faults:
        raise InputFault("\n".join(faults[:50]), remedy=_("改正后重新导入；本次一条也没有登记"))
    if not found:
        raise InputFault(_("没有可登记的行"), where=filename)
    return found


def _decided(told: dict[str, Any], place: str) -> Decided:
    kind = KINDS.get(told["kind"])
    if kind is None:
        raise ValueError("kind", _("事项“%(k)s”应为 %(w)s 之一") % {"k": told["kind"], "w": "、".join(KINDS)})
    points = None
    if text := told.get("points", ""):
        try:
            points = numbers.number(text)
        except numbers.NumberFault:
            raise ValueError("points", _("分值“%(v)s”不是数字") % {"v": text}) from None
    code = told.get("code", "")
    by_name = {name: key for key, name in reversed(veto_names().items())}
    return Decided(
        uscc=told["uscc"].upper(),
        kind=kind,
        reason=told.get("reason", ""),
        document=told["document"],
        points=points,
        code=by_name.get(code, code),
        where=place,
    )
