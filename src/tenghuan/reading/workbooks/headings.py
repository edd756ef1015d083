"""Find the heading rows of a sheet and which field each column is, with a confidence and the unit it is written in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tenghuan.reading.characters import fold
from tenghuan.reading.registers import Register, RegisterField, quantities
from tenghuan.reading.workbooks import spread, units, values
from tenghuan.reading.workbooks.grid import Value
from tenghuan.reading.workbooks.workbook import Sheet

EXACT, WITHOUT_UNIT, WITHOUT_YEAR, CONTAINED, WEAKEST = 1.0, 0.98, 0.95, 0.75, 0.62
_HEADING_CHARACTERS = 80  # longer texts are titles and notes
_BRACKET = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_YEAR = re.compile(
    r"^(?:19|20)\d{2}年?度?|(?<!\d)(?:19|20)\d{2}年度?|(?<!\d)(?:19|20)\d{2}$|^[’']?[012]\d年度?"
    r"|^(?:本年度?|当年|今年|上年同期|去年同期|上年度?|去年|上一年|上期|同期|本期|全年)"
)
_NOISE = re.compile(r"[\s*:：、,，/\\|_\-—–“”\"'。.;；]+")
_MONTHS = {name: n for n, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)}
_MONTH_TITLE = re.compile(r"(?<![\d\-—至到~、])(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?![\d\-—至到~、])")
_PERIOD = re.compile(
    r"((19|20)\d{2}年?度?|[’']?\d{2}年度?|本年度?|当年|今年|上年度?|去年|上年同期|去年同期|\d{1,2}月份?|[一二三四]季度|[上下]半年|全年|累计)"
)
_PLANNED = re.compile(r"计划|预计|预期|预定|拟(?!定)|约定")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_YEAR_TITLE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")


@dataclass(frozen=True)
class HeadingMatch:
    """A column (from 0), its heading as found, the field it is taken for and how sure that is (0 to 1)."""

    index: int
    heading: str
    field: RegisterField
    confidence: float
    unit: str | None
    unit_from: str
    doubt: str = ""  # what a person must say of its unit first

    @property
    def conversion(self) -> str:
        """Say how amounts are converted, as 元 → 万元（×0.0001）; "" where nothing changes."""
        if self.field.quantity is None or self.unit is None:
            return ""
        quantity = quantities()[self.field.quantity]
        unit = quantity.unit(self.unit)
        if unit is None or unit.factor == 1:
            return ""
        return f"{unit.name} → {quantity.base}（{unit.times}）"


@dataclass(frozen=True)
class Band:
    """Heading rows ``first`` to ``last`` (from 1) and the headings of every column, levels joined."""

    first: int
    last: int
    headings: tuple[tuple[str, ...], ...]


_PART_OF = re.compile(r"^其中[:：]?(?=.{2})")


def normal(text: str) -> str:
    """Return a heading as headings are compared: half-width, lower case, no blanks or punctuation; brackets stay."""
    return _NOISE.sub("", fold(text).casefold())


@cache
def _accepted(register_id: str, names: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, int], ...]:
    return tuple((normal(text), at) for at, group in enumerate(names) for text in group)


@cache
def _index(spelled: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, names in spelled:
        for word in {normal(text) for text in names}:
            found.setdefault(word, []).append(key)
    return found


def outline(band: Band, register: Register) -> dict[str, float]:
    """Return field → confidence for headings that are accepted ones word for word: quick, for choosing a register."""
    index = _index(register.spelled)
    found: dict[str, float] = {}
    for levels in band.headings:
        for word, sure in _spellings(levels):
            for key in index.get(word, ()):
                found[key] = max(found.get(key, 0.0), sure)
        if spread_key := spread.key_of(levels, register):
            found[spread_key] = EXACT
    return found


def other_registers(
    levels: tuple[str, ...], besides: Register, all_of_them: Iterable[Register], common: frozenset[str]
) -> list[Register]:
    """Return the registers other than ``besides`` that accept a column under these headings word for word.

    None, if ``besides`` accepts it too. Fields of ``common`` (name, code, year …) stand in every register.
    """

    def taken(register: Register) -> set[str]:
        index = _index(register.spelled)
        return {key for word, _ in _spellings(levels) for key in index.get(word, ())}

    return [] if taken(besides) else [r for r in all_of_them if r.id != besides.id and taken(r) - common]


def score(levels: tuple[str, ...], register: Register) -> dict[str, float]:
    """Return field key → confidence that a column under these heading levels (top first) is that field."""
    accepted = _accepted(register.id, tuple(f.names for f in register.fields))
    if spread_key := spread.key_of(levels, register):
        return {spread_key: EXACT}
    found: dict[str, float] = {}
    planned = _planned(*levels)
    for text, sure in _spellings(levels):
        for name, at in accepted:
            item = register.fields[at]
            if planned and item.type == "date" and not _planned(*item.names):
                continue  # 计划竣工时间 is no day on which anything was finished
            confidence = sure * _likeness(text, name)
            key = item.key
            if confidence >= WEAKEST and confidence > found.get(key, 0.0):
                found[key] = confidence
    return found


@lru_cache(maxsize=20000)
def _planned(*texts: str) -> bool:
    """Tell whether texts speak of what is planned or agreed, not of what was."""
    return any(_PLANNED.search(text) for text in texts)


def _spellings(levels: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return ways to read a column's headings, the surest first: whole, last level, without unit, year, brackets."""
    distinct = [t for i, t in enumerate(levels) if t and (i == 0 or t != levels[i - 1])]
    if not distinct:
        return []
    joined = "".join(distinct)
    found: dict[str, float] = {}
    for text, sure in ((distinct[-1], EXACT), (joined, EXACT), (distinct[0], 0.8 if len(distinct) > 1 else EXACT)):
        for word, less in _variants(text):
            found[word] = max(found.get(word, 0.0), sure * less)
    return list(found.items())


@lru_cache(maxsize=20000)
def _variants(text: str) -> list[tuple[str, float]]:
    """Return a heading as written, without its unit, without its year, without any brackets, each made comparable."""
    if len(text) > _HEADING_CHARACTERS:
        return []
    bare = units.split_unit(text)[0]
    dateless = _YEAR.sub("", bare)
    part = _PART_OF.sub("", dateless)  # 其中：出租（平方米）
    variants = (
        (text, EXACT),
        (bare, WITHOUT_UNIT),
        (dateless, WITHOUT_YEAR),
        (_BRACKET.sub("", dateless), 0.9),
        (part, 0.9 if part != dateless else WITHOUT_YEAR),
    )
    return [(word, sure) for variant, sure in variants if (word := normal(variant))]


@lru_cache(maxsize=50000)
def _likeness(text: str, name: str) -> float:
    if text == name:
        return 1.0
    shorter, longer = sorted((text, name), key=len)
    if len(shorter) < 2 or len(longer) > 4 * len(shorter):
        return 0.0
    if len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return CONTAINED + 0.2 * len(shorter) / len(longer)
    if abs(len(text) - len(name)) > 2 or not set(text) & set(name):
        return 0.0
    ratio = difflib.SequenceMatcher(None, text, name, autojunk=False).ratio()
    return ratio * 0.85 if ratio >= 0.75 else 0.0


def filled(sheet: Sheet, count: int, columns: int) -> list[list[str]]:
    """Return the first ``count`` rows and ``columns`` columns as text; merged cells repeat their text."""
    width = min(max((len(r) for r in sheet.rows[:count]), default=0), columns)
    grid = [[_text(v) for v in row[:width]] + [""] * (width - len(row)) for row in sheet.rows[:count]]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= len(grid) or left >= width:
            continue
        for r in range(top, min(bottom + 1, len(grid))):
            for c in range(left, min(right + 1, width)):
                grid[r][c] = grid[top][left]
    return grid


def _text(value: Value) -> str:
    return " ".join(value.split()) if isinstance(value, str) else (values.text(value) or "")


def bands(grid: list[list[str]], levels: int) -> list[Band]:
    """Return every run of 1 to ``levels`` rows that could be headings: each has at least two different texts."""
    found = []
    for first in range(len(grid)):
        for depth in range(1, levels + 1):
            block = grid[first : first + depth]
            if len(block) < depth or not _looks_like_heading(block[-1]) or not _looks_like_heading(block[0]):
                break
            found.append(Band(first + 1, first + depth, _levels(block)))
    return found


def whole(found: list[Band], sheet: Sheet) -> list[Band]:
    """Drop bands that begin or end amid a heading, where a band that has all of it is at hand.

    A heading may be merged downwards, or merged over several columns with the words of each below it.
    """
    every = {(band.first, band.last) for band in found}
    down = [
        (top + 1, bottom + 1)
        for (top, left), (bottom, _right) in sheet.merged
        if top < bottom and top < len(sheet.rows) and left < len(sheet.rows[top]) and _text(sheet.rows[top][left])
    ]

    def cut(band: Band) -> bool:
        first, last = band.first, band.last
        ends = any(first <= top <= last < bottom and (first, bottom) in every for top, bottom in down)
        ends |= (first, last + 1) in every and _parted(sheet, last)
        return ends or any(top < first <= bottom and (top, max(last, bottom)) in every for top, bottom in down)

    return [band for band in found if not cut(band)]


def _parted(sheet: Sheet, last: int) -> bool:
    """Tell whether the row below row ``last`` (from 1) says only what each column under merged headings of it is."""
    wide = [
        range(left, right + 1)
        for (top, left), (bottom, right) in sheet.merged
        if bottom == last - 1 and left < right and top < len(sheet.rows) and left < len(sheet.rows[top])
    ]
    row = sheet.rows[last] if last < len(sheet.rows) else []
    said = {at: text for at, value in enumerate(row) if (text := _text(value))}
    return any(len({said.get(at) for at in area} - {None}) > 1 for area in wide) and all(
        any(at in area for area in wide) for at in said
    )


def deepened(band: Band, grid: list[list[str]]) -> Band:
    """Return the band with the row below it, if that row only says of which year or month each column is."""
    row = grid[band.last] if band.last < len(grid) else []
    own = [text for text, levels in zip(row, band.headings, strict=False) if text and text not in levels]
    if len(own) < 2 or not all(_PERIOD.fullmatch(fold(text)) for text in own):
        return band
    return Band(band.first, band.last + 1, _levels(grid[band.first - 1 : band.last + 1]))


def band_of(sheet: Sheet, rows: tuple[int, int]) -> Band:
    """Return the heading rows ``rows`` (first and last, from 1) of a sheet as a band."""
    first, last = rows
    return Band(first, last, _levels(filled(sheet, last, sheet.width)[first - 1 :]))


def _levels(block: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    block = [_spread(row, block[-1]) for row in block[:-1]] + block[-1:]
    return tuple(zip(*block, strict=True))


def _looks_like_heading(row: list[str]) -> bool:
    texts = {t for t in row if t}
    if any(_CREDIT_CODE.fullmatch(text.upper()) for text in texts):
        return False  # a row of an enterprise
    wordy = [t for t in texts if not re.fullmatch(r"[\d.,%+\-eE]+", t)]
    return len(texts) >= 2 and len(wordy) >= max(2, len(texts) * 2 // 3)


def _spread(row: list[str], below: list[str]) -> list[str]:
    """Carry a group heading over the empty cells to its right (a merge lost in .csv), where the row below has text."""
    spread, last = list(row), ""
    for at, text in enumerate(row):
        if text:
            last = text
        elif below[at]:
            spread[at] = last
    return spread


def assign(band: Band, register: Register, sheet_unit: str | None) -> list[HeadingMatch]:
    """Return the best one-to-one assignment of columns to fields, surest first; ties go to the left column."""
    candidates = [
        (confidence, -at, key)
        for at, levels in enumerate(band.headings)
        for key, confidence in score(levels, register).items()
    ]
    taken: set[int] = set()
    found: dict[str, HeadingMatch] = {}
    for confidence, negative, key in sorted(candidates, key=lambda c: (-c[0], -c[1], c[2])):
        at = -negative
        if at in taken or key in found:
            continue
        taken.add(at)
        found[key] = match(band, at, register.field(key), confidence, sheet_unit)
    return sorted(found.values(), key=lambda m: m.index)


def match(band: Band, at: int, item: RegisterField, confidence: float, sheet_unit: str | None) -> HeadingMatch:
    """Return column ``at`` taken for a field, with its heading and unit."""
    found = units.written(band.headings[at], item, sheet_unit)
    heading = "／".join(dict.fromkeys(t for t in band.headings[at] if t))
    return HeadingMatch(at, heading, item, round(confidence, 3), found.unit, found.origin, found.doubt)


def with_units(matches: list[HeadingMatch], row: list[str]) -> list[HeadingMatch]:
    """Return the matches with the units of the line below the headings, where that line has one for the column."""
    found = []
    for match in matches:
        said = units.below(row[match.index], match.field) if match.index < len(row) else None
        found.append(replace(match, unit=said.unit, unit_from=said.origin, doubt=said.doubt) if said else match)
    return found


def title_year(texts: list[str]) -> int | None:
    """Return the one year named in titles, sheet or file name; None if there is none or several."""
    years = {int(y) for text in texts for y in _YEAR_TITLE.findall(fold(text))}
    return years.pop() if len(years) == 1 else None


def sheet_year(name: str) -> int | None:
    """Return the one year that a sheet's name has in it (2026年, 2026), None if there is none or several."""
    years = {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", fold(name))}
    return years.pop() if len(years) == 1 else None


def title_month(texts: list[str]) -> int | None:
    """Return the one month that sheet or file names are of (3月, 2022年3月, 三月); None if there is none or several."""
    found = set()
    for text in texts:
        months = re.findall(
            r"(?<![\d\-—至到~、])(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?![\d\-—至到~、])", fold(text)
        )
        found |= {int(m) if m.isdigit() else _MONTHS.get(m, 0) for m in months}
    return found.pop() if len(found) == 1 and found <= set(_MONTHS.values()) else None
