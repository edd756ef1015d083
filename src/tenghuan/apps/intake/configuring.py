"""The configuration page: what the officer chose, and the first rows beside what would be read from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.outside import year as asked_year
from tenghuan.apps.intake.models import Batch, State
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register, RegisterField, quantities
from tenghuan.reading.workbooks import ColumnChoice, Configuration
from tenghuan.reading.workbooks.configuration import unit_of
from tenghuan.reading.workbooks.values import parser

EXAMPLES = 3
SURE = 0.9  # below it the page asks to look twice; what the reading room calls unsure


@dataclass
class Example:
    """One cell as it stands and as it would be read; ``lost``: something stands there that cannot be read."""

    raw: str
    read: str
    lost: bool = False


@dataclass
class ColumnView:
    """A column of the sheet with its choices and examples."""

    index: int
    letter: str
    heading: str
    field: str
    unit: str
    units: list[str]
    confidence: float | None
    conversion: str
    examples: list[Example] = dataclasses.field(default_factory=list)
    asked: bool = False  # one of several columns that claim a field

    @property
    def unsure(self) -> bool:
        """Whether the officer should look twice."""
        return self.confidence is not None and self.confidence < SURE


def chosen(batch: Batch, post: Mapping[str, Any]) -> Configuration:
    """Return the configuration that a posted page describes.

    Raises:
        InputFault: rows that are no numbers, a field chosen twice, a unit that does not measure it, a missing year.
    """
    known = {column["index"] for column in batch.look.get("columns", ())}
    columns = [
        ColumnChoice(index=index, field=key, unit=_unit(batch.register, key, post.get(f"unit-{index}")))
        for index in sorted(known)
        if (key := post.get(f"field-{index}", ""))
    ]
    constants: dict[str, str | int] = {}
    register = SINKS[batch.register].fields
    mapped = {column.field for column in columns}
    year = asked_year(post.get("year"), otherwise=None)
    if register.period != "none" and "year" not in mapped:
        if year is None:
            raise InputFault(_("表中没有年度列，请填写本批次的年度"), where=_("年度"), remedy=_("四位数字，如 2022"))
        constants["year"] = year
    month = batch.configuration.get("constants", {}).get("month")
    if month is not None and "month" not in mapped:
        constants["month"] = month  # of the sheet's name; a note says so
    try:
        found = Configuration(
            register_id=batch.register,
            sheet=batch.sheet,
            header_rows=(_row(post, "first"), _row(post, "last")),
            columns=tuple(columns),
            constants=constants,
        )
    except (ValidationError, ValueError) as fault:
        raise InputFault(_("表头行号须为数字"), where=_("表头"), remedy=_("如第 3 行到第 4 行，填 3 和 4")) from fault
    if not 1 <= found.header_rows[0] <= found.header_rows[1]:
        raise InputFault(_("表头的起行不能在止行之后"), where=_("表头"), remedy=_("如第 3 行到第 4 行，填 3 和 4"))
    return found.checked()


def check_answers(batch: Batch, configuration: Configuration, post: Mapping[str, Any]) -> None:
    """See to it that what the sheet leaves open was decided by the officer.

    Raises:
        InputFault: several columns claim a field and none was chosen, nor "none of them"; other sheets look alike and
            nobody said that only this one is meant.
    """
    mapped = {column.field for column in configuration.columns}
    for question in batch.look.get("questions", ()):
        if (
            question["kind"] == "columns"
            and question["field"] not in mapped
            and not post.get(f"skip-{question['field']}")
        ):
            raise InputFault(
                question["message"], where=batch.sheet, remedy=_("在“读作”中选定其中一列；都不读的，请勾选“都不读”")
            )
        if question["kind"] == "sheets" and not post.get("only-this-sheet"):
            raise InputFault(
                question["message"],
                where=batch.sheet,
                remedy=_("只读这一张的，请勾选确认；其余工作表可在校验后逐张接入"),
            )


def questions(batch: Batch, post: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the open questions for the page, with the box ticked as it was, or as an earlier answer means."""
    answered = batch.state != State.CONFIGURING
    found = []
    for question in batch.look.get("questions", ()):
        box = "only-this-sheet" if question["kind"] == "sheets" else f"skip-{question['field']}"
        ticked = bool(post.get(box)) if post is not None else answered and question["kind"] == "sheets"
        found.append({**question, "box": box, "ticked": ticked})
    return found


def _unit(register: str, key: str, unit: Any) -> str | None:
    item = SINKS[register].fields.by_key.get(key)
    if item is None or item.quantity is None:
        return None
    quantity = quantities()[item.quantity]
    # after another field was chosen the old unit may not measure it: fall back to the base unit
    return unit if unit and quantity.unit(str(unit)) else quantity.base


def missing(configuration: Configuration) -> list[str]:
    """Return the labels of required fields that no column gives."""
    given = {column.field for column in configuration.columns} | set(configuration.constants)
    return [item.label for item in configuration.register.fields if item.required and item.key not in given]


def columns_of(batch: Batch, configuration: Configuration) -> list[ColumnView]:
    """Return every column of the sheet with what it is read as and its first cells."""
    asked = {at for question in batch.look.get("questions", ()) for at in question["columns"]}
    register, picked = configuration.register, {column.index: column for column in configuration.columns}
    rows = [cells for number, cells in batch.look.get("top", ()) if number > configuration.header_rows[1]]
    found = []
    for column in batch.look.get("columns", ()):
        choice = picked.get(column["index"])
        same = choice is not None and choice.field == column["field"]
        view = ColumnView(
            index=column["index"],
            letter=column["letter"],
            heading=column["heading"],
            field=choice.field if choice else "",
            unit="",
            units=[],
            confidence=column["confidence"] if same else None,
            conversion="",
            asked=column["index"] in asked,
        )
        _describe(view, register, choice, [_cell(row, column["index"]) for row in rows[:EXAMPLES]])
        found.append(view)
    return found


def _cell(row: list[Any], index: int) -> Any:
    return row[index] if index < len(row) else ""


def _describe(view: ColumnView, register: Register, choice: ColumnChoice | None, cells: list[Any]) -> None:
    if choice is None:
        view.examples = [Example(as_written(cell), "") for cell in cells]
        return
    item, unit = register.field(choice.field), unit_of(register, choice)
    factor: Decimal | None = None
    if unit is not None and item.quantity is not None:
        quantity = quantities()[item.quantity]
        view.unit, view.units, factor = unit.name, [u.name for u in quantity.units], unit.factor
        if unit.name != quantity.base:
            view.conversion = f"{unit.name} → {quantity.base}（×{unit.factor.normalize():f}）"
    read = parser(item, factor)
    view.examples = [_example(item, cell, None if cell == "" else read(cell)) for cell in cells]


def _example(item: RegisterField, cell: Any, value: Any) -> Example:
    return Example(as_written(cell), as_written(value), lost=cell != "" and value is None)


def as_written(value: Any) -> str:
    """Return a cell or value as a person would write it: no idle ".0", 是 and 否, "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    return str(value)


def _row(post: Mapping[str, str], name: str) -> int:
    """The number of a heading's row; no sheet has more."""
    return whole(post.get(name, 1), _("表头行"), least=1, most=1_048_576)
