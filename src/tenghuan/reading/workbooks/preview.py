"""Look before reading: which register, which sheet, which rows are headings, which column is what, in which unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register, find_register, registers
from tenghuan.reading.workbooks import headings, months, units
from tenghuan.reading.workbooks.configuration import ColumnChoice, Configuration
from tenghuan.reading.workbooks.doubts import (
    Question,
    Settled,
    alike,
    settle,
    stored_as_numbers,
    unseen_characters,
    years_of,
)
from tenghuan.reading.workbooks.grid import Value
from tenghuan.reading.workbooks.headings import HeadingMatch
from tenghuan.reading.workbooks.rows import Rows, data_rows, read_rows
from tenghuan.reading.workbooks.serials import told
from tenghuan.reading.workbooks.workbook import Sheet, Workbook, column_letters

COMMON = frozenset({"uscc", "name", "year", "month", "town"})
HINT_BONUS = 1.5
NAMED_BONUS = 3.0  # of a sheet that is called as the register is
HEADINGS_AT_MOST = 10  # rows that a person may name as headings
LOOKED_AT = 20  # rows below the headings that show how months are written
ALIKE = 0.8  # of the fields that two sheets have between them, how many must be in both


@dataclass(frozen=True)
class Preview:
    """What the program would do with a workbook, for the officer to confirm or change.

    ``configuration`` is the proposal; ``first_rows`` the cells as they stand; ``unknown`` columns are kept aside;
    ``missing`` are required fields without a column or constant; ``notes`` say in Chinese what to look at;
    ``questions`` are what the officer must decide: until then the configuration is a guess.
    """

    register: Register
    candidates: tuple[tuple[str, float], ...]
    sheet: str
    configuration: Configuration
    columns: tuple[HeadingMatch, ...]
    unknown: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]
    row_count: int
    first_rows: tuple[tuple[int, tuple[Value, ...]], ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    workbook: Workbook

    @cached_property
    def rows(self) -> Rows:
        """Return the rows as the proposed configuration reads them."""
        return read_rows(self.workbook, self.configuration)


@dataclass(frozen=True)
class _Guess:
    sheet: Sheet
    register: Register
    band: headings.Band
    matches: list[HeadingMatch]
    score: float
    grid: list[list[str]]


def preview(
    workbook: Workbook,
    register: Register | str | None = None,
    sheet: str | None = None,
    header_rows: tuple[int, int] | None = None,
) -> Preview:
    """Propose how to read a workbook.

    Args:
        workbook: opened by :func:`open_workbook`.
        register: the register it is for; found by its headings when None.
        sheet: the sheet to read; the one with most known headings when None.
        header_rows: the first and last heading row (from 1) where a person named them; ``register`` must be given.

    Raises:
        InputFault: no sheet has headings of the register; the rows named stand outside the sheet.
    """
    wanted = _wanted(register)
    if header_rows is not None:
        return _describe(workbook, _named(workbook, wanted[0], sheet, header_rows), ((wanted[0].id, 0.0),), [])
    pages = workbook.heads if sheet is None else (workbook.sheet(sheet),)
    outlines = sorted((g for page in pages for g in _outlines(page, wanted, workbook)), key=lambda g: -g.score)
    guesses = [g for o in outlines[: workbook.limits.sniff_tries] if (g := _compare(o, workbook))]
    if not guesses:
        raise InputFault(
            f"找不到表头：没有一行含有{_naming(wanted)}等台账栏目",
            where=workbook.filename,
            remedy="请检查表头文字，或下载模板后把数据填入",
        )
    best = max(guesses, key=lambda g: g.score)
    if sheet is None:
        best = _latest(workbook, best)
    ranked: dict[str, float] = {}
    for guess in outlines:
        ranked[guess.register.id] = max(ranked.get(guess.register.id, 0.0), round(guess.score, 2))
    heads = workbook.heads if len(workbook.sheets) > 1 else ()
    others = [page.name for page in heads if page.name != best.sheet.name and _like(page, best, workbook)]
    return _describe(workbook, best, tuple(sorted(ranked.items(), key=lambda r: -r[1])), others)


def likely_register(workbook: Workbook) -> Register:
    """Return the register of facts that the names of file and sheets or the titles speak of; the first if none do."""

    def spoken_of(register: Register) -> float:
        rows = ((page, headings.filled(page, 2, workbook.limits.sniff_columns)) for page in workbook.heads)
        return max((_hint(register, page, workbook, above) for page, above in rows), default=0.0)

    return max(registers().values(), key=spoken_of)


def likely_heading(workbook: Workbook, register: Register, sheet: str | None = None) -> tuple[str, int]:
    """Return sheet and row (from 1) that a person may name as headings where none are known: the fullest first rows.

    Raises:
        InputFault: no sheet has a row of at least two words with something below it.
    """
    pages = workbook.heads if sheet is None else (workbook.sheet(sheet),)
    called = sorted(pages, key=lambda page: page.name not in (register.name, *register.hints))
    for page in called:
        grid = headings.filled(page, workbook.limits.sniff_rows, workbook.limits.sniff_columns)
        rows = {band.first: len({t for t, *_ in band.headings if t}) for band in headings.bands(grid[:-1], 1)}
        if rows:
            return page.name, max(rows, key=lambda row: (rows[row], -row))
    raise InputFault(
        "工作簿里没有像表头的行", where=workbook.filename, remedy="表头须有两个以上栏目，下面是数据；或下载模板后填写"
    )


def _named(workbook: Workbook, register: Register, sheet: str | None, rows: tuple[int, int]) -> _Guess:
    """Return how a sheet is read under the headings that a person named, known or not."""
    page = workbook.sheet(sheet) if sheet else workbook.sheet(workbook.sheets[0].name)
    if not 1 <= rows[0] <= rows[1] < max(len(page.rows), 2) or rows[1] - rows[0] >= HEADINGS_AT_MOST:
        raise InputFault(
            f"第 {rows[0]} 到 {rows[1]} 行不能作表头：这张表共 {len(page.rows)} 行",
            where=page.name,
            remedy=f"表头最多 {HEADINGS_AT_MOST} 行，下面须有数据",
        )
    grid = headings.filled(page, rows[1] + 1, page.width)
    band, below = headings.band_of(page, rows), []
    if units.units_only(grid[rows[1] - 1]) and rows[0] < rows[1]:
        below = grid[rows[1] - 1]
        band = replace(headings.band_of(page, (rows[0], rows[1] - 1)), last=rows[1])
    matches = headings.assign(band, register, units.unit_line(grid[: rows[1]]))
    matches = headings.with_units(matches, below) if below else matches
    return _Guess(page, register, band, matches, 0.0, grid)


def _wanted(register: Register | str | None) -> list[Register]:
    if register is None:
        return [*registers().values()]
    if isinstance(register, Register):
        return [register]
    if (found := find_register(register)) is None:
        raise InputFault(f"没有编号为 {register} 的台账", remedy=f"可选：{'、'.join(registers())}")
    return [found]


def _naming(wanted: list[Register]) -> str:
    if len(wanted) > 1 or wanted[0].of_enterprises:
        return "统一社会信用代码、企业名称"
    return "、".join(item.label for item in wanted[0].fields if item.key in wanted[0].key or item.required)


def _latest(workbook: Workbook, best: _Guess) -> _Guess:
    """Return the sheet of the latest year among alike ones that are called by years: 2026年, not 2025年（存档）."""
    own = headings.sheet_year(best.sheet.name)
    years = [(headings.sheet_year(page.name) or 0, page) for page in workbook.heads] if own else []
    for year, page in sorted(years, key=lambda pair: -pair[0]):
        if year <= (own or 0):
            break
        if _like(page, best, workbook):
            found = [g for o in _outlines(page, [best.register], workbook) if (g := _compare(o, workbook))]
            if found:
                return max(found, key=lambda g: g.score)
    return best


def _like(page: Sheet, best: _Guess, workbook: Workbook) -> bool:
    """Tell whether a sheet has the headings of the chosen one, and something below them."""
    own = headings.outline(best.band, best.register).keys()
    for guess in _outlines(page, [best.register], workbook):
        keys = headings.outline(guess.band, best.register).keys()
        filled = any(any(row) for row in guess.grid[guess.band.last :])
        if filled and keys - COMMON and len(keys & own) >= ALIKE * len(keys | own):
            return True
    return False


def _outlines(page: Sheet, wanted: list[Register], workbook: Workbook) -> list[_Guess]:
    """Return every register × heading rows of a sheet with at least one accepted heading, with a first score."""
    limits = workbook.limits
    grid = headings.filled(page, limits.sniff_rows, limits.sniff_columns)
    found = []
    for band in headings.whole(headings.bands(grid, limits.header_rows), page):
        for register in wanted:
            if fields := headings.outline(band, register):
                points = _points(fields, band) + _hint(register, page, workbook, grid[: band.last])
                found.append(_Guess(page, register, band, [], points, grid))
    return found


def _points(fields: Mapping[str, float], band: headings.Band) -> float:
    own = sum(sure for key, sure in fields.items() if key not in COMMON)
    shared = sum(sure for key, sure in fields.items() if key in COMMON)
    # a deeper band must earn its rows; data rows taken for headings match nothing more
    return own + 0.3 * shared - 0.05 * (band.last - band.first)


def _compare(guess: _Guess, workbook: Workbook) -> _Guess | None:
    """Return the guess with every column assigned, similar headings included; None if it has no key or no content."""
    grid = guess.grid
    band = headings.deepened(guess.band, grid)
    above = grid[: band.last]
    matches = headings.assign(band, guess.register, units.unit_line(above))
    fields = {m.field.key: m.confidence for m in matches}
    if not _names_rows(guess.register, set(fields)):
        return None
    points = _points(fields, band) + _hint(guess.register, guess.sheet, workbook, above)
    if band.last < len(grid) and units.units_only(grid[band.last]):
        matches = headings.with_units(matches, grid[band.last])
        band = replace(band, last=band.last + 1)
    return replace(guess, band=band, matches=matches, score=points)


def _names_rows(register: Register, fields: set[str]) -> bool:
    """Tell whether the headings found say both what a row is of and something about it."""
    if not register.of_enterprises:
        own = register.naming | {item.key for item in register.fields if item.required}
        return bool(fields & own)
    # names and codes alone are a list of enterprises
    return bool(fields & register.naming) and (register.id == "base" or bool(fields - COMMON))


def _hint(register: Register, page: Sheet, workbook: Workbook, above: list[list[str]]) -> float:
    titles = [workbook.filename, page.name, *(row[0] for row in above[:2] if row)]
    hinted = HINT_BONUS if any(h in t for h in register.hints for t in titles) else 0.0
    own = page.name.strip()
    called = any(own == name or (len(own) > 1 and name.endswith(own)) for name in (register.name, *register.hints))
    return hinted + (NAMED_BONUS if called else 0.0)


def _describe(
    workbook: Workbook, guess: _Guess, candidates: tuple[tuple[str, float], ...], others: list[str]
) -> Preview:
    constants = _constants(workbook, guess)
    sheet = workbook.sheet(guess.sheet.name)
    kept, totals = data_rows(sheet, _configuration(guess, constants))
    settled = _settled(guess, sheet, kept, constants)
    matches, spread_notes = _one_way(guess.register, settled.matches)
    guess = replace(guess, matches=[_dated(match, sheet, kept) for match in matches])
    notes, questions = alike(sheet.name, others, len(workbook.sheets) - len(workbook.heads))
    notes = [*spread_notes, *_notes(guess, sheet, kept, constants), *settled.notes, *notes, *_rows_notes(totals)]
    questions = [*settled.questions, *questions]
    notes += [*_elsewhere(guess), *(question.note for question in questions)]
    configuration = _configuration(guess, constants).model_copy(
        update={
            "undecided": {q.field: q.columns for q in questions if q.kind == "columns"},
            "unsaid": {m.field.key: f"{column_letters(m.index)} 列{m.doubt}" for m in guess.matches if m.doubt},
        }
    )
    known = {m.index for m in guess.matches}
    unknown = tuple(
        (at, "／".join(dict.fromkeys(t for t in levels if t)))
        for at, levels in enumerate(guess.band.headings)
        if at not in known and any(levels)
    )
    count = workbook.limits.preview_rows
    return Preview(
        register=guess.register,
        candidates=candidates,
        sheet=sheet.name,
        configuration=configuration,
        columns=tuple(guess.matches),
        unknown=unknown,
        missing=_missing(guess, constants),
        row_count=len(kept),
        first_rows=tuple((at + 1, tuple(sheet.rows[at])) for at in kept[:count]),
        notes=tuple(notes),
        questions=tuple(questions),
        workbook=workbook,
    )


def _one_way(register: Register, matches: list[HeadingMatch]) -> tuple[list[HeadingMatch], list[str]]:
    """Leave out columns that say once more what spread ones say (the year's sum beside its months), and tell it."""
    spread = [match for match in matches if match.field.key in register.spread]
    if register.wide is None or not spread:
        return matches, []
    value, across = register.field(register.wide.value), register.field(register.wide.across)
    twice = [match for match in matches if match.field in (value, across)]
    listed = "、".join(column_letters(match.index) for match in spread)
    notes = [f"{listed} 列按“{across.label}”分列了“{value.label}”，一行读成 {len(spread)} 条，空格不读"]
    notes += [f"{column_letters(m.index)} 列“{m.heading}”不读：已按分列的读" for m in twice]
    return [match for match in matches if match not in twice], notes


def _dated(match: HeadingMatch, sheet: Sheet, kept: list[int]) -> HeadingMatch:
    """Return a date's column with what its cells say of days that stand there as numbers."""
    if match.field.type != "date":
        return match
    unit, seen, doubt = told(sheet.rows.column(match.index, np.array(kept, dtype=np.intp)))
    return replace(match, unit=unit, unit_from=seen, doubt=doubt)


def _settled(guess: _Guess, sheet: Sheet, kept: list[int], constants: dict[str, str | int]) -> Settled:
    band, grid = guess.band, guess.grid
    years = years_of(sheet, kept, guess.matches) or {int(y) for key, y in constants.items() if key == "year"}
    unit = units.unit_line(grid[: band.last])
    settled = settle(band, guess.register, guess.matches, sheet, min(years) if len(years) == 1 else None, unit)
    if units.units_only(grid[band.last - 1]):
        settled = replace(settled, matches=headings.with_units(settled.matches, grid[band.last - 1]))
    return settled


def _constants(workbook: Workbook, guess: _Guess) -> dict[str, str | int]:
    """Return what title, sheet and file name say of all rows: the year, and the month where the register has one."""
    found: dict[str, str | int] = {}
    given = guess.register.given(m.field.key for m in guess.matches)
    if _years_in_months(guess) and not guess.register.of_enterprises:
        given.add("year")  # each row says its own
    if guess.register.asks_year and "year" not in given:
        titles = [cell for row in guess.sheet.rows[: guess.band.first - 1] for cell in row if isinstance(cell, str)]
        spread = [m.heading for m in guess.matches if m.field.key in guess.register.spread]
        year = headings.title_year(spread) or headings.title_year([*titles, guess.sheet.name, workbook.filename])
        if year is not None:
            found["year"] = year
    if "month" in guess.register.by_key and "month" not in given:
        month = headings.title_month([guess.sheet.name]) or headings.title_month([workbook.filename])
        if month is not None:
            found["month"] = month
    return found


def _configuration(guess: _Guess, constants: dict[str, str | int]) -> Configuration:
    return Configuration(
        register_id=guess.register.id,
        sheet=guess.sheet.name,
        header_rows=(guess.band.first, guess.band.last),
        columns=tuple(ColumnChoice(index=m.index, field=m.field.key, unit=m.unit) for m in guess.matches),
        constants=constants,
    )


def _missing(guess: _Guess, constants: dict[str, str | int]) -> tuple[str, ...]:
    given = guess.register.given({m.field.key for m in guess.matches} | set(constants))
    given |= {"year"} if _years_in_months(guess) else set()
    return tuple(f.key for f in guess.register.fields if f.required and f.key not in given)


def _years_in_months(guess: _Guess) -> bool:
    """Tell whether the column of months says the years as well, by the first rows."""
    at = next((m.index for m in guess.matches if m.field.key == months.MONTH), None)
    if at is None:
        return False
    rows = guess.sheet.rows[guess.band.last : guess.band.last + LOOKED_AT]
    return months.say_year(row[at] for row in rows if at < len(row))


def _elsewhere(guess: _Guess) -> list[str]:
    """Say that a form holds columns of other registers (land, tax and power on one sheet), which are not read now."""
    known = {m.index for m in guess.matches}
    found: dict[str, None] = {}
    columns, every = [], [*registers().values()]
    for at, levels in enumerate(guess.band.headings):
        others = headings.other_registers(levels, guess.register, every, COMMON) if at not in known else []
        if others:
            columns.append(f"{column_letters(at)} 列“{next(t for t in reversed(levels) if t)}”")
            found |= dict.fromkeys(register.name for register in others)
    if len(columns) < 2:
        return []
    return [f"{'、'.join(columns)}是其他台账的栏目，本次不读；如需要，请再按{'、'.join(found)}各导入一次"]


def _rows_notes(totals: list[int]) -> list[str]:
    if not totals:
        return []
    listed = "、".join(str(at + 1) for at in totals[:12]) + ("……" if len(totals) > 12 else "")
    return [f"第 {listed} 行是合计、小计或分组行，不作为数据读取"]


def _notes(guess: _Guess, sheet: Sheet, kept: list[int], constants: dict[str, str | int]) -> list[str]:
    register, notes = guess.register, []
    if missing := _missing(guess, constants):
        labels = "、".join(register.field(key).label for key in missing)
        notes.append(f"缺少必填栏目：{labels}")
    unsure = [f"{column_letters(m.index)} 列“{m.heading}”→{m.field.label}" for m in guess.matches if m.confidence < 0.9]
    if unsure:
        notes.append("请核对栏目对应：" + "；".join(unsure))
    assumed = [
        m.field.label for m in guess.matches if m.unit_from == "默认" and m.field.quantity not in (None, "persons")
    ]
    if assumed:
        notes.append("表中未写单位，按默认单位读取：" + "、".join(assumed))
    notes += [f"{column_letters(m.index)} 列{m.doubt}" for m in guess.matches if m.doubt]
    seen: dict[str, HeadingMatch] = {}
    for match in guess.matches:  # what is said of twelve months is said once
        if match.unit_from and not match.field.quantity:
            seen.setdefault(match.unit_from if match.field.key in register.spread else match.field.key, match)
    notes += [f"{column_letters(match.index)} 列{match.unit_from}" for match in seen.values()]
    hidden = [m.field.label for m in guess.matches if m.index in sheet.hidden_columns]
    if hidden:
        notes.append("这些列在工作簿中是隐藏的，仍会读取：" + "、".join(hidden))
    hidden_rows = sum(1 for at in kept if at in sheet.hidden_rows)
    if hidden_rows:
        notes.append(f"有 {hidden_rows} 行在工作簿中是隐藏的，仍会读取")
    if "month" in constants:
        notes.append(f"表中没有月份列，按工作表名或文件名读作 {constants['month']} 月")
    notes += stored_as_numbers(sheet, kept, guess.matches)
    return notes + unseen_characters(sheet, guess.matches)
