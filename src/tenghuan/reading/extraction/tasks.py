"""Task lists in tables: number, text, lead and supporting units of each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tenghuan.reading.documents.characters import simplify, tidy
from tenghuan.reading.documents.model import Cell
from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.outline import Outline
from tenghuan.reading.extraction.responsible import is_unit, split_by_first, split_units
from tenghuan.reading.extraction.series import is_indicator_table
from tenghuan.reading.extraction.tables import Column, Sheet, cell_at, text_at, understand


def tasks_of(outline: Outline, known_units: Iterable[str], leads: bool) -> list[Item]:
    """All rows of all task lists, in order.

    Args:
        outline: the document.
        known_units: unit names read elsewhere in the document; they mend names that a line break cut.
        leads: the document says that the unit named first takes the lead.
    """
    known = sorted({simplify(unit) for unit in known_units}, key=len, reverse=True)
    out: list[Item] = []
    for block, _, _ in outline.tables:
        sheet = understand(block)
        if is_task_list(sheet):
            out.extend(_doubted(_rows(sheet, known, leads), block.note))
    return out


def _doubted(items: list[Item], note: str) -> list[Item]:
    for item in items if note else ():
        item.doubt(0.3, note)
    return items


def is_task_list(sheet: Sheet) -> bool:
    """A column that says what is to be done and one that says who does it."""
    return bool(sheet.of("content", "indicator") and sheet.of("lead", "plain")) and not is_indicator_table(sheet)


def _rows(sheet: Sheet, known: Sequence[str], leads: bool) -> list[Item]:
    out: list[Item] = []
    number_at = next(iter(sheet.of("number")), None)
    content = _content_column(sheet)
    for row in sheet.rows:
        text, number = text_at(row, content), text_at(row, number_at)
        filled = [cell.text for cell in row if cell.text]
        category = len(filled) <= 2 and not re.search(r"\d", number)
        if not text or len(set(filled)) == 1 or category:
            continue
        lead, support = _units(sheet, row, known, leads)
        last = out[-1] if out else None
        if last is not None and number_at is not None and (not number or number == str(last.data["number"])):
            _extend(last, lead, support)
            continue
        out.append(_task(number, len(out) + 1, cell_at(row, content), lead, support))
    return out


def _content_column(sheet: Sheet) -> Column | None:
    """Of several text columns the one with the most words."""
    columns = sheet.of("content", "indicator")
    return max(columns, key=lambda c: sum(len(text_at(row, c)) for row in sheet.rows), default=None)


def _extend(task: Item, lead: Sequence[str], support: Sequence[str]) -> None:
    task.data["lead"].extend(unit for unit in lead if unit not in task.data["lead"])
    task.data["support"].extend(unit for unit in support if unit not in task.data["support"])


def _task(number: str, position: int, cell: Cell | None, lead: list[str], support: list[str]) -> Item:
    text = cell.text if cell else ""
    digits = re.search(r"\d+", number)
    item = Item(
        {"number": int(digits[0]) if digits else position, "lead": lead, "support": support, "starts_with": text[:12]},
        Anchor(cell.id, 0, len(text)) if cell else None,
    )
    if not digits:
        item.doubt(0.1, "这一行没有序号，按次序编号")
    if not lead and not support:
        item.doubt(0.2, "没有找到责任单位")
    for unit in [*lead, *support]:
        if not is_unit(unit):
            item.doubt(0.2, f"“{unit}”不像单位名称")
    return item


def _units(sheet: Sheet, row: Sequence[Cell], known: Sequence[str], leads: bool) -> tuple[list[str], list[str]]:
    found = {
        sort: [u for c in sheet.of(sort) if (cell := cell_at(row, c)) for u in units_in_cell(cell.raw, known)]
        for sort in ("lead", "plain", "support")
    }
    if found["lead"] or sheet.of("lead"):
        return found["lead"], [*found["plain"], *found["support"]]
    if sheet.of("support") or not leads:
        return found["plain"], found["support"]
    lead, support = split_by_first(found["plain"])
    return lead, [*support, *found["support"]]


def units_in_cell(raw: str, known: Sequence[str]) -> list[str]:
    """Units of a table cell, separated by 、, blanks or line breaks.

    A name that a line break cut in two (市自然资 / 源局, 高铁新城市 / 经信局) is mended with the units known.
    """
    text = re.sub(r"\s*（", "（", tidy(re.sub(r"\s+", "\ue000", raw.strip())).replace("\ue000", " "))
    names = split_units(re.sub(r"\s+", " ", text))
    bare = {simplify(name) for name in names}
    if all(name in known or is_unit(name) for name in bare) and not (bare - set(known) and len(names) > 1):
        return names
    mended: list[str] = []
    for part in re.split(r"[、，；;,]", text):
        pieces = split_units(part)
        if all(simplify(piece) in known for piece in pieces):
            mended.extend(pieces)
            continue
        mended.extend(_segment("".join(pieces), known) or _joined(pieces))
    return mended


def _segment(text: str, known: Sequence[str]) -> list[str]:
    """Cut a run of names into known units, whole; [] where it does not come out even."""
    if not text:
        return []
    for unit in known:
        if simplify(text).startswith(unit):
            rest = text[len(unit) :]
            if not rest:
                return [text[: len(unit)]]
            after = _segment(rest, known)
            if after:
                return [text[: len(unit)], *after]
    return []


def _joined(pieces: Sequence[str]) -> list[str]:
    """Join a piece that is no unit by itself to the one after it."""
    out: list[str] = []
    for piece in pieces:
        if out and not is_unit(out[-1]):
            out[-1] += piece
        else:
            out.append(piece)
    return out
