"""Indicator tables: one series a row, one cell a value column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tenghuan.reading.documents.characters import simplify
from tenghuan.reading.documents.model import Cell
from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.matrix import by_town, growth_columns
from tenghuan.reading.extraction.outline import Outline
from tenghuan.reading.extraction.tables import Column, Sheet, cell_at, text_at, understand

_BASE_UNIT = either([unit for kind in ("measure", "count", "percent") for unit in listed("units", kind)])
_UNIT = rf"(?:[百千]?[万亿]|[百千])?{_BASE_UNIT}(?:[/每]{either(listed('units', 'per'))})?"
_UNIT_BRACKET = re.compile(rf"（(?:单位：)?({_UNIT}(?:[、，/]{_UNIT})*)）(?=$|[、，])")
_VALUE = re.compile(r"[-−+]?\d+(?:,\d{3})*(?:\.\d+)?")
_NO_VALUE = re.compile(r"^[-—–―/\\\s]*$|^无$")


def series_of(outline: Outline, region: str, plan_end: int | None, known_until: int | None) -> list[Item]:
    """All rows of all indicator tables, in order."""
    out: list[Item] = []
    for block, _, caption in outline.tables:
        sheet = understand(block)
        end = _year_in(caption) or plan_end
        matrix = _by_town(sheet, caption, end, known_until)
        if matrix:
            out.extend(matrix)
            continue
        if not is_indicator_table(sheet):
            continue
        growing = growth_columns(sheet.of("value", "")) if len(sheet.of("value")) > 1 else []
        plain = [column for column in sheet.of("value") if column not in growing]
        columns = [_meaning(column, region, end, known_until) for column in plain]
        changes = [(column, _meaning_of_change(sheet, column, region, end, known_until)) for column in growing]
        for row in sheet.rows:
            item = _series(sheet, row, columns)
            if item is not None:
                out.append(item)
                out.extend(_changes(item, row, changes))
    return out


def _year_in(caption: str) -> int | None:
    """The year that a table's caption gives to columns that name none: 2025年目标任务分解表."""
    years = re.findall(r"20\d\d", caption) if len(caption) <= 60 else []
    return int(years[0]) if len(years) == 1 else None


def _by_town(sheet: Sheet, caption: str, plan_end: int | None, known_until: int | None) -> list[Item]:
    def meaning(heading: str) -> tuple[int | None, str]:
        years = re.findall(r"20\d\d", heading)
        year = int(years[-1]) if years else plan_end
        return year, _role(heading, int(years[-1]) if years else None, known_until)

    return by_town(sheet, caption, meaning, value_of)


def _meaning_of_change(
    sheet: Sheet, column: Column, region: str, plan_end: int | None, known_until: int | None
) -> dict[str, Any]:
    """Like ``_meaning``; a heading that names no year (增长（%）) takes that of the value column before it."""
    before = [c for c in sheet.columns[: column.index] if re.search(r"20\d\d", c.heading)]
    named = re.search(r"20\d\d|年均|平均", column.heading) or not before
    told = _meaning(column if named else before[-1], region, plan_end, known_until)
    return told | {"index": column.index, "column": column.heading}


def _changes(item: Item, row: Sequence[Cell], columns: Sequence[tuple[Column, dict[str, Any]]]) -> list[Item]:
    """Rates of change that stand in columns beside the values: series of their own, in per cent."""
    out: dict[str, Item] = {}
    for column, meaning in columns:
        raw = text_at(row, column)
        if value_of(raw) is None:
            continue
        word = re.sub(r"20\d\d年?|[-—–~至末底（）()%％]|目标|计划|预期|幅度|单位：|^年(?!均)", "", column.heading)
        name = f"{item.data['indicator']}{word}"
        series = out.setdefault(name, Item({"indicator": name, "unit": "%", "cells": []}, item.anchor))
        cell = {k: meaning[k] for k in ("column", "year", "role", "scope")}
        series.data["cells"].append({**cell, "value": value_of(raw), "raw": raw})
    return list(out.values())


def is_indicator_table(sheet: Sheet) -> bool:
    """A column that names indicators and at least one that holds values by year or target."""
    names = sheet.of("indicator", "content")
    if not names or not sheet.of("value"):
        return False
    values = sum(bool(_VALUE.search(text_at(row, column))) for row in sheet.rows for column in sheet.of("value"))
    return values * 3 >= len(sheet.rows) and values > 0


def _meaning(column: Column, region: str, plan_end: int | None, known_until: int | None) -> dict[str, Any]:
    heading = column.heading
    years = re.findall(r"20\d\d", heading)
    year = int(years[-1]) if years else plan_end
    scope, role = region, _role(heading, int(years[-1]) if years else None, known_until)
    words = re.sub(rf"20\d\d|[-—–~至年末底前到）（()]|{either(listed('columns', 'no_scope'))}", "", heading)
    other = re.fullmatch(r"(?:全国|全省|全市|省|市|国家|[\u4e00-\u9fff]{2,8}[省市州县区盟])", words)
    if other and words not in {region, "全市" if region.endswith("市") else ""}:
        scope, role = words, "reference"
    return {"index": column.index, "column": heading, "year": year, "role": role, "scope": scope}


def _role(heading: str, year: int | None, known_until: int | None) -> str:
    """Baseline, actual or target, by the words of the heading, else by whether its year was over."""
    said = {role: re.search(either(listed("columns", role)), heading) for role in ("baseline", "actual", "target")}
    if said["baseline"]:
        return "baseline"
    over = year is not None and known_until is not None and year <= known_until
    return "actual" if not said["target"] and (said["actual"] or over) else "target"


def _series(sheet: Sheet, row: Sequence[Cell], columns: Sequence[dict[str, Any]]) -> Item | None:
    names = sheet.of("indicator") or sheet.of("content")
    named = next((cell for c in reversed(names) if (cell := cell_at(row, c)) and cell.text), None)
    if named is None or not any(row[c["index"]].text for c in columns if c["index"] < len(row)):
        return None
    if len({cell.text for cell in row if cell.text}) == 1:
        return None
    unit = text_at(row, next(iter(sheet.of("unit")), None))
    unit = "" if _NO_VALUE.match(unit) else unit
    indicator, own_unit = name_and_unit(named.text, has_unit=bool(sheet.of("unit")))
    cells = []
    for meaning in columns:
        raw = row[meaning["index"]].text if meaning["index"] < len(row) else ""
        cells.append(
            {**{k: meaning[k] for k in ("column", "year", "role", "scope")}, "value": value_of(raw), "raw": raw}
        )
    item = Item(
        {"indicator": indicator, "unit": unit or own_unit, "cells": cells}, Anchor(named.id, 0, len(named.text))
    )
    if not (unit or own_unit):
        item.doubt(0.2, "没有读到计量单位")
    if any(cell["value"] is None and not _NO_VALUE.match(str(cell["raw"])) for cell in cells):
        item.doubt(0.15, "有的单元格不是数字")
    return item


def name_and_unit(text: str, *, has_unit: bool) -> tuple[str, str]:
    """Split 规上工业亩均税收（万元） into name and unit; 企业（家）、产品（个） gives 家、个."""
    if has_unit:
        return text, ""
    units = [found[1] for found in _UNIT_BRACKET.finditer(simplify(text))]
    name = text
    for found in reversed(list(_UNIT_BRACKET.finditer(simplify(text)))):
        name = name[: found.start()] + name[found.end() :]
    return name, "、".join(units)


def value_of(raw: str) -> float | int | None:
    """The number of a cell as written (20/年 → 20, ≥25 → 25); None for —, blank and words."""
    if _NO_VALUE.match(raw):
        return None
    found = _VALUE.search(raw.replace("−", "-"))
    if not found:
        return None
    value = float(found[0].replace(",", ""))
    return int(value) if value.is_integer() else value
