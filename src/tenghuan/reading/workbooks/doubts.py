"""What a preview may not decide in silence: two columns for one field, sheets of one form, a heading's own year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenghuan.reading.characters import fold, invisible_in, named
from tenghuan.reading.registers import Register, RegisterField
from tenghuan.reading.workbooks import headings, values
from tenghuan.reading.workbooks.grid import Numbers
from tenghuan.reading.workbooks.headings import Band, HeadingMatch
from tenghuan.reading.workbooks.workbook import Sheet, column_letters

CLAIMS = 0.9  # from here on a heading claims a field by itself; what the notes call sure
_LIKE = 0.02  # two headings this close are equally good
_LISTED = 12
_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?!年?(?:不变价|可比价|价格))")
_SHORT_YEAR = re.compile(r"^[’']?([012]\d)年(?!以|内|期)")
_BEFORE = re.compile(r"上年|去年|上期|上一年|同期")
_NOW = re.compile(r"本年|当年|本期|今年")


@dataclass(frozen=True)
class Question:
    """What the officer must decide before a sheet is read, and what is read meanwhile.

    ``kind`` columns: several ``columns`` (from 0) claim ``field``; sheets: other ``sheets`` have the same headings.
    """

    kind: Literal["columns", "sheets"]
    message: str
    meanwhile: str
    field: str = ""
    columns: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return the question with what is read as long as nobody answers it."""
        return f"{self.message}（{self.meanwhile}）"


@dataclass(frozen=True)
class Settled:
    """The columns after two claims for one field were looked at, with notes and what remains to be asked."""

    matches: list[HeadingMatch]
    notes: list[str]
    questions: list[Question]


def heading_year(levels: Iterable[str], year: int | None) -> int | None:
    """Return the year that a column's headings name, 上年 and 本年 counted from ``year``; None if none or several.

    The year of a price base (2020年不变价) is none.
    """
    found: set[int] = set()
    for level in levels:
        text = fold(level)
        found |= {int(written) for written in _FULL_YEAR.findall(text)}
        if short := _SHORT_YEAR.match(text):
            found.add(2000 + int(short[1]))
        if year is not None and _BEFORE.search(text):
            found.add(year - 1)
        elif year is not None and _NOW.search(text):
            found.add(year)
    return found.pop() if len(found) == 1 else None


def claims(band: Band, register: Register, matches: Sequence[HeadingMatch]) -> dict[str, list[int]]:
    """Return field → columns that claim it as well as the matched one does, where there is one at all."""
    taken = {match.field.key: match for match in matches}
    of_column = {match.index: match for match in matches}
    found: dict[str, list[int]] = {}
    for at, levels in enumerate(band.headings):
        scores = headings.score(levels, register)
        if not scores:
            continue
        key, sure = max(scores.items(), key=lambda item: item[1])
        match, own = taken.get(key), of_column.get(at)
        if match is None or match.index == at or (own is not None and own.confidence >= sure - _LIKE):
            continue
        if sure >= min(CLAIMS, match.confidence - _LIKE):
            found.setdefault(key, []).append(at)
    return found


def settle(
    band: Band, register: Register, matches: list[HeadingMatch], sheet: Sheet, year: int | None, unit: str | None
) -> Settled:
    """Decide between columns that claim one field where their headings or cells decide it; else ask.

    The heading that names the batch's year decides, and so does equal content. Every decision is noted.

    Args:
        band: the heading rows.
        register: whose fields are claimed.
        matches: the best assignment, one column a field.
        sheet: whose cells are compared.
        year: of the batch, None if not known.
        unit: what the sheet says of units above the headings.
    """
    settled = Settled(list(matches), [], [])
    for key, others in claims(band, register, matches).items():
        at = next(i for i, match in enumerate(settled.matches) if match.field.key == key)
        match = settled.matches[at]
        columns = sorted([match.index, *others])
        listed = "、".join(f"{column_letters(c)} 列“{_words(band, c)}”" for c in columns)
        said = f"{listed}都像“{match.field.label}”"
        of_year = [c for c in columns if year is not None and heading_year(band.headings[c], year) == year]
        if len(of_year) == 1:
            confidence = headings.score(band.headings[of_year[0]], register)[key]
            settled.matches[at] = headings.match(band, of_year[0], match.field, confidence, unit)
            settled.notes.append(f"{said}，按年度 {year} 读 {column_letters(of_year[0])} 列")
        elif _same(sheet, band, columns):
            settled.notes.append(f"{said}，内容相同，读 {column_letters(match.index)} 列")
        elif not _decides(match.field, register):
            settled.notes.append(f"{said}，只读了 {column_letters(match.index)} 列，请核对")
        else:
            meanwhile = f"未选定前只读了 {column_letters(match.index)} 列"
            settled.questions.append(Question("columns", f"{said}，请选定一列", meanwhile, key, tuple(columns)))
    settled.matches.sort(key=lambda m: m.index)
    return settled


def _words(band: Band, column: int) -> str:
    return "／".join(dict.fromkeys(text for text in band.headings[column] if text))


def _decides(item: RegisterField, register: Register) -> bool:
    """Tell whether reading the wrong column of this field would change figures, days or whose they are."""
    if item.numeric or item.type == "date":
        return True
    return item.key in register.key or (item.required and item.key != "name")


def _same(sheet: Sheet, band: Band, columns: Sequence[int]) -> bool:
    first, *rest = ([*sheet.rows.columns[c]][band.last :] if c < len(sheet.rows.columns) else [] for c in columns)
    return all(cells == first for cells in rest)


def years_of(sheet: Sheet, kept: Sequence[int], matches: Iterable[HeadingMatch]) -> set[int]:
    """Return the years that stand in the rows."""
    column = next((match.index for match in matches if match.field.key == "year"), None)
    if column is None or column >= len(sheet.rows.columns):
        return set()
    cells = sheet.rows.column(column, np.array(kept, dtype=np.intp))
    different = (
        {*np.unique(cells.doubles).tolist(), *cells.others.values()} if isinstance(cells, Numbers) else set(cells)
    )
    return {year for cell in different if (year := values.year(cell)) is not None}


def alike(sheet: str, others: Sequence[str], unseen: int) -> tuple[list[str], list[Question]]:
    """Return notes and questions on other sheets of the same form, and on sheets that were not looked at."""
    notes = [f"工作簿的工作表很多，另有 {unseen} 张没有查看"] if unseen else []
    if not others:
        return notes, []
    listed = "、".join(others[:_LISTED]) + ("……" if len(others) > _LISTED else "")
    message = f"另有 {len(others)} 张表的表头相同，未读：{listed}"
    return notes, [Question("sheets", message, f"本次只读“{sheet}”", sheets=tuple(others))]


def unseen_characters(sheet: Sheet, matches: Iterable[HeadingMatch]) -> list[str]:
    """Return a note for every column with invisible characters in it, which are dropped in reading."""
    notes = []
    for match in matches:
        if match.index >= len(sheet.rows.columns):
            continue
        column = sheet.rows.columns[match.index]
        cells = column if isinstance(column, list) else column.others.values()
        texts = [cell for cell in cells if type(cell) is str]
        if found := invisible_in(texts):
            count = sum(1 for text in texts if invisible_in([text]))
            notes.append(
                f"{column_letters(match.index)} 列“{match.field.label}”有 {count} 格含看不见的字符"
                f"（{named(found[:3])}），读取时已去掉"
            )
    return notes


def stored_as_numbers(sheet: Sheet, kept: Sequence[int], matches: Iterable[HeadingMatch]) -> list[str]:
    """Return a note for every identifier of which cells are numbers: a leading zero is lost without a trace."""
    notes = []
    for match in matches:
        if not match.field.identifier or match.index >= len(sheet.rows.columns):
            continue
        cells = sheet.rows.column(match.index, np.array(kept, dtype=np.intp))
        count = sum(1 for cell in cells if isinstance(cell, float))
        if count:
            where = f"{column_letters(match.index)} 列“{match.field.label}”"
            notes.append(f"{where}有 {count} 格存为数字，开头如有 0 已丢失，请核对；建议该列设为文本格式")
    return notes
