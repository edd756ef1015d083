"""Tables whose rows or columns are towns: one series an indicator, the town as the scope of each cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from tenghuan.reading.documents.model import Cell
from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.tables import Column, Sheet, text_at

ValueOf = Callable[[str], float | int | None]
Meaning = Callable[[str], tuple[int | None, str]]  # a column's heading → its year and role
_SCOPE_HEAD = re.compile(
    r"^(?:乡镇|镇乡|镇街|街镇|镇|街道|园区|属地|区域|辖区|板块|地区|单位|责任单位|县市区|市县区|区县|县区|县（市、区）|区（县）)"
)
_SCOPE = re.compile(
    r".(?:镇|乡|街道|园区|开发区|高新区|新区|新城|[县市区]|管委会|管理区|办事处|农场|片区|组团)(?:（[^（）]*）)?$"
)
_TOTAL = re.compile(r"^(?:合计|总计|小计|全[县市区]|汇总)$")
_SUM = re.compile(r"^(?:[二三四五]年)?(?:合计|总计|累计|小计)$")
_YEARS = re.compile(
    r"(?:20\d\d\s*[-—–~至到]\s*)?20\d\d年?(?:度|底|末)?|(?:年度)?(?:累计|目标任务|目标值|计划数|任务数|目标|任务|计划)(?:数|值|量)?$"
)
_OF_CAPTION = re.compile(
    r"^.{0,12}?各(?:乡镇|镇街|镇乡|街镇|镇|街道|园区|县|区)*(?:（[^（）]*）)?|(?:目标)?(?:任务)?(?:分解|分配|计划|安排|明细|汇总)?(?:一览)?表?$"
)
_UNIT = re.compile(r"（(?:单位：)?([^（）]{1,8})）|(?:^|[，、])单位[:：]([^（）]{1,8})$")
_NUMBER = re.compile(r"[≥≤><]?\s*[-−+]?\d[\d,]*(?:\.\d+)?\s*(?:%|[\u4e00-\u9fff/]{0,6})$|^[-—–/]*$")


def is_scope(text: str) -> bool:
    """Whether a text names a town, a park, or the sum of all."""
    return bool(_TOTAL.match(text) or (_SCOPE.search(text) and 2 <= len(text) <= 14))


def by_town(sheet: Sheet, caption: str, meaning: Meaning, value_of: ValueOf) -> list[Item]:
    """The series of a table with towns in its rows (or in its columns); [] for any other table.

    Args:
        sheet: the table.
        caption: the line above it; names the indicator, and its unit, where the columns do not.
        meaning: year and role of a column by its heading.
        value_of: the number of a cell.
    """
    return _rows_are_towns(sheet, caption, meaning, value_of) or _columns_are_towns(sheet, meaning, value_of)


def _rows_are_towns(sheet: Sheet, caption: str, meaning: Meaning, value_of: ValueOf) -> list[Item]:
    town_at = _town_column(sheet)
    if town_at is None:
        return []
    columns = [c for c in sheet.columns if c.index > town_at.index and c.sort != "number" and _numeric(sheet, c)]
    topic, common = _name_and_unit(caption)
    topic = _OF_CAPTION.sub("", topic) or "目标任务"
    out: dict[str, Item] = {}
    for column in columns:
        name, unit = _name_and_unit(column.heading)
        name, unit = name or topic, unit or common
        if out and _SUM.match(name):  # 三年合计 beside the years of one indicator is no indicator of its own
            name = next(reversed(out))
        year, role = meaning(column.heading)
        item = out.get(name)
        if item is None:
            first = next(row for row in sheet.rows if text_at(row, town_at))
            item = out[name] = _series(name, unit, first[town_at.index])
        for row in sheet.rows:
            town = text_at(row, town_at)
            if town:
                _add(item, column.heading, year, role, town, text_at(row, column), value_of)
    return list(out.values())


def _columns_are_towns(sheet: Sheet, meaning: Meaning, value_of: ValueOf) -> list[Item]:
    towns = [c for c in sheet.columns if is_scope(_town_in(c.heading)) and _numeric(sheet, c)]
    names = [c for c in sheet.columns if c not in towns and c.sort not in {"number", "unit", "category"}]
    if len(towns) < 2 or not names or names[0].index > towns[0].index:
        return []
    unit_at = next(iter(sheet.of("unit")), None)
    out: list[Item] = []
    for row in sheet.rows:
        text = text_at(row, names[0])
        if not text or not any(text_at(row, c) for c in towns):
            continue
        name, unit = _name_and_unit(text)
        year, role = meaning(text)
        item = _series(name, text_at(row, unit_at) or unit, row[names[0].index])
        for column in towns:
            own, _ = meaning(column.heading)
            _add(item, column.heading, own or year, role, _town_in(column.heading), text_at(row, column), value_of)
        out.append(item)
    return out


def _town_in(heading: str) -> str:
    return _YEARS.sub("", heading).strip("（）")


def _town_column(sheet: Sheet) -> Column | None:
    """The column of towns: named so, or most of its cells are towns; numbers must stand to its right."""
    for column in sheet.columns[:3]:
        if column.sort == "number":
            continue
        cells = [text for row in sheet.rows if (text := text_at(row, column))]
        towns = sum(is_scope(cell) for cell in cells)
        named = bool(_SCOPE_HEAD.match(column.heading))
        if len(cells) >= 2 and towns * (3 if named else 2) >= len(cells) + (0 if named else 1):
            right = [c for c in sheet.columns if c.index > column.index and _numeric(sheet, c)]
            return column if right else None
    return None


def _numeric(sheet: Sheet, column: Column) -> bool:
    cells = [text for row in sheet.rows if (text := text_at(row, column))]
    fitting = sum(bool(_NUMBER.match(cell)) for cell in cells)
    return fitting * 5 >= len(cells) * 3 and any(re.search(r"\d", cell) for cell in cells)


def _name_and_unit(heading: str) -> tuple[str, str]:
    found = _UNIT.search(heading)
    unit = (found[1] or found[2]) if found else ""
    bare = _UNIT.sub("", heading)
    name = re.sub(r"[（(][）)]|^[、，：]|[、，：]$", "", _YEARS.sub("", _YEARS.sub("", bare))).strip()
    return re.sub(r"^(?:完成|实际|实绩|目标|计划|任务)(?:数|值|情况)?", "", name), unit


def _series(name: str, unit: str, cell: Cell) -> Item:
    item = Item({"indicator": name, "unit": unit, "cells": []}, Anchor(cell.id, 0, len(cell.text)))
    if not unit:
        item.doubt(0.2, "没有读到计量单位")
    return item


def _add(
    item: Item,
    heading: str,
    year: int | None,
    role: str,
    scope: str,
    raw: str,
    value_of: ValueOf,
) -> None:
    cells: list[dict[str, Any]] = item.data["cells"]
    cells.append({"column": heading, "year": year, "role": role, "scope": scope, "value": value_of(raw), "raw": raw})


def growth_columns(columns: Sequence[Column]) -> list[Column]:
    """Columns that hold a rate of change beside the values: 增长（%）, 年均增速."""
    return [c for c in columns if re.search(r"增长|增速|增幅|年均|降幅|下降", c.heading) and "增长点" not in c.heading]
