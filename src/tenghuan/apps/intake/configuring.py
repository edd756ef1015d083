"""The configuration page: what the officer chose, and the first rows beside what would be read from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.outside import year as asked_year
from tenghuan.apps.intake.models import Batch, State
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register, RegisterField, quantities
from tenghuan.reading.workbooks import ColumnChoice, Configuration, serials, units
from tenghuan.reading.workbooks.configuration import unit_of
from tenghuan.reading.workbooks.months import MONTH, say_year
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
    doubt: str = ""  # what its heading leaves open of the unit

    @property
    def unsure(self) -> bool:
        """Whether the officer should look twice."""
        return self.confidence is not None and self.confidence < SURE


def chosen(batch: Batch, post: Mapping[str, Any]) -> Configuration:
    """Return the configuration that a posted page describes.

    Raises:
        InputFault: rows that are no numbers, a field chosen twice, a unit that does not measure it, a missing year.
    """
    register = SINKS[batch.register].fields
    rows = _header(post)
    columns, unsaid = [], {}
    for column in sorted(batch.look.get("columns", ()), key=lambda one: one["index"]):
        key = post.get(f"field-{column['index']}", "")
        if not key:
            continue
        unit, doubt = _unit(batch, column, register.by_key.get(key), rows[1], post.get(f"unit-{column['index']}"))
        columns.append(ColumnChoice(index=column["index"], field=key, unit=unit))
        if doubt:
            unsaid[key] = doubt
    found = Configuration(
        register_id=batch.register,
        sheet=batch.sheet,
        header_rows=rows,
        columns=tuple(columns),
        constants=_constants(batch, register, columns, rows[1], post),
        unsaid=unsaid,
    )
    return found.checked()


def _header(post: Mapping[str, Any]) -> tuple[int, int]:
    """Return the first and the last heading row that a page names.

    Raises:
        InputFault: they are no numbers, or the wrong way round.
    """
    rows = (_row(post, "first"), _row(post, "last"))
    if not 1 <= rows[0] <= rows[1]:
        raise InputFault(_("表头的起行不能在止行之后"), where=_("表头"), remedy=_("如第 3 行到第 4 行，填 3 和 4"))
    return rows


def named_rows(post: Mapping[str, Any], seen: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the heading rows that a page names where they are not those that were seen; None where they are.

    Raises:
        InputFault: they are no numbers, or the wrong way round.
    """
    if not post.get("first") and not post.get("last"):
        return None
    rows = _header({"first": post.get("first") or post.get("last"), "last": post.get("last") or post.get("first")})
    return None if rows == seen else rows


def _constants(
    batch: Batch, register: Register, columns: Sequence[ColumnChoice], last: int, post: Mapping[str, Any]
) -> dict[str, str | int]:
    constants: dict[str, str | int] = {}
    mapped = {column.field for column in columns}
    year = asked_year(post.get("year"), otherwise=None)
    if register.asks_year and "year" not in mapped and not (year is None and _say_year(batch, columns, last)):
        if year is None:
            raise InputFault(_("表中没有年度列，请填写本批次的年度"), where=_("年度"), remedy=_("四位数字，如 2022"))
        constants["year"] = year
    month = batch.configuration.get("constants", {}).get("month")
    if month is not None and "month" not in register.given(mapped):
        constants["month"] = month  # of the sheet's name; a note says so
    given = register.given(mapped | set(constants))
    for item in register.given_once:
        if item.key not in given and (text := str(post.get(f"all-{item.key}", "")).strip()):
            constants[item.key] = _for_all(item, text)
    return constants


def _for_all(item: RegisterField, text: str) -> str:
    """Return what was given once for a whole list.

    Raises:
        InputFault: it cannot be read as the field's, or is none of its choices.
    """
    value = parser(item, None)(text)
    if value is None or (item.type == "choice" and value not in item.choices):
        told = _("可选：%(c)s") % {"c": "、".join(item.choices)} if item.choices else _("请按模板说明填写")
        raise InputFault(_("“%(t)s”不能作“%(l)s”") % {"t": text, "l": item.label}, where=item.label, remedy=told)
    return text


def _say_year(batch: Batch, columns: Iterable[ColumnChoice], last: int) -> bool:
    """Tell whether a column of months says the years as well, by the rows that the page shows below row ``last``."""
    rows = [cells for number, cells in batch.look.get("top", ()) if number > last]
    at = [column.index for column in columns if column.field == MONTH]
    return say_year(row[index] for index in at for row in rows if index < len(row))


@dataclass(frozen=True)
class ForAll:
    """A required field without a column, that may have one value for the whole list."""

    field: RegisterField
    value: str


def for_all(batch: Batch, configuration: Configuration) -> list[ForAll]:
    """Return the fields that the page offers to fill in once, each with what it has now."""
    register, lacking = configuration.register, {item.key for item in _lacking(batch, configuration)}
    asked = {"year"} if register.asks_year else set()  # has a place of its own
    found = []
    for item in register.given_once:
        value = configuration.constants.get(item.key)
        if item.key not in asked and (item.key in lacking or value is not None):
            found.append(ForAll(item, "" if value is None else str(value)))
    return found


def check_answers(batch: Batch, configuration: Configuration, post: Mapping[str, Any]) -> None:
    """See to it that what the sheet leaves open was decided by the officer.

    Raises:
        InputFault: a heading leaves its unit open and none was chosen; several columns claim a field and none was
            chosen, nor "none of them"; other sheets look alike and nobody said that only this one is meant.
    """
    if configuration.unsaid:
        told = "\n".join(configuration.unsaid.values())
        raise InputFault(
            told, where=batch.sheet, remedy=_("请在“单位”中选定，或改选栏目；都不合适的，请改正表头后重新上传")
        )
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


def _unit(
    batch: Batch, column: Mapping[str, Any], item: RegisterField | None, last: int, posted: Any
) -> tuple[str | None, str]:
    """Return a column's unit, and what is to be asked of it: the one that was chosen, else what its heading says.

    A unit that measures another thing than the field cannot be chosen away.
    """
    if item is not None and item.type == "date":
        return _day_unit(column, item, posted)
    if item is None or (item.quantity is None and item.units_by is None):
        return None, ""
    said = _heading_unit(batch, column, item, last)
    if posted and item.quantity and quantities()[item.quantity].unit(str(posted)) and not said.foreign:
        return str(posted), ""
    doubt = _("%(c)s 列%(d)s") % {"c": column["letter"], "d": said.doubt} if said.doubt else ""
    return said.unit, doubt


def _day_unit(column: Mapping[str, Any], item: RegisterField, posted: Any) -> tuple[str | None, str]:
    """Return how numbers of a date column are read, and what is open of it as long as nobody chose."""
    if posted in serials.CHOICES:
        return str(posted), ""
    known = column["field"] == item.key
    doubt = column.get("doubt", "") if known else ""
    return column["unit"] if known else None, _("%(c)s 列%(d)s") % {"c": column["letter"], "d": doubt} if doubt else ""


def _heading_unit(batch: Batch, column: Mapping[str, Any], item: RegisterField, last: int) -> units.Written:
    top = [[str(cell) for cell in cells] for number, cells in batch.look.get("top", ()) if number <= last]
    beneath = top[-1] if top and units.units_only(top[-1]) else []
    at = column["index"]
    said = units.below(beneath[at], item) if at < len(beneath) else None
    return said or units.written(column["heading"].split("／"), item, units.unit_line(top))


def missing(batch: Batch, configuration: Configuration) -> list[str]:
    """Return the labels of required fields that no column gives."""
    return [item.label for item in _lacking(batch, configuration)]


def _lacking(batch: Batch, configuration: Configuration) -> list[RegisterField]:
    given = {column.field for column in configuration.columns} | set(configuration.constants)
    given = configuration.register.given(given)
    given |= {"year"} if _say_year(batch, configuration.columns, configuration.header_rows[1]) else set()
    return [item for item in configuration.register.fields if item.required and item.key not in given]


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
            doubt=configuration.unsaid.get(choice.field, "") if choice else "",
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
        if view.doubt:
            view.unit = ""
        elif unit.name != quantity.base:
            view.conversion = f"{unit.name} → {quantity.base}（{unit.times}）"
    if item.type == "date":
        _describe_days(view, item, choice, cells)
        return
    read = parser(item, factor)
    view.examples = [_example(item, cell, None if cell == "" else read(cell)) for cell in cells]


def _describe_days(view: ColumnView, item: RegisterField, choice: ColumnChoice, cells: list[Any]) -> None:
    if choice.unit or view.doubt or any(serials.count(cell) for cell in cells):
        view.unit, view.units = choice.unit or "", [*serials.CHOICES]
    read = serials.parse_dates(item, cells, choice.unit)
    view.examples = [_example(item, cell, value) for cell, value in zip(cells, read, strict=True)]


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
