"""The unit that a column is written in, by its headings, the line below them or the sheet, and what they leave open.

A heading whose unit is not one that can be converted is a question for a person; nothing is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tenghuan.reading.characters import fold
from tenghuan.reading.registers import Quantity, RegisterField, quantities, quantity_in, unit_words
from tenghuan.reading.workbooks.columns import Column

_BRACKET = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_BEHIND = re.compile(r"[,，/、:](\S+)$")
_PARTS = re.compile(r"[、,，;；/或]")
_UNIT_LINE = re.compile(r"(?:(?:计量)?单位[::]\s*|(?<![\u4e00-\u9fff])(?:计量|金额)?单位\()([^\s,，;；、)）]+)")


@dataclass(frozen=True)
class Written:
    """A column's unit and where it was read (表头, 单位行, 默认); ``doubt``: what a person must answer first.

    ``foreign``: what stands there measures something else, so that no answer can make it this field's.
    """

    unit: str | None = None
    origin: str = ""
    doubt: str = ""
    foreign: bool = False


@cache
def unit_names() -> frozenset[str]:
    """Return every accepted way to write a unit, in lower case with half-width letters."""
    return frozenset(
        fold(text).casefold() for q in quantities().values() for u in q.units for text in (u.name, *u.aliases)
    )


def _bare(inside: str) -> str:
    """Return what stands in brackets without 单位: and without blanks (RMB 万元)."""
    return re.sub(r"\s", "", inside).removeprefix("单位:").removeprefix("单位：")


def split_unit(heading: str, quantity: Quantity | None = None) -> tuple[str, str | None]:
    """Split ``用电量（万千瓦时）`` into heading and unit; a bracket that is no unit stays in the heading."""
    text = fold(heading)
    for match in _BRACKET.finditer(text):
        unit = _bare(match[1])
        known = quantity.unit(unit) is not None if quantity else unit.casefold() in unit_names()
        if known:
            return text[: match.start()] + text[match.end() :], unit
    bare = _BEHIND.search(text)
    if bare and bare[1].casefold() in unit_names():
        return text[: bare.start()], bare[1]
    return text, None


def written(levels: Sequence[str], item: RegisterField, sheet_unit: str | None) -> Written:
    """Return the unit of a column for a field.

    Args:
        levels: its headings, the top one first.
        item: the field it is taken for.
        sheet_unit: what a line such as 单位：万元 above the headings says.
    """
    if item.units_by is not None:
        return _by_row(levels, item, sheet_unit)
    if item.quantity is None:
        return _unmeasured(levels, item)
    quantity = quantities()[item.quantity]
    for level in reversed(levels):
        if said := _said(level):
            return _one(said, item, quantity)
        if found := _at_the_end(fold(level), quantity):
            return Written(found, "表头")
    parts = [part for part in re.split(r"[、,，;；/]", fold(sheet_unit or "")) if part]
    for part in parts:
        if found_unit := quantity.unit(part):
            return Written(found_unit.name, "单位行")
    if any(part.casefold() in unit_words() for part in parts):
        return Written(doubt=_asked(f"单位行写的是“{'、'.join(parts)}”", item, quantity))
    return Written(quantity.base, "默认")


def _by_row(levels: Sequence[str], item: RegisterField, sheet_unit: str | None) -> Written:
    """Return the unit that headings or the line above them say of an amount whose unit each row's own word decides."""
    parts = [part for part in _PARTS.split(fold(sheet_unit or "")) if is_unit(part)]
    said = next((found for level in reversed(levels) if (found := _said(level))), parts)
    if not said:
        return Written()
    if len(said) > 1:
        return Written(doubt=f"写的单位不止一个（{'、'.join(said)}），请在表头只写一个")
    return Written(said[0], f"表头写着“{said[0]}”，按各行应有的单位折算")


def factor(unit: str, wanted: str) -> Decimal | None:
    """Return by what an amount in ``unit`` is multiplied to be in ``wanted``, None if it cannot be converted."""
    if fold(unit).casefold() == fold(wanted).casefold():
        return Decimal(1)
    key = quantity_in(wanted)
    found = quantities()[key].unit(fold(unit)) if key else None
    return found.factor if found is not None else None


def wanted_by(columns: Mapping[str, Column], column: Column, at: int) -> str:
    """Return the unit that the word of row ``at`` decides for an amount, "" if it decides none."""
    assert column.field.units_by is not None
    by, known = column.field.units_by
    return known.get(columns[by].value(at), "") if by in columns else ""


def convert_by_row(columns: Mapping[str, Column]) -> None:
    """Convert amounts from the unit of their heading into the one of each row's own word, where that can be done."""
    for column in columns.values():
        if column.field.units_by is None or not column.unit:
            continue
        for at in range(len(column.amounts)):
            times = factor(column.unit, wanted_by(columns, column, at))
            value = column.value(at)
            if value is not None and times not in (None, 1):
                column.amounts[at] = float(f"{float(Decimal(repr(value)) * times):.15g}")


def below(row_text: str, item: RegisterField) -> Written | None:
    """Return the unit in the line of units below the headings, None where that line says nothing of the column."""
    text = fold(row_text).strip("()[]【】")
    if item.quantity is None or text in {"", "-", "—", "/"}:
        return None
    found = _one([text], item, quantities()[item.quantity])
    return Written(found.unit, "单位行", found.doubt, found.foreign)


def unit_line(grid: Iterable[Sequence[str]]) -> str | None:
    """Return what a line such as 单位：万元 above the headings says, several joined by 、."""
    found = [m[1] for row in grid for text in dict.fromkeys(row) for m in _UNIT_LINE.finditer(fold(text))]
    return "、".join(dict.fromkeys(f.strip("()") for f in found if f)) or None


def units_only(row: Sequence[str]) -> bool:
    """Tell a line that has nothing but units in it (and dashes), as stands below some headings."""
    cells = [fold(text).strip("()[]【】").casefold() for text in row if text]
    return any(c in unit_names() for c in cells) and all(c in unit_names() or c in {"-", "—", "/"} for c in cells)


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit, one that can be converted or not."""
    word = fold(text).casefold()
    return word in unit_names() or word in unit_words()


def _said(heading: str) -> list[str]:
    """Return the units that a heading says: in brackets, behind a comma or as all there is; [] if none."""
    text = fold(heading)
    if is_unit(text):
        return [text]
    found: list[str] = []
    for match in _BRACKET.finditer(text):
        inner = _bare(match[1])
        parts = [part.strip() for part in _PARTS.split(inner) if part.strip()]
        if is_unit(inner):
            found.append(inner)
        elif parts and all(is_unit(part) for part in parts):
            found += parts
    bare = _BEHIND.search(text)
    if not found and bare and is_unit(bare[1]):
        found.append(bare[1])
    return list(dict.fromkeys(found))


def _at_the_end(heading: str, quantity: Quantity) -> str:
    """Return the unit that a heading without brackets ends with (总投资亿元); single signs are no sure sign."""
    names = [(text, u.name) for u in quantity.units for text in (u.name, *u.aliases) if len(text) > 1]
    ends = [(text, name) for text, name in names if heading.casefold().endswith(text.casefold())]
    return max(ends, key=lambda pair: len(pair[0]))[1] if ends else ""


def _one(said: list[str], item: RegisterField, quantity: Quantity) -> Written:
    known = {unit.name for text in said if (unit := quantity.unit(text))}
    if len(known) == 1 and all(quantity.unit(text) for text in said):
        return Written(known.pop(), "表头")
    words = f"表头写的单位是“{'/'.join(said)}”"
    if len(said) > 1 or said[0].casefold() not in unit_names():
        return Written(doubt=_asked(words, item, quantity))
    told = f"{words}，不是“{item.label}”的单位（{'、'.join(unit.name for unit in quantity.units)}）"
    return Written(doubt=told, foreign=True)


def _asked(words: str, item: RegisterField, quantity: Quantity) -> str:
    return f"{words}，请选定“{item.label}”按哪个单位读（{'、'.join(unit.name for unit in quantity.units)}）"


def _unmeasured(levels: Sequence[str], item: RegisterField) -> Written:
    """Say that a number is taken as it stands though its heading names a unit that nothing here converts."""
    said = _said(levels[-1]) if levels and item.type == "number" else []
    if not said or said == [item.unit]:
        return Written()
    own = f"按 {item.unit} 读取" if item.unit else "按原数读入"
    return Written(origin=f"表头写着“{'/'.join(said)}”，“{item.label}”不换算，{own}")
