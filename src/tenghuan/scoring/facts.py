"""The facts: one row an enterprise and year, read from a workbook, a CSV or Parquet file, checked and keyed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.errors import InputFault
from tenghuan.reading.characters import invisible_in, named
from tenghuan.scoring import bulk, bulkchecks, sources
from tenghuan.scoring.bulk import LARGE_LAND, SETTLED
from tenghuan.scoring.cells import READERS, BadCell, CellFault, is_empty
from tenghuan.scoring.columns import BY_KEY, COLUMNS, LAND_PARTS, Column, key_of
from tenghuan.scoring.ordering import cut

CELL_BY_CELL = 200_000  # rows of a Parquet file that are read one cell at a time where need be
READ = (".xlsx", ".xls", ".et", ".csv", ".txt", ".parquet")
PARQUET = b"PAR1"
IDENTITY = frozenset({"uscc", "name", "year"})  # say whose facts they are, and nothing else
SHOWN = 30  # faults listed in a message; all are in ``FactsFault.faults``
ARROW_TYPES: dict[str, pa.DataType] = {
    "code": pa.string(),
    "text": pa.string(),
    "industry": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "number": pa.float64(),
}


@dataclass(frozen=True)
class Fault:
    """One cell at fault: where, what, how to mend it."""

    file: str
    sheet: str
    row: int
    column: str
    what: str
    remedy: str

    def __str__(self) -> str:
        sheet = f"［{self.sheet}］" if self.sheet else ""
        return f"{self.file}{sheet} 第 {self.row} 行“{self.column}”：{self.what}（{self.remedy}）"


class FactsFault(InputFault):
    """Facts that cannot be evaluated; ``faults`` lists every cell."""

    def __init__(self, file: str, faults: Sequence[Fault], total: int | None = None) -> None:
        self.faults = tuple(faults)
        total = len(self.faults) if total is None else total
        lines = [f"  {fault}" for fault in self.faults[:SHOWN]]
        if total > len(lines):
            lines.append(f"  ……另有 {total - len(lines)} 处")
        super().__init__(f"数据有 {total} 处问题\n" + "\n".join(lines), where=file, remedy="改正后重试")


@dataclass(frozen=True)
class Facts:
    """Checked facts, either in memory (``table``) or, when large, left in their Parquet file (``stored``).

    ``rows`` is the number of rows, ``places`` their row numbers in the file (None: in order from 2), ``known`` the keys
    of the columns found, ``unknown`` the headings kept aside, ``years`` those that occur, in order, ``notes`` remarks
    for the person who handed the file in.
    """

    name: str
    rows: int
    table: pa.Table | None = None
    stored: bulk.Stored | None = None
    sheet: str = ""
    places: tuple[int, ...] | None = None
    known: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def place(self, row: int) -> int:
        """The row number in the file of the row at ``row`` (from 0)."""
        return self.places[row] if self.places is not None else row + 2

    def has(self, key: str) -> bool:
        """Whether the file gave the column, or for the land one of its parts."""
        return key in self.known or (key == "land_mu" and any(part in self.known for part, _ in LAND_PARTS))

    def slices(self, keys: tuple[str, ...], rows: int) -> Iterator[pa.Table]:
        """Some columns, ``rows`` rows at a time, the last fewer; where there are no rows at all, one empty table."""
        if self.stored is None:
            assert self.table is not None
            return cut([self.table.select(list(keys))], rows)
        return cut(self.stored.tables({key: ARROW_TYPES[BY_KEY[key].kind] for key in keys}, rows), rows)


def read_facts(path: str | Path) -> Facts:
    """Read facts from a ``.xlsx``, ``.csv`` or ``.parquet`` file; what a file is its content says, not its name.

    Raises:
        InputFault: the file cannot be read; FactsFault: cells at fault, all of them listed.
    """
    path = Path(path)
    if not path.is_file():
        what = "这是一个目录" if path.is_dir() else "文件不存在"
        raise InputFault(what, where=str(path), remedy="核对路径")
    ending = path.suffix.lower()
    if ending not in READ:
        raise InputFault(f"不支持 {ending or '无扩展名'} 文件", where=path.name, remedy="用 .xlsx、.csv 或 .parquet")
    with path.open("rb") as stream:
        stored = stream.read(len(PARQUET)) == PARQUET
    if stored or ending == ".parquet":
        return _read_parquet(path)
    return _from_grid(sources.read_file(path))


def facts_from_table(table: pa.Table, name: str = "facts") -> Facts:
    """Facts from a table in memory, checked as a file's would be; columns by key or heading."""
    chosen, unknown = _choose(table.column_names, name)
    columns = {key: table.column(at).to_pylist() for key, at in chosen.items()}
    return _build(columns, chosen, table.column_names, unknown, name, "", None, table.num_rows)


def _from_grid(grid: sources.Grid) -> Facts:
    chosen, unknown = _choose(grid.headings, grid.file)
    columns = {key: grid.columns[at] for key, at in chosen.items()}
    found = _build(columns, chosen, grid.headings, unknown, grid.file, grid.sheet, grid.places, len(grid.places))
    return replace(found, notes=(*found.notes, *grid.notes))


def _read_parquet(path: Path) -> Facts:
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise InputFault(f"不是 Parquet 文件，或已损坏（{error}）", where=path.name, remedy="重新导出") from error
    names = metadata.schema.to_arrow_schema().names
    chosen, unknown = _choose(names, path.name)
    stored = bulk.stored(path, metadata, {key: names[at] for key, at in chosen.items()})
    checked = bulkchecks.check(stored) if stored else None
    if stored is None or checked is None or (checked.total and stored.rows <= CELL_BY_CELL):
        # text where numbers belong, full-width digits and the like: what a workbook may hold, this may hold
        table = pq.read_table(path)
        columns = {key: table.column(at).to_pylist() for key, at in chosen.items()}
        return _build(columns, chosen, names, unknown, path.name, "", None, table.num_rows)
    if checked.total:
        raise FactsFault(path.name, [Fault(path.name, "", *fault) for fault in checked.faults], checked.total)
    return Facts(
        path.name,
        stored.rows,
        stored=stored,
        known=frozenset(chosen),
        unknown=unknown,
        years=tuple(checked.years),
    )


def _choose(headings: Sequence[str], file: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Place of each known column, and the headings kept aside."""
    chosen: dict[str, int] = {}
    unknown: list[str] = []
    for at, heading in enumerate(headings):
        key = key_of(heading)
        if key is None:
            unknown += [heading] if heading else []
        elif key in chosen:
            raise InputFault(
                f"“{headings[chosen[key]]}”与“{heading}”是同一项", where=file, remedy="只保留一列，或改另一列的表头"
            )
        else:
            chosen[key] = at
    if "uscc" not in chosen:
        raise InputFault("没有“统一社会信用代码”列", where=file, remedy="核对表头")
    if unknown and not chosen.keys() - IDENTITY:
        listed = "、".join(f"“{' '.join(heading.split())[:20]}”" for heading in unknown[:SHOWN])
        raise InputFault(
            f"除代码、名称、年度外没有认出一列（{listed}）",
            where=file,
            remedy="表头改用“评价税收”“用地面积”等栏目名，单位须与方案一致",
        )
    return chosen, tuple(unknown)


def _build(
    columns: dict[str, list[Any]],
    chosen: dict[str, int],
    headings: Sequence[str],
    unknown: tuple[str, ...],
    file: str,
    sheet: str,
    places: tuple[int, ...] | None,
    rows: int,
) -> Facts:
    faults: list[Fault] = []

    def note(row: int, key: str, what: str, remedy: str) -> None:
        place = places[row] if places is not None else row + 2
        heading = " ".join(headings[chosen[key]].split())
        faults.append(Fault(file, sheet, place, heading, what, remedy))

    values = {key: _read_column(BY_KEY[key], cells, note) for key, cells in columns.items()}
    _check_keys(columns["uscc"], values, note, places)
    if faults:
        raise FactsFault(file, sorted(faults, key=lambda fault: fault.row))
    arrays = {key: pa.array(column, ARROW_TYPES[BY_KEY[key].kind]) for key, column in values.items()}
    table = complete(pa.table(arrays) if arrays else pa.table({}), rows)
    return Facts(
        file,
        rows,
        table=table,
        sheet=sheet,
        places=places,
        known=frozenset(chosen),
        unknown=unknown,
        years=tuple(sorted({year for year in values.get("year", []) if year is not None})),
        notes=_unseen_note(columns),
    )


def _unseen_note(columns: dict[str, list[Any]]) -> tuple[str, ...]:
    """Say in which columns invisible characters were dropped."""
    told = []
    for key, cells in columns.items():
        if found := invisible_in(cell for cell in cells if isinstance(cell, str)):
            told.append(f"{BY_KEY[key].title}（{named(found[:3])}）")
    return (f"有看不见的字符，已去掉：{'、'.join(told)}",) if told else ()


def _read_column(column: Column, cells: Iterable[Any], note: Any) -> list[Any]:
    reader = READERS[column.kind]
    values: list[Any] = []
    for row, cell in enumerate(cells):
        if is_empty(cell):
            values.append(None)
            continue
        if isinstance(cell, BadCell):
            note(row, column.key, cell.what, cell.remedy)
            values.append(None)
            continue
        try:
            values.append(reader(cell, column))
        except CellFault as fault:
            note(row, column.key, fault.what, fault.remedy)
            values.append(None)
    return values


def _check_keys(given: Sequence[Any], values: dict[str, list[Any]], note: Any, places: tuple[int, ...] | None) -> None:
    """Every row has a code, and no code and year stand twice."""
    seen: dict[tuple[str, Any], int] = {}
    years = values.get("year", [None] * len(given))
    for row, (cell, code) in enumerate(zip(given, values["uscc"], strict=True)):
        if is_empty(cell):
            note(row, "uscc", "缺统一社会信用代码", "补填；合计、备注行请删去")
        if code is None:
            continue
        first = seen.setdefault((code, years[row]), row)
        if first != row:
            place = places[first] if places is not None else first + 2
            note(row, "uscc", f"与第 {place} 行重复：{code}", "同一企业同一年度只留一行")


def complete(table: pa.Table, rows: int) -> pa.Table:
    """All columns in their order with ``row``, the missing ones empty; land from its parts where not given."""
    columns: dict[str, Any] = {"row": pa.array(range(rows), pa.int64())}
    for column in COLUMNS:
        given = column.key in table.column_names
        kind = ARROW_TYPES[column.kind]
        columns[column.key] = table[column.key] if given else pa.nulls(rows, kind)
    columns["land_mu"] = pa.array(
        [
            land_of(total, parts)
            for total, parts in zip(
                columns["land_mu"].to_pylist(),
                zip(*(columns[key].to_pylist() for key, _ in LAND_PARTS), strict=True),
                strict=True,
            )
        ],
        pa.float64(),
    )
    return pa.table(columns)


def land_of(total: float | None, parts: Sequence[float | None]) -> float | None:
    """Land as given, else owned + leased in − leased out + other; parts not given add nothing, if any is given.

    The sum is settled at nine decimals, so that 0.1 + 0.2 is the 0.3 that a limit may name (``bulk`` does the same).
    """
    if total is not None or all(part is None for part in parts):
        return total
    found = sum(sign * part for (_, sign), part in zip(LAND_PARTS, parts, strict=True) if part is not None)
    settled = math.floor(abs(found) * SETTLED + 0.5) / SETTLED
    return math.copysign(settled, found) if abs(found) < LARGE_LAND else found
