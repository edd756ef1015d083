"""A workbook or CSV file as rows of exact values; every fault of its cells is told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.scoring import sources
from tenghuan.scoring.cells import READERS, BadCell, CellFault, PercentCell, check_number, is_empty, number_text
from tenghuan.scoring.columns import Column, apart, fold
from tenghuan.scoring.facts import FactsFault, Fault

ENDINGS = (".xlsx", ".csv")
MAX_DIGITS = 40


@dataclass(frozen=True)
class Row:
    """One row: its number as the person sees it, and its values by key; what is empty or at fault is None."""

    place: int
    values: Mapping[str, Any]
    bad: frozenset[str] = frozenset()  # keys of cells that are at fault already

    def text(self, key: str) -> str:
        """The text of a cell, "" where it is empty."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def number(self, key: str) -> Fraction | None:
        """The number of a cell, None where it is unknown."""
        value = self.values.get(key)
        return value if isinstance(value, Fraction) else None

    def date(self, key: str) -> date | None:
        """The date of a cell, None where it is unknown."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None


@dataclass
class Table:
    """The rows of a file; whoever reads them adds the faults that it finds with ``note`` and ends with ``settle``.

    ``headings`` are the headings found, by key; ``unknown`` are those kept aside.
    """

    file: str
    sheet: str
    rows: list[Row]
    headings: dict[str, str]
    unknown: tuple[str, ...]
    titles: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def title(self, key: str) -> str:
        """What a column is called in messages: its heading here, else its Chinese name."""
        return self.headings.get(key) or self.titles.get(key, key)

    def note(self, row: Row, key: str, what: str, remedy: str) -> None:
        """Add a fault, unless the cell is at fault already."""
        if key not in row.bad:
            self.faults.append(Fault(self.file, self.sheet, row.place, self.title(key), what, remedy))

    def settle(self) -> None:
        """Raise FactsFault with all faults found so far, if there are any."""
        if self.faults:
            raise FactsFault(self.file, sorted(self.faults, key=lambda fault: fault.row))


def read_table(
    path: str | Path, columns: Sequence[Column], needed: Sequence[str], *, shares: Collection[str] = ()
) -> Table:
    """Read ``.xlsx`` or ``.csv``: columns by key or heading, order free, unknown ones kept aside.

    Args:
        path: the file; titles may stand above the headings.
        columns: what may be in it; ``kind`` is ``text``, ``number`` (read exactly, percentages too), ``date``,
            ``boolean`` or ``integer``.
        needed: keys without which the file is not what it should be; the first one tells the row of headings.
        shares: keys whose numbers a workbook may show in per cent (0.08 as 8%): they are taken as what they are, unless
            one of the same row is a plain number above 1: 96% beside 95 is one of two things.

    Raises:
        InputFault: no such file, not a table, or a column lacks or stands twice. Faults of cells are in ``faults``.
    """
    path = Path(path)
    by_key = {column.key: column for column in columns}
    names = {fold(text): column for column in columns for text in (column.key, *column.headings)}
    first = by_key[needed[0]]
    grid = _grid(path, sources.Wanted(first.title, lambda heading: names.get(fold(heading)) == first))
    places, unknown = _places(grid, names)
    lacking = [by_key[key].title for key in needed if key not in places]
    if lacking:
        listed = "、".join(f"“{title}”" for title in lacking)
        raise InputFault(f"没有{listed}列", where=grid.file, remedy="核对表头")
    headings = {key: " ".join(grid.headings[at].split()) for key, at in places.items()}
    table = Table(grid.file, grid.sheet, [], headings, unknown, {column.key: column.title for column in columns})
    for at, place in enumerate(grid.places):
        cells = {key: grid.columns[column][at] for key, column in places.items()}
        table.rows.append(_row(table, place, _plain(cells, shares), by_key))
    return table


def _grid(path: Path, wanted: sources.Wanted) -> sources.Grid:
    if not path.is_file():
        what = "这是一个目录" if path.is_dir() else "文件不存在"
        raise InputFault(what, where=str(path), remedy="核对路径")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputFault(f"不支持 {ending or '无扩展名'} 文件", where=path.name, remedy="用 .xlsx 或 .csv")
    try:
        return sources.read_file(path, wanted)
    except OSError as error:
        raise InputFault("文件打不开", where=str(path), remedy="核对权限") from error


def _places(grid: sources.Grid, names: Mapping[str, Column]) -> tuple[dict[str, int], tuple[str, ...]]:
    places: dict[str, int] = {}
    unknown: list[str] = []
    foreign: dict[str, str] = {}  # headings that name a column, but in another unit than its numbers have
    for at, heading in enumerate(grid.headings):
        column, own = _named(heading, names)
        if column is None or not own:
            unknown += [" ".join(heading.split())] if heading else []
            if column is not None:
                foreign[column.key] = f"“{unknown[-1]}”括号里不是本项的计量单位（{column.unit}）"
        elif column.key in places:
            both = f"“{grid.headings[places[column.key]]}”与“{heading}”是同一项"
            raise InputFault(both, where=grid.file, remedy="只保留一列，或改另一列的表头")
        else:
            places[column.key] = at
    for key, told in foreign.items():
        if key not in places:
            raise InputFault(told, where=grid.file, remedy="是其他单位的，换算这一列的数并改表头；是说明的，请去掉括号")
    return places, tuple(unknown)


def _named(heading: str, names: Mapping[str, Column]) -> tuple[Column | None, bool]:
    """The column that a heading names, with or without a unit behind it; whether that unit is the column's own."""
    folded = fold(heading)
    if folded in names:
        return names[folded], True
    name, unit = apart(folded)
    column = names.get(name)
    return (column, fold(column.unit) == unit) if column is not None and column.unit and unit else (None, False)


def _plain(cells: Mapping[str, Any], shares: Collection[str]) -> Mapping[str, Any]:
    """The cells with what ``shares`` names and is shown in per cent as numbers, but for a row that mixes both."""
    shown = {key: cell.value for key, cell in cells.items() if key in shares and isinstance(cell, PercentCell)}
    beside = [cells[key] for key in shares if key in cells and key not in shown]
    mixed = any(isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) > 1 for cell in beside)
    return cells if mixed or not shown else {**cells, **shown}


def _row(table: Table, place: int, cells: Mapping[str, Any], columns: Mapping[str, Column]) -> Row:
    values: dict[str, Any] = {}
    bad: set[str] = set()
    row = Row(place, values)
    for key, cell in cells.items():
        try:
            values[key] = None if is_empty(cell) else _value(cell, columns[key])
        except CellFault as fault:
            table.note(row, key, fault.what, fault.remedy)
            bad.add(key)
    return Row(place, values, frozenset(bad))


def _value(cell: object, column: Column) -> Any:
    if isinstance(cell, BadCell):
        raise CellFault(cell.what, cell.remedy)
    return exact_number(cell, column) if column.kind == "number" else READERS[column.kind](cell, column)


def exact_number(cell: object, column: Column) -> Fraction:
    """The number of a cell, exactly as it is written: ``1,250.5``, ``12%`` (0.12). Raises CellFault.

    Of a workbook's number the fifteen digits that a spreadsheet shows count.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        check_number(float(cell), column)
        return Fraction(f"{cell:.15g}")
    share = isinstance(cell, str) and cell.strip().endswith(("%", "％"))
    text = number_text(str(cell).strip()[:-1] if share else cell)
    if len(text) > MAX_DIGITS:
        raise CellFault(f"数字位数过多（至多 {MAX_DIGITS} 位）", "核对这个数")
    check_number(float(text), column)
    return Fraction(text) / (100 if share else 1)
